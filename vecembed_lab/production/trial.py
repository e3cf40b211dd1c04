"""Unit 11. A service under trial: the documents that are put in for it, and the vectors that it gives for them."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from vecembed_lab import CourseError
from vecembed_lab.production.bodies import LARGEST_BATCH, LARGEST_K, LONGEST_QUERY
from vecembed_lab.production.caller import Caller
from vecembed_lab.similarity.measures import normalize

DOCUMENTS, QUERIES = 40, 20  # texts that are put in, and others that are asked for
TRIES, PAUSE = 10, 1  # of a request that is answered with 503; seconds until the next: Retry-After says no less


class Unmet(Exception):
    """Why a criterion is not met."""


def read_texts(path: Path) -> list[str]:
    """The first texts of a file, one a line, that are not alike. Raises CourseError if they are too few or too long."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError:
        raise CourseError(f"{path} must be text in UTF-8") from None
    texts = list(dict.fromkeys(" ".join(line.split()) for line in lines if line.strip()))[: DOCUMENTS + QUERIES]
    if len(texts) < DOCUMENTS + QUERIES:
        raise CourseError(f"{path} must have {DOCUMENTS + QUERIES} different lines or more, got {len(texts)}")
    if longest := [text for text in texts if len(text) > LONGEST_QUERY]:
        raise CourseError(f"a line must have at most {LONGEST_QUERY:,} characters, got {len(longest[0]):,}")
    return texts


class Trial:
    """A service under trial, and the documents that the suite has put in."""

    def __init__(self, call: Caller, texts: Sequence[str], restart: Callable[[], None] | None):
        self.call, self.restart = call, restart
        self.texts, self.queries = texts[:DOCUMENTS], texts[DOCUMENTS:]
        self.label = f"accept-{secrets.token_hex(4)}"
        self._mine: set[str] = set()
        self.ids = self.named("", DOCUMENTS)
        self._cosines: dict[str, Float[ndarray, "q n"]] = {}

    def named(self, what: str, n: int) -> list[str]:
        """Ids of this trial, which are removed at its end."""
        ids = [f"{self.label}-{what}{i}" for i in range(n)]
        self._mine |= {*ids}
        return ids

    def said(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """What a request that must succeed is answered with, if need be at a later try. Raises Unmet if it fails."""
        for _ in range(TRIES):
            status, content = self.call(method, path, body)
            if status != 503:
                break
            sleep(PAUSE)
        else:
            raise Unmet(f"{method} {path} was answered with 503, {TRIES} times, one after another: {content!r:.200}")
        if status != 200 or not isinstance(content, dict):
            raise Unmet(f"{method} {path} must be answered with 200 and an object, got {status}: {content!r:.200}")
        return content

    def put(self, ids: Sequence[str], texts: Sequence[str]) -> None:
        """Put documents in, under the trial's label."""
        documents = [{"id": id, "text": text, "label": self.label} for id, text in zip(ids, texts, strict=True)]
        for some in _pages(documents):
            kept = self.said("POST", "/documents", {"documents": some})["ids"]
            if kept != [document["id"] for document in some]:
                raise Unmet(f"/documents must give back the ids that it was given, got {kept!r:.200}")

    def found(self, **question: Any) -> dict[str, Any]:
        """What a search is answered with. Raises Unmet if a score is not finite."""
        answer = self.said("POST", "/search", question)
        if strange := [hit["score"] for hit in answer["hits"] if not np.isfinite(hit["score"])]:
            raise Unmet(f"a score must be a finite number, got {strange[0]}")
        return answer

    def hits(self, **question: Any) -> list[dict[str, Any]]:
        """What is found."""
        return self.found(**question)["hits"]

    def all(self, text: str, **more: str) -> list[dict[str, Any]]:
        """All that is there under the trial's label, by a search for as many as there may be."""
        return self.hits(text=text, k=LARGEST_K, label=self.label, **more)

    def there(self, **more: str) -> set[str]:
        """The ids of this trial's documents."""
        return {hit["id"] for hit in self.all(self.queries[0], **more)} & self._mine

    def kept(self, version: str, documents: Mapping[str, str]) -> set[str]:
        """Which ids of these texts are in a version. Who is not found yet is asked for by its own text: so one that is
        there is found even by who looks at labels last."""
        found: set[str] = set()
        for id, text in documents.items():
            if id not in found:
                found |= {hit["id"] for hit in self.all(text, version=version)}
        return found & documents.keys()

    def lacks(self, version: str) -> int:
        """How many of the trial's documents a version has not."""
        return DOCUMENTS - len(self.kept(version, dict(zip(self.ids, self.texts, strict=True))))

    def versions(self) -> list[str]:
        """The names of the versions, the live one first."""
        about = self.said("GET", "/versions")
        return [about["live"], *sorted(about["versions"].keys() - {about["live"]})]

    def vectors(self, texts: Sequence[str], version: str) -> Float[ndarray, "n d"]:
        """Vectors of length 1 by the service's own model. Raises Unmet unless each text has one of finite numbers."""
        vectors = np.array(self.said("POST", "/embed", {"texts": texts, "version": version})["vectors"], float)
        if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
            raise Unmet(f"/embed of {len(texts)} texts must give a vector of finite numbers for each")
        return normalize(vectors)

    def cosines(self, version: str) -> Float[ndarray, "q n"]:
        """Of the queries, and then of the documents themselves, with the documents, in a version."""
        if version not in self._cosines:
            documents, queries = (self.vectors(texts, version) for texts in (self.texts, self.queries))
            self._cosines[version] = np.concatenate([queries, documents]) @ documents.T
        return self._cosines[version]

    def asked(self) -> list[str]:
        """The texts that the rows of `cosines` are of."""
        return [*self.queries, *self.texts]

    @contextmanager
    def undone(self) -> Iterator[dict[str, Any]]:
        """A block that is given what /versions says, and after which the same version is live, and of all that this
        trial has put in only its documents are there: what was done wrongly must not count again."""
        about = self.said("GET", "/versions")
        live = about["live"]
        try:
            yield about
        finally:
            self.call("POST", "/switch", {"version": live})  # whatever /versions says
            self._remove(self._mine - {*self.ids})

    def clean_up(self) -> None:
        """Remove all that the trial has put in; who ignores that has been told so by a criterion."""
        self._remove(self._mine)

    def _remove(self, ids: Iterable[str]) -> None:
        for some in _pages(sorted(ids)):
            self.call("POST", "/delete", {"ids": some})


def _pages(items: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(items), LARGEST_BATCH):
        yield items[start : start + LARGEST_BATCH]
