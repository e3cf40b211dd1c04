import numpy as np
import pytest
from numpy.testing import assert_allclose

from tests.context.small import encoder, pieces
from vecembed_lab.context.senses import Use, accuracy, cut, guessed, majority, neighbours_means, read_uses, word_vectors
from vecembed_lab.data.words import WordVectors

TEXT = """<instance id="a"><answer instance="a" senseid="one"/><context>
 <wf pos="DT">the</wf> <wf pos="X">AT&amp;T</wf> <head> <wf pos="NN">line</wf></head> <wf pos=".">.</wf>
</context></instance>
<instance id="b"><answer instance="b" senseid="two"/><context>
 <head><wf pos="NNS">lines</wf></head> </context></instance>
"""


def test_uses_by_hand():
    assert read_uses(TEXT) == [Use(["the", "AT&T", "line", "."], 2, "one"), Use(["lines"], 0, "two")]


def test_only_so_many_words_around_are_read():
    words = " ".join(f"<wf>{i}</wf>" for i in range(40))
    (use,) = read_uses(f'senseid="s"/> <context>{words}<head><wf>x</wf></head>{words}</context>')
    assert use.words == [str(i) for i in range(25, 40)] + ["x"] + [str(i) for i in range(15)]
    assert use.words[use.at] == "x"


def test_a_word_of_several_pieces_is_found():
    found = cut(encoder(), Use(["a", "slipstream", "wings"], 1, ""))
    assert found.ids == [2, 9, 6, 7, 4, 5, 3]
    assert found.ids[found.start : found.end] == pieces().cut("slipstream")


def test_vectors_do_not_depend_on_the_other_uses():
    uses = [Use(["wing"] * n + ["slip"], n, "") for n in (1, 5, 3)]
    together = word_vectors(encoder(), uses)
    alone = np.concatenate([word_vectors(encoder(), [use]) for use in uses], axis=1)
    assert together.shape == (3, 3, 8)
    assert_allclose(together, alone, atol=1e-5)
    assert abs(together[1] - together[1, 0]).max() > 0.01 > abs(together[0, 0] - together[0, 0]).max()


def test_senses_that_lie_apart_are_told_and_shuffled_ones_are_not():
    rng = np.random.default_rng(0)
    senses = rng.integers(2, size=200)
    vectors = rng.normal(size=(200, 4)) + 6 * senses[:, None]
    train = rng.permutation(200)[:150]
    assert accuracy(vectors, senses, train) == 1
    assert accuracy(vectors, rng.permutation(senses), train) < 0.8
    assert guessed(vectors, senses, train).shape == (50,)


def test_majority_by_hand():
    assert majority(np.array(["a", "a", "b", "a", "b"]), np.array([0, 1, 2])) == 0.5


def test_means_leave_out_the_word_itself():
    space = WordVectors(["x", "y", "z"], np.eye(3, dtype=np.float32), "by hand")
    uses = [Use(["X", "y", "z", "q", "z"], 1, ""), Use(["q"], 0, "")]
    assert_allclose(neighbours_means(space, uses, 1), [[0.5, 0, 0.5], [0, 0, 0]])
    assert_allclose(neighbours_means(space, uses, 3)[0], [1 / 3, 0, 2 / 3])


def test_too_many_uses_are_refused(monkeypatch, tmp_path):
    import zipfile

    from vecembed_lab.context import senses

    with zipfile.ZipFile(tmp_path / "senseval.zip", "w") as archive:
        archive.writestr("senseval/line.pos", TEXT)
    monkeypatch.setattr(senses, "fetch", lambda name: {"senseval.zip": tmp_path / "senseval.zip"})
    assert len(senses.load_uses("line", 2, rng=np.random.default_rng(0))) == 2
    with pytest.raises(ValueError, match="there are 2 uses of 'line', got n = 3"):
        senses.load_uses("line", 3, rng=np.random.default_rng(0))
