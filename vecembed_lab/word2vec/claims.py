"""Unit 02. The sentences of the lesson that compare, each computed for other pairs, draws, halves or trainings."""

import numpy as np

from vecembed_lab.lesson.claims import claim
from vecembed_lab.similarity.measures import agreement
from vecembed_lab.word2vec import growth
from vecembed_lab.word2vec.alignment import procrustes, share_found
from vecembed_lab.word2vec.comparison import of_seed
from vecembed_lab.word2vec.cooccurrence import count_vectors, frequent_pmi, ppmi
from vecembed_lab.word2vec.glove import train_glove
from vecembed_lab.word2vec.samples import (
    agreements,
    correlations,
    counted,
    counts,
    frequent_words,
    halves,
    left_after_a_slip,
    misspelt,
    noisy_vectors,
    rated,
    raw_vectors,
    share_beside,
    shuffled,
    sorted_right,
    text,
    trained,
    with_itself,
)
from vecembed_lab.word2vec.softmax import path_lengths
from vecembed_lab.word2vec.vocabulary import noise_distribution

# From counts to vectors


@claim("the words with the largest PMI are rare ones")
def ppmi_favours_rare_words(seed):
    rows, frequency = ppmi(counts())[frequent_words(seed, 100)].toarray(), text()[0].counts
    return np.median(frequency[np.argsort(-rows, axis=1)[:, :10]]), 10


@claim("Vectors from PPMI agree with people far more than the controls")
def ppmi_agrees_with_people(seed):
    vocab, _ = text()
    mixed = count_vectors(shuffled(seed), len(vocab), seed=0)
    noise = np.random.default_rng(seed).normal(size=mixed.shape)
    real, *controls = agreements(seed, "wordsim353", counted(), mixed, noise)
    return max(controls) + 0.2, real


@claim("and more than vectors from raw counts do")
def ppmi_is_better_than_raw_counts(seed):
    pairs = [agreements(seed, name, raw_vectors(), counted()) for name in ("wordsim353", "simlex999")]
    return max(raw - surprise for raw, surprise in pairs), 0


@claim("SimLex-999 asks for likeness instead of relatedness, and there all numbers are lower.")
def likeness_is_harder(seed):
    return agreements(seed, "simlex999", counted())[0], agreements(seed, "wordsim353", counted())[0]


# Guessing among all words


def _turns() -> tuple[float, int]:
    """Guesses of two that a pair needs along the tree, on average over the text, and words in the vocabulary."""
    frequency = text()[0].counts
    return np.average(path_lengths(frequency), weights=frequency), len(frequency)


@claim("Here the tree needs about a thousandth of the multiplications")
def a_tree_needs_a_thousandth(seed):
    turns, n_words = _turns()
    return abs(1000 * turns / n_words - 1), 0.2


@claim("and six words still fewer")
def six_words_need_fewer(seed):
    return 6, _turns()[0]


# Noise words


@claim("a few words such as *the* and *of* would be a large part of them")
def frequent_words_are_much_of_the_text(seed):
    return 0.2, noise_distribution(text()[0].counts, 1)[:5].sum()


@claim("three words are a sixth of the text, but a much smaller part of the noise")
def three_words_are_a_sixth(seed):
    of_text, of_noise = (noise_distribution(text()[0].counts, power)[:3].sum() for power in (1, 0.75))
    return max(abs(of_text * 6 - 1) * 10, 2 * of_noise / of_text), 1


# Training


@claim("Skip-gram has learned what people mean by related, and its control has not.", slow=True)
def skipgram_learns(seed):
    real, control = agreements(seed, "wordsim353", trained(seed, 2).inputs, trained(seed, 2, mixed=True).inputs)
    return control + 0.2, real


@claim("On WordSim353 two passes leave it below counting.", slow=True)
def two_passes_are_below_counting(seed):
    return tuple(agreements(seed, "wordsim353", trained(seed, 2).inputs, counted()))


@claim("With eight passes, which take four times as long, it comes near to counting.")
def eight_passes_come_near_to_counting(seed):
    return abs(of_seed(seed, "skip-gram, 8 passes") - of_seed(seed, "PPMI and SVD")), 0.08


@claim("and still its dot products follow one", slow=True)
def dot_products_follow_the_optimum(seed):
    return max(map(abs, correlations(trained(seed, 2, mixed=True)))) + 0.2, min(correlations(trained(seed, 2)))


@claim("they go together a little more closely than with PMI", slow=True)
def dot_products_are_nearer_to_the_optimum(seed):
    return correlations(trained(seed, 2))


# From the company to the word


@claim("After two passes CBOW is far behind skip-gram.")
def two_passes_of_cbow_are_too_few(seed):
    return of_seed(seed, "CBOW, 2 passes") + 0.2, of_seed(seed, "skip-gram, 2 passes")


@claim("In the same time as skip-gram it comes near to it")
def cbow_comes_near_in_the_same_time(seed):
    pairs = [("CBOW, 8 passes", "skip-gram, 2 passes"), ("CBOW, 24 passes", "skip-gram, 8 passes")]
    return max(of_seed(seed, skipgram) - of_seed(seed, cbow) for cbow, skipgram in pairs), 0.12


@claim("in the longer time it stays a little below")
def cbow_stays_below(seed):
    return of_seed(seed, "CBOW, 24 passes"), of_seed(seed, "skip-gram, 8 passes")


# Fitting logarithms: GloVe


@claim("Its dot products follow PMI, and its biases follow the logarithm of a word's frequency")
def glove_follows_pmi(seed):
    frequent = counts()[:2000, :2000]
    fitted = train_glove(frequent, rng=np.random.default_rng(seed))
    word, context, pmi = frequent_pmi(frequent, at_least=10, first=100)
    dots = (fitted.inputs[word] * fitted.outputs[context]).sum(axis=1)
    of_bias = np.corrcoef(fitted.input_bias, np.log(text()[0].counts[:2000]))[0, 1]
    return 0.3, min(np.corrcoef(dots, pmi)[0, 1], of_bias)


@claim("On this text GloVe's vectors agree with people far less than counting does")
def glove_needs_more_text(seed):
    return of_seed(seed, "GloVe, 5 passes") + 0.2, of_seed(seed, "PPMI and SVD")


@claim("with some of the pairs that never met they agree at least twice as well")
def glove_misses_pairs_that_never_met(seed):
    return 2 * of_seed(seed, "GloVe, 5 passes"), of_seed(seed, "GloVe with pairs that never met")


# How much text?


@claim("between one and sixteen million words it does not grow")
def agreement_comes_early(seed):
    rows = [row for row in growth.recorded()["rows"] if row["method"] == "counted" and "Wikipedia" in row["text"]]
    small, *_, large = sorted(rows, key=lambda row: row["words"])
    return large["agreement"] - small["agreement"], 0.02


@claim("counting with fifty dimensions gets about a fifth of them from sixteen million")
def analogies_come_late(seed):
    (row,) = [row for row in growth.recorded()["rows"] if row["method"] == "counted" and row["words"] > 15e6]
    return abs(row["right"] - 0.2), 0.05


@claim("next to none are right below a million words")
def no_analogies_in_half_a_million_words(seed):
    vocab, ids = text()
    start = len(ids) // 10 * seed  # the text as a ring that begins elsewhere, without a third of it
    part = np.roll(ids, -start)[: len(ids) * 2 // 3]
    vectors = count_vectors(part, len(vocab), seed=0)
    return growth.judged(vectors, vocab.index)["right"], 0.03


# What each setting does


@claim("A window of 1 is worse on both tests")
def a_window_of_one_is_worse(seed):
    tests = [agreements(seed, name, counted(window=1), counted()) for name in ("wordsim353", "simlex999")]
    return max(small - usual for small, usual in tests), 0


@claim("a dimension of 10 is worse on WordSim353 only")
def ten_dimensions_are_worse_on_relatedness(seed):
    related, like = (agreements(seed, name, counted(d=10), counted()) for name in ("wordsim353", "simlex999"))
    return max(related[0] - related[1], like[1] - like[0]), 0


@claim("and so is, by less, a shift of 20")
def a_large_shift_is_worse(seed):
    large, usual, *small = agreements(
        seed, "wordsim353", counted(shift=20.0), counted(), counted(window=1), counted(d=10)
    )
    return max(max(small) - large, large - usual), 0


@claim("A window of 1 finds what could stand in a word's place; a wide one what the word is about.")
def wide_windows_find_company(seed):
    words = frequent_words(seed, 100)
    return share_beside(counted(window=1), words) + 0.1, share_beside(counted(window=15), words)


# Bad text


@claim("A tenth of noise costs little, about in proportion")
def little_noise_costs_little(seed):
    clean, noisy = (agreement(vectors, *rated("wordsim353")) for vectors in (counted(), noisy_vectors(seed, 0.1)))
    return abs(noisy / clean - 0.9), 0.1


@claim("With seven words in ten replaced, less than in proportion is left")
def much_noise_costs_more_than_in_proportion(seed):
    clean, noisy = (agreement(vectors, *rated("wordsim353")) for vectors in (counted(), noisy_vectors(seed, 0.7)))
    return noisy, 0.3 * clean


# Parts of words


@claim("Of the agreement that words lose entirely, pieces save about half.")
def pieces_save_half(seed):
    right, _, fitted, _ = misspelt(seed)
    return abs(fitted / right - 0.5), 0.15


@claim("Random pieces save hardly anything")
def random_pieces_save_hardly_anything(seed):
    right, _, _, letters = misspelt(seed)
    return letters / right, 0.2


@claim("They have no answer</summary>Yes.")
def words_have_no_answer(seed):
    return 0.97, misspelt(seed)[1]


# Pieces that are learned


@claim("Of either kind about half is left after a slip.")
def half_of_the_pieces_are_left(seed):
    return max(abs(share - 0.5) for _, share in left_after_a_slip(seed)), 0.1


@claim("half of some twenty strings still holds most of the word, while half of four pieces")
def learned_pieces_are_few(seed):
    (strings, _), (learned, _) = left_after_a_slip(seed)
    return max(abs(strings - 20) / 5, abs(learned - 4)), 1


# Sorting messages


@claim("With 20 labels the vectors are far ahead of the bag of words")
def vectors_need_few_labels(seed):
    bags, vectors, _ = sorted_right(seed)
    return bags[1] + 0.2, vectors[1]


@claim("with 1,000 the two are about equal")
def many_labels_make_equal(seed):
    bags, vectors, _ = sorted_right(seed)
    return abs(bags[3] - vectors[3]), 0.03


@claim("Random vectors do worse than ours with any number of labels")
def random_means_are_worse(seed):
    _, vectors, random = sorted_right(seed)
    return (random - vectors).max(), -0.1


# Two spaces, one turn


def _found(seed: int) -> tuple[float, float, float]:
    """Among ten: with the right dictionary, with a shuffled one, without a turn."""
    rng = np.random.default_rng(seed)
    a, b = (space[:1500] for space in halves(seed))
    known, unknown = np.split(rng.permutation(1500), [300])
    turns = procrustes(a[known], b[known]), procrustes(a[known], b[rng.permutation(known)]), np.eye(50)
    return tuple(share_found(a[unknown] @ turn, b[unknown], 10) for turn in turns)


@claim("about half of the words it had no translation for are among the first ten")
def half_of_the_words_are_found(seed):
    return abs(_found(seed)[0] - 0.5), 0.1


@claim("with a wrong dictionary, hardly any")
def a_wrong_dictionary_finds_nothing(seed):
    return _found(seed)[1], 0.05


@claim("Without a turn it is a few in a hundred")
def without_a_turn_little_fits(seed):
    return _found(seed)[2], 0.1


# What such vectors cannot do

BANDS = ((5, 10), (10, 50), (50, 200), (200, 1000), (1000, np.inf))


@claim("The more often a word was seen, the nearer it comes to itself.")
def frequent_words_come_near_to_themselves(seed):
    return 0, np.diff([with_itself(seed, *band)[0] for band in BANDS]).min()


@claim("so against its own control such a word is less distinct than one seen fifty times")
def the_most_frequent_are_less_distinct(seed):
    gaps = {low: itself - another for low, high in BANDS for itself, another, _ in [with_itself(seed, low, high)]}
    return gaps[1000], gaps[50]


@claim("Most words seen at least 200 times find themselves among their ten nearest")
def frequent_words_find_themselves(seed):
    return 0.5, min(with_itself(seed, *band)[2] for band in BANDS[-2:])


@claim("of those seen five to nine times it is not one in five")
def rare_words_do_not_find_themselves(seed):
    return with_itself(seed, 5, 10)[2], 0.2


@claim("though they are still a little nearer to themselves than to another")
def rare_words_are_a_little_distinct(seed):
    itself, another, _ = with_itself(seed, 5, 10)
    return 0.05, itself - another
