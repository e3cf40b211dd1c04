import pytest

from vecembed_lab import corpus
from vecembed_lab.corpus import load_documents, load_newsgroups, load_wikipedia, passages, read_newsgroups
from vecembed_lab.data import DataError

HEADER = "Category\tText\nd\tstring\nclass\t\n"


def test_the_wikipedia_sample_is_words():
    articles = load_wikipedia()
    assert len(articles) == 106
    assert sum(map(len, articles)) == 470_251
    assert all(word.isalpha() and word.islower() for word in articles[0])


def test_newsgroups_by_hand(tmp_path):
    path = tmp_path / "news.tab"
    path.write_text(HEADER + "\nsci.space\tthe shuttle isn't up\nrec.autos\ta car\n")
    news = read_newsgroups(path)
    assert news.texts == [["the", "shuttle", "isn", "t", "up"], ["a", "car"]]
    assert news.labels == ["sci.space", "rec.autos"]
    assert len(news) == 2


def test_all_newsgroups():
    try:
        news = load_newsgroups()
    except DataError as error:
        pytest.skip(f"20 Newsgroups cannot be had here: {error}")
    assert len(news) == len(news.labels) == 11_293
    assert len(set(news.labels)) == 20


def test_passages_by_hand():
    cut = passages([["a"] * 250, ["b"] * 99, ["c"] * 100])
    assert cut.texts == [["a"] * 100, ["a"] * 100, ["c"] * 100]
    assert cut.labels == ["0", "0", "2"]


def test_documents_of_some_newsgroups(monkeypatch):
    news = corpus.Documents([["v"], ["x"], ["y"], ["z"]], ["b", "a", "c", "d"], "toy")
    monkeypatch.setattr(corpus, "load_newsgroups", lambda: news)
    some = load_documents(2)
    assert (some.texts, some.labels) == ([["x"], ["y"]], ["a", "c"])  # every second of a b c d


def test_without_network_passages_stand_in_and_say_so(monkeypatch, capsys):
    def unavailable():
        raise DataError("no network")

    monkeypatch.setattr(corpus, "load_newsgroups", unavailable)
    monkeypatch.setattr(corpus, "load_wikipedia", lambda: [["a"] * 100, ["b"] * 300, ["c"] * 200])
    documents = load_documents(2)
    assert documents.labels == ["0", "0", "0", "1", "1"]
    assert documents.texts[0][0] == "b"
    assert "In its place: passages" in capsys.readouterr().out
