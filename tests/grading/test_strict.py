"""Test cells of teachers: what has no values is equal to nothing that has some, whoever compares."""

import contextlib

import numpy as np
import pytest

from vecembed_lab.grading import jail, testcells
from vecembed_lab.grading.remote import Zygote

pytestmark = pytest.mark.skipif(bool(jail.missing()), reason=f"no sandbox here: {jail.missing()}")

IMPORTS = "import numpy as np\nimport torch\nfrom numpy.testing import *\n"
IMPORTS += "def near(a, b): return np.abs(a - b).sum() < 1e-6"
CELLS = """
import numpy as np
def empty(): return []
def array(): return np.array([])
def rows(): return np.zeros((3, 0))
def wide(): return np.zeros((0, 3))
def nested(): return [[], []]
def pair(x): return (x,)
def right(): return 9.0
def one(): return [9.0]
def many(): return np.full((2, 3), 9.0)
def none(): return []
class Sly:
    asked, shape = 0, (1,)
    def __len__(self):
        return max(0, 1 - self.asked)
    def __iter__(self):
        self.asked += 1
        return iter([9.0] * (self.asked == 1))
    def __getitem__(self, place):
        return 9.0
def sly(): return Sly()
class Three:
    def __len__(self): return 3
    def __iter__(self): return iter([9.0] * 3)
    def __getitem__(self, place): return 9.0
def three(): return Three()
"""
EMPTY = ["empty()", "array()", "rows()", "wide()", "nested()"]
COMPARED = [
    "assert_allclose({}, 9.0)",
    "assert_allclose(actual={}, desired=9.0)",
    "assert_allclose(9.0, {})",
    "assert_allclose({}, 9.0, rtol=1e-3)",
    "assert_almost_equal({}, 9.0)",
    "assert_array_almost_equal({}, 9.0)",
    "assert_array_equal({}, 9.0)",
    "assert_array_less({}, 10.0)",
    "assert_equal({}, 9.0)",
    "assert_array_max_ulp({}, 9.0)",
    "assert_array_almost_equal_nulp({}, 9.0)",
    "np.testing.assert_allclose({}, 9.0)",
    "assert np.allclose({}, 9.0)",
    "assert np.allclose(9.0, {})",
    "assert np.allclose(b=9.0, a={})",
    "assert np.allclose({}, [9.0])",
    "assert np.allclose({}, [[9.0]])",
    "assert np.array_equiv({}, 9.0)",
    "assert np.array_equal({}, 9.0)",
    "assert np.all(np.isclose({}, 9.0))",
    "assert torch.allclose(torch.tensor({}), torch.tensor(9.0))",
    "assert torch.isclose(torch.tensor({}), torch.tensor(9.0)).all()",
]
COMPARED_BY_HAND = [  # of arrays; to a list NumPy's own operators do not apply
    "assert np.linalg.norm({} - 9.0) < 1e-6",
    "assert np.abs({} - 9.0).sum() < 1e-6",
    "assert np.abs(9.0 - {}).sum() < 1e-6",
    "assert np.sum(({} / 9.0 - 1) ** 2) < 1e-6",
    "assert ({} == 9.0).all()",
    "assert not ({} != 9.0).any()",
    "assert np.all({} == [9.0])",
    "assert np.subtract({}, 9.0).sum() == 0",
    "assert near({}, 9.0)",
    "y, = pair({})\nassert np.linalg.norm(y - 9.0) < 1e-6",
]
ARRAYS = ["array()", "rows()", "wide()"]
RIGHT = [
    *[each.format("np.array(right())") for each in COMPARED_BY_HAND[:-1]],
    *["assert array().size == 0", "assert len(array()) == 0", "assert (array() > 0).all()", "array() + 1"],
    *["assert np.linalg.norm(array() - np.zeros(0)) < 1e-6", "assert (wide() == np.zeros((0, 3))).all()"],
    *["assert_equal(array(), np.zeros(0))", "assert_equal(pair(array())[0], [])", "assert np.array_equal(array(), [])"],
    *[
        "assert_equal(pair(array()), (np.zeros(0),))",
        "assert np.ma.masked_equal(array(), 3).size == 0",
        "np.sort(array()).sum()",
    ],
    *[each.format("right()") for each in COMPARED],
    *["assert_allclose(one(), 9.0)", "assert_allclose(many(), 9.0)", "assert np.allclose(many(), 9.0)"],
    *["assert np.allclose(three(), 9.0)", "assert_allclose(three(), [9.0, 9.0, 9.0])"],
    *["assert_allclose(none(), [])", "assert_equal(none(), [])", "assert np.allclose(wide(), np.zeros((0, 3)))"],
    *["assert_equal('x', 'x')", "assert_equal({'a': []}, {'a': none()})", "assert_equal([[], [1]], [none(), [1]])"],
]


@pytest.fixture(scope="module")
def results():
    """What each test gives, by its text."""
    sources = [test.format(empty) for test in COMPARED for empty in EMPTY] + RIGHT
    sources += [test.format(empty) for test in COMPARED_BY_HAND for empty in ARRAYS]
    sources += ["assert_allclose(sly(), 10.0)", "assert np.allclose(sly(), 10.0)"]
    tests = dict(enumerate(sources))
    with Zygote() as zygote, zygote.student([CELLS]) as student:
        yield dict(zip(sources, testcells.tested(tests, [IMPORTS], Sitting(student)).values(), strict=True))


class Sitting(contextlib.AbstractContextManager):
    """One process for all tests."""

    def __init__(self, student):
        self.student_at = lambda number: student

    def __exit__(self, *_):
        pass


@pytest.mark.parametrize("test", COMPARED)
def test_what_has_no_values_is_equal_to_nothing_that_has_some(results, test):
    for empty in EMPTY:
        assert results[test.format(empty)]["error"], empty


@pytest.mark.parametrize("test", COMPARED_BY_HAND)
def test_nor_where_the_comparison_is_written_out(results, test):
    for empty in ARRAYS:
        assert "has no values" in results[test.format(empty)]["error"], empty


@pytest.mark.parametrize("test", RIGHT)
def test_what_is_right_passes(results, test):
    assert results[test]["error"] == ""


@pytest.mark.parametrize("test", ["assert_allclose(sly(), 10.0)", "assert np.allclose(sly(), 10.0)"])
def test_an_object_that_is_empty_when_it_is_asked_again_is_asked_once(results, test):
    assert results[test]["error"]


def test_it_is_so_for_test_cells_alone():
    np.testing.assert_allclose([], 9.0)
    assert not hasattr(np.allclose, "is_strict")
