"""Unit 11. Requests that a service must refuse: each a path, what is wrong with it, and a body."""

from typing import Any

from vecembed_lab.production.bodies import LARGEST_BATCH
from vecembed_lab.production.door import LONGEST_BODY
from vecembed_lab.production.trial import Trial

Request = tuple[str, str, Any]


def bad_requests(trial: Trial, live: str, dim: int) -> list[Request]:
    """What makes no sense, to a service whose live version has vectors of `dim` numbers."""
    return [*_searches(trial.texts[0], live, dim), *_embeddings(trial.texts[0]), *_writings(trial)]


def _searches(text: str, live: str, dim: int) -> list[Request]:
    ones, named = [1.0] * dim, {"version": live}
    bodies = [
        ("no JSON", b"{"),
        ("bytes that are no UTF-8", b'{"text": "\xff"}'),
        ("a list", []),
        ("neither text nor vector", {}),
        ("an empty text", {"text": ""}),
        ("a text without a word", {"text": " "}),
        ("a text that is a number", {"text": 7}),
        ("k of 0", {"text": text, "k": 0}),
        ("k of -1", {"text": text, "k": -1}),
        ("k in words", {"text": text, "k": "ten"}),
        ("a version that is not there", {"text": text, "version": "no such version"}),
        ("a vector without its version", {"vector": ones}),
        ("a vector that is zero", named | {"vector": [0.0] * dim}),
        ("a vector that is too long", named | {"vector": [*ones, 1.0]}),
        ("a vector that is not finite", f'{{"version": "{live}", "vector": [NaN]}}'.encode()),
    ]
    return [("/search", what, body) for what, body in bodies]


def _embeddings(text: str) -> list[Request]:
    bodies = [
        ("a number in place of texts", {"texts": 7}),
        ("an empty text", {"texts": [text, ""]}),
        ("a text without a word", {"texts": [text, " \n "]}),
        ("a version that is not there", {"texts": [text], "version": "no such version"}),
    ]
    return [("/embed", what, body) for what, body in bodies]


def _writings(trial: Trial) -> list[Request]:
    good, bad = ({"id": id, "label": trial.label} for id in trial.named("half", 2))
    (silent,), (blank,) = trial.named("silent", 1), trial.named("blank", 1)
    return [
        ("/documents", "no documents", {}),
        ("/documents", "a number in place of documents", {"documents": 7}),
        ("/documents", "a document without text", {"documents": [{"id": silent}]}),
        ("/documents", "a text without a word", {"documents": [{"id": blank, "text": " \n "}]}),
        (
            "/documents",
            "one right document and one whose text is a number",
            {"documents": [good | {"text": trial.texts[0]}, bad | {"text": 7}]},
        ),
        ("/delete", "a number in place of ids", {"ids": 7}),
        ("/switch", "a version that is not there", {"version": "no such version"}),
        ("/no_such_path", "a path that is not there", {}),
    ]


def large_requests(trial: Trial) -> list[Request]:
    """What is too much."""
    text, ids = trial.texts[0], trial.named("many", LARGEST_BATCH + 1)
    many = [{"id": id, "text": text, "label": trial.label} for id in ids]
    long = {"id": trial.named("long", 1)[0], "text": f"{text} " * (2 * LONGEST_BODY // len(text)), "label": trial.label}
    return [
        ("/search", "k of 1,000,000", {"text": text, "k": 1_000_000}),
        ("/documents", f"{len(many)} documents", {"documents": many}),
        ("/documents", f"a body of more than {LONGEST_BODY:,} bytes", {"documents": [long]}),
    ]
