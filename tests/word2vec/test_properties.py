"""Whatever a function of unit 02 is given: the answer is right, or a ValueError says the rule."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.sparse import csr_array

from tests.arrays import FLOATS, KINDS, WHOLE, answer, arrays, laid_out, matrices, precision
from vecembed_lab.word2vec.alignment import procrustes, share_found
from vecembed_lab.word2vec.cooccurrence import cooccurrence, count_vectors, frequent_pmi, ppmi, svd_vectors
from vecembed_lab.word2vec.evaluation import analogies_right, learning_curve, mean_vectors, rated_rows, standard_error
from vecembed_lab.word2vec.skipgram import Settings, cbow_windows, skipgram_pairs, train
from vecembed_lab.word2vec.subword import buckets, fit_pieces, fnv1a, misspell, ngrams, train_subwords, word_bags
from vecembed_lab.word2vec.vocabulary import Vocabulary, keep_probability, noise_distribution, vocabulary

WORDS = st.text(min_size=1, max_size=4)
COUNTS = st.sampled_from([*WHOLE, np.float64]).flatmap(
    lambda kind: st.integers(0, 6).flatmap(lambda n: arrays((n,), (kind,)))
)
IDS = st.sampled_from(WHOLE).flatmap(
    lambda kind: st.lists(st.integers(0, 5), max_size=12).flatmap(lambda ids: laid_out(np.array(ids, kind)))
)


def rng():
    return np.random.default_rng(0)


# Vocabulary


@given(st.lists(st.lists(WORDS, max_size=5), max_size=5), st.integers(0, 3))
def test_a_vocabulary_counts(sentences, min_count):
    vocab = answer(lambda: vocabulary(sentences, min_count), "two words seen at least", "min_count must")
    counts = Counter(word for sentence in sentences for word in sentence)
    kept = {word: count for word, count in counts.items() if count >= min_count}
    if vocab is None:
        assert len(kept) < 2 or min_count < 1
        return
    assert dict(zip(vocab.words, vocab.counts, strict=True)) == kept
    assert (np.diff(vocab.counts) <= 0).all()
    tokens = [word for sentence in sentences for word in sentence]
    assert [vocab.words[i] for i in vocab.encode(tokens)] == [word for word in tokens if word in kept]


def test_letters_are_not_taken_for_words():
    vocab = Vocabulary([*"ab"], np.array([2, 1]))
    for function in (lambda: vocab.encode("ab"), lambda: vocabulary(["ab"]), lambda: word_bags("ab")):
        with pytest.raises(ValueError, match=r"list of .*, got (the string )?'ab'"):
            function()


@pytest.mark.parametrize(("words", "counts"), [(["a", "a"], [2, 1]), (["a", "b"], [2]), (["a"], [2, 1])])
def test_every_word_comes_once_and_has_a_count(words, counts):
    with pytest.raises(ValueError, match="every word must come once and have one count"):
        Vocabulary(words, np.array(counts))


@given(COUNTS, st.floats())
def test_words_stay_by_a_chance_that_falls_with_their_count(counts, sample):
    chances = answer(lambda: keep_probability(counts, sample), "sample must be above 0", "must have been seen")
    if chances is None:
        assert not sample > 0 or (counts <= 0).any()
        return
    assert ((chances > 0) & (chances <= 1)).all()
    order = np.argsort(counts, kind="stable")
    assert (np.diff(chances[order]) <= 0).all()


@given(COUNTS, st.floats())
@example(np.array([100, 100], np.int8), 0.75)
@example(np.array([1e300, 1e308]), 3.0)
def test_noise_is_a_distribution_in_the_order_of_the_counts(counts, power):
    chances = answer(lambda: noise_distribution(counts, power), "power must be", "counts must be at least 0")
    if chances is None:
        assert not 0 <= power < np.inf or not len(counts) or counts.min() < 0 or counts.max() == 0
        return
    assert chances.sum() == pytest.approx(1)
    assert (np.diff(chances[np.argsort(counts, kind="stable")]) >= 0).all()


# Counting


@given(IDS, st.integers(0, 6), st.integers(-1, 20))
def test_cooccurrence_is_a_loop_over_places(ids, vocab_size, window):
    counts = answer(lambda: cooccurrence(ids, vocab_size, window), "at least 1", "ids must be in")
    if counts is None:
        assert vocab_size < 1 or window < 1 or ids.max() >= vocab_size
        return
    expected = np.zeros((vocab_size, vocab_size))
    for i, one in enumerate(ids):
        for j, other in enumerate(ids):
            expected[one, other] += 0 < abs(i - j) <= window
    assert_array_equal(counts.toarray(), expected)


@given(matrices(n=(1, 4), kinds=(np.float64, np.int64, np.uint8, np.float32)), st.floats(), st.floats())
@example(np.array([[1e308, 1e308], [1e308, 1e300]]), 1.0, 0.75)
def test_ppmi_is_its_formula_whatever_the_size_of_the_counts(counts, shift, power):
    rules = "shift must be above 0", "all zero", "of like size"
    found = answer(lambda: ppmi(csr_array(counts), shift, power), *rules)
    if found is None:
        seen = counts[counts != 0].astype(float)
        fine = 0 < shift < np.inf and 0 <= power <= 1 and len(seen)
        assert not fine or seen.min() < 0 or seen.min() / seen.max() < 1e-100
        return
    found = found.toarray()
    assert (found >= 0).all()
    assert (found[counts == 0] == 0).all()
    shares = counts.astype(float) / counts.astype(float).max()
    context = shares.sum(axis=0) ** power / (shares.sum(axis=0) ** power).sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        wanted = np.log(shares) - np.log(shares.sum(axis=1, keepdims=True)) - np.log(context) - np.log(shift)
    assert_allclose(found, np.where(shares > 0, np.maximum(wanted, 0), 0), rtol=1e-5, atol=1e-5)


@given(
    matrices(n=(1, 4), kinds=(np.float64, np.int64), min_value=0, max_value=1000), st.integers(-1, 5), st.integers(0, 3)
)
def test_pmi_of_frequent_pairs_is_a_loop(counts, at_least, first):
    found = answer(lambda: frequent_pmi(csr_array(counts), at_least, first), "at_least must be above 0")
    if found is None:
        assert at_least <= 0
        return
    total, rows, columns = counts.sum(), counts.sum(axis=1), counts.sum(axis=0)
    wanted = {
        (i, j): np.log(counts[i, j] * total / (rows[i] * columns[j]))
        for i, j in np.ndindex(counts.shape)
        if counts[i, j] >= at_least and min(i, j) >= first
    }
    assert dict(zip(zip(*found[:2], strict=True), found[2], strict=True)) == pytest.approx(wanted)


@settings(max_examples=20)
@given(matrices(n=(1, 5), d=(1, 5), kinds=FLOATS[1:], min_value=-1e6, max_value=1e6), st.integers(0, 5))
def test_singular_vectors_are_those_of_numpy(matrix, d):
    found = answer(lambda: svd_vectors(csr_array(matrix), d, seed=0), "d must be at least 1")
    if found is None:
        assert not 1 <= d < min(matrix.shape)
        return
    sizes = np.linalg.svd(matrix.astype(float), compute_uv=False)[:d]
    assert_allclose(np.linalg.norm(found.astype(float), axis=0) ** 2, sizes, atol=1e-3 * sizes[0] + 1e-30)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_counts_that_are_no_numbers_are_refused(bad):
    counts = csr_array([[1.0, 2, 3], [4, bad, 5], [1, 1, 1]])
    with pytest.raises(ValueError, match="NaN or infinity"):
        ppmi(counts)
    with pytest.raises(ValueError, match="NaN or infinity"):
        svd_vectors(counts, 1, seed=0)


def test_a_text_of_no_pairs_has_no_vectors():
    with pytest.raises(ValueError, match="no word occurs in any context"):
        count_vectors(np.array([], int), 9, seed=0, d=2)


# Skip-gram


@given(IDS, st.integers(0, 15))
def test_pairs_stand_within_the_window_and_windows_hold_the_same(ids, window):
    pairs = answer(lambda: skipgram_pairs(ids, window, rng=rng()), "window must be at least 1")
    if pairs is None:
        assert window < 1
        return
    near = {(int(a), int(b)) for i, a in enumerate(ids) for j, b in enumerate(ids) if 0 < abs(i - j) <= window}
    beside = {(int(a), int(b)) for a, b in zip(ids[1:], ids[:-1], strict=True)}
    assert beside | {(b, a) for a, b in beside} <= set(map(tuple, pairs.tolist())) <= near
    contexts, words = cbow_windows(ids, window, rng=rng())
    seen = Counter((int(w), int(c)) for w, row in zip(words, contexts, strict=True) for c in row if c >= 0)
    assert seen == Counter(map(tuple, pairs.tolist()))


def test_minus_one_is_no_word_of_a_pair():
    for function in (skipgram_pairs, cbow_windows):
        with pytest.raises(ValueError, match="ids must be whole numbers from 0"):
            function(np.array([1, -1, 2]), 2, rng=rng())


@pytest.mark.parametrize("cbow", [False, True])
@pytest.mark.parametrize("kind", [np.uint8, np.int16, np.int64, ">i4"])
def test_training_takes_every_kind_of_whole_numbers(kind, cbow):
    vocab, ids = Vocabulary([*"abc"], np.array([3, 2, 2])), np.array([0, 1, 2, 0, 1, 2, 0])
    some = Settings(dim=2, epochs=1, sample=9.0, cbow=cbow)
    expected = train(vocab, ids, some, rng=rng()).inputs
    fixed = ids.astype(kind)
    fixed.flags.writeable = False
    assert_array_equal(train(vocab, fixed, some, rng=rng()).inputs, expected)
    assert_array_equal(train(vocab, ids[::-1].copy()[::-1], some, rng=rng()).inputs, expected)
    bags = np.arange(3)[:, None].astype(np.int32)
    bags.flags.writeable = False
    assert_array_equal(train(vocab, ids, some, rng=rng(), bags=bags).inputs, expected)


def test_two_words_are_enough_to_train_on_and_one_is_not():
    vocab = Vocabulary(["a", "b"], np.array([1, 1]))
    with pytest.raises(ValueError, match="needs two words, got 1, of which 1 were not thinned out"):
        train(vocab, np.array([0]), Settings(dim=2, sample=9.0), rng=rng())
    trained = train(vocab, np.array([0, 1]), Settings(dim=2, sample=9.0), rng=rng())
    assert trained.outputs.any(axis=1).all()


# Pieces


@given(st.text(max_size=8))
@example("Ā")  # its bytes are C4 and 80, the first that counts as negative
@example("aĀ\x7f")
def test_hashes_are_fasttexts(text):
    from gensim.models.fasttext_inner import ft_hash_bytes

    try:
        data = text.encode()
    except UnicodeEncodeError:
        with pytest.raises(ValueError, match="surrogates"):
            fnv1a(text)
        return
    assert fnv1a(text) == ft_hash_bytes(data)


def test_a_hash_by_hand():
    value = ((2166136261 ^ 0xFFFFFFC4) * 16777619) % 2**32  # byte C4 as fastText's signed char sees it
    assert fnv1a("Ā") == ((value ^ 0xFFFFFF80) * 16777619) % 2**32
    assert fnv1a("\x7f") == ((2166136261 ^ 0x7F) * 16777619) % 2**32


@given(st.text(max_size=8), st.integers(-1, 5), st.integers(-1, 8))
def test_pieces_are_all_there(word, low, high):
    pieces = answer(lambda: ngrams(word, low, high), "an empty word", "low <= high must hold")
    if pieces is None:
        assert not word or not 1 <= low <= high
        return
    marked = f"<{word}>"
    assert all(low <= len(piece) <= high and piece in marked for piece in pieces)
    assert len(pieces) == sum(max(0, len(marked) - n + 1) for n in range(low, high + 1))


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=4), max_size=4), st.integers(-1, 50))
def test_bags_are_the_words_and_their_buckets(words, n_buckets):
    rules = "words must be", "an empty word", "n_buckets must be"
    bags = answer(lambda: word_bags(words, n_buckets), *rules)
    if bags is None:
        assert not words or not all(words) or n_buckets < 1
        return
    for i, (bag, word) in enumerate(zip(bags, words, strict=True)):
        own, *pieces = bag[bag >= 0]
        assert own == i
        assert pieces == (buckets(word, n_buckets) + len(words)).tolist()
        assert max(pieces, default=0) < len(words) + n_buckets


def swapped(word):
    return {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}


@given(st.text(max_size=7), st.integers(0, 2**32 - 1))
def test_a_slip_is_one_edit_away(word, seed):
    slip = answer(lambda: misspell(word, rng=np.random.default_rng(seed)), "must have three letters")
    if slip is None:
        assert len(word) < 3
        return
    assert slip != word
    left_out = {word[:i] + word[i + 1 :] for i in range(len(word))}
    doubled = {word[:i] + word[i] + word[i:] for i in range(len(word))}
    replaced = len(slip) == len(word) and sum(a != b for a, b in zip(slip, word, strict=True)) == 1
    assert slip in left_out | doubled | swapped(word) or replaced


def test_every_letter_can_be_slipped_on():
    slips = {misspell("abc", rng=np.random.default_rng(seed)) for seed in range(600)}
    assert {"bac", "acb", "aabc", "abbc", "abcc", "bc", "ac", "ab"} <= slips
    for i in range(3):
        assert any(
            len(slip) == 3 and slip[i] != "abc"[i] and slip[:i] + slip[i + 1 :] == "abc"[:i] + "abc"[i + 1 :]
            for slip in slips
        )


@settings(max_examples=20)
@given(matrices(n=(3, 3), d=(1, 3), kinds=FLOATS, min_value=-1e4, max_value=1e4))
def test_fitted_pieces_leave_every_word_its_vector(vectors):
    vocab = Vocabulary(["abc", "abd", "xyz"], np.array([1, 1, 1]))
    fitted = fit_pieces(vocab, vectors, n_buckets=50)
    assert_allclose(fitted.vectors, vectors.astype(float), atol=1e-4 * max(1, np.abs(vectors.astype(float)).max()))


@pytest.mark.parametrize(
    ("vectors", "strength"), [(np.full((2, 2), np.nan), 1), (np.full((2, 2), 1e300), 1), (np.eye(2), 0)]
)
def test_pieces_that_cannot_be_fitted_are_refused(vectors, strength):
    with pytest.raises(ValueError, match=r"numbers that can be squared|strength must be above 0"):
        fit_pieces(Vocabulary(["a", "b"], np.array([1, 1])), vectors, strength=strength)


def test_subwords_know_their_words_only():
    vocab = Vocabulary(["ab", "cd"], np.array([1, 1]))
    with pytest.raises(ValueError, match="ids must be whole numbers from 0 to below 2"):
        train_subwords(vocab, np.array([0, 2]), Settings(), rng=rng())


# Alignment


@given(st.sampled_from(KINDS).flatmap(lambda kind: st.tuples(*[matrices(n=(0, 5), d=(1, 4), kinds=(kind,))] * 2)))
def test_an_alignment_turns_and_does_not_stretch(pair):
    source, target = pair
    turn = answer(lambda: procrustes(source, target), "must have the same shape")
    if turn is None:
        assert source.shape != target.shape
        return
    assert_allclose(turn.astype(float).T @ turn.astype(float), np.eye(source.shape[1]), atol=1e-4)


@given(matrices(n=(1, 6), kinds=FLOATS), st.integers(-1, 8))
def test_what_is_found_lies_between_chance_and_all(rows, k):
    found = answer(lambda: share_found(rows, rows, k), "k must be between")
    if found is None:
        assert not 1 <= k <= len(rows)
        return
    assert 0 <= found <= 1
    if (rows == rows[0]).all():
        assert found == pytest.approx(k / len(rows))
    if k == len(rows):
        assert found == 1


# Judging


@given(st.lists(st.tuples(WORDS, WORDS), max_size=5), st.integers(0, 5))
def test_rated_rows_are_those_of_known_words(pairs, n_scores):
    index = {word: i for i, word in enumerate(sorted({a for a, _ in pairs}))}
    found = answer(lambda: rated_rows(index, pairs, np.arange(n_scores)), "every pair needs one score")
    if found is None:
        assert len(pairs) != n_scores
        return
    known = [i for i, (_, b) in enumerate(pairs) if b in index]
    assert found[1].tolist() == known
    assert found[0].tolist() == [[index[pairs[i][0]], index[pairs[i][1]]] for i in known]


def test_few_pairs_have_no_standard_error():
    pairs, scores = np.arange(18).reshape(9, 2), np.arange(9.0)
    with pytest.raises(ValueError, match="at least 10 pairs and 2 draws, got 9 and 300"):
        standard_error(rng().normal(size=(18, 3)), pairs, scores, rng=rng())


def test_draws_that_have_no_correlation_are_left_out():
    pairs = np.arange(20).reshape(10, 2)
    scores = np.array([1.0] + [0.0] * 9)  # more than a third of the draws lack the only one that differs
    error = standard_error(rng().normal(size=(20, 3)), pairs, scores, rng=rng())
    assert 0 < error < 1
    with pytest.raises(ValueError, match="two different numbers"):
        standard_error(rng().normal(size=(20, 3)), pairs, np.zeros(10), rng=rng())


@pytest.mark.parametrize("row", [0, 1, 4])
def test_a_collapsed_space_answers_no_question(row):
    index = {letter: i for i, letter in enumerate("abcde")}
    questions = [("b", "c", "d", "abcde"[row]), ("a", "c", "d", "abcde"[row])]
    assert analogies_right(np.zeros((5, 3)), index, questions) == 0
    assert analogies_right(np.ones((5, 1)), index, questions) == 0


def test_rows_that_are_not_there_answer_no_question():
    with pytest.raises(ValueError, match="rows must be whole numbers from 0 to 2"):
        analogies_right(np.eye(3), {letter: i for i, letter in enumerate("abcd")}, [tuple("abcd")])


@given(matrices(n=(3, 3), kinds=FLOATS), st.lists(st.lists(st.integers(-1, 3), max_size=4), max_size=4))
def test_a_text_is_the_direction_of_its_words(vectors, texts):
    texts = [np.array(words, int) for words in texts]
    means = answer(lambda: mean_vectors(texts, vectors, np.array([1.0, 2, 0.5])), "rows must be whole numbers")
    if means is None:
        assert any(word in (-1, 3) for words in texts for word in words)
        return
    assert means.shape == (len(texts), vectors.shape[1])
    for words, mean in zip(texts, means, strict=True):
        length = np.linalg.norm(mean.astype(float))
        assert length == pytest.approx(1, abs=4 * precision(means)) or not mean.any()
        if len(words) == 0:
            assert not mean.any()


def test_every_vector_needs_a_weight():
    with pytest.raises(ValueError, match="got 3 vectors and 1 weights"):
        mean_vectors([np.array([0])], np.eye(3), np.ones(1))


def test_a_learning_curve_needs_the_texts_it_asks_for():
    features, labels = rng().normal(size=(30, 2)), np.repeat([0, 1], 15)
    for sizes, draws, rule in (([21], 3, r"the 20 texts .*, got \[21\]"), ([0], 3, "sizes must"), ([9], 0, "1 draw")):
        with pytest.raises(ValueError, match=rule):
            learning_curve(features, labels, sizes, rng=rng(), draws=draws)
    with pytest.raises(ValueError, match="3 texts"):
        learning_curve(features[:2], labels[:2], [1], rng=rng())
