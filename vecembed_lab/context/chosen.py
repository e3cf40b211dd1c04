"""Unit 10. How much a pair's counts lean on the word's own.

`python -m vecembed_lab.context.chosen` measures it again, in a few seconds. Of the articles that the lesson counts in,
every tenth is the validation part, and the rest is counted. The articles that the lesson asks about have no part in it.
"""

from collections.abc import Iterator, Sequence

from vecembed_lab.context.masked import baselines, count, windows

PRIORS = (100.0, 200.0, 400.0, 800.0, 1600.0, 3200.0)


def judged(articles: Sequence[Sequence[str]]) -> Iterator[tuple[float, float]]:
    """Each of PRIORS, and the loss in nats on the validation part, by both neighbours."""
    text = windows([article for i, article in enumerate(articles) if i % 10])
    counted = count(text.train)
    for prior in PRIORS:
        yield prior, baselines(counted, text.test, at=8, prior=prior)["both neighbours"].mean()


def main() -> None:
    """Print what each value leads to."""
    from vecembed_lab.data.texts import load_wikipedia

    for prior, loss in judged(load_wikipedia()):
        print(f"as if seen {prior:g} times more: {loss:.4f} nats", flush=True)


if __name__ == "__main__":
    main()
