import numpy as np
import pytest
from numpy.testing import assert_allclose

from vecembed_lab.context.adapter import reciprocal_ranks
from vecembed_lab.context.domains import draw, load_health, load_law, load_news
from vecembed_lab.context.samples import found_articles, parts
from vecembed_lab.context.vectors import ARTICLE, PLACES, SIZES, _long_articles, _sentences, load, load_domain
from vecembed_lab.data.registry import find


def test_the_file_is_of_these_weights():
    assert str(load()["weights"]) == find("minilm").files[0].sha256


@pytest.mark.parametrize("name", SIZES)
def test_domains_have_vectors_of_length_1(name):
    domain = load_domain(name)
    assert domain.first.shape == domain.second.shape == (SIZES[name], 384)
    assert_allclose(np.linalg.norm(domain.first, axis=1), 1, atol=1e-5)
    assert len(domain.shown) == 3
    own = (domain.first * domain.second).sum(axis=1).mean()
    assert own > (domain.first * domain.second[::-1]).sum(axis=1).mean() + 0.2


@pytest.mark.skipif(not find("minilm").cached, reason="the weights are not on this machine")
def test_the_texts_that_are_shown_have_these_vectors():
    from vecembed_lab.context.vectors import PIECES
    from vecembed_lab.search.encoder import Encoder

    encoder = Encoder()
    for name in SIZES:
        domain = load_domain(name)
        anew = encoder.sentences([second for _, second in domain.shown], PIECES)
        assert (anew * domain.second[:3]).sum(axis=1).min() > 0.98  # rounded


@pytest.mark.slow
def test_rounding_changes_no_mean_of_reciprocal_ranks_by_two_hundredths():
    from vecembed_lab.context.vectors import PIECES
    from vecembed_lab.search.encoder import Encoder

    encoder, rng = Encoder(), np.random.default_rng(0)
    for name, load_pairs in {"health": load_health, "news": load_news, "law": load_law}.items():
        drawn = draw(load_pairs(), SIZES[name], rng=rng)[:250]
        exact = [encoder.sentences([pair[side] for pair in drawn], PIECES) for side in (0, 1)]
        rounded = [side[:250] for side in load_domain(name)[:2]]
        assert min((a * b).sum(axis=1).min() for a, b in zip(exact, rounded, strict=True)) > 0.98  # of the same texts
        assert abs(reciprocal_ranks(*exact).mean() - reciprocal_ranks(*rounded).mean()) < 0.02


def test_sentences_begin_where_they_should():
    words = [f"x{i}" if i % 20 else "Abc." for i in range(500)]
    words[::20] = ["word."] * 25
    found = _sentences(words)
    assert found.keys() == PLACES.keys()
    for place, (low, high) in PLACES.items():
        first = found[place].split()[0]
        assert low <= words.index(first) < high < ARTICLE


def test_articles_that_lack_a_sentence_are_left_out(monkeypatch):
    from vecembed_lab.context import vectors

    good = " ".join("word." if i % 20 == 0 else f"x{i}" for i in range(500))
    monkeypatch.setattr(vectors, "read_news", lambda: iter(["too short", " ".join(["x"] * 600), good]))
    assert len(_long_articles(np.random.default_rng(0))) == 1


def test_parts_share_no_disease():
    about = load_domain("health").about
    train, test = parts(0)
    assert not set(about[train]) & set(about[test])


def test_a_sentence_of_the_beginning_finds_its_article_whatever_is_cut():
    assert min(found.mean() for found in found_articles("beginning").values()) > 0.9
