"""Unit 07. The figures of the lesson, each with an alternative text that says what it shows."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from vecembed_lab.lesson.figures import COLOURS, MARKERS, check_few, figure
from vecembed_lab.search.graph import beam_search
from vecembed_lab.search.kmeans import nearest_centroid
from vecembed_lab.search.watched import Watched


def plot_cells(
    points: Float[ndarray, "n 2"], centres: Float[ndarray, "c 2"], *, query: Float[ndarray, " 2"], n_probe: int
) -> None:
    """Show points in the plane, those of the cells that a query looks into, and the query's ten nearest."""
    cells = nearest_centroid(points, centres)
    inside = np.isin(cells, np.argsort(((centres - query) ** 2).sum(axis=1))[:n_probe])
    nearest = np.argsort(((points - query) ** 2).sum(axis=1))[:10]
    missed = int((~inside[nearest]).sum())
    alt = f"{len(points)} points in {len(centres)} cells. A query looks into {n_probe} of them, at {inside.mean():.0%} "
    with figure(f"{alt}of the points, and misses {missed} of its ten nearest.", height=4.2) as axes:
        _draw_borders(axes, points, centres)
        axes.scatter(*points[~inside].T, s=12, color="0.7", label="not looked at")
        axes.scatter(*points[inside].T, s=12, color=COLOURS[0], label="looked at")
        axes.scatter(*points[nearest].T, s=70, facecolors="none", edgecolors=COLOURS[1], label="the ten nearest")
        axes.scatter(*query, s=120, color=COLOURS[6], marker="*", label="query")
        axes.set(xticks=[], yticks=[], aspect="equal", title=f"{missed} of the ten nearest are missed")
        axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))


def _draw_borders(axes: object, points: Float[ndarray, "n 2"], centres: Float[ndarray, "c 2"]) -> None:
    """Draw the borders between cells, as the edges of the nearest centre on a fine grid."""
    low, high = points.min(axis=0) - 0.2, points.max(axis=0) + 0.2
    x, y = (np.linspace(low[i], high[i], 300) for i in (0, 1))
    grid = np.stack(np.meshgrid(x, y), axis=-1)
    cells = nearest_centroid(grid.reshape(-1, 2), centres).reshape(300, 300)
    levels = np.arange(len(centres)) + 0.5
    axes.contour(x, y, cells, levels=levels, colors="0.5", linewidths=0.6)


def plot_walk(points: Float[ndarray, "n 2"], *, query: Float[ndarray, " 2"], m: int, ef: int) -> None:
    """Show a graph in the plane, each point linked with its `m` nearest, and the points that a beam search looks at."""
    distances = ((points[:, None] - points) ** 2).sum(axis=2)
    graph = np.argsort(distances, axis=1)[:, 1 : m + 1]
    # A search ranks by inner product: one more coordinate makes that the order of distances.
    lifted = np.column_stack([points, -(points**2).sum(axis=1) / 2])
    start = int(((points - query) ** 2).sum(axis=1).argmax())
    watched = Watched(graph.tolist())
    found = beam_search(np.append(query, 1.0), lifted, watched, start, ef)[0]
    seen = np.union1d(np.flatnonzero(watched.met), start)
    nearest = int(((points - query) ** 2).sum(axis=1).argmin())
    end = "the nearest of all" if found == nearest else "not the nearest of all"
    alt = (
        f"{len(points)} points, each linked with its {m} nearest. A search that keeps {ef} looks at {len(seen)} of them"
    )
    with figure(f"{alt} and ends at {end}.", height=4.2) as axes:
        for row, others in enumerate(graph):
            for other in others:
                axes.plot(*points[[row, other]].T, color="0.85", linewidth=0.7, zorder=1)
        axes.scatter(*points.T, s=12, color="0.6", label="not looked at")
        axes.scatter(*points[seen].T, s=18, color=COLOURS[0], label="looked at", zorder=2)
        axes.scatter(*points[start], s=70, color=COLOURS[2], marker="s", label="start", zorder=3)
        axes.scatter(*points[found], s=70, color=COLOURS[1], marker="D", label="found", zorder=3)
        axes.scatter(*query, s=120, color=COLOURS[6], marker="*", label="query", zorder=4)
        axes.set(xticks=[], yticks=[], aspect="equal", title=f"it looks at {len(seen)} points and finds {end}")
        axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))


def plot_frontier(curves: Mapping[str, Sequence[tuple[float, float]]]) -> None:
    """Show recall against queries a second, a curve of its settings for each index, at most 7."""
    check_few(len(curves), len(COLOURS), "indexes")
    parts = [f"{name}: " + ", ".join(f"{r:.2f} at {q:,.0f}" for r, q in points) for name, points in curves.items()]
    with figure(f"Recall at queries a second. {'; '.join(parts)}.", height=4) as axes:
        for (name, points), colour, marker in zip(curves.items(), COLOURS, MARKERS, strict=False):
            axes.plot(*zip(*points, strict=True), color=colour, marker=marker, label=name)
        axes.set(xlabel="recall@10", ylabel="queries a second of a core", yscale="log")
        axes.legend()


def plot_differences(differences: Mapping[str, Sequence[float] | ndarray]) -> None:
    """Show for how many questions one way beats another, and by how much: a histogram for each pair, at most 3."""
    check_few(len(differences), 3, "pairs")
    shares = {name: np.asarray(values) for name, values in differences.items()}
    parts = [f"{name}: better for {(d > 0).mean():.0%}, worse for {(d < 0).mean():.0%}" for name, d in shares.items()]
    with figure(f"{'; '.join(parts)}.", width=4 * max(2, len(shares)), height=3, columns=len(shares)) as axes:
        for panel, (name, values) in zip(np.ravel(axes), shares.items(), strict=True):
            panel.hist(values, bins=np.linspace(-1, 1, 21), color=COLOURS[0])
            panel.axvline(values.mean(), color=COLOURS[1], linewidth=3)
            panel.set(title=name, xlabel="difference of nDCG@10", ylabel="questions", xlim=(-1, 1))
