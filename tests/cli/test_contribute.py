"""What an author types."""

from vecembed_lab.author import build, site
from vecembed_lab.author.site import SiteError


def test_build_says_what_it_wrote_and_fails_if_something_is_stale(run, unit, monkeypatch):
    asked = []
    monkeypatch.setattr(build, "build", lambda *given, **how: asked.append((given, how)) or stale)
    stale = [unit.release]
    assert run("build --execute") == "exercises/01_toy/01_toy.ipynb is built"
    assert run("build 1 --check", code=1) == "exercises/01_toy/01_toy.ipynb is stale"
    stale = []
    assert run("build 1 --check") == "Every notebook is current."
    assert asked[:2] == [((unit,), {"check": False, "execute": True}), ((unit,), {"check": True, "execute": False})]


def test_build_of_a_wrong_text_is_told_in_a_sentence(run, unit):
    assert "solutions/01_toy/01_toy.py does not exist" in run("build 1 --check", code=1)


def test_site_says_where_it_is(run, unit, monkeypatch):
    monkeypatch.setattr(site, "build_site", lambda: unit.root / "dist" / "site")
    assert run("site") == "The site is made: open dist/site/index.html in a browser."


def test_a_site_that_cannot_be_made_is_told_in_a_sentence(run, monkeypatch):
    def refuse():
        raise SiteError("the site would show old lessons")

    monkeypatch.setattr(site, "build_site", refuse)
    assert run("site", code=1) == "vecembed: the site would show old lessons"
