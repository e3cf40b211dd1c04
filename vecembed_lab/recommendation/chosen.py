"""Unit 04. How the settings of the lesson's models were chosen.

`python -m vecembed_lab.recommendation.chosen` measures it again, in about five minutes. What the lesson tests on has no
part in it: of each user's ratings before the last fifth, the last fifth is the validation part, and the rest is learned
from. A setting is changed if another one is better there by two standard errors of the difference, user by user.
None is: EASE's `reg` and BPR's passes are the best of those tried, and nearest to it come ALS with c = 1.5 (NDCG@10
better by .002, standard error .0013) and towers with 3 passes and lr = 0.01 (by .005, standard error .004).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import product

import numpy as np

from vecembed_lab.recommendation.factorization import als
from vecembed_lab.recommendation.neighbours import ease, weighted_sum
from vecembed_lab.recommendation.pairwise import bpr
from vecembed_lab.recommendation.ranking import Model, evaluate
from vecembed_lab.recommendation.ratings import Sparse, Split, genre_flags, split, split_last
from vecembed_lab.recommendation.samples import SHARE, drawn, hidden, movielens, rows_of
from vecembed_lab.recommendation.two_tower import fit_towers, tower_model

SEEDS = range(3)  # of the users that are drawn, and of each model's start


def _towers(train: Sparse, epochs: int, lr: float, rng: np.random.Generator) -> Model:
    return tower_model(fit_towers(train, genre_flags(movielens())[1], epochs=epochs, lr=lr, rng=rng), train)


MODELS: Mapping[str, tuple[Callable, Mapping[str, Sequence[float]]]] = {  # how it is fitted, and the values tried
    "ALS": (
        lambda train, **settings: als(train, **settings).scores,
        {"confidence": (1.5, 2.0, 3.0, 5.0, 10.0, 41.0), "reg": (3.0, 10.0, 30.0, 100.0)},
    ),
    "EASE": (lambda train, reg, rng: weighted_sum(train, ease(train, reg)), {"reg": (50.0, 100.0, 200.0, 400.0)}),
    "BPR": (lambda train, **settings: bpr(train, **settings).scores, {"epochs": (10, 20, 30, 40, 60)}),
    "two towers": (_towers, {"epochs": (1, 2, 3, 5), "lr": (0.01, 0.02, 0.04)}),
}


@cache
def validation(seed: int) -> Split:
    """What is learned from and what is judged by, for the users of a seed: nothing of the lesson's last fifth."""
    earlier = rows_of(drawn(seed), ~hidden(seed)["last fifth"])
    return split(earlier, split_last(earlier.users, earlier.times, SHARE))


def judged(name: str) -> Iterator[tuple[dict[str, float], float]]:
    """Each combination of the values tried for a model, and the NDCG@10 it leads to, the mean over SEEDS."""
    fit, tried = MODELS[name]
    for values in product(*tried.values()):
        settings = dict(zip(tried, values, strict=True))
        yield settings, float(np.mean([_quality(partial(fit, **settings), seed) for seed in SEEDS]))


def _quality(fit: Callable, seed: int) -> float:
    train, part = validation(seed)
    return evaluate(fit(train, rng=np.random.default_rng(seed)), train, part).ndcg.mean()


def main() -> None:
    """Print what each combination leads to."""
    for name in MODELS:
        for settings, quality in judged(name):
            said = ", ".join(f"{setting} {value:g}" for setting, value in settings.items())
            print(f"{name}, {said}: {quality:.4f}", flush=True)


if __name__ == "__main__":
    main()
