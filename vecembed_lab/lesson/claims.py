"""Claims: the sentences of a lesson that compare, each beside a function that computes its two sides.

The room of a unit keeps them in `claims.py`. `vecembed claims` tries each on several seeds; a sentence that does not
hold is changed, never the seed.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType

SEEDS = range(5)


@dataclass(frozen=True)
class Claim:
    """A sentence as it stands in the lesson. `sides(seed)` gives the smaller side and the larger one.

    It holds if the first is below the second on at least `share` of the seeds. A `slow` one takes more than some ten
    seconds of a core, and is left out where time is short.
    """

    sentence: str
    sides: Callable[[int], tuple[float, float]]
    share: float = 1.0
    slow: bool = False

    def tried(self, seeds: Iterable[int] = SEEDS) -> "Outcome":
        """Both sides on each seed."""
        sides = map(self.sides, seeds)
        return Outcome(self, [(float(smaller), float(larger)) for smaller, larger in sides])


@dataclass(frozen=True)
class Outcome:
    """What came of trying a claim: the smaller and the larger side for each seed."""

    claim: Claim
    sides: list[tuple[float, float]]

    @property
    def n_held(self) -> int:
        """On how many seeds the smaller side was below the larger; a side that is not a number never is."""
        return sum(bool(smaller < larger) for smaller, larger in self.sides)

    @property
    def holds(self) -> bool:
        """Whether that is the share that the sentence names, or more."""
        return self.n_held >= self.claim.share * len(self.sides)


def claim(sentence: str, *, share: float = 1.0, slow: bool = False) -> Callable[[Callable], Claim]:
    """Decorate the function that computes the two sides of a sentence."""
    return lambda sides: Claim(sentence, sides, share, slow)


def claims_of(module: ModuleType) -> Iterator[tuple[str, Claim]]:
    """The claims of a module with their names, in the order in which they stand there."""
    named = list(vars(module).items())  # a warning in a claim would add a name to the module meanwhile
    return ((name, value) for name, value in named if isinstance(value, Claim))


def words(text: str) -> str:
    """The text of a lesson, or a sentence of it, in one line and without marks of emphasis, so that they compare."""
    lines = (line.removeprefix("#").strip() for line in text.splitlines())
    return " ".join(" ".join(lines).replace("*", "").replace("_", " ").split())
