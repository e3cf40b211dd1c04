"""Small changes of right answers to the exercises of unit 02 that are right all the same: why, and the lines.

`vecembed prove` grades them on every seed, where they must have full points.
"""

EQUIVALENT: dict[str, dict[str, list[str]]] = {
    "cooccurrence": {
        "no two places are farther apart than the text is long": [
            "for gap in range(1, min(window, len(ids) + 1) + 1):",
            "for gap in range(1, min(window, len(ids) - 0) + 1):",
        ],
    },
    "ppmi": {
        "what is below 0 becomes 0": [
            "return torch.where(p > 0, pmi, -1).clamp(min=0)",
            "return np.maximum(np.nan_to_num(pmi, nan=-1, neginf=0), 0)",
            "return np.maximum(np.nan_to_num(pmi, nan=0, neginf=-1), 0)",
        ],
        "where nothing was counted, `max` takes 0, not minus infinity or NaN": [
            "if counts[w, c] >= 0:",
            "if counts[w, c] > -1:",
        ],
    },
    "skipgram_pairs": {
        "no radius is larger than the largest": [
            "for step in range(-max(radii), max(radii) + 2):",
        ],
    },
    "softmax_gradient": {
        "PyTorch's number is as good with a gradient as without": [
            "return (loss, v.grad, outputs.grad)",
        ],
    },
    "keep_probability": {
        "1 stays 1": [
            "p[p >= 1] = 1",
        ],
    },
    "ngrams": {
        "a piece without letters is shorter than `low`": [
            "every = [text[i:j] for i in range(len(text)) for j in range(i + 0, len(text) + 1)]",
        ],
    },
    "merge_step": {
        "one more for every pair: the order stays": [
            "pairs[pair] = pairs.get(pair, 1) + count",
            "pairs[word[i - 1], word[i]] = pairs.get((word[i - 1], word[i]), 1) + count",
        ],
        "one less for every pair: the order stays": [
            "pairs[pair] = pairs.get(pair, -1) + count",
            "pairs[word[i - 1], word[i]] = pairs.get((word[i - 1], word[i]), -1) + count",
        ],
    },
}
