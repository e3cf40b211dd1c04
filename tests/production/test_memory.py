import faiss
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vecembed_lab.production.memory import BITS, GIB, Plan, memory_plan


def test_a_plan_by_hand():
    """A million vectors of 384 numbers of 4 bytes; 32 neighbours of 4 bytes each."""
    assert memory_plan(10**6, 384, "float32") == Plan(1_536_000_000, 128_000_000, 1, 1)
    assert memory_plan(10**6, 12, "binary", m=0) == Plan(2_000_000, 0, 1, 1)  # 12 bits need 2 bytes
    assert memory_plan(3 * GIB // 4, 1, "int8", m=0, gib=1, filled=0.75, copies=3) == Plan(3 * GIB // 4, 0, 1, 3)
    assert memory_plan(3 * GIB // 4 + 1, 1, "int8", m=0, gib=1, filled=0.75, copies=3).machines == 6
    assert memory_plan(0, 8, "float16").machines == 1


@given(st.integers(0, 10**11), st.integers(1, 4000), st.sampled_from([*BITS]), st.integers(1, 5))
def test_all_fits_and_a_machine_less_would_not_hold_it(n, dim, kind, copies):
    plan = memory_plan(n, dim, kind, copies=copies)
    room = 0.75 * 64 * GIB
    assert plan.vectors + plan.graph <= plan.shards * room
    assert plan.shards == 1 or plan.vectors + plan.graph > (plan.shards - 1) * room
    assert plan.machines == plan.shards * copies


def test_an_index_of_faiss_takes_as_much():
    index = faiss.IndexHNSWFlat(32, 16)
    index.add(faiss.rand((3000, 32)))
    plan = memory_plan(3000, 32, "float32")
    assert len(faiss.serialize_index(index)) == pytest.approx(plan.vectors + plan.graph, rel=0.15)


@pytest.mark.parametrize(
    "wrong", [{"kind": "double"}, {"n": -1}, {"dim": 0}, {"filled": 1.5}, {"gib": 0}, {"copies": 0}]
)
def test_plans_that_cannot_be(wrong):
    with pytest.raises(ValueError, match="must be"):
        memory_plan(**{"n": 10, "dim": 3, "kind": "int8"} | wrong)
