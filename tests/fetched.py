"""Tests about fetched data: where the data cannot be had, they are skipped."""

import pytest

from vecembed_lab.data.registry import DataError


def or_skip(load):
    """What `load` returns; without the data, the test is skipped and says why."""
    try:
        return load()
    except DataError as error:
        pytest.skip(f"cannot be had here: {error}")
