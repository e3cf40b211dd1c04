"""Unit 02. What the claims of the lesson draw for a seed: pairs, slips, noise, halves of a text, labels."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from vecembed_lab.data.texts import load_newsgroups, load_wikipedia, noised
from vecembed_lab.data.words import load_similarity
from vecembed_lab.similarity.measures import agreement, nearest, normalize
from vecembed_lab.word2vec.alignment import procrustes
from vecembed_lab.word2vec.bytepair import Pair, encode, learn_merges
from vecembed_lab.word2vec.cooccurrence import Sparse, cooccurrence, count_vectors, frequent_pmi, svd_vectors
from vecembed_lab.word2vec.evaluation import learning_curve, mean_vectors, rated_rows
from vecembed_lab.word2vec.skipgram import Settings, Trained, train
from vecembed_lab.word2vec.subword import SubwordVectors, fit_pieces, misspell, ngrams
from vecembed_lab.word2vec.vocabulary import Vocabulary, noise_distribution, vocabulary

GROUPS = ("alt.atheism", "comp.windows.x", "rec.sport.hockey", "soc.religion.christian")  # those of the lesson


@cache
def text() -> tuple[Vocabulary, Int[ndarray, " T"]]:
    """The vocabulary and the word numbers of the lesson's text."""
    articles = load_wikipedia()
    vocab = vocabulary(articles)
    return vocab, vocab.encode(word for article in articles for word in article)


@cache
def counts() -> Sparse:
    """Who stands within five places of whom."""
    vocab, ids = text()
    return cooccurrence(ids, len(vocab), 5)


@cache
def counted(**settings: float) -> Float[ndarray, "V d"]:
    """PPMI and SVD of the text, as in the lesson but for the settings."""
    vocab, ids = text()
    return count_vectors(ids, len(vocab), seed=0, **settings)


@cache
def raw_vectors() -> Float[ndarray, "V d"]:
    """The SVD of the counts themselves."""
    return svd_vectors(counts(), 50, seed=0)


def shuffled(seed: int) -> Int[ndarray, " T"]:
    """The text with its words in any order."""
    return np.random.default_rng(seed).permutation(text()[1])


@cache
def noisy_vectors(seed: int, share: float) -> Float[ndarray, "V d"]:
    """Counted in the text with a share of its places mixed."""
    vocab, ids = text()
    return count_vectors(noised(ids, share, rng=np.random.default_rng(seed)), len(vocab), seed=0)


@cache
def trained(seed: int, epochs: int, mixed: bool = False) -> Trained:
    """Skip-gram, on the text or on a mixed one."""
    vocab, ids = text()
    rng = np.random.default_rng(seed)
    return train(vocab, shuffled(seed) if mixed else ids, Settings(epochs=epochs), rng=rng)


@cache
def rated(name: str) -> tuple[Int[ndarray, "p 2"], Float[ndarray, " p"]]:
    """Pairs of rows that the text knows, and people's scores."""
    return rated_rows(text()[0].index, *load_similarity(name))


def agreements(seed: int, name: str, *spaces: Float[ndarray, "V _"]) -> list[float]:
    """How well each space agrees with people on the same pairs, as many as there are, drawn with replacement."""
    pairs, people = rated(name)
    rows = np.random.default_rng(seed).integers(len(pairs), size=len(pairs))
    return [agreement(vectors, pairs[rows], people[rows]) for vectors in spaces]


def frequent_words(seed: int, n: int) -> Int[ndarray, " n"]:
    """Some of the words of rank 100 to 2,000."""
    return np.random.default_rng(seed).permutation(np.arange(100, 2000))[:n]


def share_beside(vectors: Float[ndarray, "V d"], words: Int[ndarray, " n"]) -> float:
    """The share of the nearest seven of these words that were seen within five places of them."""
    rows = counts()[words].toarray()
    near = [nearest(vectors, vectors[word], 7, exclude=[word]) for word in words]
    return float((np.take_along_axis(rows, np.array(near), axis=1) > 0).mean())


def correlations(model: Trained) -> tuple[float, float]:
    """Those of its dot products with PMI, and with the optimum for noise by count ** 0.75, of pairs that met often."""
    vocab, _ = text()
    word, context, pmi = frequent_pmi(counts(), at_least=10, first=100)
    extra = np.log(vocab.counts / vocab.counts.sum() / noise_distribution(vocab.counts))
    dots = (model.inputs[word] * model.outputs[context]).sum(axis=1)
    return np.corrcoef(dots, pmi)[0, 1], np.corrcoef(dots, pmi + extra[context])[0, 1]


@cache
def pieces() -> SubwordVectors:
    """Fitted to the counted vectors."""
    return fit_pieces(text()[0], normalize(counted()))


def random_pieces(rng: np.random.Generator) -> SubwordVectors:
    """Pieces that know letters only."""
    return SubwordVectors(text()[0], rng.normal(size=pieces().rows.shape))


@cache
def misspelt(seed: int) -> tuple[float, float, float, float]:
    """The agreement of words spelt right; after one slip, the share of words unknown, and of fitted and random pieces.

    The last three are means of five times: other slips, and other random pieces, each time.
    """
    (pairs, people), rng, words = rated("wordsim353"), np.random.default_rng(seed), text()[0].words
    long = np.array([len(words[b]) >= 5 for _, b in pairs])
    first, right = ([words[row] for row in column] for column in pairs[long].T)
    beside = np.arange(2 * len(first)).reshape(2, -1).T

    def score(source: SubwordVectors, second: Sequence[str]) -> float:
        return agreement(np.array([source[word] for word in [*first, *second]]), beside, people[long])

    wrong = [[misspell(word, rng=rng) for word in right] for _ in range(5)]
    after = [[score(source, slips) for source in (pieces(), random_pieces(rng))] for slips in wrong]
    unknown = 1 - np.isin(wrong, words).mean()
    return agreement(counted(), pairs[long], people[long]), unknown, *np.mean(after, axis=0)


@cache
def merges() -> list[Pair]:
    """The first thousand pairs that byte-pair encoding joins in the text."""
    vocab, _ = text()
    return learn_merges(dict(zip(vocab.words, vocab.counts.tolist(), strict=True)), 1000)


def left_after_a_slip(seed: int) -> list[tuple[float, float]]:
    """The mean number of pieces of a misspelt word, and the mean share of them that the right one has: n-grams, then
    learned pieces."""
    rng, words = np.random.default_rng(seed), text()[0].words
    right = [words[b] for _, b in rated("wordsim353")[0] if len(words[b]) >= 5]
    slips = [(misspell(word, rng=rng), word) for word in right]
    found = []
    for cut in (ngrams, lambda word: encode(word, merges())):
        both = [(cut(wrong), cut(word)) for wrong, word in slips]
        found.append((np.mean([len(a) for a, _ in both]), np.mean([np.isin(a, b).mean() for a, b in both])))
    return found


@cache
def messages() -> tuple[list[Int[ndarray, " _"]], ndarray, Vocabulary, Any]:
    """The messages of four groups as word numbers, their labels, the vocabulary, and the bags of words."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    news = load_newsgroups()  # the claims are not about what stands in for it
    texts, labels = zip(*[both for both in zip(news.texts, news.labels, strict=True) if both[1] in GROUPS], strict=True)
    vocab = vocabulary(texts)
    bags = TfidfVectorizer(analyzer=list, min_df=2).fit_transform(texts)
    return [vocab.encode(words) for words in texts], np.array(labels), vocab, bags


@cache
def message_vectors() -> Float[ndarray, "V d"]:
    """Counted in the messages."""
    encoded, _, vocab, _ = messages()
    return normalize(count_vectors(np.concatenate(encoded), len(vocab), seed=0))


@cache
def sorted_right(seed: int) -> Float[ndarray, "3 4"]:
    """What is sorted right with 10, 20, 200 and 1,000 labels: bags, means of word vectors, means of random vectors."""
    encoded, labels, vocab, bags = messages()
    weights, noise = (
        np.log(vocab.counts.sum() / vocab.counts),
        np.random.default_rng(seed).normal(size=(len(vocab), 50)),
    )
    means = [mean_vectors(encoded, vectors, weights) for vectors in (message_vectors(), normalize(noise))]
    sizes = [10, 20, 200, 1000]
    return np.array([learning_curve(x, labels, sizes, rng=np.random.default_rng(seed)) for x in (bags, *means)])


@cache
def halves(seed: int) -> tuple[Float[ndarray, "V d"], Float[ndarray, "V d"]]:
    """Unit vectors counted in every second stretch of a hundred words, the stretches in any order, and in the rest."""
    vocab, ids = text()
    stretch = np.arange(len(ids)) // 100
    side = np.random.default_rng(seed).permutation(stretch[-1] + 1)[stretch] % 2
    ours, theirs = (normalize(count_vectors(ids[side == half], len(vocab), seed=0)) for half in (0, 1))
    return ours, theirs


@cache
def with_itself(seed: int, low: int, high: float) -> tuple[float, float, float]:
    """Of 300 words seen `low` to below `high` times: the mean cosine with themselves in the other half, and with the
    next word there, and the share that are among their own ten nearest there."""
    ours, theirs = halves(seed)
    frequency = text()[0].counts
    words = np.flatnonzero((frequency >= low) & (frequency < high))
    words = np.random.default_rng(seed).permutation(words)[:300]
    scores = ours[words] @ procrustes(ours[:1500], theirs[:1500]) @ theirs.T  # (n, V)
    itself, another = scores[np.arange(len(words)), words], scores[np.arange(len(words)), words - 1]
    found = (scores > itself[:, None]).sum(axis=1) < 10
    return float(itself.mean()), float(another.mean()), float(found.mean())
