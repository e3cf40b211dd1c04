"""The acceptance suite: all points for what is right, each planted fault fails its criterion, and no other."""

import re
import socket

import pytest

from tests.production import faulty, faulty_versions
from tests.production.faulty import Right, filled, sentences
from tests.production.test_service import DESCRIPTION
from vecembed_lab import CourseError
from vecembed_lab.files.units import ROOT, find_unit
from vecembed_lab.production import acceptance, trial
from vecembed_lab.production.acceptance import CRITERIA, Verdict, accept, card
from vecembed_lab.production.caller import Caller, Reply
from vecembed_lab.production.live import served
from vecembed_lab.production.store import MemoryStore
from vecembed_lab.production.trial import TRIES, Trial, Unmet, read_texts

TEXTS = sentences(60, 7)
KINDS = vars(faulty) | vars(faulty_versions)
FAULTS = {
    "PadsWithMinusOne": "A search gives as many documents",
    "WorstFirst": "A search gives as many documents",
    "ScoresAreProducts": "With a label, it finds",
    "LeavesHalfOut": "Among all documents",
    "KeepsTheOld": "A document that is put in again",
    "IgnoresDelete": "What is deleted is counted",
    "FailsAtZero": "A bad request",
    "KeepsWithoutText": "A bad request",
    "SwitchesToNothing": "A bad request",
    "TakesAnyK": "More than 100 results",
    "TakesAnyBatch": "More than 100 results",
    "TakesAnyBody": "More than 100 results",
    "TakesItsTime": "A search by a vector",
    "MixesVersions": "Versions are switched",
    "HasNoScoreForOne": "Versions are switched",
    "IsAlwaysBusy": "Versions are switched",
    "LosesTheLastWrites": "What was acknowledged",
    "BringsBackWhatWasDeleted": "What was acknowledged",
    "SaysAnotherText": "A search gives as many documents",
    "SaysNoLabel": "A search gives as many documents",
    "GivesFive": "A search gives as many documents",
    "FiltersAfterwards": "A search gives as many documents",
    "MixesTheNumbersOfAVector": "With a label, it finds",
    "IgnoresTheVersion": "With a label, it finds",
    "ReplacesInTheLiveOnly": "A document that is put in again",
    "DeletesFromTheLiveOnly": "What is deleted is counted",
    "EmbedsForAnyVersion": "A bad request",
    "EmbedsNothing": "A bad request",
    "GuessesTheVersion": "A bad request",
    "WritesToTheLiveOnly": "Versions are switched",
    "RollsNothingBack": "Versions are switched",
    "ForgetsTheSwitch": "What was acknowledged",
}
SAID = {
    "BringsBackWhatWasDeleted": "deleted before the kill came back",
    "LosesTheLastWrites": "3 of 48 documents of version second were lost",
    "SaysAnotherText": "a hit must have the text that was put in",
    "SaysNoLabel": "a hit must have the label that was put in",
    "GivesFive": "where k is left out, 10 documents must come, got 5",
    "FiltersAfterwards": "of 40 documents, 100 were asked for",
    "MixesTheNumbersOfAVector": "for the vector of ",
    "IgnoresTheVersion": "a search in version second was answered from version 'first'",
    "ReplacesInTheLiveOnly": "it has the old text or its vector in version second",
    "DeletesFromTheLiveOnly": "21 of 21 deleted documents are still found in version second",
    "EmbedsForAnyVersion": "POST /embed with a version that is not there must be refused",
    "EmbedsNothing": "POST /embed with an empty text must be refused",
    "GuessesTheVersion": "POST /search with a vector without its version must be refused",
    "WritesToTheLiveOnly": "version second has none of the 40 documents that were put in: a document must be put into",
    "RollsNothingBack": "/roll_back to first must say that it is live, and said 'second'",
    "ForgetsTheSwitch": "second was live before the kill, and first is after it: a switch was lost",
}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(acceptance, "ROUNDS", 11)
    monkeypatch.setattr(acceptance, "SWITCHES", 3)  # odd: the last one must be undone
    monkeypatch.setattr(trial, "PAUSE", 0)


def tried(kind, store):
    with served(store, list(faulty.MODELS.values())) as port:
        service = kind(f"http://127.0.0.1:{port}", store)
        return accept(service, TEXTS, service.restarted)


def held(store):
    return store.live(), {version: {d.id: d.text for d in store.read(version)} for version in store.versions()}


def test_a_right_service_gets_all_points_and_keeps_its_data():
    store = filled()
    before = held(store)
    verdicts = tried(Right, store)
    assert [verdict.why for verdict in verdicts] == [""] * len(CRITERIA)
    assert card("here", verdicts).startswith("here: 20 of 20 points\n  ✓ A search gives")
    assert held(store) == before


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_fails_its_criterion_and_no_other(fault):
    store = filled()
    before = held(store)
    unmet = [verdict for verdict in tried(KINDS[fault], store) if verdict.why]
    assert [verdict.text[: len(FAULTS[fault])] for verdict in unmet] == [FAULTS[fault]], unmet
    assert SAID.get(fault, "") in unmet[0].why
    if fault in ("IgnoresDelete", "DeletesFromTheLiveOnly"):  # then the suite's documents stay
        for version in store.versions():
            store.delete(version, [id for id in held(store)[1][version] if id.startswith("accept-")])
        store.switch("first")
    assert held(store) == before


def test_every_criterion_has_a_fault_that_it_finds_and_the_lesson_counts_them():
    assert all(any(text.startswith(begin) for begin in FAULTS.values()) for text, _, _ in CRITERIA)
    assert f"# Our tests plant {len(FAULTS)} faults " in find_unit("11").lesson_text.read_text("utf-8")


class Answering(Caller):
    """A service that gives these answers, one after another."""

    def __init__(self, *replies):
        super().__init__("http://127.0.0.1:9")
        self.replies = iter(replies)

    def __call__(self, method, path, body=None):
        return next(self.replies)


def answering(*replies):
    return Trial(Answering(*replies), TEXTS, None)


BUSY, DONE = Reply(503, {"detail": "come back"}), Reply(200, {"live": "v"})


def test_who_is_busy_is_asked_again_and_not_for_ever():
    assert answering(*[BUSY] * (TRIES - 1), DONE).said("GET", "/versions") == {"live": "v"}
    with pytest.raises(
        Unmet, match=rf"GET /versions was answered with 503, {TRIES} times, one after another: .*come back"
    ):
        answering(*[BUSY] * TRIES, DONE).said("GET", "/versions")


@pytest.mark.parametrize("score", [float("nan"), float("inf"), -float("inf")])
def test_a_score_that_is_not_finite(score):
    hits = [{"id": "a", "score": 0.5}, {"id": "b", "score": score}]
    with pytest.raises(Unmet, match=f"a score must be a finite number, got {score}"):
        answering(Reply(200, {"version": "v", "hits": hits})).hits(text="a", k=2)


def test_a_search_that_finds_nothing_during_a_switch():
    with pytest.raises(Unmet, match="during a switch, a document's own text found none of the documents in v"):
        acceptance._finds_itself(answering(Reply(200, {"version": "v", "hits": []})), {}, 0)


@pytest.mark.parametrize("vectors", [[[1.0, float("nan")]], [], [[1.0], [2.0]], [1.0]])
def test_vectors_that_are_not_finite_or_not_one_for_each_text(vectors):
    with pytest.raises(Unmet, match="/embed of 1 texts must give a vector of finite numbers for each"):
        answering(Reply(200, {"vectors": vectors})).vectors(["a"], "v")


def test_what_was_not_tried_earns_nothing_and_says_what_is_missing():
    store = MemoryStore()
    store.create("first", faulty.DIM)
    store.switch("first")
    with served(store, list(faulty.MODELS.values())) as port:
        verdicts = accept(Caller(f"http://127.0.0.1:{port}"), TEXTS)
    unmet = [verdict.why for verdict in verdicts if verdict.why]
    assert [why[:30] for why in unmet] == ["there is only the version firs", "this was not tried: give the c"]
    assert card("here", verdicts).startswith("here: 15 of 20 points")
    assert store.count("first") == 0


def test_who_does_not_answer_gets_no_points():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    verdicts = accept(Caller(f"http://127.0.0.1:{port}"), TEXTS)
    assert all("no answer" in verdict.why for verdict in verdicts[:-1])
    assert Verdict("a", 2, "because").__str__() == "✗ a (0 of 2)\n      because"


def test_a_collection_is_tried_at_its_path():
    with served(MemoryStore(), [], beside={"films": (filled(), list(faulty.MODELS.values()))}) as port:
        verdicts = accept(Caller(f"http://127.0.0.1:{port}/films/"), TEXTS)
    assert [verdict.points for verdict in verdicts if verdict.why] == [2]  # the restart


def test_texts_are_read_from_a_file(tmp_path):
    path = tmp_path / "texts.txt"
    path.write_text("\n".join([*TEXTS, "", TEXTS[0]]), "utf-8")
    assert read_texts(path) == TEXTS
    path.write_text("\n".join(TEXTS[:59] * 2), "utf-8")
    with pytest.raises(CourseError, match="must have 60 different lines or more, got 59"):
        read_texts(path)
    path.write_text("\n".join([*TEXTS[:59], "x" * 10_001]), "utf-8")
    with pytest.raises(CourseError, match="at most 10,000 characters, got 10,001"):
        read_texts(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(CourseError, match="must be text in UTF-8"):
        read_texts(path)


def test_the_page_says_what_the_service_and_the_suite_do():
    page = (ROOT / "course" / "capstone.md").read_text("utf-8")
    named = dict.fromkeys(re.findall(r"^\| `(?:GET|POST) (/\w+)`", page, re.MULTILINE))
    assert set(named) == set(DESCRIPTION["paths"]) - {"/metrics"}
    assert [int(n) for n in re.findall(r"^\| (\d) \|", page, re.MULTILINE)] == [points for _, points, _ in CRITERIA]
    assert sum(points for _, points, _ in CRITERIA) == 20
    assert len(re.findall(r"^\d+\. .*\.$", page.partition("Ten points from a reader")[2], re.MULTILINE)) == 10
