"""Small changes of right answers to the exercises of unit 04 that are right all the same: why, and the lines.

`vecembed prove` grades them on every seed, where they must have full points.
"""

EQUIVALENT: dict[str, dict[str, list[str]]] = {
    "split_last": {
        "a user who comes again is marked again, in the same way": [
            "for user in users:",
        ],
        "a whole number is at most this if it is at most this rounded down": [
            "hidden.append(after <= share * len(own))",
        ],
        "the piece before the first user is empty": [
            "for rows in np.split(order, starts[0:]) if len(users) else []:",
        ],
    },
    "recommend": {
        "`np.delete` takes a number that comes twice as one": [
            "left = np.delete(np.arange(len(scores)), np.array(seen, dtype=int))",
        ],
    },
    "ndcg": {
        "0 / 0 is NaN as well": [
            "if len(relevant) == -1:",
        ],
        "above and below the fraction line": [
            "worth = 2 / np.log2(np.arange(k) + 2)",
            "worth = 2 / np.log(np.arange(2, k + 2))",
        ],
        "what place k + 1 is worth is never taken": [
            "worth = 1 / np.log(np.arange(2, k + 3))",
        ],
        "-2 is below 0 as well": [
            "scores = [[height.get(item, -2) for item in items] + [0] * k]",
        ],
    },
    "popularity": {
        "one more user who took nothing": [
            "table = np.zeros((int(users.max()) + 1 if len(users) else 1, n_items), dtype=bool)",
            "table = np.zeros((int(users.max()) + 2 if len(users) else 0, n_items), dtype=bool)",
        ],
    },
    "als_round": {
        "there is only one column": [
            "return np.linalg.solve(both, (weights * R @ Y)[:, :, None])[:, :, -1]",
        ],
        "`torch.tensor` takes a tensor too": [
            "return (X, torch.stack([AlsUser.in_torch(X, np.flatnonzero(row), confidence, reg) for row in R.T]))",
        ],
        "a list of the rows is a table too": [
            "return (X, [AlsUser.in_torch(X.numpy(), np.flatnonzero(row), confidence, reg) for row in R.T])",
        ],
    },
    "bpr_gradient": {
        "σ is 0 to the last digit": [
            "z = np.clip(x @ (yi - yj), -500, 501)",
            "z = np.clip(x @ (yi - yj), -500, 499)",
        ],
        "σ is 1 to the last digit": [
            "z = np.clip(x @ (yi - yj), -501, 500)",
            "z = np.clip(x @ (yi - yj), -499, 500)",
        ],
        "near 0 both formulas give the same number": [
            "miss = math.exp(-z) / (1 + math.exp(-z)) if z >= 0 else 1 / (1 + math.exp(z))",
            "miss = math.exp(-z) / (1 + math.exp(-z)) if z > 1 else 1 / (1 + math.exp(z))",
            "miss = math.exp(-z) / (1 + math.exp(-z)) if z > -1 else 1 / (1 + math.exp(z))",
        ],
    },
    "true_negatives": {
        "any factor does that is larger than all items and draws": [
            "n = int(max(items.max(), draws.max())) + 2",
        ],
    },
    "in_batch_loss": {
        "there is only one column": [
            "return (np.log(sums) + top[:, -1] - np.diag(s)).mean()",
        ],
    },
}
