import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from vecembed_lab.data.shipped import in_steps, load_shipped, write_shipped

VECTORS = np.array([[0.6, 0.8, 0.0], [0.0, -1.0, 0.0]], np.float32)


@pytest.mark.parametrize(("step", "kind"), [(0.01, np.int8), (1 / 127, np.int8), (1 / 128, np.int16), (1e-4, np.int16)])
def test_the_smallest_kind_that_holds_the_steps_is_taken(step, kind):
    assert in_steps(VECTORS, step).dtype == kind
    assert_allclose(in_steps(VECTORS, step) * step, VECTORS, atol=0.51 * step)


@pytest.mark.parametrize("vectors", [VECTORS * 4, VECTORS * np.nan])
def test_what_no_kind_holds_is_refused(vectors):
    with pytest.raises(ValueError, match=r"a step of 0\.0001 is too small, or a number is NaN: at most 32767 steps"):
        in_steps(vectors, 1e-4)


def test_vectors_come_back_of_length_1_and_all_else_as_it_was(tmp_path, capsys):
    path, others = tmp_path / "some.npz", {"rows": np.arange(6).reshape(2, 3), "one": np.array("cat")}
    write_shipped(path, {"fine": in_steps(VECTORS * 3, 1e-3), "coarse": in_steps(VECTORS, 0.2), **others})
    assert f"{path.stat().st_size:,} bytes" in capsys.readouterr().out
    back = load_shipped(path)
    assert list(back) == ["fine", "coarse", "rows", "one"]
    for name in ("fine", "coarse"):
        assert back[name].dtype == np.float32
        assert back[name].flags.c_contiguous
        assert_allclose(back[name], VECTORS, atol=1e-6)
    for name, array in others.items():
        assert_array_equal(back[name], array)
    assert [file.name for file in tmp_path.iterdir()] == ["some.npz"]


def test_a_file_takes_the_bytes_that_its_steps_need(tmp_path):
    vectors, sizes = np.random.default_rng(0).normal(size=(200, 50)), []
    for step in (0.001, 0.5, 2.0):
        write_shipped(tmp_path / "some.npz", {"vectors": in_steps(vectors, step)})
        sizes.append((tmp_path / "some.npz").stat().st_size)
    assert sizes[0] > 1.5 * sizes[1] > 2 * sizes[2]
