"""Small changes of right answers to the exercises of unit 10 that are right all the same: why, and the lines.

`vecembed prove` grades them on every seed, where they must have full points.
"""

EQUIVALENT: dict[str, dict[str, list[str]]] = {
    "attention": {
        "the largest score has exp(0) = 1, so the sum is 1": [
            "return e @ v / np.maximum(e.sum(axis=1, keepdims=True), 1.0)",
        ],
        "minus infinity stays minus infinity": [
            "e = np.exp(scores - np.where(np.isfinite(high), high, 1))",
            "e = np.exp(scores - np.where(np.isfinite(high), high, -1))",
        ],
        "PyTorch gives zeros itself where nothing is seen": [
            "return F.scaled_dot_product_attention(q, k, v, attn_mask=mask)",
        ],
        "the last axis of a table is axis 1": [
            "e = np.exp(scores - scores.max(axis=1, keepdims=True))",
            "return np.nan_to_num(e / e.sum(axis=1, keepdims=True)) @ v",
        ],
    },
    "heads": {
        "NumPy takes any negative number for -1": [
            "return x.reshape(len(x), n, -2).transpose(1, 0, 2)",
        ],
        "a list of tables is as good as an array": [
            "return np.split(x, n, axis=1)",
        ],
    },
    "mask_tokens": {
        "the next line puts the other piece there": [
            "seen = np.where(asked & (fate <= 0.8), mask, ids)",
            "seen[asked & (fate <= 0.8)] = mask",
            "seen = ids.masked_fill(asked & (fate <= 0.8), mask)",
        ],
    },
    "mlm_loss": {
        "no label is -1": [
            "rows = np.flatnonzero(labels >= -1)",
        ],
        "one column is the first and the last": [
            "own = np.take_along_axis(logits, (labels * asked)[:, None], 1)[:, -1]",
        ],
    },
    "pool": {
        "a billionth more than 1 is within the tolerance": [
            "return (h * m).sum(1) / m.sum(1).clamp(min=1.000000001)",
        ],
    },
    "info_nce": {
        "any number may be taken off that leaves exp finite": [
            "high = scores.max(axis=0)",
        ],
        "nothing is put into `scores` later": [
            "own = np.diag(scores)",
        ],
        "`dim=1` is the default": [
            "a, b = (F.normalize(torch.tensor(x)) for x in (a, b))",
        ],
    },
    "mine_hard": {
        "if all are about what one query asks, then all are about what each query asks": [
            "return np.where(wrong.any(), found, -1)",
            "return np.where(wrong.any(), first, -1)",
            "return np.where(scores.max() < -2, -1, scores.argmax(axis=1))",
        ],
        "the length of a query does not change the order of its documents": [
            "found = np.where(wrong, queries @ unit(documents).T, -np.inf).argmax(axis=1)",
            "order = np.argsort(-(queries @ unit(documents).T), axis=1)",
            "for query, g in zip(queries, gold, strict=True):",
        ],
        "`axis=-1` is the default, and the last axis of a table is axis 1": [
            "order = np.argsort(-(unit(queries) @ unit(documents).T))",
        ],
        "`dim=1` is the default": [
            "q, d = (F.normalize(torch.tensor(x)) for x in (queries, documents))",
        ],
        "cosines are never below -1": [
            "scores[about[gold][:, None] == about[None]] = -4",
            "return np.where(scores.max(axis=1) <= -2, -1, scores.argmax(axis=1))",
            "return np.where(scores.max(axis=1) < -1, -1, scores.argmax(axis=1))",
        ],
    },
    "truncate": {
        "0 / 2 is 0 as well": [
            "return cut / np.where(lengths > 0, lengths, 2)",
        ],
        "a row without length is zero already": [
            "return np.divide(cut, lengths, out=cut, where=lengths > 0)",
        ],
        "`dim=1` is the default": [
            "return F.normalize(torch.tensor(vectors).double()[:, :k], eps=1e-300)",
        ],
    },
    "forgetting": {
        "a list of three numbers is as good as an array": [
            "return [lost.mean(), lost.mean() - half, lost.mean() + half]",
        ],
    },
}
