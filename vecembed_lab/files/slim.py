"""A large notebook without what it shows: figures and tables can make hundreds of megabytes of a few answers.

The file is searched as text, before anything is parsed, so that a damaged one becomes small as well, and memory does
not grow.
"""

import re

LARGEST = 100_000_000  # bytes of a file that are read at all
STEPS = 3_000_000  # texts that are looked at, outputs aside; then the rest stays as it is
TEXT = rb'"(?:[^"\\]++|\\.?)*+(?:"|\Z)'  # one without end goes to the end of the file
SHOWN = re.compile(rb'(?P<key>"(?:outputs|attachments|widgets)"\s*+:\s*+(?=[\[{]))|' + TEXT, re.DOTALL)
NESTED = re.compile(rb"[\[\]{}]|" + TEXT, re.DOTALL)
INSTEAD = {b"[": b"[]", b"{": b'{"": {}}'}  # that there were pictures is not forgotten


def slim(content: bytes) -> bytes:
    """The text of a notebook without outputs, attached pictures and the state of widgets."""
    kept, start, at = [], 0, 0
    for _ in range(STEPS):
        if not (match := SHOWN.search(content, at)):
            break
        at = match.end()
        if match["key"]:
            kept += [content[start:at], INSTEAD[content[at : at + 1]]]
            start = at = _end(content, at)
    return b"".join([*kept, content[start:]])


def _end(content: bytes, start: int) -> int:
    """Where the list or object ends that begins at `start`; the end of the text if it does not."""
    depth = 0
    for match in NESTED.finditer(content, start):
        depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(match[0], 0)
        if not depth:
            return match.end()
    return len(content)
