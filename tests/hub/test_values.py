"""hub/values.yaml and hub/Dockerfile: what can be known of them without Kubernetes and without Docker."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest
import yaml
from traitlets.config import Config

from tests.hub import chart
from vecembed_lab.files.units import ROOT

HUB = ROOT / "hub"
VALUES = yaml.safe_load((HUB / "values.yaml").read_text("utf-8"))
DOCKERFILE = (HUB / "Dockerfile").read_text("utf-8")


def merged(defaults, values):
    """As Helm merges them: objects key by key, all else is replaced."""
    if not (isinstance(defaults, dict) and isinstance(values, dict)):
        return values
    return defaults | {key: merged(defaults.get(key), value) for key, value in values.items()}


def errors(values, schema=chart.SCHEMA, defaults=chart.DEFAULTS):
    found = jsonschema.Draft7Validator(schema).iter_errors(merged(defaults, values))
    return [f"{'.'.join(map(str, error.path))}: {error.message}" for error in found]


def with_change(path, value):
    values = deepcopy(VALUES)
    *above, last = path.split(".")
    part = values
    for key in above:
        part = part.setdefault(key, {})
    part[last] = value
    return values


# Values


def test_the_merged_values_are_what_the_chart_takes():
    assert errors(VALUES) == []
    assert len(errors(VALUES, defaults={})) > 1  # ours alone lack what the chart requires


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("singleusr", {}),
        ("hub.extraconfig", {}),
        ("singleuser.defaultURL", "/lab"),
        ("singleuser.storage.extraVolume", []),
        ("singleuser.image.tag", 0.1),
        ("singleuser.memory.limit", ["3G"]),
        ("singleuser.startTimeout", "300s"),
    ],
)
def test_a_slip_is_found(path, value):
    [error] = errors(with_change(path, value))
    assert path.split(".")[-1] in error


@pytest.mark.skipif("VECEMBED_CHART" not in os.environ, reason="helm pull --untar, and VECEMBED_CHART names the folder")
def test_the_merged_values_are_what_the_chart_itself_takes():
    folder = Path(os.environ["VECEMBED_CHART"])
    schema = json.loads((folder / "values.schema.json").read_text("utf-8"))
    assert errors(VALUES, schema, yaml.safe_load((folder / "values.yaml").read_text("utf-8"))) == []


def test_each_person_has_a_number_of_their_own():
    c = Config()
    exec(VALUES["hub"]["extraConfig"]["users"], {"c": c})
    numbers = [c.KubeSpawner.uid(SimpleNamespace(user=SimpleNamespace(id=number))) for number in range(1, 5)]
    assert len(set(numbers)) == 4
    assert min(numbers) > 1000  # nobody is jovyan


def test_the_exchange_is_where_everybody_looks_for_it():
    [mount] = VALUES["singleuser"]["storage"]["extraVolumeMounts"]
    config = (HUB / "etc" / "nbgrader_config.py").read_text("utf-8")
    assert f'c.Exchange.root = "{mount["mountPath"]}"' in config


def test_only_teachers_have_another_configuration():
    [override] = VALUES["hub"]["config"]["KubeSpawner"]["group_overrides"].values()
    assert override["groups"] == ["teachers"]
    [students] = re.findall(r"^ENV JUPYTER_CONFIG_PATH=(.+)$", DOCKERFILE, re.M)
    assert students.split(":") == ["/etc/vecembed/student", "/etc/vecembed"]
    assert override["spawner_override"]["environment"] == {"JUPYTER_CONFIG_PATH": "/etc/vecembed/teacher:/etc/vecembed"}


# The image

PIP = re.findall(r"^RUN (python -m pip .+)$", DOCKERFILE, re.MULTILINE)


def test_what_is_copied_into_the_image_is_there():
    sources = re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE)
    assert sources
    assert all((ROOT / source).exists() for source in sources)


def test_the_image_has_what_the_chart_expects():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = re.search(r"\[([\w,]+)\]", PIP[-1])[1].split(",")
    assert set(extras) <= set(project["optional-dependencies"])
    [version] = re.findall(r"^jupyterhub==(\S+)$", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert version.split(".")[0] == chart.APP_VERSION.split(".")[0]


@pytest.mark.slow
def test_the_pip_lines_of_the_image_install_the_course(tmp_path):
    """In a fresh environment, with the folders of the image elsewhere; on the Python that runs the tests."""
    clone, wheel = tmp_path / "clone", tmp_path / "wheel"
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, files.split("\0")):
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, clone / name)
    wheel.mkdir()
    shutil.copy(ROOT / "requirements.lock", wheel)
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    assert len(PIP) == 2
    for line in PIP:
        line = line.replace("python", str(python), 1).replace("/clone", str(clone)).replace("/wheel", str(wheel))
        subprocess.run(["bash", "-ec", line], check=True, cwd=tmp_path)
    packages = "import jupyterhub.singleuser, jupyterlab, nbgrader, vecembed_lab.grading.judge"
    subprocess.run([python, "-c", packages], check=True, cwd=tmp_path)
    subprocess.run([python.with_name("vecembed"), "--version"], check=True, cwd=tmp_path)
    assert not [path for path in (tmp_path / "venv").rglob("*") if path.name == "solutions"]
