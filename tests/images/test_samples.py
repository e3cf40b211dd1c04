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
    for name in ("shown", "net", "described", "error", "after", "two_views_of", "headed_net"):
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
    with pytest.raises(ValueError, match="no such vectors: best"):
        samples.kept_by(0, "best")


@pytest.mark.parametrize("way", ["pixels", "untrained net", "no head", "before the head", "behind the head"])
def test_every_layer_is_asked_the_same_questions(few, way):
    nearest, letter, move = samples.kept_by(0, way)
    assert min(nearest, letter) > 1 / 12  # better than a guess among twelve letters
    assert 0 < move < 1


def test_a_net_at_another_temperature_is_another_net(few):
    one, other = (samples.at_temperature(0, t) for t in (0.1, 1.0))
    assert one != other
    assert all(1 < rank < 64 and 0 < spread < 1.1 for _, spread, rank in (one, other))
