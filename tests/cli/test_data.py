"""`vecembed data`."""

from tests.cli.program import program
from vecembed_lab.data import registry


def test_a_file_in_the_place_of_the_cache_is_told_in_a_sentence(run, unit, monkeypatch):
    file = unit.root / "file"
    file.touch()
    monkeypatch.setenv("VECEMBED_CACHE", str(file))
    sentence = f"{file} is not a folder, so no data can be kept there: set VECEMBED_CACHE to one"
    assert run("data get glove", code=1) == f"vecembed: {sentence}"
    assert run("data list").endswith(sentence)
    looked = program(unit, "start --no-open", code=1, VECEMBED_CACHE=str(file))
    assert [line.split()[1] for line in looked.splitlines() if line.startswith("✗")] == ["data"]


def test_data_get_and_verify(run, unit, monkeypatch):
    source = unit.root / "mirror" / "a" / "b.txt"
    source.parent.mkdir(parents=True)
    source.write_bytes(b"abc")
    sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # of "abc", FIPS 180-2
    table = {"letters": registry.Dataset("letters", "three letters", "none", (registry.File("a/b.txt", 3, sha256),))}
    monkeypatch.setattr(registry, "DATASETS", table)
    assert "letters.part" not in run("data list")
    assert "vecembed: a/b.txt could not be fetched." in run("data get letters", code=1)
    monkeypatch.setenv("VECEMBED_MIRROR", str(unit.root / "mirror"))
    assert run("data get letters").endswith("cache/a/b.txt")
    assert "✓ letters" in run("data list")
    assert run("data verify") == run("data verify letters") == "✓ letters"
    (unit.root / "cache" / "a" / "b.txt").write_bytes(b"abd")
    said = run("data verify letters", code=1)
    assert "✗ letters" in said
    assert "remove it and run: vecembed data get letters" in said
