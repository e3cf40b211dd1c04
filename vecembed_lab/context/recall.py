"""Unit 10. A task that needs attention: who had which colour?"""

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from vecembed_lab.context.attention import attention

NAMES, COLOURS, PAIRS = 20, 10, 5
DIM, BATCH, LEARNING_RATE = 32, 128, 1e-2


def draw_questions(n: int, *, generator: torch.Generator) -> tuple[Int[Tensor, "n p"], Int[Tensor, "n p"], Tensor]:
    """n lists of PAIRS different names and as many different colours, and which of the pairs is asked for."""
    names = torch.rand(n, NAMES, generator=generator).argsort(1)[:, :PAIRS]
    colours = torch.rand(n, COLOURS, generator=generator).argsort(1)[:, :PAIRS]
    return names, colours, torch.randint(PAIRS, (n,), generator=generator)


class Recall(nn.Module):
    """One head: the name that is asked for looks at five places, each the sum of a name and a colour.

    With `uniform` every place has the same weight, whatever is asked.
    """

    def __init__(self, *, generator: torch.Generator, uniform: bool = False):
        super().__init__()
        self.uniform = uniform
        shapes = {"name": (NAMES, DIM), "colour": (COLOURS, DIM), "answer": (COLOURS, DIM)}
        shapes |= {part: (DIM, DIM) for part in ("query", "key", "value")}
        for part, shape in shapes.items():
            setattr(self, part, nn.Parameter(torch.randn(shape, generator=generator) / DIM**0.5))

    def weights(self, names: Int[Tensor, "n p"], colours: Int[Tensor, "n p"], asked: Int[Tensor, " n"]):
        """What the asked name takes from each place: the mean, and the weight of each place."""
        places = self.name[names] + self.colour[colours]  # (n, p, d)
        question = self.name[names.gather(1, asked[:, None])]  # (n, 1, d)
        if self.uniform:
            question = torch.zeros_like(question)  # all scores are 0
        return attention(question @ self.query, places @ self.key, places @ self.value)

    def forward(
        self, names: Int[Tensor, "n p"], colours: Int[Tensor, "n p"], asked: Int[Tensor, " n"]
    ) -> Float[Tensor, "n c"]:
        """A score for each colour; the name that is asked for is kept beside what it takes."""
        mixed, _ = self.weights(names, colours, asked)
        return (mixed[:, 0] + self.name[names.gather(1, asked[:, None])[:, 0]] @ self.value) @ self.answer.T


def learn_recall(steps: int, *, seed: int, uniform: bool = False) -> tuple[Recall, list[float]]:
    """A model after `steps` batches, and the share of right answers in each batch before it was learnt from."""
    generator = torch.Generator().manual_seed(seed)
    model = Recall(generator=generator, uniform=uniform)
    optimiser, right = torch.optim.Adam(model.parameters(), LEARNING_RATE), []
    for _ in range(steps):
        names, colours, asked = draw_questions(BATCH, generator=generator)
        wanted = colours.gather(1, asked[:, None])[:, 0]
        scores = model(names, colours, asked)
        right.append(float((scores.argmax(1) == wanted).float().mean()))
        optimiser.zero_grad()
        F.cross_entropy(scores, wanted).backward()
        optimiser.step()
    return model, right


@torch.no_grad()
def weight_on_asked(model: Recall, n: int = 1000, *, seed: int) -> float:
    """The mean weight on the place that is asked for, from 0 to 1, in n new questions; 1 / PAIRS looks at all alike."""
    names, colours, asked = draw_questions(n, generator=torch.Generator().manual_seed(seed))
    _, weights = model.weights(names, colours, asked)
    return float(weights[:, 0].gather(1, asked[:, None]).mean())
