"""Small changes of right answers to the exercises of unit 11 that are right all the same: why, and the lines.

`vecembed prove` grades them on every seed, where they must have full points.
"""

EQUIVALENT: dict[str, dict[str, list[str]]] = {
    "bridge": {
        "`new` is centred, so no shift counts": [
            "matrix = np.linalg.lstsq(new - source, old + target, rcond=None)[0]",
            "matrix = torch.linalg.lstsq(new - new.mean(0), old + old.mean(0)).solution",
            "matrix = torch.linalg.lstsq(new - new.mean(0), old - 0).solution",
            "x, y = (new - new.mean(0), old + old.mean(0))",
            "x, y = (new - new.mean(0), old - 0)",
            "return target + (queries - source) @ (np.linalg.pinv(new - source) @ (old + target))",
        ],
        "a second column of ones adds nothing": [
            "return np.hstack([x, np.ones((len(x), 2))])",
        ],
    },
    "drift_p": {
        "equal distances count by the 1e-9 already": [
            "count += gap(rows[order]) > gap(rows) - 1e-09",
        ],
    },
    "switch": {
        "the alias itself is as good as a copy": [
            "return alias",
        ],
    },
    "waits": {
        "a list of three numbers is as good as an array": [
            "return [ordered[-(-p * len(ordered) // 100) - 1] for p in (50, 95, 99)]",
        ],
    },
}
