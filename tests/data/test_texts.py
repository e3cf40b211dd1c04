import io
import lzma
import tarfile
import zipfile

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from tests.fetched import or_skip
from vecembed_lab.data import texts
from vecembed_lab.data.registry import DATASETS, DataError, Dataset, File
from vecembed_lab.data.texts import (
    Text,
    load_documents,
    load_enwiki,
    load_newsgroups,
    load_novels,
    load_text8,
    load_wikipedia,
    noised,
    passages,
    read_enwiki,
    read_newsgroups,
    read_novels,
    read_text8,
)

HEADER = "Category\tText\nd\tstring\nclass\t\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where the words of texts are kept, in an empty cache."""
    monkeypatch.setenv("VECEMBED_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "text"


def test_the_wikipedia_sample_is_words():
    articles = load_wikipedia()
    assert len(articles) == 106
    assert sum(map(len, articles)) == 470_251
    assert all(word.isalpha() and word.islower() for word in articles[0])


# Words that are kept


@pytest.fixture
def dump(monkeypatch, tmp_path):
    """A dump of one article after the other, and how often each was read."""
    reads = []

    def read(path):
        reads.append(path.read_text())
        return [path.read_text().split(), ["an", "article"]]

    (tmp_path / "dump").write_text("the first")
    monkeypatch.setattr(texts, "gensim_file", lambda name: tmp_path / "dump")
    monkeypatch.setattr(texts, "read_articles", read)
    return tmp_path / "dump", reads


def test_articles_are_read_once(folder, dump):
    assert load_wikipedia() == load_wikipedia() == [["the", "first"], ["an", "article"]]
    assert dump[1] == ["the first"]
    assert len(list(folder.iterdir())) == 1  # and no scrap


def test_another_dump_is_read_anew(folder, dump):
    load_wikipedia()
    dump[0].write_text("the second")
    assert load_wikipedia()[0] == ["the", "second"]


@pytest.mark.parametrize("damage", [b"", b"the worst\nan article\n", b"the first\n", b"\xff\xfe"])
def test_damaged_words_are_made_anew(folder, dump, damage):
    load_wikipedia()
    next(folder.iterdir()).write_bytes(damage)
    assert load_wikipedia() == [["the", "first"], ["an", "article"]]
    assert load_wikipedia() == [["the", "first"], ["an", "article"]]
    assert len(dump[1]) == 2


def test_articles_that_cannot_be_kept_are_still_had(folder, dump):
    folder.parent.write_text("a file where the cache should be")
    assert load_wikipedia() == [["the", "first"], ["an", "article"]]


def test_reading_that_fails_leaves_nothing_behind(folder, dump, monkeypatch):
    def interrupted(path):
        yield ["half"]
        raise KeyboardInterrupt

    monkeypatch.setattr(texts, "read_articles", interrupted)
    with pytest.raises(KeyboardInterrupt):
        load_wikipedia()
    assert list(folder.iterdir()) == []


# Texts of full size


def test_a_text_is_read_again_and_again_and_counts_its_words(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("to be or\nnot\n")
    text = Text(path, "Hamlet")
    assert list(text) == list(text) == [["to", "be", "or"], ["not"]]
    assert text.n_words == 4


def test_passages_end_with_their_text(monkeypatch):
    monkeypatch.setattr(texts, "LONGEST", 2)
    assert list(texts._cut([["a", "b", "c"], ["d", "e"], []])) == [["a", "b"], ["c"], ["d", "e"]]


def test_novels_by_hand(tmp_path):
    with tarfile.open(tmp_path / "novels.tar.xz", "w:xz") as tar:
        tar.add(tmp_path, "corpus", recursive=False)
        for name, text in [("a", "\ufeffCall me\nIshmael."), ("b", "It's théâtre")]:
            info = tarfile.TarInfo(f"corpus/{name}.txt")
            info.size = len(text.encode())
            tar.addfile(info, io.BytesIO(text.encode()))
    assert list(read_novels(tmp_path / "novels.tar.xz")) == [["call", "me", "ishmael"], ["it", "s", "th", "tre"]]


def test_articles_by_hand(tmp_path):
    (tmp_path / "wiki.tsv.xz").write_bytes(lzma.compress(b"12\tAnarchism\tA is B.\n25\tAutism\tC\n"))
    assert list(read_enwiki(tmp_path / "wiki.tsv.xz")) == [["a", "is", "b"], ["c"]]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 100])
def test_text8_by_hand(tmp_path, monkeypatch, size):
    monkeypatch.setattr(texts, "READ_BYTES", size)
    with zipfile.ZipFile(tmp_path / "text8.zip", "w") as packed:
        packed.writestr("text8", " anarchism originated as a term")
    words = [word for stretch in read_text8(tmp_path / "text8.zip") for word in stretch]
    assert words == ["anarchism", "originated", "as", "a", "term"]


@pytest.fixture
def tiny_enwiki(folder, tmp_path, monkeypatch):
    """A Wikipedia of one article, in a mirror; text8 is nowhere."""
    packed = lzma.compress(b"1\tWords\tLearning words with words.\n")
    (tmp_path / "enwiki.tsv.xz").write_bytes(packed)
    file = File("enwiki.tsv.xz", len(packed), texts._sha256(tmp_path / "enwiki.tsv.xz"))
    monkeypatch.setitem(DATASETS, "enwiki", Dataset("enwiki", "a toy", "CC0", (file,)))
    nowhere = Dataset("text8", "a toy", "CC0", (File("text8.zip", 1, "0"),))
    monkeypatch.setitem(DATASETS, "text8", nowhere)
    monkeypatch.setenv("VECEMBED_MIRROR", str(tmp_path))


def test_without_text8_wikipedia_stands_in_and_says_so(tiny_enwiki, capsys):
    assert list(load_text8()) == [["learning", "words", "with", "words"]]
    assert "In its place: English Wikipedia of 2015" in capsys.readouterr().out


def test_a_text_that_cannot_be_kept_is_a_clear_error(tiny_enwiki, folder):
    folder.parent.mkdir()
    folder.write_text("a file where the folder should be")
    with pytest.raises(DataError, match="the words of enwiki cannot be kept in"):
        load_enwiki()


@pytest.mark.slow
@pytest.mark.parametrize(("load", "n_words"), [(load_novels, 14_129_072), (load_enwiki, 16_206_510)])
def test_all_words(load, n_words):
    text = or_skip(load)
    assert text.n_words == sum(map(len, text)) == n_words
    assert next(iter(text))[0] in ("clara", "anarchism")


# Messages


def test_newsgroups_by_hand(tmp_path):
    path = tmp_path / "news.tab"
    path.write_text(HEADER + "\nsci.space\tthe shuttle isn't up\nrec.autos\ta car\n")
    news = read_newsgroups(path)
    assert news.texts == [["the", "shuttle", "isn", "t", "up"], ["a", "car"]]
    assert news.labels == ["sci.space", "rec.autos"]
    assert len(news) == 2


def test_all_newsgroups():
    news = or_skip(load_newsgroups)
    assert len(news) == len(news.labels) == 11_293
    assert len(set(news.labels)) == 20


def test_passages_by_hand():
    cut = passages([["a"] * 250, ["b"] * 99, ["c"] * 100])
    assert cut.texts == [["a"] * 100, ["a"] * 100, ["c"] * 100]
    assert cut.labels == ["0", "0", "2"]


def test_documents_of_some_newsgroups(monkeypatch):
    news = texts.Documents([["v"], ["x"], ["y"], ["z"]], ["b", "a", "c", "d"], "toy")
    monkeypatch.setattr(texts, "load_newsgroups", lambda: news)
    some = load_documents(2)
    assert (some.texts, some.labels) == ([["x"], ["y"]], ["a", "c"])  # every second of a b c d


def test_without_network_passages_stand_in_and_say_so(monkeypatch, capsys):
    def unavailable():
        raise DataError("no network")

    monkeypatch.setattr(texts, "load_newsgroups", unavailable)
    monkeypatch.setattr(texts, "load_wikipedia", lambda: [["a"] * 100, ["b"] * 300, ["c"] * 200])
    documents = load_documents(2)
    assert documents.labels == ["0", "0", "0", "1", "1"]
    assert documents.texts[0][0] == "b"
    assert "In its place: passages" in capsys.readouterr().out


# Noise


def test_noise_moves_a_share_of_the_words_and_makes_none_more_frequent():
    rng, ids = np.random.default_rng(0), np.arange(20_000)
    noisy = noised(ids, 0.2, rng=rng)
    assert (noisy != ids).mean() == pytest.approx(0.2, abs=0.01)
    assert_array_equal(np.sort(noisy), ids)
    assert_array_equal(ids, np.arange(20_000))
    assert_array_equal(noised(ids, 0, rng=rng), ids)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_is_between_0_and_1(share):
    with pytest.raises(ValueError, match=f"between 0 and 1, got {share}"):
        noised(np.arange(3), share, rng=np.random.default_rng(0))
