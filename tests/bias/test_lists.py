"""Lists of words and where they have vectors; the published values; data that cannot be had."""

import struct

import numpy as np
import pytest
from numpy.testing import assert_allclose

from vecembed_lab.bias import lists, messages, spaces, winobias
from vecembed_lab.bias.lists import find, find_pairs, four_sets, weat_of, weats
from vecembed_lab.data.registry import DataError
from vecembed_lab.data.words import WordVectors


@pytest.fixture(scope="module")
def news():
    return spaces.load_news_vectors()


def space(*words):
    return WordVectors(list(words), np.eye(len(words), 3, dtype=np.float32), "a toy")


def missing(name):
    raise DataError("no network")


# Lists


def test_every_list_is_complete():
    sizes = {name: len(words) for name, words in lists.lists()["weat"].items()}
    assert sorted(weats()) == list(range(1, 11))
    for test in weats().values():
        x, y, a, b = (sizes[name] for name in test.sets)
        assert (x, a) == (y, b)
    assert len(lists.pairs()[0]) == len(lists.pairs()[1]) == 10
    assert len(lists.occupations()) == 40
    assert set(lists.pairs()[0]) & set(lists.pairs()[1]) == set()


def test_words_without_a_vector_are_named():
    found = find(space("He", "she", "it"), ["she", "Ada", "it", "he"])
    assert (found.words, found.missing) == (["she", "it"], ["Ada", "he"])
    assert_allclose(found.vectors, [[0, 1, 0], [0, 0, 1]])


def test_lower_case_is_looked_for_only_where_there_is_nothing_else():
    assert find(space("frank", "it"), ["Frank", "IT"]).words == ["Frank", "IT"]
    assert find(space("frank", "It"), ["Frank", "It"]).missing == ["Frank"]


def test_where_no_word_is_there_the_error_names_them():
    with pytest.raises(ValueError, match="none of the 2 words has a vector in a toy: Ada, Bob"):
        find(space("x", "y"), ["Ada", "Bob"])
    with pytest.raises(ValueError, match="none of the 0 words"):
        find(space("x"), [])


def test_pairs_need_both_words():
    women, men = find_pairs(space("she", "he", "woman"))
    assert_allclose(women, [[1, 0, 0]])
    assert_allclose(men, [[0, 1, 0]])
    with pytest.raises(ValueError, match="no pair has both"):
        find_pairs(space("she", "man"))


# Known values


def test_weat_gives_the_values_published_for_word2vec(news):
    published = {number: test.published for number, test in weats().items() if test.published}
    assert published == {1: 1.54, 2: 1.63, 6: 1.89, 7: 0.97, 8: 1.24, 9: 1.30}
    for number, value in published.items():
        assert weat_of(news, number) == pytest.approx(value, abs=0.005), number


def test_which_words_of_the_tests_are_missing(news):
    without = {n: [len(found.missing) for found in four_sets(news, n)] for n in weats()}
    assert without.pop(3) == [27, 25, 0, 0]  # it cannot be repeated
    assert without.pop(2) == [0, 1, 0, 0]
    assert all(sum(counts) == 0 for counts in without.values())
    assert four_sets(news, 2)[1].missing == ["axe"]
    assert lists.testable(news) == [1, 2, 4, 5, 6, 7, 8, 9, 10]


def test_occupations_follow_the_statistics_as_bolukbasis_direction_has_them(news):
    from vecembed_lab.bias.subspace import direction, explained

    women, men = find_pairs(news)
    found = find(news, list(lists.occupations()))
    share = np.array([lists.occupations()[word] for word in found.words])
    assert found.missing == ["mechanician", "construction_worker", "ceo", "hairdressers"]
    assert np.corrcoef(found.vectors @ direction(women, men), share)[0, 1] == pytest.approx(0.707, abs=0.001)
    assert_allclose(explained(women, men)[:3], [0.605, 0.127, 0.099], atol=0.001)


def test_the_two_files_have_the_same_vectors_for_the_same_words(news):
    other = spaces.read_text(spaces.fetch("weat")["vectors.txt"])
    first = spaces.read_binary(spaces.fetch("googlenews")["vectors.bin"])
    both = [word for word in other.words if word in first]
    assert (len(first), len(other), len(both), len(news)) == (26_423, 347, 196, 26_574)
    unit = np.array([other[word] / np.linalg.norm(other[word]) for word in both])
    assert_allclose(unit, [first[word] for word in both], atol=1e-6)


def test_words_that_mean_a_gender(news, monkeypatch):
    known = lists.gendered_words()
    assert len(known) == 1441
    assert {"aunt", "he", "chairman"} <= known
    monkeypatch.setattr(lists, "fetch", missing)
    assert {"aunt", "he", "Mary"} <= lists.gendered_words()
    assert "doctor" not in lists.gendered_words()


# Files


def binary(*rows):
    return b"".join(word.encode() + b" " + struct.pack("<2f", *numbers) + end for word, end, *numbers in rows)


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_binary_file_by_hand(tmp_path, end):
    path = tmp_path / "v.bin"
    path.write_bytes(b"2 2\n" + binary(("Åse", end, 1, 2), ("b", end, -1, 0.5)))
    found = spaces.read_binary(path)
    assert found.words == ["Åse", "b"]
    assert_allclose(found.vectors, [[1, 2], [-1, 0.5]])


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"2 2\n" + binary(("a", b"", 1, 2)), "ends after 1"), (b"two 2\nx", "two whole numbers"), (b"", "two whole")],
)
def test_a_broken_binary_file_says_so(tmp_path, data, said):
    path = tmp_path / "v.bin"
    path.write_bytes(data)
    with pytest.raises(ValueError, match=said):
        spaces.read_binary(path)


def test_a_text_file_by_hand(tmp_path):
    path = tmp_path / "v.txt"
    path.write_text("2 2\na 1 2\nb 3 -4\n")
    assert_allclose(spaces.read_text(path).vectors, [[1, 2], [3, -4]])
    for text in ("3 2\na 1 2\nb 3 4\n", "2 2\na 1 2\nb 3\n"):
        path.write_text(text)
        with pytest.raises(ValueError, match="and has others"):
            spaces.read_text(path)


def test_without_network_there_is_a_stand_in_that_says_so(monkeypatch, capsys):
    monkeypatch.setattr(spaces, "fetch", missing)
    found = spaces.load_vectors()
    assert "In its place: a stand-in" in capsys.readouterr().out
    assert_allclose(np.linalg.norm(found.vectors, axis=1), 1, atol=1e-5)
    assert np.isfinite(weat_of(found, 8))
    assert len(find_pairs(found)[0]) >= 5


# Messages and sentences


def test_of_whom_a_text_speaks():
    texts = [["she", "saw", "her", "and", "him"], ["he", "said"], ["herself", "he"], ["nobody"], []]
    assert messages.speaks_of(texts).tolist() == [1, -1, 0, 0, 0]


def test_a_swap_leaves_all_other_words():
    assert messages.swapped(["he", "threw", "his", "hat", "himself"], messages.TO_WOMEN) == [
        "she", "threw", "her", "hat", "herself",
    ]  # fmt: skip


def test_the_mean_of_a_text_is_that_of_the_words_it_has_vectors_for():
    means = messages.mean_vectors(space("a", "b", "c"), [["a", "a", "x"], ["a", "c"], ["x"]])
    assert_allclose(means, [[1, 0, 0], [0.5, 0, 0.5], [0, 0, 0]])


def test_decisions_follow_what_was_learnt():
    rng = np.random.default_rng(0)
    wanted = np.arange(100) < 20
    points = rng.normal(size=(100, 3)) + 5 * wanted[:, None]
    train = rng.random(100) < 0.5
    assert (messages.decide(points, wanted, train, points) == wanted).mean() > 0.95
    with pytest.raises(ValueError, match="both groups must occur"):
        messages.decide(points, wanted, ~wanted, points)


def test_sentences_are_read_by_hand(tmp_path):
    path = tmp_path / "s.txt"
    path.write_text(
        "1 [The nurse] met the lawyer because [she] was late.\n"
        "2 The nurse met [the lawyer] because [he] was late.\n"
        "3 [The nurse] met the plumber because [she] was late.\n"  # the plumber is not known
        "4 The nurse met the lawyer.\n"
    )
    assert winobias.read_sentences(path, {"nurse": 90, "lawyer": 35}) == [
        ("nurse", "lawyer", "she"),
        ("lawyer", "nurse", "he"),
    ]


def test_a_pronoun_is_resolved_by_the_closer_occupation():
    toy = WordVectors(["nurse", "lawyer", "she"], np.array([[1.0, 1], [1, 0], [0, 1]]), "a toy")
    sentences = [winobias.Sentence("nurse", "lawyer", "she"), winobias.Sentence("lawyer", "nurse", "she")]
    assert winobias.resolved(toy, sentences).tolist() == [True, False]


def test_without_network_there_are_no_sentences(monkeypatch, capsys):
    monkeypatch.setattr(winobias, "fetch", missing)
    assert winobias.load_winobias({}) == {}
    assert "WinoBias is not on this machine" in capsys.readouterr().out
