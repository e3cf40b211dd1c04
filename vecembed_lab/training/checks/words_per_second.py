"""The exercise `words_per_second`: what a right answer does, and the wrong answers people really give."""

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _work(block, window, n_noise, dim):
    """Floating-point operations and bytes moved for one block."""
    others = block + 2 * window + n_noise
    return 3 * 2 * block * others * dim, 3 * 4 * (block + others) * dim


def _words_per_second(block, window, n_noise, dim, flops, bandwidth):
    operations, moved = _work(block, window, n_noise, dim)
    return block / max(operations / flops, moved / bandwidth)


words_per_second = Exercise(
    "words_per_second",
    _words_per_second,
    hints=(
        "How many seconds would the arithmetic of a block take, how many the moving of its rows? The longer counts.",
        "A block meets block + 2 window + n_noise others. A product of (a x d) and (d x b) takes 2 a b d operations, "
        "and there are three of that size. Every row is moved three times: read, read again, written.",
        "`others = block + 2 * window + n_noise`; `6 * block * others * dim / flops` seconds of arithmetic, "
        "`12 * (block + others) * dim / bandwidth` of moving; `block / max(...)`.",
    ),
    read="The roofline",
)


@words_per_second.criterion("a slow processor, by hand", points=1)
def _(student, rng):
    why = "3 x 2 x 2 x 8 x 10 = 960 operations take 1/2 s, 3 x 4 x 10 x 10 = 1200 bytes 1/4 s: 2 words in 1/2 s"
    same(student(2, 1, 4, 10, 1920.0, 4800.0), 4, why)


@words_per_second.criterion("a slow memory, by hand", points=1)
def _(student, rng):
    why = "960 operations take 1/2 s, 1200 bytes take 4 s: 2 words in 4 s"
    same(student(2, 1, 4, 10, 1920.0, 300.0), 0.5, why)


@words_per_second.criterion("any machine, any block", points=2)
def _(student, rng):
    for balance, size in ((0.08, 16), (0.45, 16), (2.2, 16), (12, 3000)):  # seconds of arithmetic for one of moving
        block, window, n_noise, dim = (int(rng.integers(low, 2 * low)) for low in (size, 3, 12, 50))
        operations, moved = _work(block, window, n_noise, dim)
        bandwidth = float(rng.uniform(1e9, 5e12))
        given = block, window, n_noise, dim, operations / moved * bandwidth / balance, bandwidth
        why = f"block {block}, window {window}, {n_noise} noise words, {dim} numbers"
        same(student(*given), _words_per_second(*given), why)


def _rate(block, operations, moved, flops, bandwidth):
    return block / max(operations / flops, moved / bandwidth)


@words_per_second.mistake("the two times were added; at best both go on at once, and the slower one decides.")
def times_added(block, window, n_noise, dim, flops, bandwidth):
    operations, moved = _work(block, window, n_noise, dim)
    return block / (operations / flops + moved / bandwidth)


@words_per_second.mistake("the faster of the two does not help: the block is done when the slower one is.")
def faster_decides(block, window, n_noise, dim, flops, bandwidth):
    operations, moved = _work(block, window, n_noise, dim)
    return block / min(operations / flops, moved / bandwidth)


@words_per_second.mistake("a multiplication and its addition are two operations: a product takes 2 a b d.")
def multiply_add_as_one(block, window, n_noise, dim, flops, bandwidth):
    operations, moved = _work(block, window, n_noise, dim)
    return _rate(block, operations / 2, moved, flops, bandwidth)


@words_per_second.mistake("there are three products of that size: the scores, and one for each of the two gradients.")
def scores_only(block, window, n_noise, dim, flops, bandwidth):
    operations, moved = _work(block, window, n_noise, dim)
    return _rate(block, operations / 3, moved, flops, bandwidth)


@words_per_second.mistake(
    "the rows are changed too: each is read for the products, then read and written to add to it."
)
def rows_read_only(block, window, n_noise, dim, flops, bandwidth):
    operations, moved = _work(block, window, n_noise, dim)
    return _rate(block, operations, moved / 3, flops, bandwidth)


@words_per_second.mistake("to add to a row in memory it is read once more and written: three times in all, not two.")
def rows_moved_twice(block, window, n_noise, dim, flops, bandwidth):
    operations, moved = _work(block, window, n_noise, dim)
    return _rate(block, operations, moved * 2 / 3, flops, bandwidth)


@words_per_second.mistake("numbers were moved instead of bytes: a float32 has 4.")
def numbers_moved(block, window, n_noise, dim, flops, bandwidth):
    operations, moved = _work(block, window, n_noise, dim)
    return _rate(block, operations, moved / 4, flops, bandwidth)


@words_per_second.mistake("the block has neighbours before and after it: block + 2 window words of text.")
def window_forgotten(block, window, n_noise, dim, flops, bandwidth):
    return _rate(block, *_work(block, 0, n_noise, dim), flops, bandwidth)


@words_per_second.mistake("the window reaches out on both sides: 2 window words more, not one window.")
def window_on_one_side(block, window, n_noise, dim, flops, bandwidth):
    return _rate(block, *_work(block, window / 2, n_noise, dim), flops, bandwidth)


@words_per_second.mistake("the rows of the block itself are moved too, besides those of the others.")
def own_rows_forgotten(block, window, n_noise, dim, flops, bandwidth):
    operations, moved = _work(block, window, n_noise, dim)
    return _rate(block, operations, moved - 12 * block * dim, flops, bandwidth)


@words_per_second.mistake("these are blocks per second; a block has `block` words.")
def blocks_per_second(block, window, n_noise, dim, flops, bandwidth):
    return _words_per_second(block, window, n_noise, dim, flops, bandwidth) / block


@words_per_second.mistake("this is seconds for one word; asked are words in one second.")
def seconds_per_word(block, window, n_noise, dim, flops, bandwidth):
    return 1 / _words_per_second(block, window, n_noise, dim, flops, bandwidth)


@words_per_second.mistake(
    "the moving plays no part: a machine with a slow memory is as fast here as one with a fast memory."
)
def arithmetic_only(block, window, n_noise, dim, flops, bandwidth):
    return block / (_work(block, window, n_noise, dim)[0] / flops)


@words_per_second.mistake(
    "the arithmetic plays no part: a machine that computes slowly is as fast here as one that computes fast."
)
def moving_only(block, window, n_noise, dim, flops, bandwidth):
    return block / (_work(block, window, n_noise, dim)[1] / bandwidth)


@words_per_second.mistake(
    "the block itself is among the others: the words of the text around it, itself included, and the noise."
)
def block_not_among_others(block, window, n_noise, dim, flops, bandwidth):
    others = 2 * window + n_noise
    return _rate(block, 6 * block * others * dim, 12 * (block + others) * dim, flops, bandwidth)


@words_per_second.mistake("the noise words are missing among the others.")
def noise_forgotten(block, window, n_noise, dim, flops, bandwidth):
    return _words_per_second(block, window, 0, dim, flops, bandwidth)


@words_per_second.mistake("these are the seconds of a block; asked are words in one second.")
def seconds_of_a_block(block, window, n_noise, dim, flops, bandwidth):
    return block / _words_per_second(block, window, n_noise, dim, flops, bandwidth)


@words_per_second.mistake("flops and bandwidth are exchanged: operations by flops, bytes by bandwidth.")
def machine_exchanged(block, window, n_noise, dim, flops, bandwidth):
    return _words_per_second(block, window, n_noise, dim, bandwidth, flops)


@words_per_second.mistake("a float32 has 4 bytes; 8 are for float64.")
def eight_bytes(block, window, n_noise, dim, flops, bandwidth):
    operations, moved = _work(block, window, n_noise, dim)
    return _rate(block, operations, 2 * moved, flops, bandwidth)


@words_per_second.mistake(
    "there are three products: the scores, and one for each of the two gradients; two were counted."
)
def two_products(block, window, n_noise, dim, flops, bandwidth):
    operations, moved = _work(block, window, n_noise, dim)
    return _rate(block, operations * 2 / 3, moved, flops, bandwidth)


@words_per_second.mistake("`//` cuts off the fraction: half a word in a second became none. Divide with `/`.")
def whole_words(block, window, n_noise, dim, flops, bandwidth):
    operations, moved = _work(block, window, n_noise, dim)
    return block // max(operations / flops, moved / bandwidth)


@words_per_second.mistake("the scores were counted as moved too; here only the vectors are, those of block and others.")
def scores_moved(block, window, n_noise, dim, flops, bandwidth):
    operations, moved = _work(block, window, n_noise, dim)
    return _rate(block, operations, moved + 4 * block * (block + 2 * window + n_noise), flops, bandwidth)


@words_per_second.mistake("the machine learns from the `block` words; you divided the number of others by the seconds.")
def others_per_second(block, window, n_noise, dim, flops, bandwidth):
    return _words_per_second(block, window, n_noise, dim, flops, bandwidth) / block * (block + 2 * window + n_noise)
