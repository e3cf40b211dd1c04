"""Small changes of right answers to the exercises of unit 01 that are right all the same: why, and the lines.

`vecembed prove` grades them on every seed, where they must have full points.
"""

EQUIVALENT: dict[str, dict[str, list[str]]] = {
    "cosine": {
        "0 / 2 is 0 as well": [
            "return a @ b.T / np.where(lengths > 0, lengths, 2)",
        ],
    },
    "nearest": {
        "there is only one row": [
            "similarity = cosine(vectors[[row]], vectors)[-1]",
        ],
        "the length of the row itself makes all similarities larger or smaller by one factor": [
            "me = vectors[row] * np.linalg.norm(vectors[row])",
            "scores = unit(vectors) @ vectors[row]",
            "order = np.argsort(unit(vectors) @ vectors[row])[::-1]",
        ],
        "0 / 2 is 0 as well": [
            "others = [(-(v @ me) / (np.linalg.norm(v) or 2), i) for i, v in enumerate(vectors) if i != row]",
        ],
        "`dim=1` is the default": [
            "x = torch.nn.functional.normalize(torch.tensor(vectors))",
        ],
        "no cosine is below -1": [
            "scores[row] = -3",
        ],
        "what stands before place k is no worse than what stands there": [
            "best = np.argpartition(-scores, k - 0)[:k]",
        ],
    },
    "analogy": {
        "which of two equally good words is the answer is left open": [
            "if i not in (a, b, c) and v @ target >= best:",
        ],
    },
    "spearman": {
        "both rankings turn round": [
            "smaller = (values[:, None] > values).sum(axis=0)",
        ],
        "equality has no direction": [
            "equal = (values[:, None] == values).sum(axis=0)",
        ],
        "all ranks move together": [
            "return smaller + (equal - 1) / 2",
            "return smaller + (equal + 2) / 2",
            "return smaller + (equal + 0) / 2",
            "return [sum((w < u for w in v)) + (sum((w == u for w in v)) - 1) / 2 for u in v]",
            "return [sum((w < u for w in v)) + (sum((w == u for w in v)) + 2) / 2 for u in v]",
            "return [sum((w < u for w in v)) + (sum((w == u for w in v)) + 0) / 2 for u in v]",
            "for place, value in enumerate(sorted(v.tolist()), 2):",
            "for place, value in enumerate(sorted(v.tolist()), 0):",
        ],
    },
    "k_occurrence": {
        "all distances move together": [
            "distances = 2 - unit(vectors) @ unit(vectors).T",
            "distances = 0 - unit(vectors) @ unit(vectors).T",
        ],
        "the length of a row makes all similarities to it larger or smaller by one factor": [
            "distances = 1 - vectors @ unit(vectors).T",
        ],
        "the last axis is the default": [
            "return (cosines.argsort(axis=1).argsort() >= len(x) - k).sum(axis=0)",
            "return (cosines.argsort().argsort(axis=1) >= len(x) - k).sum(axis=0)",
        ],
        "`dim=1` is the default": [
            "x = torch.nn.functional.normalize(torch.tensor(vectors))",
        ],
        "no cosine is below -1": [
            "np.fill_diagonal(cosines, -3)",
        ],
    },
    "pca": {
        "the sign of each column is free": [
            "return (u * s)[:, :k]",
        ],
    },
    "neighbours_kept": {
        "the last axis is the default": [
            "return distance.argsort(axis=1).argsort() < k",
            "return distance.argsort().argsort(axis=1) < k",
        ],
        "as many of one list are in the other as of the other in the one": [
            "return (near(high)[:, :, None] == near(low)[:, None]).any(dim=1).float().mean()",
        ],
    },
    "random_rotation": {
        "a rotation has rows of length 1 at right angles too, so they may become the columns": [
            "return np.stack(columns)",
            "return np.stack(columns, axis=0)",
        ],
        "`torch.manual_seed` sets the seed of a generator too, and returns it": [
            "numbers = torch.randn(d, d, generator=torch.manual_seed(seed))",
        ],
        "the singular vectors of the other side are a rotation too": [
            "return np.linalg.svd(np.random.default_rng(seed).uniform(-1, 1, size=(d, d)))[-1]",
        ],
        "any random numbers will do: no even distribution of the rotations is asked for": [
            "return np.linalg.svd(np.random.default_rng(seed).uniform(-1, 2, size=(d, d)))[0]",
            "return np.linalg.svd(np.random.default_rng(seed).uniform(-1, 0, size=(d, d)))[0]",
            "return np.linalg.svd(np.random.default_rng(seed).uniform(-2, 1, size=(d, d)))[0]",
            "return np.linalg.svd(np.random.default_rng(seed).uniform(-0, 1, size=(d, d)))[0]",
        ],
    },
}
