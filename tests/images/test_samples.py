import numpy as np
import pytest

from vecembed_lab.images import samples
from vecembed_lab.images.glyphs import load_glyphs, split


@pytest.fixture
def few(monkeypatch):
    """Few letters and few steps."""
    glyphs = load_glyphs()
    small = split(glyphs, 12, rng=np.random.default_rng(0))
    rows = np.random.default_rng(0).permutation(len(small.train.labels))[:600]
    parts = small._replace(train=small.train.chosen(rows))
    monkeypatch.setattr(samples, "letters", lambda seed, fonts_too=False: parts)
    monkeypatch.setattr(samples, "STEPS", 2)
    for name in ("shown", "net", "described", "error", "after"):
        monkeypatch.setattr(samples, name, getattr(samples, name).__wrapped__)


@pytest.mark.parametrize(
    "kind",
    [
        "pixels",
        "gradient histograms, centred",
        "untrained net",
        "labels shuffled",
        "labels, triplets",
        "no labels, two views",
    ],
)
def test_every_way_of_the_tables_gives_an_error_rate(few, kind):
    assert 0 < samples.error(0, kind, moved=True) < 0.5


@pytest.mark.parametrize("kind", ["untrained", "alignment only", "NT-Xent", "hardest triplets", "semi-hard triplets"])
def test_every_run_towards_collapse_gives_vectors(few, kind):
    vectors, loss = samples.after(0, kind, steps=2)
    assert vectors.shape == (len(samples.letters(0).test.labels), 64)
    assert np.isnan(loss) == (kind == "untrained")


def test_what_does_not_exist_is_refused(few):
    with pytest.raises(ValueError, match="no such net: best"):
        samples.net(0, "best")
    with pytest.raises(ValueError, match="no such training: best"):
        samples.after(0, "best")
