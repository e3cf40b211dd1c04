"""The exercise `shifted`: what a right answer does, and the wrong answers people really give."""

import numpy as np

from vecembed_lab.grading.compare import same
from vecembed_lab.grading.exercise import Exercise
from vecembed_lab.grading.inputs import table


def _shifted(picture, down, right, *, empty=0.0):
    height, width = picture.shape
    rows, columns = np.arange(height) - down, np.arange(width) - right
    inside = np.outer((rows >= 0) & (rows < height), (columns >= 0) & (columns < width))
    return np.where(inside, picture[np.ix_(rows % height, columns % width)], empty)


def _reference(picture, down, right):
    return _shifted(picture, down, right)


shifted = Exercise(
    "shifted",
    _reference,
    hints=(
        "Start from a picture of zeros of the same shape, and ask for each pixel where it comes from.",
        "The new pixel [r, c] is the old pixel [r - down, c - right], if there is one.",
        "A loop over all r and c with one `if` will do. Negative numbers must not count from the end.",
    ),
    read="What an augmentation hides",
)


@shifted.criterion("one bright pixel, by hand", points=1)
def _(student, rng):
    spot = np.zeros((3, 4))
    spot[1, 1] = 5
    for down, right, expected in ((1, 2, (2, 3)), (-1, 0, (0, 1)), (0, -1, (1, 0)), (0, 0, (1, 1))):
        moved = np.zeros((3, 4))
        moved[expected] = 5
        same(student(spot, down, right), moved, f"The pixel [1, 1], {down} down and {right} to the right")


@shifted.criterion("any picture, in all four directions", points=2)
def _(student, rng):
    for shape in ((5, 7), (8, 3), (6, 6)):
        picture = table(rng, shape=shape)
        for down, right in ((1, 2), (-2, 1), (2, -1), (-1, -2), (0, 1), (2, 0)):
            why = f"{shape[0]} x {shape[1]} pixels, {down} down and {right} to the right"
            same(student(picture, down, right), _shifted(picture, down, right), why)


@shifted.criterion("what leaves the picture is gone, however far it goes; whole numbers, pixels below 0", points=1)
def _(student, rng):
    picture = table(rng, "integers", shape=(4, 5))
    for down, right in ((3, 0), (0, -4), (4, 0), (0, 5), (9, -11), (-4, 2)):
        why = f"4 x 5 whole numbers, {down} down and {right} to the right"
        same(student(picture, down, right), _shifted(picture, down, right), why)
    for down, right in ((5, 0), (-5, 0), (0, 6), (1, -6)):
        why = f"4 x 5 pixels, {down} down and {right} to the right: one more than the picture is large"
        same(student(picture, down, right), 0 * picture, why)
    same(student(picture[:1], 0, 2), _shifted(picture[:1], 0, 2), "A single row")


@shifted.mistake("what leaves on one side came in on the other (np.roll); the empty place is 0.")
def rolled(picture, down, right):
    return np.roll(picture, (down, right), axis=(0, 1))


@shifted.mistake("down and right are exchanged: the first axis of an array goes down.")
def axes_exchanged(picture, down, right):
    return _shifted(picture, right, down)


@shifted.mistake("it moved the other way: the new pixel [r, c] is the old one [r - down, c - right].")
def backwards(picture, down, right):
    return _shifted(picture, -down, -right)


@shifted.mistake("the axis of rows counts downwards; this one moved up for a positive `down`.")
def up_for_down(picture, down, right):
    return _shifted(picture, -down, right)


@shifted.mistake("left and right are exchanged: columns count to the right.")
def left_for_right(picture, down, right):
    return _shifted(picture, down, -right)


@shifted.mistake("the empty place was filled with the border's pixels; it is 0.")
def edge_repeated(picture, down, right):
    height, width = picture.shape
    rows = np.clip(np.arange(height) - down, 0, height - 1)
    columns = np.clip(np.arange(width) - right, 0, width - 1)
    return picture[np.ix_(rows, columns)]


@shifted.mistake("the empty place was filled with 1, which is white; it is 0.")
def filled_with_one(picture, down, right):
    return _shifted(picture, down, right, empty=1.0)


@shifted.mistake("the empty place was filled with the mean; it is 0.")
def filled_with_mean(picture, down, right):
    return _shifted(picture, down, right, empty=picture.mean())


@shifted.mistake("the part that is left was returned; the picture keeps its shape, with zeros where nothing came in.")
def cropped(picture, down, right):
    height, width = picture.shape
    return picture[max(0, -down) : max(0, height - down), max(0, -right) : max(0, width - right)]


@shifted.mistake("only the rows moved; columns move by `right` as well.")
def only_down(picture, down, right):
    return _shifted(picture, down, 0)


@shifted.mistake("only the columns moved; rows move by `down` as well.")
def only_right(picture, down, right):
    return _shifted(picture, 0, right)


@shifted.mistake("a negative shift moved nothing; it means up, or to the left.")
def positive_only(picture, down, right):
    return _shifted(picture, max(0, down), max(0, right))


@shifted.mistake("the sign of the shift was lost: a negative one means up, or to the left.")
def sign_lost(picture, down, right):
    return _shifted(picture, abs(down), abs(right))


@shifted.mistake("negative places counted from the end, as Python's indices do; there the picture is 0.")
def negative_indices(picture, down, right):
    height, width = picture.shape
    result = np.zeros(picture.shape)
    for r in range(height):
        for c in range(width):
            if -height <= r - down < height and -width <= c - right < width:
                result[r, c] = picture[r - down, c - right]
    return result


@shifted.mistake("a shift of more than the picture's size began again from the other side; nothing is left of it then.")
def modulo(picture, down, right):
    height, width = picture.shape
    return _shifted(picture, int(np.fmod(down, height)), int(np.fmod(right, width)))


@shifted.mistake("the picture itself came back, unchanged.")
def unchanged(picture, down, right):
    return picture


@shifted.mistake("a shift of 0 left nothing: `[:-0]` is empty and `[0:]` is everything, so 0 needs a case of its own.")
def nothing_left_at_zero(picture, down, right):
    return _shifted(picture, down, right) * bool(down and right)


@shifted.mistake("what came in at the other side was set to 0 for positive shifts only; negative ones need it as well.")
def cleared_for_positive_only(picture, down, right):
    result = np.roll(picture, (down, right), axis=(0, 1))
    result[: max(0, down)], result[:, : max(0, right)] = 0, 0
    return result


@shifted.mistake("the slices do for shifts of 0 or more only: a negative number in a slice counts from the end.")
def slices_for_positive(picture, down, right):
    result, (height, width) = np.zeros(picture.shape), picture.shape
    result[down:, right:] = picture[: height - down, : width - right]
    return result


@shifted.mistake("a shift larger than the picture makes the end of a slice negative, which counts from the other side.")
def slices_too_far(picture, down, right):
    def slices(size, shift):
        old, new = slice(0, size - abs(shift)), slice(abs(shift), size)
        return (new, old) if shift >= 0 else (slice(0, size + shift), slice(-shift, size))

    result = np.zeros(picture.shape)
    (to_row, row), (to_column, column) = map(slices, picture.shape, (down, right))
    result[to_row, to_column] = picture[row, column]
    return result


@shifted.mistake("the picture grew; it keeps its shape, and what leaves is cut off.")
def grown(picture, down, right):
    return np.pad(picture, [(max(0, shift), max(0, -shift)) for shift in (down, right)])


@shifted.mistake("row 0 and column 0 of the old picture are lost: the first place is 0, so ask for `>= 0`.")
def first_row_lost(picture, down, right):
    rest = picture.copy()
    rest[0], rest[:, 0] = 0, 0
    return _shifted(rest, down, right)


@shifted.mistake("the number of rows was used for the columns too; a picture need not be square.")
def taken_for_square(picture, down, right):
    result, size = np.zeros(picture.shape), min(picture.shape)
    rows = len(picture)
    result[:, :size] = _shifted(picture[:rows, :size], down, right)
    return result


@shifted.mistake("a row or a column always stayed: the shift was bounded by the size less 1. A picture may leave.")
def never_leaves(picture, down, right):
    height, width = picture.shape
    return _shifted(picture, np.clip(down, 1 - height, height - 1), np.clip(right, 1 - width, width - 1))


def _overwritten(picture, down, right):
    """Each pixel written in turn into the picture that the next ones are read from."""
    result, (height, width) = picture.copy(), picture.shape
    for r in range(height):
        for c in range(width):
            inside = 0 <= r - down < height and 0 <= c - right < width
            result[r, c] = result[r - down, c - right] if inside else 0
    return result


@shifted.mistake("the picture was overwritten while it was still read: take every pixel from the old picture.")
def overwritten(picture, down, right):
    return _overwritten(picture, down, right)


@shifted.mistake("the picture was overwritten while it was still read: take every pixel from the old picture.")
def rows_overwritten(picture, down, right):
    return _shifted(_overwritten(picture, down, 0), 0, right)


@shifted.mistake("what left at the side came in on the other side (np.roll); columns leave 0 behind, as rows do.")
def columns_rolled(picture, down, right):
    return np.roll(_shifted(picture, down, 0), right, axis=1)


@shifted.mistake("row 0 of the old picture is lost: the first place is 0, so ask for `>= 0`.")
def only_row_zero_lost(picture, down, right):
    rest = picture.copy()
    rest[0] = 0
    return _shifted(rest, down, right)


@shifted.mistake("`[:down]` is what came in only where down is above 0; for a negative shift it is `[down:]`.")
def cleared_from_the_top(picture, down, right):
    result = np.roll(picture, (down, right), axis=(0, 1))
    result[:down], result[:, :right] = 0, 0
    return result
