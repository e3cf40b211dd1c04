"""Pages that are made of templates: files without scripts, in which whatever is put in is shown as text."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined


@cache
def templates(package: str) -> Environment:
    """The templates in a package's folder templates/. What is put into them is escaped."""
    loader = PackageLoader(package)
    return Environment(autoescape=True, loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
