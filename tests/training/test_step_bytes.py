"""The arithmetic of `step_bytes` against the bytes that torch really allocates for a step."""

import itertools

import pytest
import torch
import torch.nn.functional as F

from vecembed_lab.training.checks import EXERCISES

OPTIMIZERS = {"sgd": torch.optim.SGD, "adagrad": torch.optim.Adagrad, "adam": torch.optim.Adam}


def allocated(n_words, dim, n_rows, optimizer, sparse):
    """Bytes of tables, gradients and state after one step of torch's own optimizer."""
    tables = [torch.nn.Parameter(torch.zeros(n_words, dim)) for _ in range(2)]
    kind = torch.optim.SparseAdam if optimizer == "adam" and sparse else OPTIMIZERS[optimizer]
    doing = kind(tables, lr=0.1)
    touched = [torch.arange(n_rows - n_rows // 2), torch.arange(n_rows // 2)]
    sum(F.embedding(r, t, sparse=sparse).sum() for r, t in zip(touched, tables, strict=True)).backward()
    doing.step()
    state = [x for s in doing.state.values() for x in s.values() if torch.is_tensor(x) and x.ndim == 2]
    pieces = [p for x in (t.grad for t in tables) for p in ((x._indices(), x._values()) if sparse else (x,))]
    return sum(x.numel() * x.element_size() for x in (*tables, *pieces, *state))


@pytest.mark.filterwarnings("ignore:Sparse invariant checks are implicitly disabled")
@pytest.mark.parametrize(("optimizer", "sparse"), [*itertools.product(OPTIMIZERS, (False, True))])
def test_the_model_answer_counts_what_torch_allocates(optimizer, sparse):
    for size in ((70, 6, 31), (301, 45, 200)):
        assert EXERCISES["step_bytes"].reference(*size, optimizer, sparse) == allocated(*size, optimizer, sparse)
