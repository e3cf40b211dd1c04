"""The documentation of what is installed here, as a collection of texts."""

import pytest

from vecembed_lab.search.docstrings import WORDS, docstrings, question_and_text


def test_what_a_module_says_of_itself():
    texts = docstrings(["random", "textwrap"])
    assert texts["textwrap.dedent"].startswith("Remove any common leading whitespace")
    assert not [name for name in texts if name.split(".")[1].startswith("_")]
    assert all(len(text.split()) >= WORDS for text in texts.values())


def test_a_text_with_several_names_comes_once_under_the_first():
    texts = docstrings(["numpy", "textwrap", "numpy"])
    assert len(set(texts.values())) == len(texts)
    assert "numpy.abs" in texts
    assert "numpy.absolute" not in texts


def test_a_module_that_is_not_installed():
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        docstrings(["no_such_module"])


def test_the_first_paragraph_is_the_question_and_a_signature_is_none():
    assert question_and_text("Add two\nnumbers.\n\nThey may be\nlarge.\n\nReturns a number.") == (
        "Add two numbers.",
        "They may be\nlarge.\n\nReturns a number.",
    )
    assert question_and_text("add(x1, x2, /)\n\nAdd them.\n\nElement by element.") == (
        "Add them.",
        "Element by element.",
    )
    assert question_and_text("Only (this) line.") == ("Only (this) line.", "")
