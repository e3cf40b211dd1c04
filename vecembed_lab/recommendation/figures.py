"""Unit 04. Figures of protocols, of what is shown to whom, of an explanation, and a map of films."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float, Shaped
from numpy import ndarray

from vecembed_lab.lesson.figures import COLOURS, MARKERS, check_few, draw_bars, draw_lines, figure, in_words, listing
from vecembed_lab.lesson.intervals import Interval
from vecembed_lab.similarity.figures import map_2d

GENRES = 4  # that have a colour of their own on the map; all others share one
LONGEST = 34  # letters of a title that are drawn


def plot_fame(counts: Shaped[ndarray, " n"], share: float = 0.05) -> None:
    """Show how often each film was rated, the most famous first; the most famous `share` of them stands out."""
    ordered, n = np.sort(counts)[::-1], max(1, int(share * len(counts)))
    part = ordered[:n].sum() / ordered.sum()
    alt = f"Ratings of each of {len(counts)} films, from {ordered[0]:.0f} down to {ordered[-1]:.0f}."
    with figure(f"{alt} The first {n} films have {part:.0%} of all ratings.", height=3) as axes:
        axes.fill_between(np.arange(n), ordered[:n], color=COLOURS[1], label=f"{n} films, {part:.0%} of the ratings")
        axes.fill_between(np.arange(n - 1, len(counts)), ordered[n - 1 :], color="0.7", label="all others")
        axes.set(xlabel="films, the most famous first", ylabel="ratings", xlim=(0, len(counts)), ylim=(0, None))
        axes.legend()


def plot_protocols(protocols: Mapping[str, Mapping[str, Interval]]) -> None:
    """Show, in a panel for each protocol, the value and the limits that each model has there.

    Raises ValueError for more than 4 protocols, or unless each has the same models.
    """
    check_few(len(protocols), 4, "protocols in a figure")
    names = list(next(iter(protocols.values())))
    if any(list(models) != names for models in protocols.values()):
        raise ValueError("every protocol needs the same models, in the same order")
    said = [
        f"{protocol}: {listing({m: v.value for m, v in models.items()}, '.2f')}"
        for protocol, models in protocols.items()
    ]
    with figure(f"NDCG@10 by protocol. {'; '.join(said)}.", width=9, height=2.6, columns=len(protocols)) as panels:
        for panel, (protocol, models) in zip(np.ravel(panels), protocols.items(), strict=True):
            for row, (found, colour, marker) in enumerate(zip(models.values(), COLOURS, MARKERS, strict=False)):
                limits = [[found.value - found.low], [found.high - found.value]]
                panel.errorbar([found.value], [row], xerr=limits, color=colour, marker=marker, capsize=3)
            first = panel is np.ravel(panels)[0]
            panel.set_yticks(range(len(names)), names if first else [""] * len(names))
            panel.set(title=protocol, xlabel="NDCG@10", xlim=(0, None))
            panel.margins(y=0.15)
            panel.invert_yaxis()


def plot_known(n_known: Sequence[int], lines: Mapping[str, Sequence[float]]) -> None:
    """Show how good the lists of new users are when so many of their films are known."""
    with figure(f"NDCG@10 of new users by films known. {in_words(n_known, lines, '.3f')}.", height=3) as axes:
        draw_lines(axes, n_known, lines)
        axes.set(xlabel="films known of a new user", ylabel="NDCG@10", ylim=(0, None))


def plot_contributions(values: Mapping[str, float], *, title: str, most: int = 8) -> None:
    """Show what the films of a history that count most contribute to the score of one film, and all others together."""
    order = sorted(values, key=lambda name: abs(values[name]), reverse=True)
    shown = {_short(name): values[name] for name in order[:most]}
    if len(order) > most:
        shown["all others together"] = sum(values[name] for name in order[most:])
    alt = f"Contributions to the score of {title}, {sum(values.values()):.2f} in all. {listing(shown, '.2f')}."
    with figure(alt, width=7, height=0.7 + 0.3 * len(shown)) as axes:
        draw_bars(axes, dict(reversed(shown.items())), faint=["all others together"])
        axes.axvline(0, color="0.3", linewidth=1)
        axes.set(title=f"Why {_short(title)}?", xlabel="contribution to the score")


def map_films(
    flat: Float[ndarray, "n 2"],
    vectors: Float[ndarray, "n d"],
    titles: Sequence[str],
    genres: Sequence[Sequence[str]],
    *,
    title: str,
    named: int = 10,
) -> None:
    """Show the map `flat` of films, the first `named` with their titles, in the colour of its rarest common genre.

    Raises ValueError as `map_2d` does.
    """
    common = _commonest(genres)
    groups = [next((genre for genre in reversed(common) if genre in some), "others") for some in genres]
    words = [_short(name, 22) if i < named else "" for i, name in enumerate(titles)]
    counts = {group: groups.count(group) for group in dict.fromkeys(groups)}
    map_2d(flat, vectors, words, title=title, alt=f"{len(titles)} films: {listing(counts, 'd')}.", groups=groups)


def _commonest(genres: Sequence[Sequence[str]]) -> list[str]:
    """The genres that tell films apart best: common ones, but in no more than a quarter of the films."""
    names, counts = np.unique([genre for some in genres for genre in some], return_counts=True)
    few = np.flatnonzero(counts <= max(1, len(genres) / 4))
    return [str(names[i]) for i in few[np.argsort(-counts[few], kind="stable")][:GENRES]]


def _short(name: str, longest: int = LONGEST) -> str:
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"
