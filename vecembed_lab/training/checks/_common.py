"""Unit 03. What the checks of several exercises compute."""

import numpy as np


def sigmoid(x):
    """The logistic function, without overflow."""
    return (1 + np.tanh(x / 2)) / 2
