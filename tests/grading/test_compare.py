"""What a comparison may cost: whatever comes back from a student, it takes little memory and little time."""

import subprocess
import sys

import numpy as np
import pytest

from vecembed_lab.files.units import ROOT
from vecembed_lab.grading.compare import MAX_SHOWN, MAX_TEXT, difference, has_too_much_text, show

linux = pytest.mark.skipif(sys.platform != "linux", reason="limits are the kernel's")
LIMITED = """
import resource, sys
import numpy as np
from vecembed_lab.grading import jail
from vecembed_lab.grading.compare import difference, same, show, Wrong
jail.limit_memory(150_000_000)
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
text = "x" * 2_000_000
odd = {
    "a text among numbers": [text] + [1.0] * 1000,
    "a text among texts": [text] + ["y"] * 1000,
    "a text for each": [["y" * 100] * 100 for _ in range(100)] + [[text] + ["y"] * 99],
    "a text beside an array": [np.zeros(10**6), [text] + [1.0] * 999_999],
    "bytes": [b"x" * 2_000_000] + [1.0] * 1000,
    "small numbers of another shape": np.zeros(10**7, np.int8),
    "a nest": [[[[[0.5] * 16] * 16] * 16] * 16] * 8,
}
for name, got in odd.items():
    for expected in ([1.0] * 1001, 1.0, np.zeros((1000, 2)), [1.0, [2.0, 3.0]], {"a": 1.0}, "y", None):
        assert difference(got, expected), name
        try:
            same(got, expected, "why")
        except Wrong as wrong:
            assert len(show(wrong.got)) < 5_000, name
print("done")
"""


@linux
def test_a_comparison_takes_little_memory_and_time():
    done = subprocess.run([sys.executable, "-c", LIMITED], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "done\n", done.stderr[-2000:]


def test_texts_are_no_numbers():
    for got in ("1", ["1"], [1.0, "1"], [[1.0, 2.0], ["1", 2.0]], (b"1",)):
        assert difference(got, np.asarray(got, dtype=float)).startswith("expected ")


@pytest.mark.parametrize(
    ("value", "too_much"),
    [
        ("x" * 10**7, False),
        (["x" * 10**7], False),
        (["x" * (MAX_TEXT // 8)] * 2, False),
        (["x" * (MAX_TEXT // 8 + 1)] * 2, True),
        (["x" * 10**6, *[0.0] * 100], True),
        (["x" * 10**6, [0.0] * 100], True),
        (["x" * 10**6, np.zeros((10, 10))], True),
        (("x" * 10**6, (1, 2, [3.0] * 10)), False),
        ({"text": "x" * 10**6, "vector": [0.0] * 10**5}, False),
        ({"x" * 10**6: 1, **dict.fromkeys(range(100))}, True),
        ({"a": {"b": ["x" * 10**6, *[None] * 100]}}, True),
        ([[0.0] * 1000] * 100, False),
        ([f"word {n}" for n in range(10**5)], False),
        (None, False),
        ([], False),
    ],
)
def test_how_much_text_is_too_much(value, too_much):
    assert has_too_much_text(value) == too_much


def test_what_is_shown_is_short():
    assert show([[0.5] * 3] * 2) == "[[0.5, 0.5, 0.5], [0.5, 0.5, 0.5]]"
    assert len(show([[[["word"] * 16] * 16] * 16] * 16)) < 2 * MAX_SHOWN
