import numpy as np
import pytest

from tests.production.test_ingest import MODEL
from vecembed_lab import CourseError
from vecembed_lab.production.crash import (
    Difference,
    Fault,
    difference,
    expected,
    killed_at_every_write,
    killed_ingest,
    position_after,
    position_before,
    together,
)
from vecembed_lab.production.ingest import Text, ingest
from vecembed_lab.production.pgstore import PgStore
from vecembed_lab.production.store import Document, MemoryStore

NAMES = [f"doc-{i % 18}" for i in range(20)]  # two come twice


def test_one_write_for_both_survives_every_kill():
    assert killed_at_every_write(together, NAMES, 5) == 4 * [Fault(0, 0)]


def test_a_position_noted_later_doubles_a_batch():
    """Killed at 0, 2, 4, 6 before the rows, at 1, 3, 5, 7 between them and the note: those are written again."""
    assert killed_at_every_write(position_after, NAMES, 5) == [Fault(0, 2), Fault(0, 7)] * 4


def test_a_position_noted_first_loses_a_batch():
    lost = [fault.lost for fault in killed_at_every_write(position_before, NAMES, 5)]
    assert lost[::2] == [0, 0, 0, 0]
    assert lost[1::2] == [3, 5, 5, 3]  # of the first batch and of the last, two come elsewhere too


def document(id, vector=(3, 4), text="a", label=""):
    return Document(id, text, np.array(vector, float), label)


def test_a_difference_by_hand():
    wanted = [document(id) for id in "abcdef"]
    found = [document("a"), document("b", (0.6, 0.8)), document("c", (4, 3)), document("d", text="b"), document("x")]
    assert difference(found, [*wanted[:4], document("e"), document("f")]) == Difference(2, 1, 2)
    assert difference([document("a", label="b")], [document("a")]) == Difference(0, 0, 1)
    assert difference([document("a", (1, 2, 3))], [document("a")]) == Difference(0, 0, 1)
    assert difference(wanted, wanted[::-1]) == Difference(0, 0, 0)


TEXTS = [Text(f"text {i % 450} " + "word " * (i % 250), f"label {i % 2}") for i in range(500)]


@pytest.mark.parametrize("kind", ["memory", "postgres"])
def test_an_ingest_that_was_killed_goes_on_to_the_same_end(kind, request):
    store = PgStore(request.getfixturevalue("database")) if kind == "postgres" else MemoryStore()
    wanted = expected(TEXTS, MODEL)
    n = killed_ingest(store, MODEL, TEXTS, source="t", after=30)
    assert 0 < n < len(wanted)
    assert ingest(store, MODEL, TEXTS, source="t").read <= 470
    assert difference(store.read("v1", n=10_000), wanted) == Difference(0, 0, 0)
    store.close()


def test_a_process_that_ends_before_it_is_killed_is_said(database):
    store = PgStore(database)
    with pytest.raises(CourseError, match="ended before"):
        killed_ingest(store, MODEL, TEXTS[:20], source="t", after=30)
    store.close()
