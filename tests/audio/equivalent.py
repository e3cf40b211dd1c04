"""Small changes of right answers to the exercises of unit 06 that are right all the same: why, and the lines.

`vecembed prove` grades them on every seed, where they must have full points.
"""

EQUIVALENT: dict[str, dict[str, list[str]]] = {
    "frames": {
        "any negative number asks for what is left": [
            "return np.array([samples[b:b + size] for b in begins]).reshape(-2, size)",
        ],
        "there is one axis": [
            "return x.unfold(-1, size, hop) if len(x) >= size else torch.zeros(0, size)",
        ],
        "a range up to -1 is empty, as one up to 0": [
            "n = max(-1, (len(samples) - size) // hop + 1)",
        ],
    },
    "spectrogram": {
        "there is one axis": [
            "return torch.fft.rfft(x.unfold(-1, size, hop) * window).abs() ** 2",
        ],
        "waves that turn the other way have the same absolute values": [
            "waves = np.exp(2j * np.pi * np.outer(np.arange(size), np.arange(size // 2 + 1)) / size)",
        ],
    },
    "mel_bank": {
        "the triangle is 0 at its left corner, and at its peak the first case has come already": [
            "if left <= hz <= peak:",
            "elif peak <= hz < right:",
        ],
        "no triangle reaches beyond half the rate": [
            "for k in range(size // 2 + 2):",
            "for k in range(size // 1 + 1):",
        ],
        "a list is as good as an array": [
            "return [np.interp(hz, corners, row) for row in np.eye(bands + 2)[1:-1]]",
        ],
    },
    "decibels": {
        "what is not loud becomes the floor, whatever its logarithm": [
            "safe = np.where(loud, power, max(power.max(), 1.0))",
            "safe = np.where(loud, power, max(power.max(), -1.0))",
            "safe = np.where(loud, power, max(power.min(), 1e-300))",
            "return np.where(loud, 10 * np.log10(safe / max(power.max(), -1.0)), floor)",
        ],
    },
    "pool": {
        "a list is as good as an array": [
            "return [torch.cat([p.mean(0), p.std(0, correction=0)]) for p in parts]",
        ],
    },
    "recognise": {
        "the same prototype may stand there more than once": [
            "names = labels",
            "names = y",
        ],
        "the length of a query does not change which prototype is nearest": [
            "return names[(queries @ prototypes.T).argmax(axis=1)]",
            "return np.array(names)[np.linalg.norm(queries[:, None] - means, axis=2).argmin(axis=1)]",
        ],
        "`dim=1` is the default": [
            "x = torch.nn.functional.normalize(torch.tensor(vectors).double())",
        ],
        "torch makes the queries as precise as the means": [
            "return names[torch.cosine_similarity(torch.tensor(queries)[:, None], means, dim=2).argmax(1)]",
        ],
    },
    "speaker_folds": {
        "folds that begin equally large fill up in the same order": [
            "heap, fold = ([(1, i) for i in range(n_folds)], {})",
            "heap, fold = ([(-1, i) for i in range(n_folds)], {})",
            "sizes, fold = ([1] * n_folds, {})",
            "sizes, fold = ([-1] * n_folds, {})",
        ],
        "-2 is no fold either": [
            "folds = np.full(len(speakers), -2)",
        ],
    },
    "trials": {
        "a clip and itself are of one recording, and are left out for that": [
            "i, j = np.triu_indices(len(speakers), 0)",
            "keep = np.triu(~(same & (recordings[:, None] == recordings)), 0)",
            "for j in range(i + 0, len(speakers)):",
        ],
        "in a table of numbers torch makes 1 and 0 of True and False": [
            "return torch.column_stack([pairs, same])[keep]",
        ],
        "any negative number asks for what is left": [
            "return np.array(found).reshape(-2, 3)",
        ],
    },
    "min_dcf": {
        "a threshold may come more than once": [
            "thresholds = [*scores, np.inf]",
        ],
        '`side="left"` is the default': [
            "missed = np.searchsorted(true, t) / len(true)",
            "alarms = 1 - np.searchsorted(false, t) / len(false)",
        ],
        "any threshold above all scores accepts nobody": [
            "t = np.concatenate([scores, [scores.max() + 2]])[:, None]",
        ],
    },
}
