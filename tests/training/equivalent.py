"""Small changes of right answers to the exercises of unit 03 that are right all the same: why, and the lines.

`vecembed prove` grades them on every seed, where they must have full points.
"""

EQUIVALENT: dict[str, dict[str, list[str]]] = {
    "block_weights": {
        "a list of rows will do": [
            "return rows",
        ],
    },
    "add_changes": {
        "a sum of exactly that length keeps its length": [
            "after[row] += total if length < cap else total / length * cap",
        ],
        "a division by 0 gives infinity, and 1 is less": [
            "after[some] += total * np.minimum(1, cap / np.maximum("
            "np.linalg.norm(total, axis=1), -0.999999999999))[:, None]",
        ],
    },
    "spread_noise": {
        "there is only one axis": [
            "return torch.bucketize(points, torch.tensor(chances).cumsum(-1), right=True)",
        ],
    },
    "accumulate": {
        "the first part takes the place of whatever the mean was": [
            "mean, seen = (batch.shape[1], 0)",
        ],
        "torch adds an array to a tensor": [
            "total += gradient(part.numpy()) * len(part) / len(batch)",
        ],
        "`gradient` takes a tensor as well": [
            "total += torch.as_tensor(gradient(part)) * len(part) / len(batch)",
        ],
    },
    "half_step": {
        "the weights stay as they are, so they need no copy": [
            "return (weights, scale * 2 ** (-1))",
        ],
        "NumPy's truth values will do": [
            "sound = np.all(np.abs(gradients) <= 65504)",
        ],
    },
    "step_bytes": {
        "Python's own whole numbers are exact as well": [
            "return 2 * table * (1 + ['sgd', 'adagrad', 'adam'].index(optimizer)) + gradient",
        ],
        "every number takes four bytes": [
            "table = np.broadcast_to(np.float32(1), (n_words, dim)).nbytes",
            "table = np.broadcast_to(np.float32(-1), (n_words, dim)).nbytes",
        ],
    },
    "words_per_second": {
        "more digits do no harm": [
            "return block / seconds.max()",
        ],
        "the other number of its column is larger": [
            "seconds = np.array([[6 * block * n, 1], [0, 12 * (block + n)]]) * dim / [flops, bandwidth]",
            "seconds = np.array([[6 * block * n, -1], [0, 12 * (block + n)]]) * dim / [flops, bandwidth]",
            "seconds = np.array([[6 * block * n, 0], [1, 12 * (block + n)]]) * dim / [flops, bandwidth]",
            "seconds = np.array([[6 * block * n, 0], [-1, 12 * (block + n)]]) * dim / [flops, bandwidth]",
        ],
    },
    "seconds_with": {
        "the line holds for every m, between the two timings too": [
            "return np.interp(1 / m, [1 / n, 1], [several, one]) if 1 / m > 1 / n else _line(one, several, n, 1 / m)",
            "return np.interp(1 / m, [1 / n, 1], [several, one]) if 1 / m >= 1 * n else _line(one, several, n, 1 / m)",
            "return np.interp(1 / m, [1 / n, 1], [several, one]) if 0 / m >= 1 / n else _line(one, several, n, 1 / m)",
            "return np.interp(1 / m, [1 / n, 1], [several, one]) if 1 / m >= 2 / n else _line(one, several, n, 1 / m)",
        ],
    },
}
