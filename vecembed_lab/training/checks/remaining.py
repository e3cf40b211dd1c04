"""The exercise `remaining`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise


def _tasks(numbers, n_chunks, total, lr):
    return [(number % n_chunks, lr * (1 - number / total)) for number in numbers]


def _remaining(n_chunks, epochs, lr, done, rank, size):
    total = n_chunks * epochs
    return _tasks(range(done + rank, total, size), n_chunks, total, lr)


def _as_pairs(tasks):
    tasks = np.asarray(tasks, dtype=float)
    return tasks if tasks.size else np.zeros((0, 2))


remaining = Exercise(
    "remaining",
    _remaining,
    hints=(
        "Number all chunks of all epochs from 0 to n_chunks x epochs - 1. Those below `done` are done.",
        "A process takes done + rank and then every `size`-th number; its chunk is the remainder by n_chunks.",
        "`for number in range(done + rank, n_chunks * epochs, size)`: `(number % n_chunks, "
        "lr * (1 - number / (n_chunks * epochs)))`.",
    ),
    read="Stop and go on",
    canonical=_as_pairs,
)


def _check_tasks(student, given, expected, why):
    same(_as_pairs(student(*given)), _as_pairs(expected), why)


@remaining.criterion("two of six chunks are done, by hand", points=1)
def _(student, rng):
    why = "Of the numbers 2, 3, 4 and 5 the second process takes 3 and 5: the chunks 0 and 2 of the second epoch"
    _check_tasks(student, (3, 2, 0.6, 2, 1, 2), [(0, 0.3), (2, 0.1)], why)


@remaining.criterion("one process, from any place", points=1)
def _(student, rng):
    trainings = [(3, 2, 0), (6, 4, 12), (9, 1, 4), (1, 5, 2)]  # begun, after an epoch, with one epoch, with one chunk
    trainings += [(7, 3, int(rng.integers(8, 14))), (4, 5, int(rng.integers(5, 8)))]
    for n_chunks, epochs, done in trainings:
        given = n_chunks, epochs, float(rng.uniform(0.1, 2)), done, 0, 1
        _check_tasks(student, given, _remaining(*given), f"{n_chunks} chunks, {epochs} epochs, {done} done")


@remaining.criterion("several processes: nothing is lost, nothing done twice", points=2)
def _(student, rng):
    n_chunks, epochs, size = 5, 3, int(rng.integers(3, 5))
    for left in (
        int(rng.integers(6, 9)),
        size + 1,
        2,
    ):  # and the last time there is less to do than there are processes
        for rank in range(size):
            given = n_chunks, epochs, 0.5, n_chunks * epochs - left, rank, size
            why = f"{left} of {n_chunks * epochs} are left; this is process {rank} of {size}"
            _check_tasks(student, given, _remaining(*given), why)
    _check_tasks(student, (4, 2, 1.5, 8, 0, 2), [], "All is done, and nothing is left")


@remaining.mistake("the learning rate began anew; it goes on from where it was, 1 - number / all.")
def rate_begins_anew(n_chunks, epochs, lr, done, rank, size):
    left = n_chunks * epochs - done
    return [(n % n_chunks, lr * (1 - (n - done) / left)) for n in range(done + rank, n_chunks * epochs, size)]


@remaining.mistake("what is done was done again: begin with the number `done`.")
def from_the_beginning(n_chunks, epochs, lr, done, rank, size):
    return _remaining(n_chunks, epochs, lr, 0, rank, size)


@remaining.mistake("these are running numbers; in every epoch the chunks begin with 0 again: take `% n_chunks`.")
def running_numbers(n_chunks, epochs, lr, done, rank, size):
    total = n_chunks * epochs
    return [(n, lr * (1 - n / total)) for n in range(done + rank, total, size)]


@remaining.mistake(
    "one was left out: with `done` chunks done, the next has the number `done`, since numbers begin at 0."
)
def one_left_out(n_chunks, epochs, lr, done, rank, size):
    return _remaining(n_chunks, epochs, lr, done + 1, rank, size)


@remaining.mistake("the last one that was done is done again: the next has the number `done`.")
def one_done_again(n_chunks, epochs, lr, done, rank, size):
    return _remaining(n_chunks, epochs, lr, done - 1, rank, size)


@remaining.mistake("the learning rate falls in every epoch anew; it falls once, over all epochs.")
def falls_in_every_epoch(n_chunks, epochs, lr, done, rank, size):
    return [(n % n_chunks, lr * (1 - n % n_chunks / n_chunks)) for n in range(done + rank, n_chunks * epochs, size)]


@remaining.mistake("the learning rate stays the same; it falls to zero in equal steps.")
def rate_stays(n_chunks, epochs, lr, done, rank, size):
    return [(n % n_chunks, lr) for n in range(done + rank, n_chunks * epochs, size)]


@remaining.mistake("every process does everything: the work is done `size` times. Take every `size`-th.")
def work_not_shared(n_chunks, epochs, lr, done, rank, size):
    return _remaining(n_chunks, epochs, lr, done, 0, 1)


@remaining.mistake("all processes take the same chunks: each begins at a place of its own, done + rank.")
def same_for_all(n_chunks, epochs, lr, done, rank, size):
    return _remaining(n_chunks, epochs, lr, done, 0, size)


@remaining.mistake("only this epoch was finished; the ones after it are left as well.")
def this_epoch_only(n_chunks, epochs, lr, done, rank, size):
    end = -(-(done + 1) // n_chunks) * n_chunks
    return _tasks(range(done + rank, end, size), n_chunks, n_chunks * epochs, lr)


@remaining.mistake(
    "the numbers were dealt out from 0 (`k % size == rank`); here number `done` goes to process 0: `(k - done) % size`."
)
def dealt_out_from_zero(n_chunks, epochs, lr, done, rank, size):
    total = n_chunks * epochs
    return _tasks([k for k in range(done, total) if k % size == rank], n_chunks, total, lr)


@remaining.mistake(
    "each process got a stretch of neighbouring numbers; they are dealt out in turn, one to each process."
)
def stretches(n_chunks, epochs, lr, done, rank, size):
    total = n_chunks * epochs
    return _tasks(np.array_split(np.arange(done, total), size)[rank].tolist(), n_chunks, total, lr)


@remaining.mistake(
    "the chunks were counted from where it stopped; number k is chunk k % n_chunks, whatever was done before."
)
def chunks_from_done(n_chunks, epochs, lr, done, rank, size):
    return [((task[0] - done) % n_chunks, task[1]) for task in _remaining(n_chunks, epochs, lr, done, rank, size)]


@remaining.mistake("these are two rows, one of chunks and one of learning rates; asked is a list of pairs.")
def two_rows(n_chunks, epochs, lr, done, rank, size):
    return list(zip(*_remaining(n_chunks, epochs, lr, done, rank, size), strict=True))


@remaining.mistake("these are (learning rate, chunk); a pair begins with the chunk.")
def pairs_turned_round(n_chunks, epochs, lr, done, rank, size):
    return [task[::-1] for task in _remaining(n_chunks, epochs, lr, done, rank, size)]


@remaining.mistake(
    "the learning rate is one number ahead: for number k it is lr (1 - k / all), so number 0 begins with lr."
)
def rate_one_ahead(n_chunks, epochs, lr, done, rank, size):
    total = n_chunks * epochs
    return [(n % n_chunks, lr * (1 - (n + 1) / total)) for n in range(done + rank, total, size)]


@remaining.mistake(
    "the learning rate falls along this list, from lr to 0; it follows the running number k, which others share."
)
def rate_by_place_in_the_list(n_chunks, epochs, lr, done, rank, size):
    tasks = _remaining(n_chunks, epochs, lr, done, rank, size)
    return [(task[0], lr * (1 - i / len(tasks))) for i, task in enumerate(tasks)]


@remaining.mistake("only the chunks came back; every chunk goes with its learning rate.")
def chunks_alone(n_chunks, epochs, lr, done, rank, size):
    return [task[0] for task in _remaining(n_chunks, epochs, lr, done, rank, size)]


@remaining.mistake("these are epochs, k // n_chunks; the chunk is the remainder, k % n_chunks.")
def epochs_returned(n_chunks, epochs, lr, done, rank, size):
    numbers = range(done + rank, n_chunks * epochs, size)
    return [(k // n_chunks, lr * (1 - k / (n_chunks * epochs))) for k in numbers]


@remaining.mistake(
    "each process got a stretch of what is left; the numbers are dealt out in turn, every `size`-th one."
)
def longest_stretches_first(n_chunks, epochs, lr, done, rank, size):
    total = n_chunks * epochs
    share = -(-(total - done) // size)
    first = done + rank * share
    return _tasks(range(first, min(first + share, total)), n_chunks, total, lr)


@remaining.mistake("the learning rate reaches 0 with the last chunk: it is divided by all of them, not by one fewer.")
def zero_at_the_last(n_chunks, epochs, lr, done, rank, size):
    tasks = _remaining(n_chunks, epochs, lr, done, rank, size)
    numbers = range(done + rank, n_chunks * epochs, size)
    return [(chunk, lr * (1 - k / max(n_chunks * epochs - 1, 1))) for (chunk, _), k in zip(tasks, numbers, strict=True)]


@remaining.mistake("one that is done came again: number `done` is the first that is left, since numbers begin at 0.")
def one_early(n_chunks, epochs, lr, done, rank, size):
    total = n_chunks * epochs
    return _tasks(range(max(done - 1, 0) + rank, total, size), n_chunks, total, lr)


@remaining.mistake(
    "the turns began anew with every epoch; they go on across the end of an epoch, one number after the other."
)
def turns_begin_anew(n_chunks, epochs, lr, done, rank, size):
    total = n_chunks * epochs
    starts = [max(first, done) for first in range(0, total, n_chunks)]
    numbers = [k for i, start in enumerate(starts) for k in range(start + rank, (i + 1) * n_chunks, size)]
    return _tasks(numbers, n_chunks, total, lr)


@remaining.mistake("the learning rates are those of process 0; number k has its own, whoever does it.")
def rates_of_the_first(n_chunks, epochs, lr, done, rank, size):
    rates = [lr * (1 - (k - rank) / (n_chunks * epochs)) for k in range(done + rank, n_chunks * epochs, size)]
    chunks = [chunk for chunk, _ in _remaining(n_chunks, epochs, lr, done, rank, size)]
    return list(zip(chunks, rates, strict=True))


@remaining.mistake("only full rounds were dealt out; what is left over goes to the first processes, one each.")
def full_rounds_only(n_chunks, epochs, lr, done, rank, size):
    total = n_chunks * epochs
    end = total - (total - done) % size
    return _tasks(range(done + rank, end, size), n_chunks, total, lr)


@remaining.mistake("the learning rate counts the steps of this process only; number k has lr (1 - k / all).")
def rate_of_own_steps(n_chunks, epochs, lr, done, rank, size):
    tasks = _remaining(n_chunks, epochs, lr, done, rank, size)
    return [(chunk, lr * (1 - (done + i) / (n_chunks * epochs))) for i, (chunk, _) in enumerate(tasks)]
