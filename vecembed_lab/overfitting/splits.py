"""Unit 09. Splitting so that what belongs together stays together."""

import numpy as np
from jaxtyping import Bool, Shaped
from numpy import ndarray


def group_split(groups: Shaped[ndarray, " n"], order: Shaped[ndarray, " g"], share: float) -> Bool[ndarray, " n"]:
    """True for the rows to test on: whole groups in this order, until they are at least `share` of all rows.

    Raises ValueError unless 0 < share < 1 and `order` names each group once.
    """
    if not 0 < share < 1:
        raise ValueError(f"share must be above 0 and below 1, got {share}")
    names, sizes = np.unique(groups, return_counts=True)
    if sorted(order.tolist()) != names.tolist():
        raise ValueError(f"order must name each of {len(names)} groups once, got {len(order)} names")
    sizes_in_order = sizes[np.searchsorted(names, order)]
    enough = np.searchsorted(np.cumsum(sizes_in_order), share * len(groups) - 1e-9) + 1
    return np.isin(groups, order[:enough])
