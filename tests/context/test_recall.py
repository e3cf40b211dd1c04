import torch

from vecembed_lab.context.recall import COLOURS, NAMES, PAIRS, Recall, draw_questions, learn_recall, weight_on_asked


def test_questions_have_different_names_and_colours():
    names, colours, asked = draw_questions(50, generator=torch.Generator().manual_seed(0))
    assert names.shape == colours.shape == (50, PAIRS)
    assert all(len(set(row)) == PAIRS for row in [*names.tolist(), *colours.tolist()])
    assert int(names.max()) < NAMES
    assert int(colours.max()) < COLOURS
    assert set(asked.tolist()) == set(range(PAIRS))


def test_a_head_learns_what_a_mean_cannot():
    head, right = learn_recall(60, seed=3)
    _, mean = learn_recall(60, seed=3, uniform=True)
    assert sum(right[-5:]) / 5 > 0.9
    assert sum(mean[-5:]) / 5 < 0.35
    assert weight_on_asked(head, seed=0) > 0.8


def test_a_mean_looks_at_all_alike():
    model = Recall(generator=torch.Generator().manual_seed(0), uniform=True)
    assert abs(weight_on_asked(model, seed=1) - 1 / PAIRS) < 1e-6
