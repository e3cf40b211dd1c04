import numpy as np
import torch
from numpy.testing import assert_allclose

from vecembed_lab.training.ladder import batch_update, pairs
from vecembed_lab.training.updates import Draw, Drawer, Settings, Tables, pair_update


def test_pairs_by_hand():
    draw = Draw(torch.tensor([7, 8, 9]), torch.tensor([0, 1, 0]), torch.tensor([[1, 2, 3, 4]]))
    words, others = pairs(draw, Settings(window=2, n_negatives=3))
    assert words.tolist() == [8, 8]
    assert others.tolist() == [[7, 1, 2, 3], [9, 4, 1, 2]]  # noise words in turn


def test_a_batch_does_what_the_definition_says():
    settings, rng = Settings(dim=8, window=3, n_negatives=5, sample=1.0), np.random.default_rng(0)
    text = torch.from_numpy(rng.integers(30, size=300))
    draw = Drawer(np.full(30, 10), settings, shared=5)(text, generator=torch.Generator().manual_seed(0))
    before = Tables(*(torch.from_numpy(rng.normal(size=(30, 8))) for _ in range(2)))
    changes = []
    for update in (pair_update, batch_update):
        tables = Tables(*(table.clone() for table in before))
        update(tables, draw, settings, 1e-7)  # so small that the order of the pairs does not matter
        changes.append([((after - start) / 1e-7).numpy() for after, start in zip(tables, before, strict=True)])
    for one, other in zip(*changes, strict=True):
        assert_allclose(one, other, rtol=1e-3, atol=1e-3)
