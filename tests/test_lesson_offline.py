"""Every lesson runs where nothing can be fetched: from top to bottom, on the stand-in if it needs one, and says so."""

import os

import pytest

from vecembed_lab.author.build import executed, notebook
from vecembed_lab.data.registry import DATASETS
from vecembed_lab.files.units import units


@pytest.fixture
def offline(tmp_path, monkeypatch):
    """An empty cache, no mirror, no network and a pip that knows no index, for the kernel too."""
    settings = {
        "VECEMBED_CACHE": str(tmp_path / "cache"),
        "VECEMBED_MIRROR": "",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_FIND_LINKS": "",
        "PIP_NO_INDEX": "1",
        "http_proxy": "http://127.0.0.1:9",  # nobody listens there
        "https_proxy": "http://127.0.0.1:9",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


FIRST, *LATER = units()


@pytest.mark.parametrize(
    "unit", [FIRST, *(pytest.param(unit, marks=pytest.mark.slow) for unit in LATER)], ids=lambda unit: unit.folder
)
def test_a_lesson_runs_without_network_on_the_stand_in(unit, offline, tmp_path):
    lesson = executed(notebook(unit.lesson_text), tmp_path)  # fails at the first error or line on stderr
    outputs = [output for cell in lesson.cells if cell.cell_type == "code" for output in cell.outputs]
    fetches = any(unit.name in dataset.units for dataset in DATASETS.values())  # others use what gensim ships
    assert ("In its place: a stand-in" in "".join(output.get("text", "") for output in outputs)) == fetches
    assert not [output for output in outputs if output.output_type == "error"]
