"""What the lesson draws: a baseline has one window, which no test has chosen."""

import numpy as np
from numpy.testing import assert_array_equal

from vecembed_lab.context import samples
from vecembed_lab.context.senses import AROUND, Use
from vecembed_lab.data.words import WordVectors

NEAR = 5


def test_the_frontier_counts_bytes_and_knows_its_ends():
    """Turned or not, all 384 numbers of four bytes rank alike; of 12 numbers one bit each takes two bytes."""
    turned, own = (samples.frontier([384, 12], turn=turn) for turn in (True, False))
    assert [[*line] for line in own.values()] == [[1536, 48], [384, 12], [48, 2]]
    assert abs(turned["four bytes a number"][1536] - own["four bytes a number"][1536]).mean() < 1e-3
    assert_array_equal(own["four bytes a number"][1536], samples.cranfield_quality(np.asarray))
    assert turned["four bytes a number"][48].mean() > own["four bytes a number"][48].mean() + 0.1  # 12 of 384
    assert own["one bit"][48].mean() > own["one bit"][2].mean() + 0.1


def test_wrong_answers_are_about_another_disease_but_for_the_nearest_of_all():
    about = samples.domain("health").about[samples.parts(0)[0]]
    share = {name: (about[rows] == about).mean() for name, rows in samples.wrong_answers(0).items()}
    assert not (samples.wrong_answers(0)["nearest of all"] == np.arange(len(about))).any()
    assert share.pop("nearest of all") > 0.1
    assert [*share.values()] == [0, 0]


def uses_that_only_near_words_tell(n, *, rng):
    """n uses of two senses: five words on each side say which, the farther ones are any of 200, ten times as long."""
    names = ["one", "two", *(f"word{i}" for i in range(200))]
    space = WordVectors(names, np.vstack([np.eye(2, 8), 10 * rng.normal(size=(200, 8))]), "by hand")
    senses = np.array(names)[rng.integers(2, size=n)]
    far = rng.choice(names[2:], size=(n, 2, AROUND - NEAR)).tolist()
    uses = [
        Use([*one, *[s] * NEAR, "x", *[s] * NEAR, *other], AROUND, s)
        for s, (one, other) in zip(senses, far, strict=True)
    ]
    return space, uses, senses


def test_glove_reads_as_many_words_as_the_model_and_not_those_that_would_be_best(monkeypatch):
    rng = np.random.default_rng(0)
    space, uses, senses = uses_that_only_near_words_tell(samples.USES, rng=rng)
    monkeypatch.setattr(samples, "load_glove", lambda: space)
    monkeypatch.setattr(samples, "drawn_uses", lambda word: (uses, senses, rng.normal(size=(7, len(uses), 8))))
    assert samples.sense_table("x", splits=4, seed=0)["GloVe around it"].mean() < 0.8
    monkeypatch.setattr(samples, "AROUND", NEAR)
    assert samples.sense_table("x", splits=4, seed=0)["GloVe around it"].mean() == 1
