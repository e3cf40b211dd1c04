"""Unit 01. Whether points on a map lie in clumps."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from vecembed_lab.similarity.measures import euclidean


def evenness(flat: Float[ndarray, "n 2"]) -> float:
    """Mean distance to the nearest other point, divided by what it is for points strewn at random on the same area.

        R = mean_i d_i / (sqrt(A / n) / 2)   with A the area of the convex hull

    Near 1 for points at random, less for clumps, up to 2.15 for an even lattice.
    Source: Clark & Evans (1954), Distance to Nearest Neighbor as a Measure of Spatial Relationships in Populations.
    """
    from scipy.spatial import ConvexHull

    distances = euclidean(flat, flat)
    np.fill_diagonal(distances, np.inf)
    area = ConvexHull(flat).volume  # in two dimensions, that is what it calls the area
    return float(distances.min(axis=1).mean() / (np.sqrt(area / len(flat)) / 2))
