"""Unit 11. The acceptance suite: what a search service does over HTTP, whoever wrote it, as points for sentences.

The suite puts documents of its own into the service, under ids and a label that nobody else has, and removes them at
the end. What an exact search finds among them is computed here, from the vectors that the service itself gives.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count, pairwise
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from vecembed_lab import CourseError
from vecembed_lab.production.bodies import LARGEST_BATCH, LARGEST_K
from vecembed_lab.production.caller import Caller
from vecembed_lab.production.door import LONGEST_BODY
from vecembed_lab.production.trial import DOCUMENTS, Trial, Unmet

K = 10
EQUAL = 1e-3  # cosines that differ by less count as equal
ROUNDED = 0.01  # by which a score may differ from the cosine: vectors may be kept in fewer bits
RECALL = 0.95
ROUNDS, RATIO = 50, 20  # of a search and /health in turn; the largest ratio of their times
SWITCHES, THREADS, BETWEEN = 10, 3, 5
LAST = 10  # documents that are put in one by one before the service is killed


class Verdict(NamedTuple):
    """A criterion, its points, and why it is not met; "" if it is."""

    text: str
    points: int
    why: str

    def __str__(self) -> str:
        line = f"{'✗' if self.why else '✓'} {self.text} ({0 if self.why else self.points} of {self.points})"
        return f"{line}\n      {self.why}" if self.why else line


def card(url: str, verdicts: Sequence[Verdict]) -> str:
    """All verdicts on the service at a URL, and their sum, in lines."""
    earned = sum(verdict.points for verdict in verdicts if not verdict.why)
    head = f"{url}: {earned} of {sum(verdict.points for verdict in verdicts)} points"
    return "\n".join([head, *(f"  {verdict}" for verdict in verdicts)])


Test = Callable[[Trial], None]
CRITERIA: list[tuple[str, int, Test]] = []


def criterion(text: str, points: int) -> Callable[[Test], Test]:
    """Add a function that raises Unmet if what the text says is not so."""

    def add(test: Test) -> Test:
        CRITERIA.append((text, points, test))
        return test

    return add


def accept(call: Caller, texts: Sequence[str], restart: Callable[[], None] | None = None) -> list[Verdict]:
    """The verdict on each criterion; the service has its own documents, and the version that was live, in the end.

    restart: kills the service, as a power cut would, and returns when it is ready again.
    """
    trial = Trial(call, texts, restart)
    try:
        return [Verdict(text, points, _why(test, trial)) for text, points, test in CRITERIA]
    finally:
        trial.clean_up()


def _why(test: Test, trial: Trial) -> str:
    try:
        test(trial)
    except (Unmet, CourseError) as error:
        return str(error)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        return f"an answer has not the form that the contract says ({type(error).__name__}: {error})"
    return ""


# The criteria, in the order in which they are tried


@criterion("A search gives as many documents as there are, up to k: each once, best first, with its id and score.", 2)
def _well_formed(trial: Trial) -> None:
    trial.put(trial.ids, trial.texts)
    for k in (K, LARGEST_K):
        for text in trial.asked()[::12]:
            hits = trial.hits(text, k, trial.label)
            ids, scores = [hit["id"] for hit in hits], [hit["score"] for hit in hits]
            if strange := [id for id in ids if id not in trial.ids]:
                raise Unmet(f"a search with a label found a document that was not put in under it: {strange[0]!r:.80}")
            if len(set(ids)) != len(ids) or len(ids) != min(k, DOCUMENTS):
                raise Unmet(f"of {DOCUMENTS} documents, {k} were asked for, and {len(set(ids))} different ones came")
            if min(scores) < -1 - EQUAL or max(scores) > 1 + EQUAL:
                raise Unmet(f"a score is a cosine, from -1 to 1, got {min(scores)} to {max(scores)}")
            if any(low > high + 1e-9 for high, low in pairwise(scores)):
                raise Unmet(f"the best must come first, got the scores {scores[:5]}")


@criterion("With a label, it finds what an exact search finds, and a score is the cosine.", 3)
def _exact(trial: Trial) -> None:
    for text, cosines in zip(trial.asked(), trial.cosines(), strict=True):
        hits = [hit for hit in trial.hits(text, K, trial.label) if hit["id"] in trial.ids]
        found = np.array([cosines[trial.ids.index(hit["id"])] for hit in hits])
        wanted = np.sort(cosines)[-K:]
        if len(found) < K or (np.sort(found) < wanted - EQUAL).any():
            raise Unmet(f"for {text!r:.60} the {K} nearest have cosines from {wanted[0]:.3f}, and others were found")
        if (off := np.abs(found - [hit["score"] for hit in hits]).max()) > ROUNDED:
            raise Unmet(f"for {text!r:.60} a score differs from the cosine by {off:.3f}")


@criterion(f"Among all documents, it finds at least {RECALL:.0%} of those that are nearer than the last one found.", 2)
def _recall(trial: Trial) -> None:
    found = wanted = 0
    for text, cosines in zip(trial.asked(), trial.cosines(), strict=True):
        hits = trial.hits(text, LARGEST_K, None)
        last = min(hit["score"] for hit in hits) if len(hits) == LARGEST_K else -np.inf
        nearer = {id for id, cosine in zip(trial.ids, cosines, strict=True) if cosine > last + ROUNDED}
        wanted += len(nearer)
        found += len(nearer & {hit["id"] for hit in hits})
    if not wanted or found < RECALL * wanted:
        raise Unmet(f"{found} of {wanted} of the suite's documents that are near enough were found")


@criterion("A document that is put in again takes the place of the old one.", 1)
def _again(trial: Trial) -> None:
    first, text = trial.ids[0], trial.queries[0]
    trial.put([first], [text])
    try:
        hits = [hit for hit in trial.hits(text, LARGEST_K, trial.label) if hit["id"] == first]
        if len(hits) != 1 or hits[0]["score"] < 1 - ROUNDED:
            raise Unmet(f"put in again with another text, it was found {len(hits)} times, or by its old text")
    finally:
        trial.put([first], trial.texts[:1])


@criterion("What is deleted is counted, and is not found any more.", 2)
def _delete(trial: Trial) -> None:
    gone = trial.ids[3:6]
    try:
        for ids, expected in ((gone, 3), ([*gone, trial.ids[7]], 1)):
            counted = trial.said("POST", "/delete", {"ids": ids})["deleted"]
            if counted != expected:
                raise Unmet(f"{expected} of the {len(ids)} ids were there to be deleted, and it said {counted}")
        if left := trial.there() & {*gone, trial.ids[7]}:
            raise Unmet(f"{len(left)} of 4 deleted documents are still found")
    finally:
        trial.put(trial.ids, trial.texts)


@criterion("A bad request is answered with 4xx and a reason, and changes nothing.", 2)
def _bad_requests(trial: Trial) -> None:
    before = trial.there()
    with trial.undone() as about:
        for path, body in _bad(trial, about["live"], about["versions"][about["live"]]):
            _refused(trial, path, body)
        if trial.there() != before or trial.said("GET", "/versions") != about:
            raise Unmet("after bad requests there are other documents, or another version is live")


def _bad(trial: Trial, live: str, dim: int) -> list[tuple[str, Any]]:
    """Paths, and what makes no sense there."""
    text, vector = trial.texts[0], {"version": live, "k": K}
    half = [
        {"id": id, "text": t, "label": trial.label} for id, t in zip(trial.named("half", 2), (text, 7), strict=True)
    ]
    without_text = [{"id": id} for id in trial.named("silent", 1)]
    blank = [{"id": id, "text": " \n "} for id in trial.named("blank", 1)]
    return [
        *(("/search", body) for body in (b"{", b'{"text": "\xff"}', [], {}, {"text": ""}, {"text": " "}, {"text": 7})),
        *(("/search", {"text": text, "k": k}) for k in (0, -1, "ten")),
        ("/search", {"text": text, "version": "no such version"}),
        ("/search", vector | {"vector": [0.0] * dim}),
        ("/search", vector | {"vector": [1.0] * (dim + 1)}),
        ("/search", f'{{"version": "{live}", "vector": [NaN]}}'.encode()),
        *(("/documents", body) for body in ({}, *({"documents": given} for given in (7, without_text, blank, half)))),
        ("/delete", {"ids": 7}),
        ("/embed", {"texts": 7}),
        ("/switch", {"version": "no such version"}),
        ("/no_such_path", {}),
    ]


@criterion(f"More than {LARGEST_K} results, {LARGEST_BATCH} documents or {LONGEST_BODY:,} bytes are refused.", 2)
def _bounds(trial: Trial) -> None:
    text, ids = trial.texts[0], trial.named("many", LARGEST_BATCH + 1)
    many = [{"id": id, "text": text, "label": trial.label} for id in ids]
    long = {"id": trial.named("long", 1)[0], "text": f"{text} " * (2 * LONGEST_BODY // len(text)), "label": trial.label}
    with trial.undone():
        _refused(trial, "/search", {"text": text, "k": 1_000_000})
        _refused(trial, "/documents", {"documents": many})
        _refused(trial, "/documents", {"documents": [long]})


def _refused(trial: Trial, path: str, body: Any) -> None:
    """Raise Unmet unless a request is answered with 4xx and a reason, and the service lives on."""
    status, content = trial.call("POST", path, body)
    if not 400 <= status < 500 or not isinstance(content, dict) or not content.get("detail"):
        sent = body if isinstance(body, bytes) else str(body)
        raise Unmet(f"POST {path} {sent[:80]!r} must be refused with 4xx and a detail, got {status}: {content!r:.100}")
    trial.said("GET", "/health")


@criterion(f"A search by a vector takes at most {RATIO} times as long as /health, asked in turn.", 1)
def _latency(trial: Trial) -> None:
    live = trial.said("GET", "/versions")["live"]
    body = {"version": live, "vector": trial.vectors(trial.queries[:1], live)[0].tolist(), "k": K}
    requests = {"/health": ("GET", "/health"), "/search": ("POST", "/search", body)}
    seconds: dict[str, list[float]] = {path: [] for path in requests}
    with closing(trial.call.connection()) as connection:
        for path, request in list(requests.items()) * ROUNDS:
            started = perf_counter()
            if (reply := trial.call.over(connection, *request)).status != 200:
                raise Unmet(f"{path} was answered with {reply.status}: {reply.content!r:.100}")
            seconds[path].append(perf_counter() - started)
    ratio = median(seconds["/search"]) / median(seconds["/health"])
    if ratio > RATIO:
        raise Unmet(f"it takes {ratio:.0f} times as long (medians of {ROUNDS})")


@criterion("Versions are switched while others search, without a wrong answer and without an error.", 3)
def _switch(trial: Trial) -> None:
    with trial.undone() as about:
        live, others = about["live"], sorted(about["versions"].keys() - {about["live"]})
        if not others:
            raise Unmet(f"there is only the version {live}: make a second one, by another model, and fill it")
        vectors = {version: trial.vectors(trial.texts, version) for version in (live, others[0])}
        turns, over = count(), False

        def search(expected: str | None = None) -> None:
            _finds_itself(trial, vectors, next(turns) % DOCUMENTS, expected)

        def searching() -> None:
            while not over:
                search()

        with ThreadPoolExecutor(THREADS) as pool:
            threads = [pool.submit(searching) for _ in range(THREADS)]
            try:
                for turn in range(SWITCHES):
                    target = (others[0], live)[turn % 2]
                    if (now := trial.said("POST", "/switch", {"version": target})["live"]) != target:
                        raise Unmet(f"/switch to {target} must say that it is live, and said {now!r:.80}")
                    for _ in range(BETWEEN):
                        search(target)
            finally:
                over = True
        for thread in threads:
            thread.result()


def _finds_itself(trial: Trial, vectors: dict[str, Float[ndarray, "n d"]], i: int, expected: str | None) -> None:
    """Raise Unmet unless a search for a document's text finds it and its score, in the version that is expected."""
    answer = trial.found(trial.texts[i], 1, trial.label)
    version, (hit,) = answer["version"], answer["hits"]
    if expected and version != expected:
        raise Unmet(f"after the switch to {expected} was answered, a search was answered from {version}")
    cosine = float(vectors[version][i] @ vectors[version][trial.ids.index(hit["id"])])
    if cosine < 1 - EQUAL or abs(hit["score"] - cosine) > ROUNDED:
        raise Unmet(f"during a switch, a text did not find itself in {version}: a vector of another version was asked")


@criterion("What was acknowledged is there after the service was killed, and what was deleted is not.", 2)
def _restart(trial: Trial) -> None:
    if not trial.restart:
        raise Unmet("this was not tried: give the command that starts the service, --start '...'")
    last, gone = trial.named("last", LAST), trial.ids[:2]
    for id, text in zip(last, trial.queries, strict=False):
        trial.put([id], [text])
    trial.said("POST", "/delete", {"ids": gone})
    gone = {*gone} - trial.there()
    live = trial.said("GET", "/versions")["live"]
    trial.restart()
    if (now := trial.said("GET", "/versions")["live"]) != live:
        raise Unmet(f"the version {live} was live before the kill, and {now} is after it")
    found = trial.there()
    if lost := {*trial.ids[2:], *last} - found:
        raise Unmet(f"{len(lost)} of {DOCUMENTS + LAST - 2} documents were lost: {sorted(lost)[0]} is one of them")
    if found & gone:
        raise Unmet("documents that were deleted before the kill came back")
