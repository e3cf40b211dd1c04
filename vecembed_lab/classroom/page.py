"""Pages for teachers: one file without scripts, readable in print, in grey and aloud.

What they say stands in templates/. Whatever is put into a template is escaped: nothing that a student wrote is active.
"""

import re
from functools import cache

from jinja2 import Environment
from markupsafe import Markup, escape

from vecembed_lab.files.pages import templates


def render(template: str, **facts: object) -> str:
    """The page that a template makes of the facts."""
    whole = _templates().get_template(template).render(facts)
    return whole.encode("utf-8", "replace").decode("utf-8")  # half a character must not keep a class from its report


@cache
def _templates() -> Environment:
    found = templates("vecembed_lab.classroom")
    found.filters |= {"percent": "{:.0%}".format, "prose": prose}
    return found


def prose(text: str) -> Markup:
    """A sentence as HTML: `backticks` become code, everything else stays what it is."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", escape(text)))
