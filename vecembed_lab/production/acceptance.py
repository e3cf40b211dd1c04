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
from vecembed_lab.production.documents import clean
from vecembed_lab.production.door import LONGEST_BODY
from vecembed_lab.production.refusals import bad_requests, large_requests
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


@criterion("A search gives as many documents as there are, up to k: each once, best first, as it was put in.", 2)
def _well_formed(trial: Trial) -> None:
    trial.put(trial.ids, trial.texts)
    put_in = dict(zip(trial.ids, trial.texts, strict=True))
    for k in (K, LARGEST_K):
        for text in trial.asked()[::12]:
            hits = trial.hits(text=text, k=k, label=trial.label)
            ids, scores = [hit["id"] for hit in hits], [hit["score"] for hit in hits]
            if strange := [id for id in ids if id not in trial.ids]:
                raise Unmet(f"a search with a label found a document that was not put in under it: {strange[0]!r:.80}")
            if len(set(ids)) != len(ids) or len(ids) != min(k, DOCUMENTS):
                raise Unmet(f"of {DOCUMENTS} documents, {k} were asked for, and {len(set(ids))} different ones came")
            if min(scores) < -1 - EQUAL or max(scores) > 1 + EQUAL:
                raise Unmet(f"a score is a cosine, from -1 to 1, got {min(scores)} to {max(scores)}")
            if any(low > high + 1e-9 for high, low in pairwise(scores)):
                raise Unmet(f"the best must come first, got the scores {scores[:5]}")
            for hit in hits:
                _as_put_in(hit, put_in[hit["id"]], trial.label)
    if (n := len(trial.hits(text=trial.queries[0], label=trial.label))) != K:
        raise Unmet(f"where k is left out, {K} documents must come, got {n}")


def _as_put_in(hit: dict[str, Any], text: str, label: str) -> None:
    """Raise Unmet unless a hit has the text and the label of its document."""
    if clean(str(hit.get("text"))) != clean(text):
        raise Unmet(f"a hit must have the text that was put in, {text!r:.60}, got {hit.get('text')!r:.60}")
    if hit.get("label") != label:
        raise Unmet(f"a hit must have the label that was put in, {label!r}, got {hit.get('label')!r:.60}")


@criterion("With a label, it finds what an exact search finds, by text or vector, and a score is the cosine.", 3)
def _exact(trial: Trial) -> None:
    live, *others = trial.versions()
    _finds_nearest(trial, live, {})
    for version in others:
        if not trial.lacks(version):  # else the criterion about versions says so
            _finds_nearest(trial, version, {"version": version})


def _finds_nearest(trial: Trial, version: str, named: dict[str, str]) -> None:
    """Raise Unmet unless a version finds what is nearest to texts, and to vectors of texts."""
    cosines = trial.cosines(version)
    for text, row in zip(trial.asked(), cosines, strict=True):
        _is_exact(trial, version, {"text": text} | named, row, repr(text)[:60])
    for text, vector, row in zip(trial.queries, trial.vectors(trial.queries, version), cosines, strict=False):
        _is_exact(trial, version, {"version": version, "vector": vector.tolist()}, row, f"the vector of {text!r:.60}")


def _is_exact(trial: Trial, version: str, asked: dict[str, Any], cosines: Float[ndarray, " n"], name: str) -> None:
    answer = trial.found(**asked, k=K, label=trial.label)
    if answer["version"] != version:
        raise Unmet(f"a search in version {version} was answered from version {answer['version']!r:.80}")
    hits = [hit for hit in answer["hits"] if hit["id"] in trial.ids]
    found = np.array([cosines[trial.ids.index(hit["id"])] for hit in hits])
    wanted, where = np.sort(cosines)[-K:], f"for {name} in version {version}"
    if len(found) < K or (np.sort(found) < wanted - EQUAL).any():
        raise Unmet(f"{where} the {K} nearest have cosines from {wanted[0]:.3f}, and others were found")
    if (off := np.abs(found - [hit["score"] for hit in hits]).max()) > ROUNDED:
        raise Unmet(f"{where} a score differs from the cosine by {off:.3f}")


@criterion(f"Among all documents, it finds at least {RECALL:.0%} of those that are nearer than the last one found.", 2)
def _recall(trial: Trial) -> None:
    found = wanted = 0
    live, *_ = trial.versions()
    for text, cosines in zip(trial.asked(), trial.cosines(live), strict=True):
        hits = trial.hits(text=text, k=LARGEST_K)
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
        live, *others = trial.versions()
        if not _replaced(trial, live):
            raise Unmet(f"put in again with another text, it was not found in version {live}")
        for version in others:  # where it is missing the criterion about versions says so
            _replaced(trial, version)
    finally:
        trial.put([first], trial.texts[:1])


def _replaced(trial: Trial, version: str) -> bool:
    """Whether the first document is in a version. Raises Unmet if it is there twice, or as it was before."""
    hits = [hit for hit in trial.all(trial.queries[0], version=version) if hit["id"] == trial.ids[0]]
    if len(hits) > 1:
        raise Unmet(f"put in again with another text, it was found {len(hits)} times in version {version}")
    if any(hit["score"] < 1 - ROUNDED or hit.get("text") == trial.texts[0] for hit in hits):
        raise Unmet(f"put in again with another text, it has the old text or its vector in version {version}")
    return bool(hits)


@criterion("What is deleted is counted, and is not found any more.", 2)
def _delete(trial: Trial) -> None:
    gone, last = trial.ids[3:23], trial.ids[30]
    try:
        for ids, expected in ((gone, len(gone)), ([*gone, last], 1)):
            counted = trial.said("POST", "/delete", {"ids": ids})["deleted"]
            if counted != expected:
                raise Unmet(f"{expected} of the {len(ids)} ids were there to be deleted, and it said {counted}")
        for version in trial.versions():
            if left := trial.there(version=version) & {*gone, last}:
                raise Unmet(f"{len(left)} of {len(gone) + 1} deleted documents are still found in version {version}")
    finally:
        trial.put(trial.ids, trial.texts)


@criterion("A bad request is answered with 4xx and a reason, and changes nothing.", 2)
def _bad_requests(trial: Trial) -> None:
    before = trial.there()
    with trial.undone() as about:
        for request in bad_requests(trial, about["live"], about["versions"][about["live"]]):
            _refused(trial, *request)
        if trial.there() != before or trial.said("GET", "/versions") != about:
            raise Unmet("after bad requests there are other documents, or another version is live")


@criterion(f"More than {LARGEST_K} results, {LARGEST_BATCH} documents or {LONGEST_BODY:,} bytes are refused.", 2)
def _bounds(trial: Trial) -> None:
    with trial.undone():
        for request in large_requests(trial):
            _refused(trial, *request)


def _refused(trial: Trial, path: str, what: str, body: Any) -> None:
    """Raise Unmet unless a request is answered with 4xx and a reason, and the service lives on."""
    status, content = trial.call("POST", path, body)
    if not 400 <= status < 500 or not isinstance(content, dict) or not content.get("detail"):
        sent = body if isinstance(body, bytes) else str(body)
        raise Unmet(
            f"POST {path} with {what} must be refused with 4xx and a detail, got {status}: {content!r:.100}; "
            f"it was {sent[:80]!r}"
        )
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


@criterion("Versions are switched, and back, while others search, without a wrong answer and without an error.", 3)
def _switch(trial: Trial) -> None:
    with trial.undone():
        live, *others = trial.versions()
        if not others:
            raise Unmet(f"there is only the version {live}: make a second one, by another model, and fill it")
        for version in others:
            if n := trial.lacks(version):
                has = f"{DOCUMENTS - n or 'none'} of the {DOCUMENTS} documents that were put in"
                raise Unmet(f"version {version} has {has}: a document must be put into every version")
        vectors = {version: trial.vectors(trial.texts, version) for version in (live, others[0])}
        turns, over = count(), False

        def search(expected: str = "", after: str = "") -> None:
            version = _finds_itself(trial, vectors, next(turns) % DOCUMENTS)
            if expected and version != expected:
                raise Unmet(f"after {after} to {expected} was answered, a search was answered from {version}")

        def searching() -> None:
            while not over:
                search()

        with ThreadPoolExecutor(THREADS) as pool:
            threads = [pool.submit(searching) for _ in range(THREADS)]
            try:
                for turn in range(SWITCHES + 1):
                    target = (others[0], live)[turn % 2]
                    back = turn == SWITCHES
                    path, body = ("/roll_back", {}) if back else ("/switch", {"version": target})
                    if (now := trial.said("POST", path, body)["live"]) != target:
                        raise Unmet(f"{path} to {target} must say that it is live, and said {now!r:.80}")
                    for _ in range(BETWEEN):
                        search(target, path)
            finally:
                over = True
        for thread in threads:
            thread.result()


def _finds_itself(trial: Trial, vectors: dict[str, Float[ndarray, "n d"]], i: int) -> str:
    """The version that a search for a document's text was answered from. Raises Unmet unless it finds it, and its
    score."""
    answer = trial.found(text=trial.texts[i], k=1, label=trial.label)
    version, hit = answer["version"], next((hit for hit in answer["hits"] if hit["id"] in trial.ids), None)
    if not hit:
        raise Unmet(f"during a switch, a document's own text found none of the documents in {version}")
    cosine = float(vectors[version][i] @ vectors[version][trial.ids.index(hit["id"])])
    if cosine < 1 - EQUAL or abs(hit["score"] - cosine) > ROUNDED:
        raise Unmet(f"during a switch, a text did not find itself in {version}: a vector of another version was asked")
    return version


@criterion("What was acknowledged is there after the service was killed, and what was deleted is not.", 2)
def _restart(trial: Trial) -> None:
    if not trial.restart:
        raise Unmet("this was not tried: give the command that starts the service, --start '...'")
    last, gone = trial.named("last", LAST), trial.ids[:2]
    documents = dict(zip([*trial.ids, *last], [*trial.texts, *trial.queries], strict=False))
    with trial.undone():
        for id in last:
            trial.put([id], [documents[id]])
        trial.said("POST", "/delete", {"ids": gone})
        for version in trial.versions()[1:2]:
            trial.call("POST", "/switch", {"version": version})  # who cannot switch has been told so
        live, *others = trial.versions()
        before = {version: trial.kept(version, documents) for version in (live, *others)}
        if unseen := {*last}.difference(*before.values()):
            raise Unmet(f"{len(unseen)} of {LAST} documents were not found even before the kill")
        trial.restart()
        if (now := trial.versions()[0]) != live:
            raise Unmet(f"the version {live} was live before the kill, and {now} is after it: a switch was lost")
        for version in before:
            after = trial.kept(version, documents)
            if lost := before[version] - after:
                many = f"{len(lost)} of {len(before[version])}"
                raise Unmet(f"{many} documents of version {version} were lost, such as {min(lost)}")
            if (after - before[version]) & {*gone}:
                raise Unmet(f"documents of version {version} that were deleted before the kill came back")
