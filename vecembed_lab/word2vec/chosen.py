"""Unit 02. How the setting of GloVe that is not the paper's was chosen.

`python -m vecembed_lab.word2vec.chosen` measures it again, in about four minutes. SimLex-999 decides, so that the
agreement with WordSim353, by which the lesson compares, has had no part in it.
"""

from collections.abc import Iterator
from functools import partial

import numpy as np

from vecembed_lab.word2vec.comparison import glove, measured

AS = (0.01, 0.03, 0.1, 0.3, 1.0)  # a pair that never met is taken to have met so often
SEEDS = range(3)


def judged() -> Iterator[tuple[float, float]]:
    """Each of the values, and the agreement with SimLex-999 that it leads to, the mean over SEEDS."""
    for value in AS:
        way = partial(glove, absent=1.0, absent_as=value)
        yield value, float(np.mean([measured(way, seed)["simlex999"] for seed in SEEDS]))


def main() -> None:
    """Print what each value leads to."""
    import torch

    torch.set_num_threads(1)
    for value, agreement in judged():
        print(f"a pair that never met counts as {value:g} of a meeting: {agreement:.3f}", flush=True)


if __name__ == "__main__":
    main()
