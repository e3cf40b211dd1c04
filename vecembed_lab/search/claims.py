"""Unit 07. The sentences of the lesson that compare, each computed for other words, points, graphs or questions."""

import numpy as np

from vecembed_lab.lesson.claims import claim
from vecembed_lab.search.exact import all_scores, recall, top_k
from vecembed_lab.search.quantization import scalar_encode, scalar_scale
from vecembed_lab.search.samples import (
    again,
    cells_found,
    copies,
    digits_left_over,
    draw_gained,
    first_ten,
    gained,
    graphs,
    hardness,
    indexes,
    left_over,
    met_at_hubs,
    milliseconds,
    reachable,
    recall_at_10,
    rough_scores,
    walked,
    words,
)

# What is a right answer?


def _two_exact_searches(seed, k):
    """What two exact searches find among words that stand there three times each, and all scores."""
    drawn = words(seed)
    thrice = np.tile(drawn.base[:2000], (3, 1))
    last = len(thrice) - 1 - top_k(drawn.queries, thrice[::-1], k)
    return top_k(drawn.queries, thrice, k), last, all_scores(drawn.queries, thrice)


@claim("Counted by row numbers, an exact search misses everything at k = 1.")
def numbers_miss_ties(seed):
    one, other, _ = _two_exact_searches(seed, 1)
    return (one == other).mean(), 0.01


@claim("Counted with ties it misses nothing")
def ties_miss_nothing(seed):
    _, other, scores = _two_exact_searches(seed, 10)
    return 1 - recall(other, scores, 10), 1e-9


@claim("The control finds next to nothing, as it must.")
def chance_finds_nothing(seed):
    scores = words(seed).scores
    found = np.random.default_rng(seed).integers(scores.shape[1], size=(len(scores), 10))
    return recall_at_10(found, scores), 0.01


# Cells


@claim("(b) More than a third</summary>Yes, more than half")
def one_cell_finds_half(seed):
    return 0.5, cells_found(seed)[1][1]


@claim("One cell in a hundred holds more than half of the neighbours.")
def one_cell_holds_half(seed):
    return 0.5, cells_found(seed)[1][1]


@claim("Ten cells find almost all of them and look at a tenth of the words.")
def ten_cells_find_almost_all(seed):
    looked, found = cells_found(seed)[10]
    return max(0.93 / found, looked / 0.12), 1


@claim("recall never falls when more cells are searched, and with all cells it is exactly 1")
def recall_never_falls(seed):
    recalls = [found for _, found in cells_found(seed).values()]
    return max(abs(recalls[-1] - 1), -np.diff(recalls).min()), 1e-12


@claim("the share looked at is a little larger than the share of cells")
def large_cells_are_probed_more_often(seed):
    return 0.1, cells_found(seed)[10][0]


# Smaller vectors


@claim("One byte a number costs almost nothing; five bytes a vector lose more than half of the neighbours.")
def short_codes_lose_half(seed):
    queries, base, scores = words(seed)
    rounded = queries @ scalar_encode(base, scalar_scale(base)).T.astype(float)
    lost = 1 - recall_at_10(np.argsort(-rounded, axis=1), scores)
    return max(lost / 0.06, recall_at_10(again(rough_scores(seed, 5), scores, 10), scores) / 0.5), 1


@claim("Ranked again, even codes of five bytes find nine of ten.")
def ranked_again_they_find_nine_of_ten(seed):
    return 0.9, recall_at_10(again(rough_scores(seed, 5), words(seed).scores, 200), words(seed).scores)


@claim("The control, codes that were shuffled among the rows, finds nothing, whatever is ranked again.")
def shuffled_codes_find_nothing(seed):
    rough = rough_scores(seed, 10, shuffled=True)
    return recall_at_10(again(rough, words(seed).scores, 200), words(seed).scores), 0.03


# How hard are the data?


@claim("(c) Both</summary>Yes.")
def both_fall_with_the_dimension(seed):
    pairs = zip(hardness(seed, 48), hardness(seed, 8), strict=True)
    return max(many / few for many, few in pairs), 0.75


@claim("the cells' recall falls to about a half, and that of the codes to about two thirds")
def to_a_half_and_two_thirds(seed):
    cells, codes = hardness(seed, 48)
    return max(abs(cells - 0.5), abs(codes - 2 / 3)), 0.15


@claim("Words are easier than points that fill their dimensions, and harder than those of four directions.")
def words_lie_between(seed):
    many, glove, few = (hardness(seed, d) for d in (48, 0, 4))
    return max(max(a / b, b / c) for a, b, c in zip(many, glove, few, strict=True)), 1


# A graph to walk on


@claim("Links that go both ways help most.")
def both_ways_help_most(seed):
    nearest, back, chosen = (walked(seed, name, 10) for name in ("nearest", "back", "chosen"))
    return abs(chosen - back), back - nearest


@claim("Links that are chosen find as much with fewer of them, and the largest hub has about half as many.")
def chosen_links_are_fewer(seed):
    _, found = graphs(seed)
    sizes = {name: np.array([len(row) for row in graph]) for name, graph in found.items()}
    fewer, smaller = (f(sizes["chosen"]) / f(sizes["back"]) for f in (np.mean, np.max))
    return max(fewer, smaller + 0.3, walked(seed, "back", 50) - walked(seed, "chosen", 50) + 0.97), 1


@claim(
    "The 1 % of the rows that are hubs take several times their share of the work, and choosing links makes that less."
)
def hubs_take_more(seed):
    back, chosen = (met_at_hubs(seed, name) for name in ("back", "chosen"))
    return max(0.02 / back, chosen / back), 1


@claim("Each word's copies have only each other as neighbours")
def copies_are_islands(seed):
    return reachable(copies(seed)), 0.01


# The frontier


@claim("The graph is quicker than looking at everything, and still it takes thousands of queries")
def the_graph_pays_late(seed):
    exact, graph, queries, _, _, seconds = indexes(seed)
    alone = [milliseconds(index, queries[:1]) for index in (exact, graph)]
    return max(alone[1] / alone[0], 1000 * (alone[0] - alone[1]) / 1000 / seconds), 1


# Filters


@claim("Filtered afterwards, the search collapses")
def filtered_afterwards_it_collapses(seed):
    return left_over(seed, 0.02, 10), 0.5


@claim("To fetch ten times as many brings ten times as many")
def ten_times_as_many(seed):
    return abs(left_over(seed, 0.02, 100) / left_over(seed, 0.02, 10) - 10), 4


@claim("As many rows are allowed, but the filter has to do with meaning, and fewer come back.")
def filters_with_a_meaning_leave_less(seed):
    return digits_left_over(seed)


# Words


@claim("(b) Words find more than twice as many</summary>Yes.")
def words_find_twice_as_many(seed):
    by_words, by_vectors, _ = first_ten(seed)
    return 2 * by_vectors, by_words


@claim("Words win clearly here, and the control finds what chance finds.")
def words_win(seed):
    by_words, by_vectors, by_chance = first_ten(seed)
    return max(by_vectors / by_words, by_chance / 0.05), 1


# Judged


@claim("Fusion by rank beats words, and it beats vectors.")
def fusion_beats_both(seed):
    found = {name: values.mean() for name, values in draw_gained(seed).items()}
    return max(found["words"], found["vectors"]), found["fused"]


@claim("For many questions it is worse, all the same")
def for_many_questions_it_is_worse(seed):
    found = draw_gained(seed)
    return 0.2, (found["fused"] < found["vectors"]).mean()


@claim("the sum is hardly more than BM25")
def the_sum_is_hardly_more(seed):
    found = draw_gained(seed)
    return abs(found["added"].mean() - found["words"].mean()), 0.02


@claim("With the judgements of others nDCG falls to a fraction, but not to zero")
def a_wrong_join_is_not_zero(seed):
    chance = 0.01  # what any order gets
    found = draw_gained(seed)
    return max(found["wrong"].mean() / found["words"].mean() / 0.6, chance / found["wrong"].mean()), 1


def _chance(differences, seed):
    signs = np.random.default_rng(seed).choice([-1, 1], size=(2000, len(differences)))
    return (np.abs(signs @ differences) >= abs(differences.sum()) - 1e-9).mean()


@claim("Random signs hardly ever give as much.")
def no_chance_does_as_much(seed):
    found = gained()
    return max(_chance(found["fused"] - found[name], seed) for name in ("words", "vectors")), 0.05
