"""Sphinx's settings. `make site` gathers the pages beside a copy of this file."""

from pygments.lexers.special import TextLexer

project = html_title = "vecembed-lab"
author = "The vecembed-lab authors"
language = "en"
smartquotes = False  # texts as they are written
extensions = ["myst_nb"]
nb_execution_mode = "off"  # a lesson's outputs are in its notebook
myst_enable_extensions = ["attrs_inline", "colon_fence", "dollarmath"]
myst_heading_anchors = 3
mathjax_path = "mathjax/tex-mml-chtml.js"
exclude_patterns = ["made"]  # parts of pages
templates_path = ["templates"]
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = html_use_index = False
html_sidebars = {"[!0-9]*": []}  # a list of all lessons beside a lesson, and nothing beside other pages
html_theme = "pydata_sphinx_theme"
html_theme_options = {
    "footer_end": [],
    "header_links_before_dropdown": 6,
    "logo": {"text": "vecembed-lab"},
    "navbar_end": ["theme-switcher"],
    "show_prev_next": True,
}


def setup(app):
    """Show tables of commas as they are: Pygments knows no such language."""
    app.add_lexer("csv", TextLexer)
