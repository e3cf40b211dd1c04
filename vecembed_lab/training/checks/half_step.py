"""The exercise `half_step`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import Wrong, same
from vecembed_lab.grading.exercise import Exercise


def _half_step(weights, gradients, scale, lr):
    if not np.isfinite(gradients).all():
        return weights, scale / 2
    return weights - lr * (gradients.astype(float) / scale), scale


half_step = Exercise(
    "half_step",
    _half_step,
    hints=(
        "First look whether all gradients are finite. If not: the same weights, half the scale. If so: a plain step.",
        "A float16 array divided by a Python number stays float16, and small numbers become 0: widen it first.",
        "`if not np.isfinite(gradients).all(): return weights, scale / 2`, otherwise "
        "`weights - lr * gradients.astype(np.float32) / scale` and the scale as it was.",
    ),
    read="Half of the digits",
)


@half_step.criterion("a step, by hand", points=1)
def _(student, rng):
    weights, gradients = np.array([1.0, 2.0]), np.array([8.0, -16.0], np.float16)
    got = student(weights, gradients, 8.0, 0.5)
    same(got, (np.array([0.5, 3.0]), 8.0), "The gradients are 8 times too large: truly (1, -2), of which half is taken")
    got = student(np.array([1000.3, 70_000.0]), np.array([0.0, 16.0], np.float16), 8.0, 0.5)
    why = "The weights are float64; float16 has neither 1000.3 nor 70,000"
    same(got, (np.array([1000.3, 69_999.0]), 8.0), why)


@half_step.criterion("an overflow: no step, half the scale; a large number is none", points=2)
def _(student, rng):
    for number, scale, shape in ((np.inf, 1024.0, 4), (-np.inf, 1.0, (2, 3)), (np.nan, 0.5, 5)):
        weights, gradients = rng.normal(size=shape), rng.normal(size=shape).astype(np.float16)
        gradients.flat[rng.integers(gradients.size)] = number
        why = f"One gradient is {number}: all weights stay, and the scale becomes {scale / 2:g}"
        same(student(weights, gradients, scale, 0.1), (weights, scale / 2), why)
    gradients = np.full((2, 3), np.inf, np.float16)
    why = "All gradients are infinite: all weights stay, and the scale becomes 32768"
    same(student(np.ones((2, 3)), gradients, 65536.0, 0.1), (np.ones((2, 3)), 32768.0), why)
    for large, shape in ((4, 4), (1, (2, 3))):
        weights, gradients = rng.normal(size=shape), rng.normal(size=shape).astype(np.float16)
        gradients.flat[3] = 0
        gradients.flat[:large] = 65504, *1000 * rng.integers(40, 60, size=large - 1)  # the largest number of float16
        why = "The largest of these gradients are large, but finite: a step is made, and the scale stays"
        same(student(weights, gradients, 1024.0, 0.1), _half_step(weights, gradients, 1024.0, 0.1), why, rtol=0.01)


@half_step.criterion("gradients too small for float16", points=2)
def _(student, rng):
    gradients, lr = (rng.uniform(1, 4, size=4) * 1e-3).astype(np.float16), float(rng.uniform(0.1, 1))
    expected = -lr * gradients.astype(float) / 2.0**15
    weights, scale = _two(student(np.zeros(4), gradients, 2.0**15, lr))
    why = "From weights of 0; divided by the scale they are about 1e-7, of which float16 keeps one digit or none"
    same(weights, expected, why, atol=1e-12)
    same(scale, 2.0**15, "Nothing overflowed: the scale stays")


def _two(got):
    if not isinstance(got, list | tuple) or len(got) != 2:
        raise Wrong("The answer is two things: the weights and the scale", got=got)
    return got


def _stepped(weights, gradients, lr):
    return weights - lr * gradients


def _overflowed(gradients):
    return not np.isfinite(gradients).all()


@half_step.mistake("the division was done in float16, where 1e-7 is nearly 0: widen first, `.astype(np.float32)`.")
def divided_in_half(weights, gradients, scale, lr):
    if _overflowed(gradients):
        return weights, scale / 2
    return _stepped(weights, gradients / np.float16(scale), lr), scale


@half_step.mistake("the scale is still in the gradients: divide by it before the step.")
def scale_left_in(weights, gradients, scale, lr):
    if _overflowed(gradients):
        return weights, scale / 2
    return _stepped(weights, gradients.astype(float), lr), scale


@half_step.mistake("a step was made although a gradient had overflowed: now weights are infinite or NaN for ever.")
def step_in_spite(weights, gradients, scale, lr):
    return _stepped(weights, gradients.astype(float) / scale, lr), scale / 2 if _overflowed(gradients) else scale


@half_step.mistake("after an overflow the scale must shrink, or the next step overflows as well.")
def scale_never_shrinks(weights, gradients, scale, lr):
    return _half_step(weights, gradients, scale, lr)[0], scale


@half_step.mistake("the scale was halved without need; it shrinks after an overflow only.")
def always_halved(weights, gradients, scale, lr):
    return _half_step(weights, gradients, scale, lr)[0], scale / 2


@half_step.mistake("only NaN was looked for; an overflow is an infinity. `np.isfinite` excludes both.")
def only_nan(weights, gradients, scale, lr):
    if np.isnan(gradients).any():
        return weights, scale / 2
    return _stepped(weights, gradients.astype(float) / scale, lr), scale


@half_step.mistake("only infinities were looked for; NaN is no number either. `np.isfinite` excludes both.")
def only_infinite(weights, gradients, scale, lr):
    if np.isinf(gradients).any():
        return weights, scale / 2
    return _stepped(weights, gradients.astype(float) / scale, lr), scale


@half_step.mistake("only the broken numbers were left out; the whole step is skipped, its other numbers are not sound.")
def broken_left_out(weights, gradients, scale, lr):
    sound = np.nan_to_num(gradients.astype(float), nan=0, posinf=0, neginf=0)
    return _stepped(weights, sound / scale, lr), scale / 2 if _overflowed(gradients) else scale


@half_step.mistake("the scale was doubled after an overflow; it was too large already.")
def doubled_instead(weights, gradients, scale, lr):
    return _half_step(weights, gradients, scale, lr)[0], scale * 2 if _overflowed(gradients) else scale


@half_step.mistake("the gradients were multiplied by the scale once more; divide by it.")
def scaled_twice(weights, gradients, scale, lr):
    if _overflowed(gradients):
        return weights, scale / 2
    return _stepped(weights, gradients.astype(float) * scale, lr), scale


@half_step.mistake("no gradient was looked at: infinities and NaN went into the weights, and the scale stayed.")
def not_looked_at(weights, gradients, scale, lr):
    return _stepped(weights, gradients.astype(float) / scale, lr), scale


@half_step.mistake("the step was skipped only if no gradient was finite; one that is not is enough (`all`, not `any`).")
def any_finite(weights, gradients, scale, lr):
    if not np.isfinite(gradients).any():
        return weights, scale / 2
    return _stepped(weights, gradients.astype(float) / scale, lr), scale


@half_step.mistake("the scale does not fall below 1 here; it is halved after every overflow, however small it is.")
def never_below_one(weights, gradients, scale, lr):
    after, new = _half_step(weights, gradients, scale, lr)
    return after, max(new, 1.0)


@half_step.mistake("the scale grew after a good step; many libraries do that, here it stays.")
def grows_after_a_step(weights, gradients, scale, lr):
    return _half_step(weights, gradients, scale, lr)[0], scale / 2 if _overflowed(gradients) else 2 * scale


@half_step.mistake(
    "the sum of the gradients overflowed, not a gradient: in float16 a sum of large numbers is infinite. Look at each."
)
def sum_looked_at(weights, gradients, scale, lr):
    if not np.isfinite(gradients.sum()):
        return weights, scale / 2
    return _stepped(weights, gradients.astype(float) / scale, lr), scale


@half_step.mistake("a large number was taken for an overflow; float16 goes up to 65,504.")
def large_is_no_overflow(weights, gradients, scale, lr):
    if not (np.abs(gradients) < 32768).all():
        return weights, scale / 2
    return _stepped(weights, gradients.astype(float) / scale, lr), scale


@half_step.mistake("the weights became float16; only the gradients are, and weights need all their digits.")
def weights_in_half(weights, gradients, scale, lr):
    after, new = _half_step(weights, gradients, scale, lr)
    return after.astype(np.float16), new


@half_step.mistake("uphill: subtract the gradients.")
def uphill(weights, gradients, scale, lr):
    return _half_step(weights, gradients, scale, -lr)


@half_step.mistake("only the weights came back; return both, (weights, scale).")
def weights_only(weights, gradients, scale, lr):
    return _half_step(weights, gradients, scale, lr)[0]


@half_step.mistake("minus infinity was not found (`max` or `== np.inf` sees only plus); `np.isfinite` excludes both.")
def only_plus_infinity(weights, gradients, scale, lr):
    if np.isnan(gradients).any() or (gradients == np.inf).any():
        return weights, scale / 2
    return _stepped(weights, gradients.astype(float) / scale, lr), scale


@half_step.mistake(
    "the weights were made float16 before the step; only the gradients are, and weights need all their digits."
)
def weights_in_half_before(weights, gradients, scale, lr):
    return _half_step(weights if _overflowed(gradients) else weights.astype(np.float16), gradients, scale, lr)
