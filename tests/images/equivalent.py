"""Small changes of right answers to the exercises of unit 05 that are right all the same: why, and the lines.

`vecembed prove` grades them on every seed, where they must have full points.
"""

EQUIVALENT: dict[str, dict[str, list[str]]] = {
    "shifted": {
        "an empty slice is set to 0, which changes nothing": [
            "if right >= 0:",
            "if right > -1:",
        ],
        "`down` is not 0 there": [
            "result[:down] = 0 if down >= 0 else result[:down]",
            "result[down:] = 0 if down <= 0 else result[down:]",
            "result[:down] = 0 if down > -1 else result[:down]",
            "result[down:] = 0 if down < 1 else result[down:]",
        ],
        "a picture that is moved by its own size leaves two empty slices": [
            "if abs(down) <= h and abs(right) < w:",
            "if abs(down) < h and abs(right) <= w:",
        ],
        "a slice ends at the border, even if its end lies beyond": [
            "part = picture[max(0, -down):h - max(-1, down), max(0, -right):w - max(0, right)]",
            "part = picture[max(0, -down):h - max(0, down), max(0, -right):w - max(-1, right)]",
            "result[max(0, down):h + min(1, down), max(0, right):w + min(0, right)] = part",
            "result[max(0, down):h + min(0, down), max(0, right):w + min(1, right)] = part",
        ],
        "nothing lies between pixels: the move is by whole ones": [
            "return scipy.ndimage.shift(picture.astype(float), (down, right), order=1, mode='constant', cval=0)",
        ],
    },
    "mirror_cosines": {
        "what a division by 0 gives is replaced by 0 all the same": [
            "return np.where(lengths > 0, dots / np.where(lengths > -1, lengths, 1), 0)",
            "return np.where(lengths > 0, dots / np.where(lengths >= 0, lengths, 1), 0)",
            "return np.where(lengths > 0, dots / np.where(lengths > 0, lengths, 0), 0)",
        ],
        "0 / 2 is replaced by 0 all the same": [
            "return np.where(lengths > 0, dots / np.where(lengths > 0, lengths, 2), 0)",
        ],
        "0 / 1 is 0 as well": [
            "return np.where(lengths >= 0, dots / np.where(lengths > 0, lengths, 1), 0)",
            "return np.where(lengths > -1, dots / np.where(lengths > 0, lengths, 1), 0)",
        ],
        "cosines are never below -1": [
            "best = -3.0",
            "best = -1.0",
        ],
        "NumPy takes any negative number for -1": [
            "rows = gallery.reshape(len(gallery), -2) / np.maximum(np.linalg.norm("
            "gallery.reshape(len(gallery), -1), axis=1, keepdims=True), 1e-12)",
            "rows = gallery.reshape(len(gallery), -1) / np.maximum(np.linalg.norm("
            "gallery.reshape(len(gallery), -2), axis=1, keepdims=True), 1e-12)",
        ],
    },
    "nt_xent": {
        "the cosines are a symmetric table, so rows and columns sum alike": [
            "return (np.logaddexp.reduce(logits, axis=0) - logits[np.arange(2 * n), partner]).mean()",
            "return (np.logaddexp.reduce(logits) - logits[np.arange(2 * n), partner]).mean()",
        ],
        "`dim=1` is the default": [
            "z = F.normalize(torch.tensor(np.concatenate([one, two]), dtype=torch.float64))",
        ],
        "the partner is n places away in either direction": [
            "losses = [scipy.special.logsumexp(np.delete(logits[i], i)) - logits[i, i - n if i < n else i - n] "
            "for i in range(2 * n)]",
            "right = float(view @ views[(i - n) % (2 * n)]) / temperature",
        ],
    },
    "triplet": {
        "it is 0 there either way": [
            "return np.where(gap + margin >= 0, gap + margin, 0).mean()",
        ],
    },
    "semi_hard": {
        "NumPy takes a tensor as well": [
            "near = np.argmin(negatives.masked_fill(~beyond, torch.inf), axis=1)",
            "return np.where(beyond.any(1), near, np.argmax(negatives.numpy(), axis=1))",
            "return np.where(beyond.any(1).numpy(), near, np.argmax(negatives, axis=1))",
        ],
    },
    "eer": {
        "the loop has returned before: the lowest score accepts everything": [
            "return 2.0",
            "return 0.0",
        ],
        "a point where both are equal is the end of one piece and the beginning of the next": [
            "if now[0] > now[1]:",
            "i = int(np.argmax(far - frr > 0))",
        ],
    },
    "threshold_for": {
        '`side="left"` is the default': [
            "share = (len(others) - np.searchsorted(others, values)) / len(others)",
        ],
    },
    "spread": {
        "all rows are equally long": [
            "n, d = (len(unit), len(unit[-1]))",
            "return np.sqrt(((unit - unit.mean(0)) ** 2).mean(0)).mean() * len(unit[-1]) ** 0.5",
        ],
        "`dim=1` is the default": [
            "unit = F.normalize(torch.tensor(vectors, dtype=torch.float64))",
        ],
    },
    "recall_at": {
        "the last axis is the default": [
            "best = np.argsort(-(queries @ unit.T))[:, :k]",
            "best = np.argpartition(distance, k - 1)[:, :k]",
            "best = torch.topk(q @ g.T, k).indices",
        ],
        "`dim=1` is the default": [
            "q, g = (F.normalize(torch.tensor(x, dtype=torch.float64)) for x in (queries, gallery))",
        ],
    },
}
