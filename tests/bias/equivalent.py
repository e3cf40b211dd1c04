"""Small changes of right answers to the exercises of unit 08 that are right all the same: why, and the lines.

`vecembed prove` grades them on every seed, where they must have full points.
"""

EQUIVALENT: dict[str, dict[str, list[str]]] = {
    "association": {
        "`dim=1` is the default": [
            "w, a, b = (torch.nn.functional.normalize(torch.tensor(x).double()) for x in (words, a, b))",
        ],
        "both means change by the same number, which goes out of their difference": [
            "near = [2 - scipy.spatial.distance.cdist(words, x, 'cosine') for x in (a, b)]",
            "near = [0 - scipy.spatial.distance.cdist(words, x, 'cosine') for x in (a, b)]",
        ],
    },
    "direction": {
        "the direction is the same, whatever part of the difference is taken": [
            "halves = (unit(first) - unit(second)) * 2",
            "halves = (unit(first) - unit(second)) / 3",
            "halves = (unit(first) - unit(second)) / 1",
            "g = torch.linalg.svd((f - s) * 2).Vh[0]",
            "g = torch.linalg.svd((f - s) / 3).Vh[0]",
            "g = torch.linalg.svd((f - s) / 1).Vh[0]",
        ],
        "the sum is never 0": [
            "return g if (halves @ g).sum() >= 0 else -g",
            "return g if ((unit(first) - unit(second)) @ g).mean() >= 0 else -g",
        ],
        "to divide by 1 or -1 is to multiply by it": [
            "return g / np.sign((halves @ g).sum())",
            "return g / torch.sign(((f - s) @ g).sum())",
        ],
        "`dim=1` is the default": [
            "f, s = (torch.nn.functional.normalize(torch.tensor(x)) for x in (first, second))",
        ],
        "there is one row, so the last one is the first": [
            "g = TruncatedSVD(1, algorithm='arpack', random_state=0).fit(halves).components_[-1]",
            "return unit(halves[-1])",
        ],
        "wherever the search begins, it ends at the same direction": [
            "g = TruncatedSVD(1, algorithm='arpack', random_state=1).fit(halves).components_[0]",
        ],
    },
    "chance_p": {
        "g has one column, so its mean is that of all": [
            "own = np.abs(unit(words) @ unit(g[None]).T).mean()",
        ],
        "no index lies exactly at the limit, which is a little below that of g": [
            "return (1 + sum((index(other) > own for other in directions))) / (len(directions) + 1)",
            "return (index > index[0] - 1e-12).mean()",
            "return (index > index[0] - 1e-12).double().mean()",
            "return (1 + np.count_nonzero(others >= own - 1e-09)) / (1 + len(directions))",
            "return (index[:-1] > index[-1] - 1e-09).sum() / len(index) + 1 / len(index)",
        ],
        "`dim=1` is the default": [
            "w, d = (torch.nn.functional.normalize(torch.tensor(x)) for x in (words, np.vstack([g, directions])))",
        ],
    },
    "neutralise": {
        "0 / 2 is 0 as well": [
            "return rest / np.where(lengths > 0, lengths, 2)",
            "return rest / np.where(size == 0, 2, size)[:, None]",
        ],
        "nothing lies exactly at the limit": [
            "found.append(rest / length if length >= 1e-12 else np.zeros(len(w)))",
            "return np.divide(rest, lengths[:, None], out=np.zeros_like(rest), where=lengths[:, None] >= 1e-12)",
        ],
        "what is not divided is 0 already": [
            "return np.divide(rest, lengths[:, None], out=rest, where=lengths[:, None] > 1e-12)",
        ],
        "`dim=1` is the default": [
            "return torch.nn.functional.normalize(w - (w @ g)[:, None] * g)",
        ],
        "there is one axis": [
            "w, g = (torch.tensor(words).double(), torch.nn.functional.normalize(torch.tensor(g), dim=-1))",
        ],
        "the second time, and a third, change nothing but rounding": [
            "for _ in range(3):",
            "for _ in range(1):",
        ],
    },
    "equalise": {
        "a list is as good as an array": [
            "return [rest + z * g, rest - z * g]",
        ],
        "there is one axis": [
            "a, b, g = (torch.nn.functional.normalize(torch.tensor(x), dim=-1) for x in (a, b, g))",
        ],
        "they never lie equally far along it": [
            "return (rest + z * g, rest - z * g) if a @ g >= b @ g else (rest - z * g, rest + z * g)",
        ],
        "NumPy makes an array of a list": [
            "words, g = (unit([a, b]), unit(g))",
        ],
    },
    "nullspace": {
        "nothing lies exactly at the limit": [
            "if np.linalg.norm(rest) >= 1e-08 * max(1, np.linalg.norm(w)):",
        ],
        "rounding leaves far less than either limit, and a new direction far more": [
            "if np.linalg.norm(rest) > 1e-08 * max(2, np.linalg.norm(w)):",
            "if np.linalg.norm(rest) > 1e-08 * max(0, np.linalg.norm(w)):",
        ],
    },
    "erase": {
        "nothing lies exactly at the limit": [
            "if np.abs(d).max() <= 1e-12:",
            "if scale <= 1e-12:",
            "if np.linalg.norm(d) <= 1e-09:",
        ],
        "a copy is equal to what it was made of": [
            "return vectors",
        ],
    },
    "group_gap": {
        "torch divides whole numbers as NumPy does": [
            "n = torch.stack([g.sum(), (~g).sum()])",
        ],
        "torch counts the True ones in a sum": [
            "d, g = (torch.tensor(decided), torch.tensor(group))",
        ],
    },
}
