"""The web pages of the course: where links lead, and what is refused. tests/test_site.py reads the site itself."""

import pytest

from vecembed_lab.author import site
from vecembed_lab.author.site import SiteError, build_site, turned


@pytest.fixture
def names(tmp_path):
    """Two pages and what they are called on the site, beside an exercise and code."""
    files = ["a/lesson.ipynb", "a/b/page.md", "code.py", "exercises/03_any/03_any.ipynb"]
    for file in files:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    return {tmp_path / "a" / "lesson.ipynb": "lesson.ipynb", tmp_path / "a" / "b" / "page.md": "deep/page.md"}


@pytest.mark.parametrize(
    ("text", "on_the_site"),
    [
        ("[x](b/page.md#part)", "[x](deep/page.md#part)"),
        ("[two\nlines](b/page.md)", "[two\nlines](deep/page.md)"),
        ("[1.1 It](../exercises/03_any/03_any.ipynb#1.1-It)", "[1.1 It](exercises.md#unit-03)"),
        ("[the `code` of it](../code.py)", "the `code` of it"),
        ("[away](https://example.org/b/page.md)", "[away](https://example.org/b/page.md)"),
        ("[here](#part)", "[here](#part)"),
        ("`[x](b/page.md)`", "`[x](b/page.md)`"),
        (
            "   ```markdown\n[x](b/page.md)\n   ```\n[x](b/page.md)",
            "   ```markdown\n[x](b/page.md)\n   ```\n[x](deep/page.md)",
        ),
        ("`f([1](2))` [x](b/page.md)", "`f([1](2))` [x](deep/page.md)"),
    ],
)
def test_links_lead_to_pages_of_the_site(names, tmp_path, text, on_the_site):
    assert turned(text, tmp_path / "a" / "lesson.ipynb", names) == on_the_site


def test_a_page_in_a_folder_finds_its_way_up(names, tmp_path):
    assert turned("[x](../lesson.ipynb#p)", tmp_path / "a" / "b" / "page.md", names) == "[x](../lesson.ipynb#p)"


def test_a_link_to_no_file_is_refused(names, tmp_path):
    with pytest.raises(SiteError, match=r"has a link to gone\.md#part, and there is no such file"):
        turned("[x](gone.md#part)", tmp_path / "a" / "lesson.ipynb", names)


def test_a_heading_is_called_as_github_calls_it():
    assert site.slug("PCA, by hand") == "pca-by-hand"
    assert site.slug("How much text?") == "how-much-text"


@pytest.fixture
def old(unit):
    """The folder of a site that was made before."""
    out = unit.root / "dist" / "site"
    out.mkdir(parents=True)
    (out / "index.html").write_text("old")
    yield out
    assert [path.name for path in out.parent.iterdir()] == ["site"]
    assert (out / "index.html").read_text() == "old"


def test_stale_notebooks_are_refused_in_one_sentence(unit, old):
    with pytest.raises(SiteError) as refused:
        build_site(unit.root)
    assert str(refused.value) == (
        "the site would show old lessons; run `vecembed build`, since these are stale: course/01_toy.ipynb"
    )


def test_a_site_whose_pages_sphinx_warns_of_is_not_put_into_place(unit, old, monkeypatch):
    def gather(root, folder):
        folder.mkdir()
        (folder / "conf.py").write_text('extensions = ["myst_nb"]\n')
        (folder / "index.md").write_text("# Title\n\n[nowhere](gone.md)\n")

    monkeypatch.setattr(site, "is_run_of", lambda path, notebook: True)
    monkeypatch.setattr(site, "gather", gather)
    with pytest.raises(SiteError, match=r"not content with the pages:\n.*gone\.md"):
        build_site(unit.root)


def test_without_mathjax_it_says_what_to_do(tmp_path):
    with pytest.raises(SiteError, match="make node_modules"):
        site._copy_mathjax(tmp_path / "node_modules" / "mathjax", tmp_path)
