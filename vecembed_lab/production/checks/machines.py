"""The exercise `machines`: what a right answer does, and the wrong answers people really give."""

import math

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise

GIB = 2**30


def _shards(n, each, ram):
    return max(1, -(-4 * n * each // (3 * ram)))


def _machines(n, d, bits, m, ram, copies):
    return _shards(n, math.ceil(d * bits / 8) + 8 * m, ram) * copies


machines = Exercise(
    "machines",
    _machines,
    hints=(
        "Count the bytes of one vector, add those of its neighbours in the graph, and multiply by n.",
        "A vector has `math.ceil(d * bits / 8)` bytes, its row of the graph 2 m numbers of 4 bytes.",
        "Shards are the whole divided by three quarters of `ram`, rounded up, at least 1; then times `copies`.",
    ),
    read="How many machines?",
)


@machines.criterion("by hand: a million vectors, and a hundred million", points=1)
def _(student, rng):
    why = "Each takes 1,536 bytes and 128 for the graph: 1.66 GB fit into one machine"
    same(student(10**6, 384, 32, 16, 64 * GIB, 1), 1, why)
    same(student(10**6, 384, 32, 16, 64 * GIB, 3), 3, "The same three times")
    same(
        student(10**8, 384, 32, 16, 64 * GIB, 2), 8, "166 GB need 4 machines of 48 GiB to use, twice that for 2 copies"
    )
    same(student(10**8, 384, 1, 0, 4 * GIB, 1), 2, "48 bytes each and no graph: 4.8 GB in machines of 3 GiB to use")


@machines.criterion("any numbers", points=2)
def _(student, rng):
    for bits in (32, 16, 8, 1):
        for _ in range(3):
            n, d, m = int(rng.integers(10**7, 10**9)), int(rng.integers(20, 2000)), int(rng.integers(4, 65))
            ram, copies = int(rng.integers(2, 40)) * GIB, int(rng.integers(2, 5))
            why = f"{n:,} vectors of {d} numbers of {bits} bits, m = {m}, {ram // GIB} GiB, {copies} copies"
            same(student(n, d, bits, m, ram, copies), _machines(n, d, bits, m, ram, copies), why, rtol=0, atol=0)


@machines.criterion("what just fits, bits that fill no byte, and no vectors", points=1)
def _(student, rng):
    n = int(rng.integers(1, 50))
    why = f"{3 * n} bytes fill just what may be used of {4 * n}"
    same(student(3 * n, 1, 8, 0, 4 * n, 1), 1, why)
    same(student(3 * n + 1, 1, 8, 0, 4 * n, 2), 4, "One byte more needs another machine, for each copy")
    same(student(300, 9, 1, 0, 400, 1), 2, "9 bits are 2 bytes a vector: 600 bytes on machines with 300 to use")
    same(student(200, 9, 1, 0, 400, 1), 2, "9 bits are 2 bytes a vector: 400 bytes on machines with 300 to use")
    same(student(200, 3, 4, 0, 400, 1), 2, "3 numbers of 4 bits are 2 bytes: 400 bytes on machines with 300 to use")
    same(
        student(1000, 5, 1, 1, 400, 1),
        30,
        "5 bits are 1 byte, 8 bytes of graph: 9,000 bytes on machines with 300 to use",
    )
    same(student(3 * 10**8 + 1, 1, 8, 0, 4 * 10**8, 1), 2, "300,000,001 bytes on machines with 300,000,000 to use")
    same(student(3, 1, 8, 0, 2, 1), 2, "3 bytes on machines with 1.5 to use: three quarters are not rounded")
    same(student(7, 1, 8, 0, 9, 1), 2, "7 bytes on machines with 6.75 to use: a quarter of a byte is too many")
    same(student(0, 8, 32, 4, 1000, 3), 3, "No vectors yet: each copy has a machine all the same")


@machines.mistake("the graph was left out: each vector has 2 m neighbours of 4 bytes.")
def without_graph(n, d, bits, m, ram, copies):
    return _machines(n, d, bits, 0, ram, copies)


@machines.mistake("each vector has 2 m neighbours in the graph, not m.")
def half_the_graph(n, d, bits, m, ram, copies):
    return _shards(n, math.ceil(d * bits / 8) + 4 * m, ram) * copies


@machines.mistake("a neighbour's number has 4 bytes, not 8.")
def eight_byte_links(n, d, bits, m, ram, copies):
    return _shards(n, math.ceil(d * bits / 8) + 16 * m, ram) * copies


@machines.mistake("bits were taken for bytes: divide by 8.")
def bits_for_bytes(n, d, bits, m, ram, copies):
    return _shards(n, d * bits + 8 * m, ram) * copies


@machines.mistake("all of the memory was used; only three quarters may be.")
def all_of_it(n, d, bits, m, ram, copies):
    return max(1, -(-n * (math.ceil(d * bits / 8) + 8 * m) // ram)) * copies


@machines.mistake("machines were rounded down; what is left needs one more.")
def rounded_down(n, d, bits, m, ram, copies):
    return max(1, 4 * n * (math.ceil(d * bits / 8) + 8 * m) // (3 * ram)) * copies


@machines.mistake("one machine was added after rounding down; what just fits needs none.")
def plus_one(n, d, bits, m, ram, copies):
    return (4 * n * (math.ceil(d * bits / 8) + 8 * m) // (3 * ram) + 1) * copies


@machines.mistake("copies were counted before rounding up: two copies cannot share a machine.")
def copies_first(n, d, bits, m, ram, copies):
    return max(1, -(-4 * copies * n * (math.ceil(d * bits / 8) + 8 * m) // (3 * ram)))


@machines.mistake("the copies are missing.")
def without_copies(n, d, bits, m, ram, copies):
    return _machines(n, d, bits, m, ram, 1)


@machines.mistake("copies were added to the first one; `copies` is how many there are in all.")
def one_copy_more(n, d, bits, m, ram, copies):
    return _machines(n, d, bits, m, ram, copies + 1)


@machines.mistake("bits of the whole were rounded up to bytes once; each vector begins with a byte of its own.")
def rounded_once(n, d, bits, m, ram, copies):
    return max(1, -(-4 * (-(-n * d * bits // 8) + 8 * m * n) // (3 * ram))) * copies


@machines.mistake("bits that fill no byte were dropped: 9 bits are 2 bytes.")
def bits_dropped(n, d, bits, m, ram, copies):
    return _shards(n, d * bits // 8 + 8 * m, ram) * copies


@machines.mistake("without vectors no machine came; each copy needs one.")
def none_for_none(n, d, bits, m, ram, copies):
    return -(-4 * n * (math.ceil(d * bits / 8) + 8 * m) // (3 * ram)) * copies


@machines.mistake("every number was taken for 4 bytes; `bits` says how large it is.")
def always_float(n, d, bits, m, ram, copies):
    return _machines(n, d, 32, m, ram, copies)


@machines.mistake("a quarter of the memory was used; three quarters may be.")
def a_quarter(n, d, bits, m, ram, copies):
    return max(1, -(-4 * n * (math.ceil(d * bits / 8) + 8 * m) // ram)) * copies


@machines.mistake("this may be a fraction of a machine; round up.")
def a_fraction(n, d, bits, m, ram, copies):
    return max(1, 4 * n * (math.ceil(d * bits / 8) + 8 * m) / (3 * ram)) * copies


@machines.mistake(
    "machines for the vectors and machines for the graph were counted apart; add the bytes of both first."
)
def apart(n, d, bits, m, ram, copies):
    return max(1, sum(-(-4 * n * each // (3 * ram)) for each in (math.ceil(d * bits / 8), 8 * m))) * copies


@machines.mistake("at least one machine was taken for all copies together; each copy needs one.")
def one_for_all_copies(n, d, bits, m, ram, copies):
    return max(1, none_for_none(n, d, bits, m, ram, copies))


@machines.mistake("one machine was added for each further copy; a copy takes as many as the first.")
def one_for_each_copy(n, d, bits, m, ram, copies):
    return _machines(n, d, bits, m, ram, 1) + copies - 1


@machines.mistake("machines were rounded to the nearest number; what is left needs one more.")
def rounded(n, d, bits, m, ram, copies):
    return max(1, round(4 * n * (math.ceil(d * bits / 8) + 8 * m) / (3 * ram))) * copies


@machines.mistake("a quarter was added to the bytes; where three quarters may be used, a third is added.")
def a_quarter_added(n, d, bits, m, ram, copies):
    return max(1, -(-5 * n * (math.ceil(d * bits / 8) + 8 * m) // (4 * ram))) * copies


@machines.mistake("each number was rounded up to whole bytes; the numbers of a vector lie side by side.")
def each_number_rounded(n, d, bits, m, ram, copies):
    return _shards(n, d * math.ceil(bits / 8) + 8 * m, ram) * copies


@machines.mistake("`bits // 8` is 0 for less than a byte; multiply by d first, then round up.")
def bytes_of_a_number_rounded_down(n, d, bits, m, ram, copies):
    return _shards(n, d * (bits // 8) + 8 * m, ram) * copies


@machines.mistake("the numbers of the graph were taken to have `bits` bits; they have 4 bytes each.")
def graph_of_bits(n, d, bits, m, ram, copies):
    return _shards(n, math.ceil((d + 2 * m) * bits / 8), ram) * copies


@machines.mistake("the graph was taken to have 2 m bytes; these are 2 m numbers of 4 bytes.")
def graph_of_bytes(n, d, bits, m, ram, copies):
    return _shards(n, math.ceil(d * bits / 8) + 2 * m, ram) * copies


@machines.mistake("each machine was filled with whole vectors; one may be split between two.")
def whole_vectors(n, d, bits, m, ram, copies):
    fit = max(1, 3 * ram // 4 // (math.ceil(d * bits / 8) + 8 * m))
    return max(1, -(-n // fit)) * copies


@machines.mistake("three quarters of `ram` were rounded down; they may be a fraction.")
def use_rounded_down(n, d, bits, m, ram, copies):
    return max(1, -(-n * (math.ceil(d * bits / 8) + 8 * m) // max(1, 3 * ram // 4))) * copies


@machines.mistake("a little was taken off before rounding up, so that one byte too many went unnoticed.")
def a_little_off(n, d, bits, m, ram, copies):
    return max(1, math.ceil(4 * n * (math.ceil(d * bits / 8) + 8 * m) / (3 * ram) - 1e-6)) * copies


@machines.mistake("the graph was taken to have 2 m numbers of `bits` bits; they have 4 bytes each.")
def graph_of_bits_apart(n, d, bits, m, ram, copies):
    return _shards(n, math.ceil(d * bits / 8) + math.ceil(2 * m * bits / 8), ram) * copies


@machines.mistake(
    "machines were rounded up for all copies together, which may not share one; round up for one copy first."
)
def copies_first_one_each(n, d, bits, m, ram, copies):
    return max(copies, copies_first(n, d, bits, m, ram, copies))


@machines.mistake(
    "machines were rounded up with all memory in use, and then a third was added; divide by 3/4 of `ram` first."
)
def a_third_added_to_machines(n, d, bits, m, ram, copies):
    return -(-4 * all_of_it(n, d, bits, m, ram, 1) // 3) * copies


@machines.mistake("the quarter that is not used was rounded down; three quarters of `ram` may be a fraction.")
def quarter_rounded_down(n, d, bits, m, ram, copies):
    return max(1, -(-n * (math.ceil(d * bits / 8) + 8 * m) // (ram - ram // 4))) * copies


@machines.mistake("bytes and `ram` were counted in GiB, and `ram` rounded to whole ones; it may be a fraction.")
def in_whole_gib(n, d, bits, m, ram, copies):
    needed = n * (math.ceil(d * bits / 8) + 8 * m) / GIB
    return max(1, math.ceil(needed / (0.75 * max(ram // GIB, 1)))) * copies
