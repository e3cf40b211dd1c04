"""Small changes of right answers to the exercises of unit 07 that are right all the same: why, and the lines.

`vecembed prove` grades them on every seed, where they must have full points.
"""

EQUIVALENT: dict[str, dict[str, list[str]]] = {
    "top_k": {
        "0 / 2 is 0 as well": [
            "scores = queries @ vectors.T / np.where(lengths > 0, lengths, 2)",
            "scores = [(-(v @ query) / (np.linalg.norm(v) or 2), i) for i, v in enumerate(vectors)]",
        ],
        "a query's own length changes no order": [
            "cosines = queries @ unit(vectors).T",
            "q, x = (queries, unit(vectors))",
        ],
        "the order stays, whatever number the cosines are taken from": [
            "return np.argsort(2 - np.einsum('md,nd->mn', q, x), axis=1, kind='stable')[:, :k].tolist()",
            "return np.argsort(0 - np.einsum('md,nd->mn', q, x), axis=1, kind='stable')[:, :k].tolist()",
        ],
        "the last axis is the default": [
            "return np.argsort(-scores)[:, :k]",
            "return cosines.argsort()[:, ::-1][:, :k]",
            "return np.argsort(1 - np.einsum('md,nd->mn', q, x), kind='stable')[:, :k].tolist()",
            "return torch.topk(q @ x.T, min(k, len(x))).indices",
            "best = np.argpartition(scores, k - 1)[:, :k]",
            "return np.take_along_axis(best, np.take_along_axis(scores, best, 1).argsort(), 1)",
        ],
        "`dim=1` is the default": [
            "x = torch.nn.functional.normalize(torch.tensor(vectors))",
            "q = torch.nn.functional.normalize(torch.tensor(queries))",
        ],
    },
    "recall": {
        "the last axis is the default": [
            "limits = torch.tensor(scores).topk(k).values[:, -1]",
            "limits = -np.sort(-scores)[:, k - 1]",
        ],
    },
    "wrong_queries": {
        "the last axis is the default": [
            "best = table.sort().values[:, :k]",
            "best = np.partition(table, range(k))[:, :k]",
            "exact = np.sort(scipy.spatial.distance.cdist(queries, vectors))[:, :k]",
        ],
        "no difference lies at the limit: distances are equal but for rounding, or a thousandth apart": [
            "fine = all((abs(math.dist(query, vectors[r]) - d) <= 1e-06 for r, d in zip(rows, all_distances)))",
            "near = (table.gather(1, found.clamp(min=0)) - best).abs().amax(1) <= 1e-05",
            "if not real or np.abs(table[q][answers[q]] - best[q]).max() >= 1e-05:",
        ],
        "different rows that are nowhere farther than the nearest ones are nowhere nearer": [
            "fine = all((math.dist(query, vectors[r]) - d < 1e-06 for r, d in zip(rows, all_distances)))",
            "near = (table.gather(1, found.clamp(min=0)) - best).amax(1) < 1e-05",
            "if not real or (table[q][answers[q]] - best[q]).max() > 1e-05:",
        ],
    },
    "kmeans_step": {
        "a list of rows will do": [
            "return [p[which == i].mean(0) if (which == i).any() else c[i] for i in range(len(c))]",
        ],
        "what a division by 0 gives is not taken": [
            "return np.where(sizes > 0, member.T @ points / np.maximum(sizes, 0), centres)",
        ],
    },
    "pq_encode": {
        "any negative number asks for what is left": [
            "pieces = vectors.reshape(len(vectors), len(books), 1, -2)",
        ],
    },
    "pq_distances": {
        "any negative number asks for what is left": [
            "pieces = query.reshape(len(books), 1, -2)",
            "q, b = (query.astype(np.float32).reshape(len(books), 1, -2), books.astype(np.float32))",
        ],
        "axis 1 is the last": [
            "return ((q - b) ** 2).sum(-1)[np.arange(len(books))[None], codes].sum(1)",
        ],
    },
    "beam_search": {
        "a row that is farther than all others falls out at once, and is never read": [
            "if len(kept) <= ef or away(other) < -kept[0][0]:",
        ],
        "no two rows are equally near where it would matter": [
            "if len(kept) < ef or away(other) <= -kept[0][0]:",
        ],
    },
    "rrf": {
        "there is only one axis": [
            "points.index_add_(-1, torch.tensor(ranking, dtype=torch.long), 1 / (c + places))",
        ],
    },
    "max_sim": {
        "a list of numbers will do": [
            "return [(q @ torch.tensor(t).T).max(1).values.sum() if len(t) else torch.zeros((), dtype=torch.float64) "
            "for t in documents]",
        ],
    },
}
