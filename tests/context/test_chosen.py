from vecembed_lab.context import chosen
from vecembed_lab.context.masked import PRIOR
from vecembed_lab.data.texts import load_wikipedia


def test_the_value_used_is_the_best_of_those_tried():
    losses = dict(chosen.judged(load_wikipedia()))
    assert min(losses, key=losses.get) == PRIOR
    assert min(chosen.PRIORS) < PRIOR < max(chosen.PRIORS)  # so that it lies at no edge


def test_what_the_lesson_asks_about_has_no_part(monkeypatch):
    articles = [[f"w{i % (2 + n)}" for i in range(400)] for n in range(40)]
    monkeypatch.setattr(chosen, "PRIORS", (5.0,))
    found = list(chosen.judged(articles))
    articles[::10] = [["other"] * 400] * 4
    assert list(chosen.judged(articles)) == found
    articles[1] = ["other"] * 400  # the first of the validation part
    assert list(chosen.judged(articles)) != found
