"""The exercise `stop_epoch`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.overfitting.choosing import stop_epoch as library


def _stop_epoch(losses, patience):
    return library(np.asarray(losses), patience)


stop_epoch = Exercise(
    "stop_epoch",
    _stop_epoch,
    hints=(
        "Keep the number of the best epoch so far. What comes later has not happened yet when you decide.",
        "In each epoch: if its loss is below the best one, it is the best one now. Else ask how long that was ago.",
        "if epoch - best >= patience: break; after the loop return best.",
    ),
    read="Labels that are wrong, and when to stop",
)


@stop_epoch.criterion("six epochs by hand", points=1)
def _(student, rng):
    losses = np.array([3.0, 2.0, 2.5, 2.2, 1.0, 4.0])
    same(student(losses, 2), 1, "Epochs 2 and 3 are not better than epoch 1: stop, and keep 1")
    same(student(losses, 3), 4, "Epoch 4 comes in time, and only one epoch follows")
    same(student(losses, 1), 1, "Epoch 2 is not better than epoch 1")
    same(student(losses, 9), 4, "The patience never ends, so the best of all is kept")


@stop_epoch.criterion("any losses, any patience", points=2)
def _(student, rng):
    for patience in (1, 2, 3, 5, 8):
        falling = 3 * 0.93 ** np.arange(30) + 0.4 * rng.random(30) + np.maximum(0, np.arange(30) - 18) * 0.1
        same(student(falling, patience), _stop_epoch(falling, patience), f"30 epochs, patience {patience}")
    losses = np.array([5.0, 4.0, 4.5, 3.0, 3.5, 3.2, 3.1, 2.9, 1.0])
    same(student(losses, 3), 3, "Each epoch from 4 to 6 is worse than epoch 3, though they fall")
    same(student(losses, 2), 3, "Epochs 4 and 5 are not better than epoch 3; the one in between does not count again")
    same(student(losses, 4), 8, "Epoch 7 comes in time")


@stop_epoch.criterion("equal losses, whole numbers, one epoch, falling and rising", points=1)
def _(student, rng):
    same(student(np.array([2.0, 2.0, 2.0, 1.0]), 2), 0, "An equal loss is no better")
    same(student(np.array([2.0, 1.0, 1.0, 1.0, 3.0]), 3), 1, "Of equal ones the first is kept")
    same(student(np.array([2.0, 3.0, 2.0, 3.0, 1.0]), 2), 0, "A worse epoch, then an equal one: two that are no better")
    same(student(np.array([7.0]), 1), 0, "There is one epoch")
    same(student(np.arange(9, 0, -1), 1), 8, "Every epoch is better than the one before")
    same(student(np.arange(1, 9), 3), 0, "Every epoch is worse: the first one is kept")
    same(student(np.array([-1.0, -2.0, -1.5, -1.7, -3.0]), 2), 1, "Losses may be negative")
    same(student(np.array([2000.0, 1500.0, 1200.0]), 2), 2, "Losses may be large; every epoch is better")
    same(
        student(np.array([3.0, 1.0, 3.0, 0.5]), 2), 3, "Only epoch 2 is not better than epoch 1; epoch 3 comes in time"
    )
    same(student(1 - np.arange(8) / 1000, 2), 7, "Every epoch is better than the one before, by a thousandth")


def _stopped(losses, patience):
    """The last epoch that was computed."""
    return min(len(losses) - 1, _stop_epoch(losses, patience) + patience)


@stop_epoch.mistake("this is the best of all epochs, as if you knew the future: training has stopped before.")
def best_of_all(losses, patience):
    return int(np.argmin(losses))


@stop_epoch.mistake("this is the epoch at which training stops; the one to keep came before.")
def where_it_stops(losses, patience):
    return _stopped(losses, patience)


@stop_epoch.mistake("you waited one epoch too long: stop as soon as `patience` epochs were not better.")
def one_more(losses, patience):
    return _stop_epoch(losses, patience + 1)


@stop_epoch.mistake("you stopped one epoch too early: `patience` epochs must have failed.")
def one_less(losses, patience):
    return _stop_epoch(losses, patience - 1) if patience > 1 else 0


@stop_epoch.mistake("an equal loss was taken for a better one.")
def equal_is_better(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] <= losses[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return best


@stop_epoch.mistake("each epoch was compared with the one before; compare it with the best one so far.")
def against_the_one_before(losses, patience):
    rises = 0
    for epoch in range(1, len(losses)):
        rises = rises + 1 if losses[epoch] >= losses[epoch - 1] else 0
        if rises >= patience:
            return int(np.argmin(losses[: epoch + 1]))
    return int(np.argmin(losses))


@stop_epoch.mistake("the failures were not set back to 0 when a better epoch came: `patience` is of epochs in a row.")
def never_set_back(losses, patience):
    best, failed = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        else:
            failed += 1
        if failed >= patience:
            break
    return best


@stop_epoch.mistake("the largest loss was kept, as if it were an accuracy; a loss is good when it is small.")
def largest(losses, patience):
    return _stop_epoch(-np.asarray(losses), patience)


@stop_epoch.mistake("epochs were counted from 1; the first one is 0.")
def from_one(losses, patience):
    return _stop_epoch(losses, patience) + 1


@stop_epoch.mistake("this is the loss; return the number of its epoch.")
def the_loss(losses, patience):
    return float(losses[_stop_epoch(losses, patience)])


@stop_epoch.mistake("this is the epoch before the first rise; `patience` was not used.")
def first_rise(losses, patience):
    rises = np.flatnonzero(np.diff(losses) >= 0)
    return int(rises[0]) if len(rises) else len(losses) - 1


@stop_epoch.mistake("this is the best of the first `patience` epochs; go on as long as it gets better.")
def best_of_the_first(losses, patience):
    return int(np.argmin(losses[: patience + 1]))


@stop_epoch.mistake("of equal losses the last was kept; the first one is the best.")
def last_of_equal(losses, patience):
    seen = np.asarray(losses)[: _stopped(losses, patience) + 1]
    return int(len(seen) - 1 - np.argmin(seen[::-1]))


@stop_epoch.mistake("the last epoch of all is not the one to keep.")
def the_last(losses, patience):
    return len(losses) - 1


def _when_equal(losses, patience, wait):
    """The epoch to keep if an equal loss changes the number of failures by `wait`."""
    best, failed = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best, failed = epoch, 0
        else:
            failed = failed + 1 if losses[epoch] > losses[best] else wait(failed)
        if failed >= patience:
            break
    return best


@stop_epoch.mistake("an equal loss was passed over; it is no better, so it counts towards `patience`.")
def equal_not_counted(losses, patience):
    return _when_equal(losses, patience, lambda failed: failed)


@stop_epoch.mistake("an equal loss set the failures back to 0; it is no better, so it counts as one.")
def equal_sets_back(losses, patience):
    return _when_equal(losses, patience, lambda failed: 0)


def _runs_out(losses, patience):
    return _stopped(losses, patience) == len(losses) - 1 and len(losses) - 1 - _stop_epoch(losses, patience) < patience


@stop_epoch.mistake("if the epochs run out the last one was kept; it is the best one then as well.")
def last_if_it_runs_out(losses, patience):
    return len(losses) - 1 if _runs_out(losses, patience) else _stop_epoch(losses, patience)


@stop_epoch.mistake("`patience` was taken from the last epoch; if the epochs run out, the best one was another.")
def last_less_patience(losses, patience):
    return max(0, _stopped(losses, patience) - patience)


@stop_epoch.mistake("a smaller loss had to be smaller by a hundredth; however little, smaller is better.")
def by_a_hundredth(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best] - 0.01:
            best = epoch
        if epoch - best >= patience:
            break
    return best


@stop_epoch.mistake("the best loss was replaced by a worse one, so the next epochs were compared with that.")
def best_is_replaced(losses, patience):
    kept, failed = 0, 0
    for epoch in range(1, len(losses)):
        kept, failed = (epoch, 0) if losses[epoch] < losses[epoch - 1] else (kept, failed + 1)
        if failed >= patience:
            break
    return kept


@stop_epoch.mistake(
    "only losses that rise each time were counted; those that fall, but stay above the best, count too."
)
def rises_in_a_row(losses, patience):
    rising = np.diff(losses) > 0
    ends = [i for i in range(patience, len(losses)) if rising[i - patience : i].all()]
    return ends[0] - patience if ends else int(np.argmin(losses))


@stop_epoch.mistake("the best loss began at a number that losses can exceed; begin with infinity, or the first loss.")
def begins_with_ten(losses, patience):
    best, kept, failed = 10.0, 0, 0
    for epoch, loss in enumerate(losses):
        best, kept, failed = (loss, epoch, 0) if loss < best else (best, kept, failed + 1)
        if failed >= patience:
            break
    return kept


@stop_epoch.mistake("each epoch was compared with the one `patience` before it; compare it with the best one so far.")
def against_patience_before(losses, patience):
    worse = [i for i in range(patience, len(losses)) if losses[i] >= losses[i - patience]]
    return int(np.argmin(losses[: worse[0] + 1] if worse else losses))


@stop_epoch.mistake("`patience` was taken from the last epoch; where the epochs run out, the best one was another one.")
def last_less_patience_below_0(losses, patience):
    return _stopped(losses, patience) - patience
