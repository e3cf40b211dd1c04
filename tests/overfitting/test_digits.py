import gzip

import numpy as np
import pytest

from vecembed_lab.data import registry
from vecembed_lab.overfitting import digits


def test_a_file_is_read_as_it_stands(tmp_path):
    path = tmp_path / "some.csv.gz"
    path.write_bytes(gzip.compress(b"\n".join(b",".join([b"255"] + [b"0"] * 783 + [label]) for label in (b"7", b"3"))))
    found = digits.read_mnist(path)
    assert found.images.shape == (2, 784)
    assert found.images[:, 0].tolist() == [1, 1]
    assert found.images[:, 1:].max() == 0
    assert found.labels.tolist() == [7, 3]


def test_a_line_of_another_length_is_refused(tmp_path):
    path = tmp_path / "some.csv.gz"
    path.write_bytes(gzip.compress(b"1,2,3\n"))
    with pytest.raises(ValueError, match=r"needs 784 pixels and a label, got lines of \[3\] values"):
        digits.read_mnist(path)


def test_both_sets_are_sorted_by_label_and_in_0_to_1():
    for found in (digits.load_mnist(), digits.small_digits()):
        assert (np.diff(found.labels) >= 0).all()
        assert (found.images.min(), found.images.max()) == (0, 1)
        assert set(found.labels.tolist()) == set(range(10))
        assert len(found) == len(found.images)


def test_without_the_file_there_is_a_stand_in_and_it_is_said(monkeypatch, capsys):
    def missing(name):
        raise registry.DataError("no network")

    monkeypatch.setattr(digits, "fetch", missing)
    digits.load_mnist.cache_clear()
    assert digits.load_images().images.shape == (1797, 64)
    assert "In its place: a stand-in" in capsys.readouterr().out
