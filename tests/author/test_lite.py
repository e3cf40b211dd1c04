"""Unit 01 for a browser, as `make lite` makes it: skipped without the release of Pyodide, refused with another file.

That a notebook of the site runs with NumPy is shown by no test: it was not seen.
"""

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile

import pytest

from vecembed_lab import CourseError
from vecembed_lab.author import lite
from vecembed_lab.files.units import ROOT

CONTENT = b"a release"


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Where a release may lie: in the mirror, in the cache, at its URL."""
    monkeypatch.setenv("VECEMBED_MIRROR", str(tmp_path / "mirror"))
    monkeypatch.setenv("VECEMBED_CACHE", str(tmp_path / "cache"))
    url = tmp_path / "url" / lite.PLACE.name
    monkeypatch.setattr(lite, "URL", url.as_uri())
    return {"mirror": tmp_path / "mirror" / lite.PLACE, "cache": tmp_path / "cache" / lite.PLACE, "url": url}


def put(path):
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)


def files(folder):
    return {path for path in folder.rglob("*") if path.is_file()}


def test_without_a_network_it_is_skipped_in_a_sentence_and_leaves_no_file(tmp_path):
    offline = {"https_proxy": "http://127.0.0.1:9", "no_proxy": "", "VECEMBED_CACHE": str(tmp_path)}
    offline["VECEMBED_MIRROR"] = ""
    command = [sys.executable, "-m", "vecembed_lab.author.lite"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | offline, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    [said] = done.stdout.splitlines()
    assert said.startswith("Skipped: the release of Pyodide is missing and could not be fetched")
    assert said.endswith(f"it comes from {lite.URL} and may be put by hand at {tmp_path / lite.PLACE}.")
    assert files(tmp_path) == set()


@pytest.mark.parametrize("place", ["mirror", "cache", "url"])
def test_a_release_is_taken_from_where_it_lies(place, places, monkeypatch):
    monkeypatch.setattr(lite, "SHA256", hashlib.sha256(CONTENT).hexdigest())
    put(places[place])
    assert lite.release() == places["cache" if place == "url" else place]
    assert lite.release().read_bytes() == CONTENT


@pytest.mark.parametrize("place", ["mirror", "cache", "url"])
def test_another_file_is_refused_and_nothing_is_fetched_in_its_place(place, places, tmp_path):
    put(places[place])
    with pytest.raises(CourseError, match=f"{places[place].name} is not the release of Pyodide: it has sha256 "):
        lite.release()
    assert files(tmp_path) == {places[place]}


def test_of_pyodides_packages_only_those_are_unpacked_that_are_needed(tmp_path, monkeypatch):
    monkeypatch.setattr(lite, "FOR_THE_UNIT", ("scipy",))
    monkeypatch.setattr(lite, "FOR_THE_KERNEL", ("ipython",))
    depends = {"scipy": ["numpy", "lib"], "numpy": [], "lib": [], "ipython": ["prompt_toolkit"], "prompt-toolkit": []}
    depends |= {"pandas": ["numpy"], "scipy-tests": ["scipy"]}
    packages = {name: {"depends": needed, "file_name": f"{name}-1.whl"} for name, needed in depends.items()}
    core = {"pyodide.js": "", "pyodide-lock.json": json.dumps({"packages": packages})}
    wheels = {f"{name}-1.whl{end}": "" for name in packages for end in ("", ".metadata")}
    pack({f"pyodide/{name}": text.encode() for name, text in (core | wheels).items()}, tmp_path / "any.tar.bz2")
    lite.unpack(tmp_path / "any.tar.bz2", tmp_path / "new" / "folder")
    kept = {name for name in wheels if not name.startswith(("pandas", "scipy-tests"))}
    assert {path.name for path in files(tmp_path / "new")} == {*core, *kept}


def pack(contents, archive):
    with tarfile.open(archive, "w:bz2") as tar:
        for name, content in contents.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))


@pytest.fixture
def core(places, monkeypatch):
    """In place of the release what npm has of it: Pyodide itself without any package."""
    if not shutil.which("npm"):
        pytest.skip("there is no npm")
    folder = places["mirror"].parent
    folder.mkdir(parents=True)
    subprocess.run(["npm", "pack", "--silent", "pyodide@0.29.0"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(folder / "pyodide-0.29.0.tgz") as tar:
        pack({entry.name: tar.extractfile(entry).read() for entry in tar}, places["mirror"])
    monkeypatch.setattr(lite, "SHA256", hashlib.sha256(places["mirror"].read_bytes()).hexdigest())


@pytest.mark.slow
@pytest.mark.usefixtures("core")
def test_the_site_has_the_notebooks_of_unit_01_the_wheel_and_pyodide_and_no_answer(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    out = tmp_path / "dist" / "lite"
    put(out / "old")  # a site that was there
    assert lite.build_lite(lite.release(), out) == out
    assert list(out.parent.iterdir()) == [out]
    assert files(tmp_path / "here") == set()
    assert not (out / "old").exists()

    notebooks = {out / "files" / path.relative_to(ROOT): path for path in (lite.UNIT.lesson, lite.UNIT.release)}
    assert files(out / "files") == set(notebooks)
    assert all(copy.read_bytes() == path.read_bytes() for copy, path in notebooks.items())
    listed = json.loads((out / "api" / "contents" / "exercises" / "01_similarity" / "all.json").read_text())
    assert [entry["name"] for entry in listed["content"]] == ["01_similarity.ipynb"]

    assert {path.name.partition("-")[0] for path in (out / "pypi").glob("*.whl")} == {
        *("comm", "jaxtyping", "vecembed_lab", "wadler_lindig")
    }
    settings = json.loads((out / "jupyter-lite.json").read_text())["jupyter-config-data"]["litePluginSettings"]
    [settings] = settings.values()
    assert settings["pyodideUrl"] == "./static/pyodide/pyodide.js"
    assert settings["pipliteUrls"][0].startswith("./pypi/all.json")
    assert (out / "static" / "pyodide" / "pyodide.asm.wasm").stat().st_size > 5e6
    texts = [path for path in files(out) if path.suffix in (".ipynb", ".py")]
    assert not any(b"BEGIN SOLUTION" in path.read_bytes() for path in texts)
    assert not any(part in str(path.relative_to(out)) for path in files(out) for part in ("solutions", "checks"))
