"""Unit 11, answers written from the prose alone by somebody who had not read the checks."""

import bisect
import hashlib
import itertools
import math
import re
import unicodedata
from collections import Counter, OrderedDict
from fractions import Fraction

import numpy as np
import scipy.linalg
import torch
from scipy import stats
from scipy.spatial.distance import cdist
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import roc_auc_score


def _sha(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _f(x):
    return np.asarray(x, dtype=np.float64)


def _gap(a, b):
    return float(((np.mean(a, axis=0, dtype=float) - np.mean(b, axis=0, dtype=float)) ** 2).sum())


def _share(a, b):
    """Share of pairs in which b is higher, ties one half."""
    a, b = np.asarray(a), np.asarray(b)
    return float(((b[None, :] > a[:, None]) + 0.5 * (b[None, :] == a[:, None])).mean())


def _direction(first, second):
    return np.mean(second[::2], axis=0, dtype=float) - np.mean(first[::2], axis=0, dtype=float)


def doc_id__oneline(text):
    """RIGHT: the usual one line."""
    return hashlib.sha256(" ".join(unicodedata.normalize("NFC", text).split()).encode()).hexdigest()


def doc_id__regex(text):
    """RIGHT: a regular expression; Unicode's white space as str.split takes it."""
    clean = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
    return hashlib.sha256(clean.encode("utf-8")).hexdigest()


def doc_id__loop(text):
    """RIGHT: letter by letter."""
    out = ""
    waiting = False
    for letter in unicodedata.normalize("NFC", text):
        if letter.isspace():
            waiting = out != ""
        else:
            if waiting:
                out += " "
                waiting = False
            out += letter
    h = hashlib.new("sha256")
    h.update(bytes(out, "utf-8"))
    return h.hexdigest()


def doc_id__split_first(text):
    """RIGHT: splits first and composes afterwards, word by word; update piece by piece."""
    h = hashlib.sha256()
    for i, word in enumerate(text.split()):
        if i:
            h.update(b" ")
        h.update(unicodedata.normalize("NFC", word).encode("utf8"))
    return h.hexdigest()


def doc_id__big_integer(text):
    """RIGHT: through an integer, with its leading zeros."""
    raw = hashlib.sha256(" ".join(unicodedata.normalize("NFC", text).split()).encode()).digest()
    return f"{int.from_bytes(raw, 'big'):064x}"


def doc_id__no_nfc(text):
    """WRONG: forgets to compose."""
    return _sha(" ".join(text.split()))


def doc_id__nfkc(text):
    """WRONG: NFKC, which also changes ligatures and powers."""
    return _sha(" ".join(unicodedata.normalize("NFKC", text).split()))


def doc_id__casefold(text):
    """WRONG: casefold."""
    return _sha(" ".join(unicodedata.normalize("NFC", text).casefold().split()))


def doc_id__ascii_space(text):
    """WRONG: white space of ASCII only; a no-break space stays."""
    return _sha(re.sub(r"[ \t\n\r\f\v]+", " ", unicodedata.normalize("NFC", text)).strip(" "))


def doc_id__no_strip(text):
    """WRONG: runs become one blank but the ends keep theirs."""
    return _sha(re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)))


def doc_id__zero_width(text):
    """WRONG: also takes away zero-width blanks, which split() does not."""
    return _sha(" ".join(unicodedata.normalize("NFC", text).replace("\u200b", " ").replace("\ufeff", " ").split()))


def doc_id__word_signs(text):
    """WRONG: keeps words only, signs are lost."""
    return _sha(" ".join(re.findall(r"\w+", unicodedata.normalize("NFC", text))))


def doc_id__lost_zeros(text):
    """WRONG: leading zeros of the integer are lost."""
    return f"{int(_sha(' '.join(unicodedata.normalize('NFC', text).split())), 16):x}"


def doc_id__short(text):
    """WRONG: first eight letters, as in the example by hand."""
    return _sha(" ".join(unicodedata.normalize("NFC", text).split()))[:8]


def doc_id__empty_none(text):
    """WRONG: an empty text gets no name."""
    clean = " ".join(unicodedata.normalize("NFC", text).split())
    if not clean:
        return ""
    return _sha(clean)


def doc_id__double_blanks(text):
    """WRONG: replaces two blanks by one once, line ends by blanks."""
    text = unicodedata.normalize("NFC", text).replace("\n", " ").replace("\t", " ").replace("  ", " ")
    return _sha(text.strip())


def chunk__range(text, size, overlap):
    """RIGHT: range up to the overlap, but at least one start."""
    words = text.split()
    if not words:
        return []
    return [" ".join(words[i : i + size]) for i in range(0, max(len(words) - overlap, 1), size - overlap)]


def chunk__ceil(text, size, overlap):
    """RIGHT: the number of chunks is calculated."""
    words = text.split()
    n = len(words)
    if n == 0:
        return []
    step = size - overlap
    count = 1 + math.ceil(max(0, n - size) / step)
    return [" ".join(words[j * step : j * step + size]) for j in range(count)]


def chunk__recursion(text, size, overlap):
    """RIGHT: recursion on the rest of the text."""
    words = text.split()
    if len(words) <= size:
        return [" ".join(words)] if words else []
    return [" ".join(words[:size])] + chunk__recursion(" ".join(words[size - overlap :]), size, overlap)


def chunk__stream(text, size, overlap):
    """RIGHT: word by word, with a buffer that keeps the overlap."""
    buffer, out, fresh = [], [], False
    for word in text.split():
        if len(buffer) == size:
            out.append(" ".join(buffer))
            buffer = buffer[size - overlap :]
        buffer.append(word)
        fresh = True
    if fresh:
        out.append(" ".join(buffer))
    return out


def chunk__numpy(text, size, overlap):
    """RIGHT: starts by numpy, those whose predecessor reached the end dropped."""
    words = np.array(text.split(), dtype=object)
    starts = np.arange(0, len(words), size - overlap)
    starts = starts[(starts == 0) | (starts - (size - overlap) + size < len(words))]
    return [" ".join(words[s : s + size]) for s in starts]


def chunk__all_starts(text, size, overlap):
    """WRONG: goes on after the end is reached, a last chunk of nothing but overlap."""
    words = text.split()
    return [" ".join(words[i : i + size]) for i in range(0, len(words), size - overlap)]


def chunk__full_or_short(text, size, overlap):
    """WRONG: a short text is kept, but the rest of a long one is lost."""
    words = text.split()
    if not words:
        return []
    return [" ".join(words[i : i + size]) for i in range(0, max(len(words) - size, 0) + 1, size - overlap)]


def chunk__strict_end(text, size, overlap):
    """WRONG: a chunk that reaches the end exactly is not taken for the last one."""
    words = text.split()
    out = []
    start = 0
    while start < len(words):
        out.append(" ".join(words[start : start + size]))
        if start + size > len(words):
            break
        start += size - overlap
    return out


def chunk__split_blank(text, size, overlap):
    """WRONG: split(" "), so double blanks and line ends go wrong."""
    words = text.split(" ")
    out = []
    start = 0
    while start < len(words):
        out.append(" ".join(words[start : start + size]))
        if start + size >= len(words):
            break
        start += size - overlap
    return out


def chunk__step_size(text, size, overlap):
    """WRONG: steps by size and appends the overlap, so chunks are too long."""
    words = text.split()
    return [" ".join(words[i : i + size + overlap]) for i in range(0, len(words), size)]


def chunk__negative_slice(text, size, overlap):
    """WRONG: words[-overlap:] is everything when the overlap is 0."""
    words = text.split()
    out = []
    now = words[:size]
    rest = words[size:]
    while now:
        out.append(" ".join(now))
        if not rest:
            break
        tail = now[-overlap:]
        take = size - overlap
        now = tail + rest[:take]
        rest = rest[take:]
    return out


def chunk__last_moved(text, size, overlap):
    """WRONG: moves the last chunk back so that it is full."""
    words = text.split()
    if not words:
        return []
    out = []
    start = 0
    while start + size < len(words):
        out.append(" ".join(words[start : start + size]))
        start += size - overlap
    out.append(" ".join(words[max(0, len(words) - size) :]))
    return out


def chunk__merge_rest(text, size, overlap):
    """WRONG: appends a short rest to the chunk before it."""
    words = text.split()
    if not words:
        return []
    out = []
    step = size - overlap
    start = 0
    while start + size + step <= len(words):
        out.append(" ".join(words[start : start + size]))
        start += step
    out.append(" ".join(words[start:]))
    return out


def chunk__short_whole(text, size, overlap):
    """WRONG: keeps a short text as it was, white space and all."""
    words = text.split()
    if not words:
        return []
    if len(words) <= size:
        return [text]
    return [" ".join(words[i : i + size]) for i in range(0, len(words) - overlap, size - overlap)]


def chunk__lower(text, size, overlap):
    """WRONG: cleans the words to small letters as well."""
    words = text.lower().split()
    if not words:
        return []
    return [" ".join(words[i : i + size]) for i in range(0, max(len(words) - overlap, 1), size - overlap)]


def chunk__tuple_joined(text, size, overlap):
    """ARGUABLE: a tuple of strings where a list is asked for."""
    words = text.split()
    if not words:
        return ()
    return tuple(" ".join(words[i : i + size]) for i in range(0, max(len(words) - overlap, 1), size - overlap))


def to_write__fromkeys(ids, stored, size):
    """RIGHT: a dictionary keeps the order, a set knows what is stored."""
    held = set(stored)
    left = [i for i in dict.fromkeys(ids) if i not in held]
    return [left[i : i + size] for i in range(0, len(left), size)]


def to_write__loop(ids, stored, size):
    """RIGHT: a loop with a set of seen names, batches filled as it goes."""
    seen = set(stored)
    batches = []
    for name in ids:
        if name in seen:
            continue
        seen.add(name)
        if not batches or len(batches[-1]) == size:
            batches.append([])
        batches[-1].append(name)
    return batches


def to_write__numpy(ids, stored, size):
    """RIGHT: np.unique for the first places, np.isin for the store."""
    if len(ids) == 0:
        return []
    names = np.array(ids, dtype=str)
    _, first = np.unique(names, return_index=True)
    names = names[np.sort(first)]
    names = names[~np.isin(names, np.array(list(stored), dtype=str))].tolist()
    return [names[i : i + size] for i in range(0, len(names), size)]


def to_write__iterator(ids, stored, size):
    """RIGHT: iter with islice until it is empty."""
    held = frozenset(stored)
    stream = iter(OrderedDict((i, 1) for i in ids if i not in held))
    return list(iter(lambda: list(itertools.islice(stream, size)), []))


def to_write__sorted_set(ids, stored, size):
    """RIGHT: set difference, sorted by the first place."""
    left = sorted(set(ids) - set(stored), key=ids.index)
    return [left[size * b : size * (b + 1)] for b in range(math.ceil(len(left) / size))]


def to_write__twice(ids, stored, size):
    """WRONG: a name that comes twice is written twice."""
    held = set(stored)
    left = [i for i in ids if i not in held]
    return [left[i : i + size] for i in range(0, len(left), size)]


def to_write__set_order(ids, stored, size):
    """WRONG: the set difference in whatever order the set has."""
    left = list(set(ids) - set(stored))
    return [left[i : i + size] for i in range(0, len(left), size)]


def to_write__cut_first_empty(ids, stored, size):
    """WRONG: cuts batches first and leaves empty ones."""
    names = list(dict.fromkeys(ids))
    return [[x for x in names[i : i + size] if x not in stored] for i in range(0, len(names), size)]


def to_write__batch_duplicates(ids, stored, size):
    """WRONG: batches before duplicates are dropped; looks for repeats inside a batch only."""
    held = set(stored)
    left = [i for i in ids if i not in held]
    return [list(dict.fromkeys(left[i : i + size])) for i in range(0, len(left), size)]


def to_write__zip_longest(ids, stored, size):
    """WRONG: the last batch is filled up with None."""
    held = set(stored)
    left = [i for i in dict.fromkeys(ids) if i not in held]
    return [list(b) for b in itertools.zip_longest(*[iter(left)] * size)]


def to_write__one_empty(ids, stored, size):
    """WRONG: one empty batch if nothing is left or the last is full."""
    held = set(stored)
    out, batch = [], []
    for name in dict.fromkeys(ids):
        if name not in held:
            batch.append(name)
            if len(batch) == size:
                out.append(batch)
                batch = []
    out.append(batch)
    return out


def to_write__after_last(ids, stored, size):
    """WRONG: takes up after the last stored name; gaps before it stay."""
    held = set(stored)
    names = list(dict.fromkeys(ids))
    start = max([i + 1 for i, x in enumerate(names) if x in held], default=0)
    left = names[start:]
    return [left[i : i + size] for i in range(0, len(left), size)]


def to_write__from_first_gap(ids, stored, size):
    """WRONG: takes up at the first missing name and writes all from there again."""
    held = set(stored)
    names = list(itertools.dropwhile(lambda x: x in held, dict.fromkeys(ids)))
    return [names[i : i + size] for i in range(0, len(names), size)]


def to_write__counter_difference(ids, stored, size):
    """WRONG: the difference of counts: a name that comes twice and is stored once is written again."""
    left = list((Counter(ids) - Counter(stored)).keys())
    return [left[i : i + size] for i in range(0, len(left), size)]


def to_write__neighbours(ids, stored, size):
    """WRONG: groupby finds repeats only next to each other."""
    held = set(stored)
    left = [i for i, _ in itertools.groupby(ids) if i not in held]
    return [left[i : i + size] for i in range(0, len(left), size)]


def to_write__appends(ids, stored, size):
    """WRONG: marks names by appending them to the caller's list."""
    left = []
    for i in ids:
        if i not in stored:
            stored.append(i)
            left.append(i)
    return [left[i : i + size] for i in range(0, len(left), size)]


def search_filtered__loop(search, allowed, k):
    """RIGHT: a plain loop."""
    n = k
    while True:
        found = [row for row in search(n) if allowed[row]]
        if len(found) >= k or n >= len(allowed):
            return found[:k]
        n *= 2


def search_filtered__mask(search, allowed, k):
    """RIGHT: a mask, asked once before the loop."""
    allowed = np.asarray(allowed, dtype=bool)
    n = k
    rows = np.asarray(search(n), dtype=int)
    found = rows[allowed[rows]]
    while len(found) < k and n < len(allowed):
        n = 2 * n
        rows = np.asarray(search(n), dtype=int)
        found = rows[allowed[rows]]
    return found[:k]


def search_filtered__recursion(search, allowed, k):
    """RIGHT: recursion."""

    def ask(n):
        rows = np.asarray(search(n))
        found = rows[np.asarray(allowed)[rows]][:k]
        return found if len(found) == k or n >= len(allowed) else ask(2 * n)

    return ask(k)


def search_filtered__from_seen(search, allowed, k):
    """RIGHT: looks only at what is new in each longer answer."""
    out = []
    seen = 0
    n = k
    while True:
        hits = list(search(n))
        for row in hits[seen:]:
            if allowed[row] and len(out) < k:
                out.append(row)
        seen = len(hits)
        if len(out) == k or n >= len(allowed):
            return out
        n += n


def search_filtered__isin(search, allowed, k):
    """RIGHT: np.isin and a generator of sizes."""
    ok = np.where(np.asarray(allowed))[0]
    sizes = [k]
    while sizes[-1] < len(allowed):
        sizes.append(sizes[-1] * 2)
    for n in sizes:
        hits = np.asarray(search(n))
        best = hits[np.isin(hits, ok)]
        if best.size >= k:
            break
    return best[:k].tolist()


def search_filtered__search_twice(search, allowed, k):
    """WRONG: asks again for the same n, in the condition and in the answer; the check counts."""
    n = k
    while sum(bool(allowed[row]) for row in search(n)) < k and n < len(allowed):
        n *= 2
    return [row for row in search(n) if allowed[row]][:k]


def search_filtered__once(search, allowed, k):
    """WRONG: asks for k only and drops, so too few are left."""
    return [row for row in search(k) if allowed[row]]


def search_filtered__plus_k(search, allowed, k):
    """WRONG: k more each time instead of twice as many."""
    n = k
    while True:
        found = [row for row in search(n) if allowed[row]]
        if len(found) >= k or n >= len(allowed):
            return found[:k]
        n += k


def search_filtered__starts_at_2k(search, allowed, k):
    """WRONG: doubles before the first question."""
    n = k
    found = []
    while len(found) < k and n < len(allowed):
        n *= 2
        found = [row for row in search(n) if allowed[row]]
    return found[:k]


def search_filtered__repeats(search, allowed, k):
    """WRONG: appends the rows of every round, the same ones again."""
    n = k
    found = []
    while True:
        found += [row for row in search(n) if allowed[row]]
        if len(found) >= k or n >= len(allowed):
            return found[:k]
        n *= 2


def search_filtered__one_too_many(search, allowed, k):
    """WRONG: asks again after exactly as many rows as there are."""
    n = k
    while True:
        found = [row for row in search(n) if allowed[row]]
        if len(found) >= k or n > len(allowed):
            return found[:k]
        n *= 2


def search_filtered__short_answer(search, allowed, k):
    """WRONG: stops only when fewer than n came; asks once too often when n is the number of rows."""
    n = k
    while True:
        hits = search(n)
        found = [row for row in hits if allowed[row]]
        if len(found) >= k or len(hits) < n:
            return found[:k]
        n *= 2


def search_filtered__stops_early(search, allowed, k):
    """WRONG: never asks for as many rows as there are; the far rows are missed."""
    n = k
    found = [row for row in search(n) if allowed[row]]
    while len(found) < k and 2 * n < len(allowed):
        n *= 2
        found = [row for row in search(n) if allowed[row]]
    return found[:k]


def search_filtered__more_than_k(search, allowed, k):
    """WRONG: goes on when exactly k came."""
    n = k
    while True:
        found = [row for row in search(n) if allowed[row]]
        if len(found) > k or n >= len(allowed):
            return found[:k]
        n *= 2


def search_filtered__sorted(search, allowed, k):
    """WRONG: sorted by row number, best first is lost."""
    n = k
    while True:
        found = [row for row in search(n) if allowed[row]]
        if len(found) >= k or n >= len(allowed):
            return sorted(found)[:k]
        n *= 2


def search_filtered__mask_by_place(search, allowed, k):
    """WRONG: takes allowed by the place in the answer, not by row."""
    n = k
    allowed = np.asarray(allowed)
    while True:
        hits = np.asarray(search(n))
        found = hits[allowed[: len(hits)]]
        if len(found) >= k or n >= len(allowed):
            return found[:k]
        n *= 2


def search_filtered__capped(search, allowed, k):
    """ARGUABLE: never asks for more than there are rows, where the prose says twice as many."""
    n = k
    while True:
        found = [row for row in search(n) if allowed[row]]
        if len(found) >= k or n >= len(allowed):
            return found[:k]
        n = min(2 * n, len(allowed))


def bridge__lstsq(new, old, queries):
    """RIGHT: numpy's least squares."""
    a, b = new.mean(axis=0), old.mean(axis=0)
    M = np.linalg.lstsq(new - a, old - b, rcond=None)[0]
    return (queries - a) @ M + b


def bridge__normal(new, old, queries):
    """RIGHT: the normal equations in float64."""
    new, old, queries = _f(new), _f(old), _f(queries)
    a, b = np.mean(new, axis=0, keepdims=True), np.mean(old, axis=0, keepdims=True)
    x, y = new - a, old - b
    return (queries - a) @ np.linalg.solve(x.T @ x, x.T @ y) + b


def bridge__ones(new, old, queries):
    """RIGHT: a column of ones instead of the means, which gives the same map."""
    new, old, queries = _f(new), _f(old), _f(queries)
    x = np.hstack([new, np.ones((len(new), 1))])
    W = scipy.linalg.lstsq(x, old)[0]
    return np.hstack([queries, np.ones((len(queries), 1))]) @ W


def bridge__float32(new, old, queries):
    """RIGHT: least squares in float32."""
    new, old, queries = (np.asarray(x, dtype=np.float32) for x in (new, old, queries))
    a, b = new.mean(0), old.mean(0)
    M, *_ = np.linalg.lstsq(new - a, old - b, rcond=None)
    return (queries - a) @ M + b


def bridge__svd_columns(new, old, queries):
    """RIGHT: singular values by hand, one old dimension after the other, lists returned."""
    a, b = _f(new).mean(0), _f(old).mean(0)
    U, s, Vt = np.linalg.svd(_f(new) - a, full_matrices=False)
    columns = []
    for j in range(old.shape[1]):
        m = Vt.T @ ((U.T @ (_f(old)[:, j] - b[j])) / s)
        columns.append([float(np.dot(np.asarray(q, float) - a, m) + b[j]) for q in queries])
    return [list(row) for row in zip(*columns)]


def bridge__procrustes_scaled(new, old, queries):
    """WRONG: a rotation with one common scale."""
    a, b = _f(new).mean(0), _f(old).mean(0)
    x, y = _f(new) - a, _f(old) - b
    U, s, Vt = np.linalg.svd(x.T @ y, full_matrices=False)
    return (_f(queries) - a) @ (U @ Vt) * (s.sum() / (x**2).sum()) + b


def bridge__fit_not_centred(new, old, queries):
    """WRONG: M from the vectors as they are, the means only in the map."""
    a, b = _f(new).mean(0), _f(old).mean(0)
    M = np.linalg.lstsq(_f(new), _f(old), rcond=None)[0]
    return (_f(queries) - a) @ M + b


def bridge__query_mean(new, old, queries):
    """WRONG: centres the queries by their own mean."""
    a, b = _f(new).mean(0), _f(old).mean(0)
    M = np.linalg.lstsq(_f(new) - a, _f(old) - b, rcond=None)[0]
    return (_f(queries) - _f(queries).mean(0)) @ M + b


def bridge__row_means(new, old, queries):
    """WRONG: the mean of each row is taken away; the axis is mixed up."""
    x = _f(new) - _f(new).mean(1, keepdims=True)
    y = _f(old) - _f(old).mean(1, keepdims=True)
    M = np.linalg.lstsq(x, y, rcond=None)[0]
    return (_f(queries) - _f(queries).mean(1, keepdims=True)) @ M + _f(old).mean(0)


def bridge__inverse_direction(new, old, queries):
    """WRONG: learns old to new and inverts that map, which is not the least squares map."""
    a, b = _f(new).mean(0), _f(old).mean(0)
    W = np.linalg.lstsq(_f(old) - b, _f(new) - a, rcond=None)[0]
    return (_f(queries) - a) @ np.linalg.pinv(W) + b


def bridge__per_dimension(new, old, queries):
    """WRONG: divides by the variance of each dimension alone, as if they did not depend on each other."""
    a, b = _f(new).mean(0), _f(old).mean(0)
    x = _f(new) - a
    M = (x.T @ (_f(old) - b)) / (x**2).sum(0)[:, None]
    return (_f(queries) - a) @ M + b


def bridge__ridge(new, old, queries):
    """WRONG: ridge regression with its usual penalty."""
    return Ridge(alpha=1.0).fit(new, old).predict(queries)


def bridge__normalised(new, old, queries):
    """WRONG: vectors are brought to length 1 first, as always with cosines."""

    def unit(x):
        x = _f(x)
        return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)

    new, old, queries = unit(new), unit(old), unit(queries)
    a, b = new.mean(0), old.mean(0)
    return (queries - a) @ np.linalg.lstsq(new - a, old - b, rcond=None)[0] + b


def bridge__big_rcond(new, old, queries):
    """WRONG: cuts small singular values away, 0.1 of the largest."""
    a, b = _f(new).mean(0), _f(old).mean(0)
    M = np.linalg.lstsq(_f(new) - a, _f(old) - b, rcond=0.1)[0]
    return (_f(queries) - a) @ M + b


def bridge__queries_in_place(new, old, queries):
    """WRONG: takes the mean from the caller's queries in place."""
    a, b = new.mean(0), old.mean(0)
    M = np.linalg.lstsq(new - a, old - b, rcond=None)[0]
    queries -= a
    return queries @ M + b


def mmd__loops(kernel, n):
    """RIGHT: plain loops."""
    t = len(kernel)

    def mean(rows, columns):
        total, pairs = 0.0, 0
        for i in rows:
            for j in columns:
                if i != j:
                    total += float(kernel[i][j])
                    pairs += 1
        return total / pairs

    first, second = range(n), range(n, t)
    return mean(first, first) + mean(second, second) - 2 * mean(first, second)


def mmd__mask(kernel, n):
    """RIGHT: a mask of different texts."""
    off = ~np.eye(len(kernel), dtype=bool)
    first = kernel[:n, :n][off[:n, :n]].mean()
    second = kernel[n:, n:][off[n:, n:]].mean()
    return first + second - 2 * kernel[:n, n:].mean()


def mmd__weights(kernel, n):
    """RIGHT: one matrix of weights; the diagonal is set to 0 in a copy."""
    k = np.array(kernel, dtype=np.float64)
    np.fill_diagonal(k, 0)
    t = len(k)
    m = t - n
    w = np.full((t, t), -1 / (n * m))
    w[:n, :n] = 1 / (n * (n - 1))
    w[n:, n:] = 1 / (m * (m - 1))
    return np.einsum("ij,ij", k, w)


def mmd__torch(kernel, n):
    """RIGHT: torch in float32, the diagonal taken out."""
    k = torch.tensor(np.asarray(kernel), dtype=torch.float32)
    t = k.shape[0]
    off = 1 - torch.eye(t)
    k = torch.where(off > 0, k, torch.zeros_like(k))
    m = t - n
    a = k[:n, :n].sum() / off[:n, :n].sum()
    b = k[n:, n:].sum() / off[n:, n:].sum()
    return (a + b - 2 * k[:n, n:].sum() / (n * m)).item()


def mmd__masked(kernel, n):
    """RIGHT: a masked array."""
    k = np.ma.masked_array(np.asarray(kernel, float), mask=np.eye(len(kernel), dtype=bool))
    return float(k[:n, :n].mean() + k[n:, n:].mean() - k[:n, n:].mean() - k[n:, :n].mean())


def mmd__biased(kernel, n):
    """WRONG: means with the diagonal (the biased estimate)."""
    return kernel[:n, :n].mean() + kernel[n:, n:].mean() - 2 * kernel[:n, n:].mean()


def mmd__diagonal_one(kernel, n):
    """WRONG: takes the diagonal for ones."""
    m = len(kernel) - n
    a = (kernel[:n, :n].sum() - n) / (n * (n - 1))
    b = (kernel[n:, n:].sum() - m) / (m * (m - 1))
    return a + b - 2 * kernel[:n, n:].mean()


def mmd__not_zero(kernel, n):
    """WRONG: sets the diagonal to 0 and means what is not 0."""
    k = np.array(kernel, dtype=float)
    np.fill_diagonal(k, 0)

    def mean(x):
        x = x[x != 0]
        return x.mean() if x.size else 0.0

    return mean(k[:n, :n]) + mean(k[n:, n:]) - 2 * k[:n, n:].mean()


def mmd__triu_mean(kernel, n):
    """WRONG: the mean of triu counts its zeros."""
    return np.triu(kernel[:n, :n], 1).mean() + np.triu(kernel[n:, n:], 1).mean() - 2 * kernel[:n, n:].mean()


def mmd__upper_half(kernel, n):
    """WRONG: sums above the diagonal, divided by n (n - 1) as if both halves were there."""
    a, b = _f(kernel)[:n, :n], _f(kernel)[n:, n:]
    m = len(b)
    return np.triu(a, 1).sum() / (n * (n - 1)) + np.triu(b, 1).sum() / (m * (m - 1)) - 2 * kernel[:n, n:].mean()


def mmd__no_two(kernel, n):
    """WRONG: the part across is taken once."""
    off = ~np.eye(len(kernel), dtype=bool)
    return kernel[:n, :n][off[:n, :n]].mean() + kernel[n:, n:][off[n:, n:]].mean() - kernel[:n, n:].mean()


def mmd__floor(kernel, n):
    """WRONG: not below 0, since a square cannot be."""
    off = ~np.eye(len(kernel), dtype=bool)
    return max(0.0, kernel[:n, :n][off[:n, :n]].mean() + kernel[n:, n:][off[n:, n:]].mean() - 2 * kernel[:n, n:].mean())


def mmd__equal_windows(kernel, n):
    """WRONG: takes both windows for n texts long."""
    k = _f(kernel)
    a, b, c = k[:n, :n], k[n:, n:], k[:n, n:]
    return ((a.sum() - np.trace(a)) + (b.sum() - np.trace(b))) / (n * (n - 1)) - 2 * c.sum() / n**2


def mmd__pooled(kernel, n):
    """WRONG: one mean of the pairs of both windows, twice."""
    off = ~np.eye(len(kernel), dtype=bool)
    inside = np.concatenate([kernel[:n, :n][off[:n, :n]], kernel[n:, n:][off[n:, n:]]]).mean()
    return 2 * inside - 2 * kernel[:n, n:].mean()


def mmd__view_in_place(kernel, n):
    """WRONG: a slice is a view, so the caller's diagonal changes."""
    a, b, c = kernel[:n, :n], kernel[n:, n:], kernel[:n, n:]
    a[np.arange(n), np.arange(n)] = 0
    m = len(b)
    b[np.arange(m), np.arange(m)] = 0
    return a.sum() / (n * (n - 1)) + b.sum() / (m * (m - 1)) - 2 * c.mean()


def drift_p__vectorised(rows, n, orders):
    """RIGHT: all orders in one array (r, t, d)."""
    rows = np.asarray(rows, dtype=float)
    everything = rows[np.vstack([np.arange(len(rows)), orders])]
    difference = everything[:, :n].mean(axis=1) - everything[:, n:].mean(axis=1)
    distance = (difference**2).sum(axis=1)
    return float(np.mean(distance >= distance[0]))


def drift_p__plain(rows, n, orders):
    """RIGHT: no numpy, lists and sums only."""
    table = [[float(x) for x in row] for row in rows]
    t, d = len(table), len(table[0])

    def distance(order):
        total = 0.0
        for j in range(d):
            first = sum(table[int(i)][j] for i in order[:n]) / n
            second = sum(table[int(i)][j] for i in order[n:]) / (t - n)
            total += (first - second) ** 2
        return total

    real = distance(list(range(t)))
    hits = [distance(list(order)) >= real for order in orders]
    return (1 + sum(hits)) / (1 + len(hits))


def drift_p__signs(rows, n, orders):
    """RIGHT: exact fractions, so that ties are ties whatever happens."""
    exact = [[Fraction(float(x)) for x in row] for row in rows]
    t = len(exact)

    def distance(order):
        total = 0
        for column in zip(*exact):
            a = sum(column[i] for i in order[:n]) / n
            b = sum(column[i] for i in order[n:]) / (t - n)
            total += (a - b) ** 2
        return total

    real = distance(range(t))
    return (1 + sum(distance([int(i) for i in order]) >= real for order in orders)) / (1 + len(orders))


def drift_p__centred(rows, n, orders):
    """RIGHT: the sum of the first window says it all, once the rows are compared by (t - n) * a - n * b."""
    rows = np.asarray(rows, dtype=float)
    t = len(rows)
    total = rows.sum(axis=0)

    def scaled(index):
        a = rows[index].sum(axis=0)
        return (((t - n) * a - n * (total - a)) ** 2).sum()

    real = scaled(np.arange(n))
    more = sum(scaled(order[:n]) >= real for order in np.asarray(orders))
    return (more + 1) / (len(orders) + 1)


def drift_p__float32(rows, n, orders):
    """RIGHT: in float32, which the unit says is accurate enough."""
    x = np.asarray(rows).astype(np.float32)
    real = np.square(x[:n].mean(0) - x[n:].mean(0)).sum()
    hits = 0
    for order in orders:
        y = np.take(x, order, axis=0)
        hits += int(np.square(y[:n].mean(0) - y[n:].mean(0)).sum() >= real)
    return (1 + hits) / (1 + len(orders))


def drift_p__strict(rows, n, orders):
    """WRONG: counts only orders with more, not those with as much."""
    real = _gap(rows[:n], rows[n:])
    count = sum(_gap(rows[o[:n]], rows[o[n:]]) > real for o in orders)
    return (1 + count) / (1 + len(orders))


def drift_p__no_ones(rows, n, orders):
    """WRONG: the real order is left out, p can be 0."""
    real = _gap(rows[:n], rows[n:])
    return float(np.mean([_gap(rows[o[:n]], rows[o[n:]]) >= real for o in orders]))


def drift_p__twice_real(rows, n, orders):
    """WRONG: puts the real order among the orders and still adds 1."""
    rows = np.asarray(rows, dtype=float)
    every = np.vstack([np.arange(len(rows)), orders])
    ds = np.array([_gap(rows[o[:n]], rows[o[n:]]) for o in every])
    return (1 + (ds >= ds[0]).sum()) / (1 + len(ds))


def drift_p__unique(rows, n, orders):
    """WRONG: an order that comes twice is counted once."""
    orders = np.unique(orders, axis=0)
    real = _gap(rows[:n], rows[n:])
    return (1 + sum(_gap(rows[o[:n]], rows[o[n:]]) >= real for o in orders)) / (1 + len(orders))


def drift_p__square_of_sum(rows, n, orders):
    """WRONG: adds the differences of the columns first and squares then."""

    def f(a, b):
        return (a.mean(axis=0) - b.mean(axis=0)).sum() ** 2

    real = f(rows[:n], rows[n:])
    return (1 + sum(f(rows[o[:n]], rows[o[n:]]) >= real for o in orders)) / (1 + len(orders))


def drift_p__inverse(rows, n, orders):
    """WRONG: reads an order as places for the rows (argsort), not as the rows in their new order."""
    real = _gap(rows[:n], rows[n:])
    count = 0
    for o in orders:
        mixed = np.empty(rows.shape, dtype=float)
        mixed[o] = rows
        count += _gap(mixed[:n], mixed[n:]) >= real
    return (1 + count) / (1 + len(orders))


def drift_p__last_n(rows, n, orders):
    """WRONG: the last n of an order are taken for the first window."""
    real = _gap(rows[:n], rows[n:])
    return (1 + sum(_gap(rows[o[-n:]], rows[o[:-n]]) >= real for o in orders)) / (1 + len(orders))


def drift_p__cumulated(rows, n, orders):
    """WRONG: each order is applied to the rows as the one before left them."""
    real = _gap(rows[:n], rows[n:])
    count = 0
    mixed = rows
    for o in orders:
        mixed = mixed[o]
        count += _gap(mixed[:n], mixed[n:]) >= real
    return (1 + count) / (1 + len(orders))


def drift_p__fixed_second(rows, n, orders):
    """WRONG: draws the first window anew and compares it with the old second one."""
    real = _gap(rows[:n], rows[n:])
    return (1 + sum(_gap(rows[o[:n]], rows[n:]) >= real for o in orders)) / (1 + len(orders))


def drift_p__mean_pairs(rows, n, orders):
    """WRONG: mean squared distance of all pairs across, not the distance of the means."""

    def f(a, b):
        return cdist(a, b, "sqeuclidean").mean()

    real = f(rows[:n], rows[n:])
    return (1 + sum(f(rows[o[:n]], rows[o[n:]]) >= real for o in orders)) / (1 + len(orders))


def drift_p__rounded(rows, n, orders):
    """ARGUABLE: rounds distances to six places; the prose names no scale of the rows."""
    real = round(_gap(rows[:n], rows[n:]), 6)
    return (1 + sum(round(_gap(rows[o[:n]], rows[o[n:]]), 6) >= real for o in orders)) / (1 + len(orders))


def two_sample_auc__broadcast(first, second):
    """RIGHT: broadcasting over all pairs."""
    w = second[::2].mean(axis=0) - first[::2].mean(axis=0)
    a = first[1::2] @ w
    b = second[1::2] @ w
    return np.mean((a[:, None] < b[None, :]) + 0.5 * (a[:, None] == b[None, :]))


def two_sample_auc__sklearn(first, second):
    """RIGHT: roc_auc_score, the second window being positive."""
    w = _direction(first, second)
    tested = np.concatenate([first[1::2], second[1::2]])
    y = np.r_[np.zeros(len(first) // 2), np.ones(len(second) // 2)]
    return float(roc_auc_score(y, tested @ w))


def two_sample_auc__ranks(first, second):
    """RIGHT: mean ranks of the second window."""
    w = _direction(first, second)
    a, b = (first[1::2] * w).sum(axis=1), (second[1::2] * w).sum(axis=1)
    ranks = stats.rankdata(np.concatenate([a, b]))
    m = len(b)
    return (ranks[len(a) :].sum() - m * (m + 1) / 2) / (len(a) * m)


def two_sample_auc__bisect(first, second):
    """RIGHT: sorts one side and looks each score of the other up."""
    w = _direction(first, second)
    a = sorted(float(np.dot(row, w)) for row in first[1::2])
    total = 0
    for row in second[1::2]:
        s = float(np.dot(row, w))
        total += bisect.bisect_left(a, s) + bisect.bisect_right(a, s)
    return total / (2 * len(a) * (len(second) // 2))


def two_sample_auc__torch(first, second):
    """RIGHT: torch, float32."""
    a = torch.tensor(np.asarray(first), dtype=torch.float32)
    b = torch.tensor(np.asarray(second), dtype=torch.float32)
    w = b[0::2].mean(0) - a[0::2].mean(0)
    x, y = (a[1::2] * w).sum(1), (b[1::2] * w).sum(1)
    return ((y[:, None] > x).float() + 0.5 * (y[:, None] == x).float()).mean().item()


def two_sample_auc__odd_learn(first, second):
    """WRONG: learns from the odd rows and tests on the even ones."""
    w = second[1::2].mean(axis=0) - first[1::2].mean(axis=0)
    return _share(first[::2] @ w, second[::2] @ w)


def two_sample_auc__test_all(first, second):
    """WRONG: tests all rows, also those it learnt from."""
    w = _direction(first, second)
    return _share(first @ w, second @ w)


def two_sample_auc__folded(first, second):
    """WRONG: what is below .5 is turned round."""
    a = two_sample_auc__broadcast(first, second)
    return max(a, 1 - a)


def two_sample_auc__ties_dropped(first, second):
    """WRONG: pairs with a tie are left out of the share altogether."""
    w = _direction(first, second)
    d = np.subtract.outer(second[1::2] @ w, first[1::2] @ w)
    return float((d > 0).sum() / (d != 0).sum())


def two_sample_auc__argsort(first, second):
    """WRONG: ranks by argsort, which gives ties an arbitrary order."""
    w = _direction(first, second)
    a, b = first[1::2] @ w, second[1::2] @ w
    order = np.concatenate([a, b]).argsort(kind="stable")
    rank = np.empty(len(order))
    rank[order] = np.arange(1, len(order) + 1)
    return float((rank[len(a) :].sum() - len(b) * (len(b) + 1) / 2) / (len(a) * len(b)))


def two_sample_auc__stacked(first, second):
    """WRONG: stacks the windows first and then takes every other row, so an odd first window shifts the second."""
    x = np.concatenate([first, second])
    y = np.r_[np.zeros(len(first)), np.ones(len(second))]
    xe, ye, xo, yo = x[::2], y[::2], x[1::2], y[1::2]
    w = xe[ye == 1].mean(axis=0) - xe[ye == 0].mean(axis=0)
    return _share(xo[yo == 0] @ w, xo[yo == 1] @ w)


def two_sample_auc__zipped(first, second):
    """WRONG: compares row i with row i only, not all pairs."""
    w = _direction(first, second)
    points = [(y @ w > x @ w) + 0.5 * (y @ w == x @ w) for x, y in zip(first[1::2], second[1::2])]
    return sum(points) / len(points)


def two_sample_auc__sums(first, second):
    """WRONG: sums of the even rows in place of means, which matters when windows differ in size."""
    w = second[::2].sum(axis=0) - first[::2].sum(axis=0)
    return _share(first[1::2] @ w, second[1::2] @ w)


def two_sample_auc__unit(first, second):
    """WRONG: divides the direction by its length, which is nan where both means are the same."""
    w = _direction(first, second)
    w = w / np.linalg.norm(w)
    return _share(first[1::2] @ w, second[1::2] @ w)


def two_sample_auc__logistic(first, second):
    """WRONG: a logistic regression in place of the difference of means."""
    x = np.concatenate([first[::2], second[::2]])
    y = np.r_[np.zeros(len(first[::2])), np.ones(len(second[::2]))]
    model = LogisticRegression().fit(x, y)
    return _share(model.decision_function(first[1::2]), model.decision_function(second[1::2]))


def switch__sets(alias, ids, new):
    """RIGHT: sets, the alias itself where nothing may change."""
    live = alias["live"]
    if new not in ids or new == live or not set(ids[live]) <= set(ids[new]):
        return alias
    return {"live": new, "before": live}


def switch__all(alias, ids, new):
    """RIGHT: all(), guard after guard."""
    if new == alias["live"]:
        return alias
    if new not in ids:
        return alias
    if all(name in ids[new] for name in ids[alias["live"]]):
        return dict(live=new, before=alias["live"])
    return alias


def switch__difference(alias, ids, new):
    """RIGHT: what is missing is an empty set; a missing version by get and None."""
    docs = ids.get(new)
    if docs is None or alias["live"] == new:
        return alias
    missing = set(ids[alias["live"]]).difference(docs)
    return alias if missing else {**alias, "live": new, "before": alias["live"]}


def switch__sorted(alias, ids, new):
    """RIGHT: two sorted lists without doubles, walked together."""
    if new not in ids or new == alias["live"]:
        return alias
    need, have = sorted(set(ids[alias["live"]])), sorted(set(ids[new]))
    j = 0
    for name in need:
        while j < len(have) and have[j] < name:
            j += 1
        if j == len(have) or have[j] != name:
            return alias
    return {"before": alias["live"], "live": new}


def switch__try(alias, ids, new):
    """RIGHT: try and except KeyError, a union that adds nothing."""
    try:
        have = frozenset(ids[new])
    except KeyError:
        return alias
    if new == alias["live"] or have | frozenset(ids[alias["live"]]) != have:
        return alias
    return {"live": new, "before": alias["live"]}


def switch__in_place(alias, ids, new):
    """WRONG: changes the alias of the caller."""
    live = alias["live"]
    if new in ids and new != live and set(ids[live]) <= set(ids[new]):
        alias["before"] = live
        alias["live"] = new
    return alias


def switch__strict(alias, ids, new):
    """WRONG: a strict superset, so a version with the same documents is refused."""
    live = alias["live"]
    if new in ids and new != live and set(ids[new]) > set(ids[live]):
        return {"live": new, "before": live}
    return alias


def switch__counts(alias, ids, new):
    """WRONG: compares how many names there are, not which."""
    live = alias["live"]
    if new in ids and new != live and len(set(ids[new])) >= len(set(ids[live])):
        return {"live": new, "before": live}
    return alias


def switch__multiset(alias, ids, new):
    """WRONG: counts names, so one that stands twice in the live version must stand twice in the new."""
    live = alias["live"]
    if new not in ids or new == live or Counter(ids[live]) - Counter(ids[new]):
        return alias
    return {"live": new, "before": live}


def switch__live_again(alias, ids, new):
    """WRONG: forgets that new may be live already, before becomes the same."""
    live = alias["live"]
    if new in ids and set(ids[live]) <= set(ids[new]):
        return {"live": new, "before": live}
    return alias


def switch__unknown_empty(alias, ids, new):
    """WRONG: an unknown version is taken for an empty one, which an empty live version lets pass."""
    live = alias["live"]
    if new != live and set(ids[live]) <= set(ids.get(new, [])):
        return {"live": new, "before": live}
    return alias


def switch__empty_new(alias, ids, new):
    """WRONG: a version without documents is taken for a missing one, though an empty live one lacks nothing there."""
    live = alias["live"]
    if not ids.get(new) or new == live or not set(ids[live]) <= set(ids[new]):
        return alias
    return {"live": new, "before": live}


def switch__no_way_back(alias, ids, new):
    """WRONG: refuses to go back to the version that was live before."""
    live = alias["live"]
    if new not in ids or new in (live, alias["before"]) or not set(ids[live]) <= set(ids[new]):
        return alias
    return {"live": new, "before": live}


def switch__none(alias, ids, new):
    """WRONG: gives None where the switch is refused."""
    live = alias["live"]
    if new in ids and new != live and set(ids[live]) <= set(ids[new]):
        return {"live": new, "before": live}


def switch__prefix(alias, ids, new):
    """WRONG: compares the lists place by place, though they come in any order."""
    live = alias["live"]
    if new in ids and new != live and ids[new][: len(ids[live])] == ids[live]:
        return {"live": new, "before": live}
    return alias


def waits__sorted(due, sent, done):
    """RIGHT: sorts, takes place ceil(p n / 100) - 1."""
    w = sorted(done - due)
    n = len(w)
    return [w[math.ceil(p * n / 100) - 1] for p in (50, 95, 99)]


def waits__vectorised(due, sent, done):
    """RIGHT: one index for all three."""
    w = np.sort(np.subtract(done, due, dtype=float))
    places = (np.array([50, 95, 99]) * len(w) + 99) // 100
    return w[places - 1]


def waits__counting(due, sent, done):
    """RIGHT: the smallest wait that enough requests do not exceed, by counting."""
    w = [float(b) - float(a) for a, b in zip(due, done)]
    n = len(w)
    out = []
    for p in (50, 95, 99):
        out.append(min(x for x in w if 100 * sum(y <= x for y in w) >= p * n))
    return out


def waits__inverted_cdf(due, sent, done):
    """RIGHT: np.percentile with method inverted_cdf."""
    return np.percentile(np.asarray(done) - np.asarray(due), [50, 95, 99], method="inverted_cdf")


def waits__torch(due, sent, done):
    """RIGHT: torch.kthvalue."""
    w = torch.tensor(np.asarray(done, dtype=float) - np.asarray(due, dtype=float))
    return [torch.kthvalue(w, (p * len(w) + 99) // 100).values.item() for p in (50, 95, 99)]


def waits__from_sent(due, sent, done):
    """WRONG: counts from when the request was sent, the coordinated omission."""
    w = np.sort(done - sent)
    return [w[math.ceil(p * len(w) / 100) - 1] for p in (50, 95, 99)]


def waits__linear(due, sent, done):
    """WRONG: np.percentile as it is, which interpolates (and gives nan near infinity)."""
    return np.percentile(np.asarray(done) - np.asarray(due), [50, 95, 99])


def waits__lower(due, sent, done):
    """WRONG: np.percentile with method lower."""
    return np.percentile(np.asarray(done) - np.asarray(due), [50, 95, 99], method="lower")


def waits__answered(due, sent, done):
    """WRONG: leaves out the requests without an answer."""
    w = np.asarray(done) - np.asarray(due)
    w = np.sort(w[np.isfinite(w)])
    if not len(w):
        return [np.inf] * 3
    return [w[math.ceil(p * len(w) / 100) - 1] for p in (50, 95, 99)]


def waits__floor(due, sent, done):
    """WRONG: rounds the place down (at least 1)."""
    w = np.sort(done - due)
    return [w[max(p * len(w) // 100, 1) - 1] for p in (50, 95, 99)]


def waits__floor_index(due, sent, done):
    """WRONG: index int(p n / 100), one too far where p n / 100 is whole."""
    w = np.sort(done - due)
    return [w[int(p * len(w) / 100)] for p in (50, 95, 99)]


def waits__sorted_apart(due, sent, done):
    """WRONG: sorts due and done each for itself, so the rows no longer are requests."""
    w = np.sort(np.sort(done) - np.sort(due))
    return [w[math.ceil(p * len(w) / 100) - 1] for p in (50, 95, 99)]


def waits__last_answer(due, sent, done):
    """WRONG: a request without an answer has waited until the last answer came."""
    done = np.asarray(done, dtype=float)
    seen = done[np.isfinite(done)]
    end = seen.max() if len(seen) else np.max(sent)
    w = np.sort(np.where(np.isinf(done), end, done) - due)
    return [w[math.ceil(p * len(w) / 100) - 1] for p in (50, 95, 99)]


def waits__different(due, sent, done):
    """WRONG: equal waits are taken once (np.unique)."""
    w = np.unique(done - due)
    return [w[math.ceil(p * len(w) / 100) - 1] for p in (50, 95, 99)]


def waits__strictly_above(due, sent, done):
    """WRONG: the share 1 - p of the longest waits is counted from above, one place too low or high."""
    w = np.sort(done - due)[::-1]
    return [w[min(math.ceil((100 - p) * len(w) / 100), len(w)) - 1] for p in (50, 95, 99)]


def machines__exact(n, d, bits, m, ram, copies):
    """RIGHT: whole numbers only."""
    size = (d * bits + 7) // 8 + 8 * m
    return copies * max(1, -(-4 * n * size // (3 * ram)))


def machines__fraction(n, d, bits, m, ram, copies):
    """RIGHT: fractions."""
    per_vector = math.ceil(Fraction(d * bits, 8)) + 2 * m * 4
    usable = Fraction(3, 4) * ram
    return max(math.ceil(n * per_vector / usable), 1) * copies


def machines__float(n, d, bits, m, ram, copies):
    """RIGHT: floats and math.ceil, fine for ordinary sizes."""
    total = n * (math.ceil(d * bits / 8) + 2 * m * 4)
    return copies * max(1, math.ceil(total / (0.75 * ram)))


def machines__bisect(n, d, bits, m, ram, copies):
    """RIGHT: bisection for the smallest number that holds it all."""
    need = 4 * n * (-(-d * bits // 8) + 8 * m)
    low, high = 0, 1
    while high * 3 * ram < need:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if middle * 3 * ram >= need:
            high = middle
        else:
            low = middle
    return high * copies


def machines__numpy(n, d, bits, m, ram, copies):
    """RIGHT: numpy's ceil in float64, made whole at the end."""
    vector = np.ceil(d * bits / 8)
    total = n * (vector + 8.0 * m)
    return int(copies * np.maximum(1, np.ceil(total / (ram * 3 / 4))))


def machines__copies_first(n, d, bits, m, ram, copies):
    """WRONG: rounds up after the copies are put together, so two copies share a machine."""
    size = math.ceil(d * bits / 8) + 8 * m
    return max(1, math.ceil(copies * n * size / (0.75 * ram)))


def machines__bytes_each(n, d, bits, m, ram, copies):
    """WRONG: rounds each number up to whole bytes, not the vector."""
    size = d * math.ceil(bits / 8) + 8 * m
    return copies * max(1, -(-4 * n * size // (3 * ram)))


def machines__bytes_down(n, d, bits, m, ram, copies):
    """WRONG: rounds the bytes of a vector down."""
    size = d * bits // 8 + 8 * m
    return copies * max(1, -(-4 * n * size // (3 * ram)))


def machines__graph_bits(n, d, bits, m, ram, copies):
    """WRONG: the numbers of the graph take bits bits each, as the vector's do."""
    size = ((d + 2 * m) * bits + 7) // 8
    return copies * max(1, -(-4 * n * size // (3 * ram)))


def machines__added_quarter(n, d, bits, m, ram, copies):
    """WRONG: a quarter is put on top of the need, which is not a third."""
    size = (d * bits + 7) // 8 + 8 * m
    return copies * max(1, -(-5 * n * size // (4 * ram)))


def machines__whole_vectors(n, d, bits, m, ram, copies):
    """WRONG: whole vectors on each machine, though one may be split between two."""
    size = (d * bits + 7) // 8 + 8 * m
    fit = max(1, 3 * ram // 4 // size)
    return copies * max(1, -(-n // fit))


def machines__one_for_all(n, d, bits, m, ram, copies):
    """WRONG: at least one machine altogether, not one for each copy."""
    size = (d * bits + 7) // 8 + 8 * m
    return max(1, copies * -(-4 * n * size // (3 * ram)))


def machines__round(n, d, bits, m, ram, copies):
    """WRONG: rounds the machines to the nearest whole number."""
    size = (d * bits + 7) // 8 + 8 * m
    return copies * max(1, round(n * size / (0.75 * ram)))


def machines__int32(n, d, bits, m, ram, copies):
    """WRONG: counts bytes in 32 bits, which overflow."""
    with np.errstate(over="ignore"):
        size = np.array([(d * bits + 7) // 8 + 8 * m]).astype(np.int32)
        total = int((np.array([n]).astype(np.int32) * size)[0])
    return copies * max(1, -(-4 * total // (3 * ram)))


def machines__total_bytes(n, d, bits, m, ram, copies):
    """WRONG: rounds the bytes of all vectors together, not of each."""
    total = (n * d * bits + 7) // 8 + 8 * m * n
    return copies * max(1, -(-4 * total // (3 * ram)))


def machines__usable_down(n, d, bits, m, ram, copies):
    """WRONG: whole bytes can be used only, 3 ram // 4; three quarters are not rounded."""
    size = (d * bits + 7) // 8 + 8 * m
    usable = max(1, 3 * ram // 4)
    return copies * max(1, -(-n * size // usable))


def machines__float32(n, d, bits, m, ram, copies):
    """ARGUABLE: in float32, "accurate enough" by the preface, but not for a count of bytes."""
    size = np.float32((d * bits + 7) // 8 + 8 * m)
    return copies * max(1, int(np.ceil(np.float32(n) * size / np.float32(0.75 * ram))))


# -------------------------------- by others who had not read the checks either, when these had been mended


def doc_id__unseen_r1(text):
    """RIGHT: one line."""
    import hashlib
    import unicodedata

    return hashlib.sha256(" ".join(unicodedata.normalize("NFC", text).split()).encode()).hexdigest()


def doc_id__unseen_r2(text):
    """RIGHT: white space first, then NFC (composing makes no white space), update and hexdigest."""
    import hashlib
    import unicodedata

    words = text.split()
    clean = unicodedata.normalize("NFC", " ".join(words))
    h = hashlib.sha256()
    h.update(bytes(clean, "utf-8"))
    return h.hexdigest().lower()


def doc_id__unseen_r3(text):
    """RIGHT: letter by letter with isspace, digits from the bytes."""
    import hashlib
    import unicodedata

    clean, blank = "", False
    for letter in unicodedata.normalize("NFC", text):
        if letter.isspace():
            blank = True
        else:
            if blank and clean != "":
                clean += " "
            blank = False
            clean += letter
    digest = hashlib.new("sha256", clean.encode("utf-8")).digest()
    return "".join(f"{byte:02x}" for byte in digest)


def doc_id__unseen_r4(text):
    """RIGHT: regular expression (Python's s for strings is what isspace says) and strip, number formatted to 64 digits."""
    import hashlib
    import re
    import unicodedata

    clean = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
    return format(int.from_bytes(hashlib.sha256(clean.encode("utf-8")).digest(), "big"), "064x")


def doc_id__unseen_w1(text):
    """WRONG: no NFC; 'eu0301': right the name of 'u00e9', this that of two letters."""
    import hashlib

    return hashlib.sha256(" ".join(text.split()).encode("utf-8")).hexdigest()


def doc_id__unseen_w2(text):
    """WRONG: only the ends are stripped; 'a  b': right the name of 'a b', this that with two blanks."""
    import hashlib
    import unicodedata

    return hashlib.sha256(unicodedata.normalize("NFC", text).strip().encode("utf-8")).hexdigest()


def doc_id__unseen_w3(text):
    """WRONG: capitals made small; 'Abc': right not the name of 'abc'."""
    import hashlib
    import unicodedata

    clean = " ".join(unicodedata.normalize("NFC", text).lower().split())
    return hashlib.sha256(clean.encode("utf-8")).hexdigest()


def doc_id__unseen_w4(text):
    """WRONG: white space removed altogether; 'a b': right the name of 'a b', this that of 'ab'."""
    import hashlib
    import unicodedata

    clean = "".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(clean.encode("utf-8")).hexdigest()


def doc_id__unseen_w5(text):
    """WRONG: subtle: NFKC, which changes more than it composes; 'ufb01' (fi ligature) or 'xu00b2': right the name of the text as it is, this that of 'fi'."""
    import hashlib
    import unicodedata

    clean = " ".join(unicodedata.normalize("NFKC", text).split())
    return hashlib.sha256(clean.encode("utf-8")).hexdigest()


def doc_id__unseen_w6(text):
    """WRONG: subtle: only blanks, tabs and line ends are taken for white space; 'au00a0b': right the name of 'a b', this that with the hard blank."""
    import hashlib
    import re
    import unicodedata

    clean = re.sub(r"[ \t\r\n]+", " ", unicodedata.normalize("NFC", text)).strip(" ")
    return hashlib.sha256(clean.encode("utf-8")).hexdigest()


def doc_id__unseen_w7(text):
    """WRONG: subtle: signs of no width are dropped; 'au200bb': right the name of all three letters, this that of 'ab'."""
    import hashlib
    import unicodedata

    clean = " ".join(unicodedata.normalize("NFC", text).split())
    clean = "".join(c for c in clean if unicodedata.category(c) != "Cf")
    return hashlib.sha256(clean.encode("utf-8")).hexdigest()


def doc_id__unseen_w8(text):
    """WRONG: subtle: NFD instead of NFC; 'u00e9': right the name of the one letter, this that of two."""
    import hashlib
    import unicodedata

    clean = " ".join(unicodedata.normalize("NFD", text).split())
    return hashlib.sha256(clean.encode("utf-8")).hexdigest()


def doc_id__unseen_w9(text):
    """WRONG: subtle: an empty text has no name; '' or ' ': right e3b0c442..., this ''."""
    import hashlib
    import unicodedata

    clean = " ".join(unicodedata.normalize("NFC", text).split())
    if not clean:
        return ""
    return hashlib.sha256(clean.encode("utf-8")).hexdigest()


def chunk__unseen_r1(text, size, overlap):
    """RIGHT: while loop, break at the chunk that reaches the end."""
    words = text.split()
    chunks, start = [], 0
    while start < len(words):
        chunks.append(" ".join(words[start : start + size]))
        if start + size >= len(words):
            break
        start += size - overlap
    return chunks


def chunk__unseen_r2(text, size, overlap):
    """RIGHT: range up to n - overlap, at least one start."""
    words = text.split()
    if not words:
        return []
    return [" ".join(words[i : i + size]) for i in range(0, max(len(words) - overlap, 1), size - overlap)]


def chunk__unseen_r3(text, size, overlap):
    """RIGHT: number of chunks by a ceiling."""
    import math

    words = text.split()
    step = size - overlap
    n = 0 if not words else 1 + max(0, math.ceil((len(words) - size) / step))
    return tuple(" ".join(words[i * step : i * step + size]) for i in range(n))


def chunk__unseen_r4(text, size, overlap):
    """RIGHT: recursion."""

    def cut(words):
        if len(words) <= size:
            return [" ".join(words)]
        return [" ".join(words[:size])] + cut(words[size - overlap :])

    words = text.split()
    return cut(words) if words else []


def chunk__unseen_w1(text, size, overlap):
    """WRONG: a chunk at every start, also those that only repeat; 'a b c d e f', 4, 2: right 2 chunks, this a third 'e f'."""
    words = text.split()
    return [" ".join(words[i : i + size]) for i in range(0, len(words), size - overlap)]


def chunk__unseen_w2(text, size, overlap):
    """WRONG: only whole chunks; 'a b c d e', 4, 2: right ['a b c d', 'c d e'], this ['a b c d']."""
    words = text.split()
    return [" ".join(words[i : i + size]) for i in range(0, len(words) - size + 1, size - overlap)]


def chunk__unseen_w3(text, size, overlap):
    """WRONG: the next chunk begins overlap words later instead of size - overlap; 'a b c d e f', 4, 1: right ['a b c d', 'd e f'], this begins at b."""
    words = text.split()
    chunks, start = [], 0
    while start < len(words):
        chunks.append(" ".join(words[start : start + size]))
        if start + size >= len(words):
            break
        start += max(overlap, 1)
    return chunks


def chunk__unseen_w4(text, size, overlap):
    """WRONG: a text without words is one empty chunk; '', 4, 2: right [], this ['']."""
    words = text.split()
    chunks = []
    start = 0
    while True:
        chunks.append(" ".join(words[start : start + size]))
        if start + size >= len(words):
            return chunks
        start += size - overlap


def chunk__unseen_w5(text, size, overlap):
    """WRONG: subtle: range up to n - overlap, so a text of at most overlap words has no chunk; 'a b', 4, 2: right ['a b'], this []."""
    words = text.split()
    return [" ".join(words[i : i + size]) for i in range(0, len(words) - overlap, size - overlap)]


def chunk__unseen_w6(text, size, overlap):
    """WRONG: subtle: the last chunk is drawn back to full size; 'a b c d e', 4, 2: right 'c d e', this 'b c d e'."""
    words = text.split()
    chunks, start = [], 0
    while words:
        if start + size >= len(words):
            chunks.append(" ".join(words[max(len(words) - size, 0) :]))
            break
        chunks.append(" ".join(words[start : start + size]))
        start += size - overlap
    return chunks


def chunk__unseen_w7(text, size, overlap):
    """WRONG: subtle: stops one too late where a chunk ends exactly with the text (> instead of >=); 'a b c d', 4, 2: right ['a b c d'], this also 'c d'."""
    words = text.split()
    chunks, start = [], 0
    while start < len(words):
        chunks.append(" ".join(words[start : start + size]))
        if start + size > len(words):
            break
        start += size - overlap
    return chunks


def chunk__unseen_w8(text, size, overlap):
    """WRONG: subtle: split(' ') takes single blanks only; 'a  bnc', 2, 0: right ['a b', 'c'], this ['a ', 'bnc']."""
    words = text.split(" ")
    if text.strip() == "":
        return []
    return [" ".join(words[i : i + size]) for i in range(0, max(len(words) - overlap, 1), size - overlap)]


def to_write__unseen_r1(ids, stored, size):
    """RIGHT: loop with a set."""
    have = set(stored)
    batches = []
    for name in ids:
        if name in have:
            continue
        have.add(name)
        if not batches or len(batches[-1]) == size:
            batches.append([])
        batches[-1].append(name)
    return batches


def to_write__unseen_r2(ids, stored, size):
    """RIGHT: dict.fromkeys keeps the order."""
    have = set(stored)
    left = [name for name in dict.fromkeys(ids) if name not in have]
    return [left[i : i + size] for i in range(0, len(left), size)]


def to_write__unseen_r3(ids, stored, size):
    """RIGHT: slow, lists only, batches as tuples."""
    left = []
    for i in range(len(ids)):
        if ids[i] not in stored and ids[i] not in ids[:i]:
            left.append(ids[i])
    batches = []
    while len(left) > 0:
        batches.append(tuple(left[:size]))
        left = left[size:]
    return batches


def to_write__unseen_r4(ids, stored, size):
    """RIGHT: set difference sorted by the first place, islice."""
    from itertools import islice

    it = iter(sorted(set(ids) - set(stored), key=ids.index))
    return list(iter(lambda: list(islice(it, size)), []))


def to_write__unseen_w1(ids, stored, size):
    """WRONG: names that come twice are written twice; ['bob','bob'], [], 5: right [['bob']], this [['bob','bob']]."""
    have = set(stored)
    left = [name for name in ids if name not in have]
    return [left[i : i + size] for i in range(0, len(left), size)]


def to_write__unseen_w2(ids, stored, size):
    """WRONG: sorted by the alphabet instead of the order in which they come; ['b','a'], [], 5: right [['b','a']], this [['a','b']]."""
    left = sorted(set(ids) - set(stored))
    return [left[i : i + size] for i in range(0, len(left), size)]


def to_write__unseen_w3(ids, stored, size):
    """WRONG: cut into batches first and filtered then, so batches are uneven; ['a','b','c'], ['a'], 2: right [['b','c']], this [['b'],['c']]."""
    names = list(dict.fromkeys(ids))
    batches = [[n for n in names[i : i + size] if n not in stored] for i in range(0, len(names), size)]
    return [b for b in batches if b]


def to_write__unseen_w4(ids, stored, size):
    """WRONG: the last batch is dropped if it is not full; ['a','b','c'], [], 2: right [['a','b'],['c']], this [['a','b']]."""
    left, batches, batch = [], [], []
    for name in ids:
        if name not in stored and name not in left:
            left.append(name)
            batch.append(name)
            if len(batch) == size:
                batches.append(batch)
                batch = []
    return batches


def to_write__unseen_w5(ids, stored, size):
    """WRONG: subtle: written names are appended to the caller's list stored; the answer is right, but stored is changed."""
    left = []
    for name in ids:
        if name not in stored:
            left.append(name)
            stored.append(name)
    return [left[i : i + size] for i in range(0, len(left), size)]


def to_write__unseen_w6(ids, stored, size):
    """WRONG: subtle: nothing left makes one empty batch; ['a'], ['a'], 2: right [], this [[]]."""
    have, batches, batch = set(stored), [], []
    for name in ids:
        if name in have:
            continue
        have.add(name)
        if len(batch) == size:
            batches.append(batch)
            batch = []
        batch.append(name)
    batches.append(batch)
    return batches


def to_write__unseen_w7(ids, stored, size):
    """WRONG: subtle: goes on after the last text that is stored, as if the store held a beginning; ['a','b','c'], ['b'], 5: right [['a','c']], this [['c']]."""
    have = set(stored)
    start = 0
    for i, name in enumerate(ids):
        if name in have:
            start = i + 1
    left = list(dict.fromkeys(n for n in ids[start:] if n not in have))
    return [left[i : i + size] for i in range(0, len(left), size)]


def to_write__unseen_w8(ids, stored, size):
    """WRONG: subtle: even parts instead of full batches; ['a','b','c','d'], [], 3: right [[a,b,c],[d]], this [[a,b],[c,d]]."""
    have = set(stored)
    left = [n for n in dict.fromkeys(ids) if n not in have]
    if not left:
        return []
    return [list(map(str, part)) for part in np.array_split(left, -(-len(left) // size))]


def search_filtered__unseen_r1(search, allowed, k):
    """RIGHT: while loop."""
    n = k
    while True:
        found = [int(row) for row in search(n) if allowed[row]]
        if len(found) >= k or n >= len(allowed):
            return found[:k]
        n *= 2


def search_filtered__unseen_r2(search, allowed, k):
    """RIGHT: boolean indexing, at most as many as there are."""
    n = k
    rows = search(n)
    hits = rows[allowed[rows]]
    while len(hits) < k and n < len(allowed):
        n = min(2 * n, len(allowed))
        rows = search(n)
        hits = rows[allowed[rows]]
    return hits[:k]


def search_filtered__unseen_r3(search, allowed, k):
    """RIGHT: recursion."""

    def ask(n):
        hits = [r for r in search(n) if allowed[r]]
        return hits if len(hits) >= k or n >= len(allowed) else ask(2 * n)

    return np.array(ask(k)[:k], dtype=int)


def search_filtered__unseen_r4(search, allowed, k):
    """RIGHT: for loop over powers of two, isin."""
    good = np.flatnonzero(allowed)
    total = len(allowed)
    answer = []
    for power in range(total.bit_length() + 2):
        n = k * 2**power
        rows = search(n)
        answer = rows[np.isin(rows, good)]
        if len(answer) >= k:
            break
        if n >= total:
            break
    return answer[:k]


def search_filtered__unseen_w1(search, allowed, k):
    """WRONG: asks for everything at once: the answer is right, but the call is another; order [0,1,2,3], all allowed, k=1: right one call with 1, this with 4."""
    rows = search(len(allowed))
    return rows[allowed[rows]][:k]


def search_filtered__unseen_w2(search, allowed, k):
    """WRONG: no stop where all rows were asked for, only when nothing new came, so one call too many; order [0,1], allowed [F,T], k=2: right one call (2), this two."""
    n = k
    hits = []
    before = -1
    while len(hits) < k and len(hits) != before:
        before = len(hits)
        rows = search(n)
        hits = rows[allowed[rows]]
        n *= 2
    return hits[:k]


def search_filtered__unseen_w3(search, allowed, k):
    """WRONG: k more each time instead of twice as many; order [0..5], allowed only row 5, k=1: right calls 1, 2, 4, 6 (or 8), this 1, 2, 3, 4, 5, 6."""
    n = k
    while True:
        rows = search(n)
        hits = rows[allowed[rows]]
        if len(hits) >= k or n >= len(allowed):
            return hits[:k]
        n += k


def search_filtered__unseen_w4(search, allowed, k):
    """WRONG: all allowed rows that came are returned, not k; order [0,1,2,3], allowed [F,F,T,T], k=1: calls 1, 2, 4: right [2], this [2,3]."""
    n = k
    while True:
        rows = search(n)
        hits = rows[allowed[rows]]
        if len(hits) >= k or n >= len(allowed):
            return hits
        n *= 2


def search_filtered__unseen_w5(search, allowed, k):
    """WRONG: subtle: stops as soon as all allowed rows have come; order [0,1,2,3], allowed [T,F,F,F], k=2: right calls 2 and 4, this only 2."""
    want = min(k, int(allowed.sum()))
    n = k
    while True:
        rows = search(n)
        hits = rows[allowed[rows]]
        if len(hits) >= want or n >= len(allowed):
            return hits[:k]
        n *= 2


def search_filtered__unseen_w6(search, allowed, k):
    """WRONG: subtle: asks again where exactly as many as there are were asked (> instead of >=); order [0,1], allowed [T,F], k=2: right one call, this two."""
    n = k
    while True:
        rows = search(n)
        hits = rows[allowed[rows]]
        if len(hits) >= k or n > len(allowed):
            return hits[:k]
        n *= 2


def search_filtered__unseen_w7(search, allowed, k):
    """WRONG: subtle: the rows in the order of their numbers, not best first; order [2,0,1], all allowed, k=2: right [2,0], this [0,2]."""
    n = k
    while True:
        rows = search(n)
        came = np.zeros(len(allowed), dtype=bool)
        came[rows] = True
        hits = np.flatnonzero(came & allowed)
        if len(hits) >= k or n >= len(allowed):
            return hits[:k]
        n *= 2


def search_filtered__unseen_w8(search, allowed, k):
    """WRONG: subtle: searches once more for the answer after the loop; order [0,1], all allowed, k=1: right one call, this two."""
    n = k
    while sum(allowed[r] for r in search(n)) < k and n < len(allowed):
        n *= 2
    return [r for r in search(n) if allowed[r]][:k]


def search_filtered__unseen_w9(search, allowed, k):
    """WRONG: the mask is read by rank, not by row number; order [2,0,1], allowed [T,F,F], k=1: right [0] (calls 1, 2), this [2]."""
    n = k
    while True:
        rows = search(n)
        hits = rows[allowed[: len(rows)]]
        if len(hits) >= k or n >= len(allowed):
            return hits[:k]
        n *= 2


def bridge__unseen_r1(new, old, queries):
    """RIGHT: lstsq on centred pairs."""
    n, o = new.mean(axis=0), old.mean(axis=0)
    m = np.linalg.lstsq(new - n, old - o, rcond=None)[0]
    return (queries - n) @ m + o


def bridge__unseen_r2(new, old, queries):
    """RIGHT: sklearn LinearRegression."""
    from sklearn.linear_model import LinearRegression

    return LinearRegression().fit(new, old).predict(queries).reshape(len(queries), -1)


def bridge__unseen_r3(new, old, queries):
    """RIGHT: a column of ones instead of the means, pseudoinverse."""
    ones = lambda x: np.hstack([np.asarray(x, dtype=float), np.ones((len(x), 1))])
    return ones(queries) @ (np.linalg.pinv(ones(new)) @ old)


def bridge__unseen_r4(new, old, queries):
    """RIGHT: normal equations column by column, torch solve."""
    import torch

    new, old, queries = (torch.tensor(np.asarray(x), dtype=torch.float64) for x in (new, old, queries))
    x = new - new.mean(0)
    y = old - old.mean(0)
    columns = [torch.linalg.solve(x.T @ x, x.T @ y[:, j]) for j in range(y.shape[1])]
    return ((queries - new.mean(0)) @ torch.stack(columns, dim=1) + old.mean(0)).tolist()


def bridge__unseen_w1(new, old, queries):
    """WRONG: no means at all; new [[1],[2],[3]], old [[10],[30],[50]], query [[4]]: right 70, this 62.9."""
    m = np.linalg.lstsq(new, old, rcond=None)[0]
    return queries @ m


def bridge__unseen_w2(new, old, queries):
    """WRONG: a rotation (Procrustes); same pairs: right 70, this 30 + 2 = 32."""
    n, o = new.mean(axis=0), old.mean(axis=0)
    u, _, vt = np.linalg.svd((new - n).T @ (old - o), full_matrices=False)
    return (queries - n) @ (u @ vt) + o


def bridge__unseen_w3(new, old, queries):
    """WRONG: the queries are centred with their own mean; new [[1],[2],[3]], old [[10],[30],[50]], query [[4]]: right 70, this 30."""
    n, o = new.mean(axis=0), old.mean(axis=0)
    m = np.linalg.lstsq(new - n, old - o, rcond=None)[0]
    return (queries - queries.mean(axis=0)) @ m + o


def bridge__unseen_w4(new, old, queries):
    """WRONG: the old mean is not added; same pairs, query [[4]]: right 70, this 40."""
    n, o = new.mean(axis=0), old.mean(axis=0)
    m = np.linalg.lstsq(new - n, old - o, rcond=None)[0]
    return (queries - n) @ m


def bridge__unseen_w5(new, old, queries):
    """WRONG: subtle: one mean of all numbers instead of one for each column (right for one column); new [[0,10],[1,10],[0,12],[1,12]], old [[1],[2],[5],[6]], query [[2,12]]: right 7, this 8.03."""
    n, o = new.mean(), old.mean()
    m = np.linalg.lstsq(new - n, old - o, rcond=None)[0]
    return (queries - n) @ m + o


def bridge__unseen_w6(new, old, queries):
    """WRONG: subtle: a little ridge (sklearn's alpha of 1) shrinks M; new [[1],[2],[3]], old [[10],[30],[50]], query [[4]]: right 70, this 56.7."""
    from sklearn.linear_model import Ridge

    return Ridge(alpha=1.0).fit(new, old).predict(queries).reshape(len(queries), -1)


def bridge__unseen_w7(new, old, queries):
    """WRONG: everything is made length 1 first; new [[1],[2],[3]], old [[10],[30],[50]], query [[4]]: right 70, this 1."""
    unit = lambda x: x / np.linalg.norm(x, axis=1, keepdims=True)
    new, old, queries = unit(new), unit(old), unit(queries)
    n, o = new.mean(axis=0), old.mean(axis=0)
    m = np.linalg.lstsq(new - n, old - o, rcond=None)[0]
    return (queries - n) @ m + o


def bridge__unseen_w8(new, old, queries):
    """WRONG: subtle: the callers' arrays are centred in place; the answer is right for floats, but new and old are changed."""
    n, o = new.mean(axis=0), old.mean(axis=0)
    new -= n
    old -= o
    m = np.linalg.lstsq(new, old, rcond=None)[0]
    return (queries - n) @ m + o


def mmd__unseen_r1(kernel, n):
    """RIGHT: loops over pairs."""
    from itertools import combinations

    t = len(kernel)
    mean = lambda xs: sum(xs) / len(xs)
    inside = lambda rows: mean([float(kernel[i][j]) for i, j in combinations(rows, 2)])
    across = mean([float(kernel[i][j]) for i in range(n) for j in range(n, t)])
    return inside(range(n)) + inside(range(n, t)) - 2 * across


def mmd__unseen_r2(kernel, n):
    """RIGHT: sums without the trace."""
    a, b = kernel[:n, :n], kernel[n:, n:]
    m = len(b)
    return (a.sum() - np.trace(a)) / (n * (n - 1)) + (b.sum() - np.trace(b)) / (m * (m - 1)) - 2 * kernel[:n, n:].mean()


def mmd__unseen_r3(kernel, n):
    """RIGHT: boolean mask of what is not on the diagonal."""
    off = ~np.eye(len(kernel), dtype=bool)
    first = np.arange(len(kernel)) < n
    pick = lambda x, y: kernel[np.outer(x, y) & off].mean()
    return pick(first, first) + pick(~first, ~first) - pick(first, ~first) - pick(~first, first)


def mmd__unseen_r4(kernel, n):
    """RIGHT: quadratic forms with weights on a copy with an empty diagonal."""
    k = np.array(kernel, dtype=float)
    np.fill_diagonal(k, 0)
    a = np.r_[np.ones(n), np.zeros(len(k) - n)]
    b = 1 - a
    na, nb = a.sum(), b.sum()
    return float(a @ k @ a / (na * na - na) + b @ k @ b / (nb * nb - nb) - 2 * (a @ k @ b) / (na * nb))


def mmd__unseen_w1(kernel, n):
    """WRONG: the diagonal is in the means; the example: right 1.125, this 1.5."""
    return kernel[:n, :n].mean() + kernel[n:, n:].mean() - 2 * kernel[:n, n:].mean()


def mmd__unseen_w2(kernel, n):
    """WRONG: the mean across is taken once, not twice; the example: right 1.125, this 1.1875."""
    a, b = kernel[:n, :n], kernel[n:, n:]
    m = len(b)
    return (a.sum() - np.trace(a)) / (n * (n - 1)) + (b.sum() - np.trace(b)) / (m * (m - 1)) - kernel[:n, n:].mean()


def mmd__unseen_w3(kernel, n):
    """WRONG: the diagonal is taken off but the count is n*n; the example: right 1.125, this .5."""
    a, b = kernel[:n, :n], kernel[n:, n:]
    m = len(b)
    return (a.sum() - np.trace(a)) / n**2 + (b.sum() - np.trace(b)) / m**2 - 2 * kernel[:n, n:].mean()


def mmd__unseen_w4(kernel, n):
    """WRONG: root taken and negative results made 0; the example: right 1.125, this 1.061."""
    a, b = kernel[:n, :n], kernel[n:, n:]
    m = len(b)
    d = (a.sum() - np.trace(a)) / (n * (n - 1)) + (b.sum() - np.trace(b)) / (m * (m - 1)) - 2 * kernel[:n, n:].mean()
    return np.sqrt(max(d, 0))


def mmd__unseen_w5(kernel, n):
    """WRONG: subtle: the diagonal is taken for 1; diagonal of zeros: right the same as with ones, this less."""
    t = len(kernel)
    m = t - n
    a = (kernel[:n, :n].sum() - n) / (n * (n - 1))
    b = (kernel[n:, n:].sum() - m) / (m * (m - 1))
    return a + b - 2 * kernel[:n, n:].mean()


def mmd__unseen_w6(kernel, n):
    """WRONG: subtle: the second window is taken to have n texts as well; n=2 of 5, all ones off the diagonal: right 0, this 2."""
    a, b = kernel[:n, :n], kernel[n:, n:]
    a = (a.sum() - np.trace(a)) / (n * (n - 1))
    b = (b.sum() - np.trace(b)) / (n * (n - 1))
    return a + b - 2 * kernel[:n, n:].mean()


def mmd__unseen_w7(kernel, n):
    """WRONG: subtle: pairs of kernel 0 are left out of the means (the diagonal was made 0 and all zeros dropped); first window of 3 with k = 1, 0, 0: right mean 1/3, this 1."""
    k = np.array(kernel, dtype=float)
    np.fill_diagonal(k, 0)
    a, b = k[:n, :n], k[n:, n:]
    a = a[a != 0].mean() if (a != 0).any() else 0
    b = b[b != 0].mean() if (b != 0).any() else 0
    return a + b - 2 * k[:n, n:].mean()


def mmd__unseen_w8(kernel, n):
    """WRONG: subtle: the caller's diagonal is filled with zeros; the answer is right, but kernel is changed."""
    m = len(kernel) - n
    np.fill_diagonal(kernel, 0)
    return kernel[:n, :n].sum() / (n * (n - 1)) + kernel[n:, n:].sum() / (m * (m - 1)) - 2 * kernel[:n, n:].mean()


def drift_p__unseen_r1(rows, n, orders):
    """RIGHT: loop over the orders."""

    def distance(x):
        return ((x[:n].mean(axis=0) - x[n:].mean(axis=0)) ** 2).sum()

    real = distance(rows)
    count = 1
    for order in orders:
        if distance(rows[order]) >= real:
            count += 1
    return count / (1 + len(orders))


def drift_p__unseen_r2(rows, n, orders):
    """RIGHT: all orders at once."""
    every = np.vstack([np.arange(len(rows))[None], orders])
    x = rows[every]
    d = ((x[:, :n].mean(axis=1) - x[:, n:].mean(axis=1)) ** 2).sum(axis=1)
    return (d >= d[0]).mean()


def drift_p__unseen_r3(rows, n, orders):
    """RIGHT: pure Python with fractions, a Fraction as answer."""
    from fractions import Fraction

    exact = [[Fraction(float(x)) for x in row] for row in rows]
    t = len(exact)

    def distance(order):
        total = Fraction(0)
        for c in range(len(exact[0])):
            a = sum(exact[i][c] for i in order[:n]) / n
            b = sum(exact[i][c] for i in order[n:]) / (t - n)
            total += (a - b) ** 2
        return total

    real = distance(list(range(t)))
    return Fraction(1 + sum(distance(list(order)) >= real for order in orders), 1 + len(orders))


def drift_p__unseen_r4(rows, n, orders):
    """RIGHT: lengths by np.linalg.norm, whose order is the same as that of the squares."""
    real = np.linalg.norm(rows[:n].mean(0) - rows[n:].mean(0))
    all_ = [np.linalg.norm(rows[o[:n]].mean(0) - rows[o[n:]].mean(0)) for o in orders]
    return (1 + np.count_nonzero(np.array(all_) >= real)) / (len(all_) + 1)


def drift_p__unseen_w1(rows, n, orders):
    """WRONG: the real order is not counted: share of the orders only; the example: right .5, this 1/3."""
    d = lambda x: ((x[:n].mean(axis=0) - x[n:].mean(axis=0)) ** 2).sum()
    return np.mean([d(rows[o]) >= d(rows) for o in orders])


def drift_p__unseen_w2(rows, n, orders):
    """WRONG: > instead of >=; the example: right .5, this .25."""
    d = lambda x: ((x[:n].mean(axis=0) - x[n:].mean(axis=0)) ** 2).sum()
    return (1 + sum(d(rows[o]) > d(rows) for o in orders)) / (1 + len(orders))


def drift_p__unseen_w3(rows, n, orders):
    """WRONG: the 1 is above the line only; the example: right .5, this 2/3."""
    d = lambda x: ((x[:n].mean(axis=0) - x[n:].mean(axis=0)) ** 2).sum()
    return (1 + sum(d(rows[o]) >= d(rows) for o in orders)) / len(orders)


def drift_p__unseen_w4(rows, n, orders):
    """WRONG: the other tail is counted (<=); rows [[0],[0],[4],[4]], orders [[0,2,1,3],[0,2,3,1]]: right 1/3, this 1."""
    d = lambda x: ((x[:n].mean(axis=0) - x[n:].mean(axis=0)) ** 2).sum()
    return (1 + sum(d(rows[o]) <= d(rows) for o in orders)) / (1 + len(orders))


def drift_p__unseen_w5(rows, n, orders):
    """WRONG: subtle: sums instead of means (right for windows of one size); rows [[1],[1],[1],[5]], n=1, orders [[3,0,1,2]]: right 1, this .5."""
    d = lambda x: ((x[:n].sum(axis=0) - x[n:].sum(axis=0)) ** 2).sum()
    return (1 + sum(d(rows[o]) >= d(rows) for o in orders)) / (1 + len(orders))


def drift_p__unseen_w6(rows, n, orders):
    """WRONG: subtle: one mean of all numbers instead of one a column (right for one column); rows [[0,4],[0,4],[4,0],[4,0]], n=2, orders [[0,2,1,3]]: right .5 (32 and 0), this 1."""
    d = lambda x: (x[:n].mean() - x[n:].mean()) ** 2
    return (1 + sum(d(rows[o]) >= d(rows) for o in orders)) / (1 + len(orders))


def drift_p__unseen_w7(rows, n, orders):
    """WRONG: subtle: orders that come twice are counted once; rows [[0],[0],[4],[4]], n=2, orders three times [0,2,1,3]: right 1/4, this 1/2."""
    d = lambda x: ((x[:n].mean(axis=0) - x[n:].mean(axis=0)) ** 2).sum()
    orders = np.unique(orders, axis=0)
    return (1 + sum(d(rows[o]) >= d(rows) for o in orders)) / (1 + len(orders))


def drift_p__unseen_w8(rows, n, orders):
    """WRONG: subtle: neither squared nor absolute, so the sign of the difference counts; rows [[4],[0]], n=1, orders [[1,0]]: right 1, this .5."""
    d = lambda x: (x[:n].mean(axis=0) - x[n:].mean(axis=0)).sum()
    return (1 + sum(d(rows[o]) >= d(rows) for o in orders)) / (1 + len(orders))


def drift_p__unseen_w9(rows, n, orders):
    """WRONG: subtle: absolute differences instead of squares (right for one column); rows [[5, 0], [4, 5], [2, 0], [3, 1]], n=2, orders [[0,2,1,3]]: right 1, this .5."""
    d = lambda x: np.abs(x[:n].mean(axis=0) - x[n:].mean(axis=0)).sum()
    return (1 + sum(d(rows[o]) >= d(rows) for o in orders)) / (1 + len(orders))


def drift_p__unseen_a1(rows, n, orders):
    """ARGUABLE: np.isclose counts as equal; the prose says that equal ones are equal exactly, so nothing is gained, and distances that are nearly equal but below would count."""
    d = lambda x: ((x[:n].mean(axis=0) - x[n:].mean(axis=0)) ** 2).sum()
    real = d(rows)
    return (1 + sum(d(rows[o]) >= real or np.isclose(d(rows[o]), real) for o in orders)) / (1 + len(orders))


def two_sample_auc__unseen_r1(first, second):
    """RIGHT: loops over pairs."""
    w = second[::2].mean(axis=0) - first[::2].mean(axis=0)
    score = lambda row: sum(float(x) * float(y) for x, y in zip(row, w))
    wins = 0.0
    for a in first[1::2]:
        for b in second[1::2]:
            if score(b) > score(a):
                wins += 1
            elif score(b) == score(a):
                wins += 0.5
    return wins / (len(first[1::2]) * len(second[1::2]))


def two_sample_auc__unseen_r2(first, second):
    """RIGHT: broadcasting."""
    w = second[0::2].mean(0) - first[0::2].mean(0)
    d = (second[1::2] @ w)[None, :] - (first[1::2] @ w)[:, None]
    return ((d > 0) + 0.5 * (d == 0)).mean()


def two_sample_auc__unseen_r3(first, second):
    """RIGHT: sklearn."""
    from sklearn.metrics import roc_auc_score

    w = np.mean(second[::2], axis=0) - np.mean(first[::2], axis=0)
    a, b = first[1::2] @ w, second[1::2] @ w
    return roc_auc_score(np.r_[np.zeros(len(a)), np.ones(len(b))], np.r_[a, b])


def two_sample_auc__unseen_r4(first, second):
    """RIGHT: sum of ranks (Mann-Whitney)."""
    from scipy.stats import rankdata

    w = second[::2].mean(axis=0) - first[::2].mean(axis=0)
    a, b = first[1::2].dot(w), second[1::2].dot(w)
    r = rankdata(np.concatenate([a, b]))[len(a) :].sum()
    return (r - len(b) * (len(b) + 1) / 2) / (len(a) * len(b))


def two_sample_auc__unseen_w1(first, second):
    """WRONG: learnt from all rows and tested on all; first [[0],[1],[0],[5]], second [[4],[3],[4],[9]]: right .75, this .8125."""
    w = second.mean(axis=0) - first.mean(axis=0)
    d = (second @ w)[None, :] - (first @ w)[:, None]
    return ((d > 0) + 0.5 * (d == 0)).mean()


def two_sample_auc__unseen_w2(first, second):
    """WRONG: a tie counts nothing; two equal windows: right .5, this 0."""
    w = second[::2].mean(axis=0) - first[::2].mean(axis=0)
    return ((second[1::2] @ w)[None, :] > (first[1::2] @ w)[:, None]).mean()


def two_sample_auc__unseen_w3(first, second):
    """WRONG: learnt from the odd rows and tested on the even; first [[0],[1],[0],[5]], second [[4],[3],[4],[9]]: right .75, this 1."""
    w = second[1::2].mean(axis=0) - first[1::2].mean(axis=0)
    d = (second[::2] @ w)[None, :] - (first[::2] @ w)[:, None]
    return ((d > 0) + 0.5 * (d == 0)).mean()


def two_sample_auc__unseen_w4(first, second):
    """WRONG: turned round where it is below .5; first [[0],[5]], second [[1],[2]]: right 0, this 1."""
    w = second[::2].mean(axis=0) - first[::2].mean(axis=0)
    d = (second[1::2] @ w)[None, :] - (first[1::2] @ w)[:, None]
    auc = ((d > 0) + 0.5 * (d == 0)).mean()
    return max(auc, 1 - auc)


def two_sample_auc__unseen_w5(first, second):
    """WRONG: subtle: a tie counts in full; two equal windows: right .5, this 1."""
    w = second[::2].mean(axis=0) - first[::2].mean(axis=0)
    wins = [(b @ w >= a @ w) for a in first[1::2] for b in second[1::2]]
    return sum(wins) / len(wins)


def two_sample_auc__unseen_w6(first, second):
    """WRONG: subtle: the direction is made length 1, nan if it is zero; first [[0],[1]], second [[0],[2]]: right .5, this 0."""
    w = second[::2].mean(axis=0) - first[::2].mean(axis=0)
    w = w / np.linalg.norm(w)
    d = (second[1::2] @ w)[None, :] - (first[1::2] @ w)[:, None]
    return float(((d > 0) + 0.5 * (d == 0)).mean())


def two_sample_auc__unseen_w7(first, second):
    """WRONG: subtle: row against row of the same number instead of all pairs; first [[0],[1],[0],[5]], second [[4],[3],[4],[9]]: right .75, this 1."""
    w = second[::2].mean(axis=0) - first[::2].mean(axis=0)
    a, b = first[1::2] @ w, second[1::2] @ w
    m = min(len(a), len(b))
    return np.mean((b[:m] > a[:m]) + 0.5 * (b[:m] == a[:m]))


def two_sample_auc__unseen_w8(first, second):
    """WRONG: share of rows on the right side of the middle, not of pairs; first [[0],[1]], second [[4],[1.5]]: right 1, this .5."""
    ma, mb = first[::2].mean(axis=0), second[::2].mean(axis=0)
    w = mb - ma
    middle = (ma + mb) / 2 @ w
    right = (first[1::2] @ w < middle).sum() + (second[1::2] @ w > middle).sum()
    return right / (len(first[1::2]) + len(second[1::2]))


def switch__unseen_r1(alias, ids, new):
    """RIGHT: guard clauses."""
    if new not in ids:
        return alias
    if new == alias["live"]:
        return alias
    for name in ids[alias["live"]]:
        if name not in ids[new]:
            return alias
    return {"live": new, "before": alias["live"]}


def switch__unseen_r2(alias, ids, new):
    """RIGHT: sets in one condition."""
    live = alias["live"]
    ok = new in ids and new != live and set(ids[live]) <= set(ids[new])
    return {"live": new, "before": live} if ok else dict(alias)


def switch__unseen_r3(alias, ids, new):
    """RIGHT: what is missing, copy and update."""
    result = alias.copy()
    if new in ids.keys():
        missing = set(ids[alias["live"]]).difference(ids[new])
        if len(missing) == 0 and alias["live"] != new:
            result.update(live=new, before=alias["live"])
    return result


def switch__unseen_r4(alias, ids, new):
    """RIGHT: dict.get with None, all."""
    target = ids.get(new)
    if target is None or new == alias["live"] or not all(name in target for name in ids[alias["live"]]):
        return {**alias}
    return dict(before=alias["live"], live=new)


def switch__unseen_w1(alias, ids, new):
    """WRONG: the caller's alias is changed; the answer is right, but alias is changed (e.g. v1 to v2 with the same documents)."""
    if new in ids and new != alias["live"] and set(ids[alias["live"]]) <= set(ids[new]):
        alias["before"] = alias["live"]
        alias["live"] = new
    return alias


def switch__unseen_w2(alias, ids, new):
    """WRONG: a switch to the live version is made: before becomes the live one; live v1, before v0, new v1: right before v0, this v1."""
    if new not in ids or not set(ids[alias["live"]]) <= set(ids[new]):
        return alias
    return {"live": new, "before": alias["live"]}


def switch__unseen_w3(alias, ids, new):
    """WRONG: counts the documents instead of comparing their names; v1 [a,b], v3 [a,c,d]: right not allowed, this allowed."""
    live = alias["live"]
    if new not in ids or new == live or len(set(ids[new])) < len(set(ids[live])):
        return alias
    return {"live": new, "before": live}


def switch__unseen_w4(alias, ids, new):
    """WRONG: the documents must be the same; v1 [a,b], v2 [b,a,c]: right allowed, this not."""
    live = alias["live"]
    if new not in ids or new == live or set(ids[new]) != set(ids[live]):
        return alias
    return {"live": new, "before": live}


def switch__unseen_w5(alias, ids, new):
    """WRONG: subtle: an empty version is taken for none; v1 [], v2 []: right allowed, this not."""
    live = alias["live"]
    if not ids.get(new) or new == live:
        return alias
    if set(ids[live]) - set(ids[new]):
        return alias
    return {"live": new, "before": live}


def switch__unseen_w6(alias, ids, new):
    """WRONG: subtle: a name that stands there twice must stand twice in the new version; v1 [a,a], v2 [a]: right allowed, this not."""
    from collections import Counter

    live = alias["live"]
    if new not in ids or new == live or Counter(ids[live]) - Counter(ids[new]):
        return alias
    return {"live": new, "before": live}


def switch__unseen_w7(alias, ids, new):
    """WRONG: subtle: the way back is always allowed; live v2 [a,b], before v1 [a], new v1: right not allowed (v1 lacks b), this allowed."""
    live = alias["live"]
    if new not in ids or new == live:
        return alias
    if new != alias["before"] and not set(ids[live]).issubset(ids[new]):
        return alias
    return {"live": new, "before": live}


def switch__unseen_w8(alias, ids, new):
    """WRONG: subtle: a true superset is asked for; v1 [a,b], v2 [b,a]: right allowed, this not."""
    live = alias["live"]
    if new in ids and new != live and set(ids[new]) > set(ids[live]):
        return {"live": new, "before": live}
    return alias


def switch__unseen_w9(alias, ids, new):
    """WRONG: a version that is not there: KeyError; new 'v9': right the alias as it was."""
    live = alias["live"]
    if new == live or not set(ids[live]) <= set(ids[new]):
        return alias
    return {"live": new, "before": live}


def waits__unseen_r1(due, sent, done):
    """RIGHT: sorted list, whole-number ceiling."""
    n = len(due)
    w = sorted(float(b) - float(a) for a, b in zip(due, done))
    return [w[-(-p * n // 100) - 1] for p in (50, 95, 99)]


def waits__unseen_r2(due, sent, done):
    """RIGHT: numPy percentile by the inverted distribution function."""
    return np.percentile(np.asarray(done) - np.asarray(due), [50, 95, 99], method="inverted_cdf")


def waits__unseen_r3(due, sent, done):
    """RIGHT: math.ceil of p * n / 100, np.sort."""
    import math

    w = np.sort(done - due)
    return tuple(w[math.ceil(p * len(w) / 100) - 1] for p in (50, 95, 99))


def waits__unseen_r4(due, sent, done):
    """RIGHT: by the definition: the smallest wait that at least p of 100 do not exceed."""
    w = (np.asarray(done, dtype=float) - np.asarray(due, dtype=float)).tolist()
    answer = []
    for p in (50, 95, 99):
        answer.append(min(x for x in w if 100 * sum(y <= x for y in w) >= p * len(w)))
    return answer


def waits__unseen_w1(due, sent, done):
    """WRONG: counted from when it was sent; the example: right 3, 7, 7, this 2, 4, 4 (waits 1, 3, 4, 2)."""
    import math

    w = np.sort(done - sent)
    return [w[math.ceil(p * len(w) / 100) - 1] for p in (50, 95, 99)]


def waits__unseen_w2(due, sent, done):
    """WRONG: np.percentile, which interpolates; the example: right 3, this 4.5."""
    return np.percentile(done - due, [50, 95, 99])


def waits__unseen_w3(due, sent, done):
    """WRONG: place p*n/100 counted from 0, so one too far; the example: right 3, this 6."""
    w = np.sort(done - due)
    return [w[min(int(p * len(w) / 100), len(w) - 1)] for p in (50, 95, 99)]


def waits__unseen_w4(due, sent, done):
    """WRONG: requests without an answer are left out; waits 1 and inf: right 1, inf, inf, this 1, 1, 1."""
    import math

    w = done - due
    w = np.sort(w[np.isfinite(w)])
    if len(w) == 0:
        return [np.inf] * 3
    return [w[math.ceil(p * len(w) / 100) - 1] for p in (50, 95, 99)]


def waits__unseen_w5(due, sent, done):
    """WRONG: subtle: rounded instead of the ceiling (right for 100 waits); waits 1, 2, 3, 4, 5: 2.5 is rounded to place 2: right 3, this 2."""
    w = np.sort(done - due)
    return [w[max(round(p * len(w) / 100), 1) - 1] for p in (50, 95, 99)]


def waits__unseen_w6(due, sent, done):
    """WRONG: subtle: the median of an even number is the mean of the middle two; the example: right 3, this 4.5."""
    import math

    w = np.sort(done - due)
    n = len(w)
    return np.median(w), w[math.ceil(0.95 * n) - 1], w[math.ceil(0.99 * n) - 1]


def waits__unseen_w7(due, sent, done):
    """WRONG: subtle: due and done are sorted apart, which gives each answer to another request; due [0, 1], done [10, 2]: waits 10 and 1: right 1, 10, 10, this 2, 9, 9."""
    import math

    due, done = sorted(due), sorted(done)
    w = sorted(b - a for a, b in zip(due, done))
    return [w[math.ceil(p * len(w) / 100) - 1] for p in (50, 95, 99)]


def waits__unseen_w8(due, sent, done):
    """WRONG: subtle: method='higher' of np.percentile, which counts places of n - 1; 4 waits 1, 3, 6, 7: right 3, this 6."""
    return np.percentile(done - due, [50, 95, 99], method="higher")


def waits__unseen_w9(due, sent, done):
    """WRONG: subtle: the caller's done is changed in place; the answer is right, but done is changed."""
    done -= due
    done.sort()
    n = len(done)
    return [done[-(-p * n // 100) - 1] for p in (50, 95, 99)]


def machines__unseen_r1(n, d, bits, m, ram, copies):
    """RIGHT: whole numbers only."""
    vector = (d * bits + 7) // 8
    need = n * (vector + 8 * m)
    per_copy = (4 * need + 3 * ram - 1) // (3 * ram)
    return max(per_copy, 1) * copies


def machines__unseen_r2(n, d, bits, m, ram, copies):
    """RIGHT: math.ceil."""
    import math

    need = n * (math.ceil(d * bits / 8) + 2 * m * 4)
    return copies * max(1, math.ceil(need / (0.75 * ram)))


def machines__unseen_r3(n, d, bits, m, ram, copies):
    """RIGHT: fractions."""
    from fractions import Fraction
    from math import ceil

    usable = Fraction(3, 4) * int(ram)
    need = int(n) * (ceil(Fraction(int(d) * int(bits), 8)) + 8 * int(m))
    return int(copies) * max(ceil(need / usable), 1)


def machines__unseen_r4(n, d, bits, m, ram, copies):
    """RIGHT: divmod, long-winded, a float that is whole."""
    bytes_, rest = divmod(d * bits, 8)
    if rest > 0:
        bytes_ += 1
    total = n * bytes_ + n * 2 * m * 4
    count, left = divmod(total, ram * 3 / 4)
    if left > 0:
        count += 1
    if count == 0:
        count = 1
    return int(count * copies)


def machines__unseen_w1(n, d, bits, m, ram, copies):
    """WRONG: all the memory is used, not three quarters; n=4, d=8, bits 8, m=0, ram 32: 32 bytes, 24 usable: right 2, this 1."""
    import math

    need = n * (math.ceil(d * bits / 8) + 8 * m)
    return max(1, math.ceil(need / ram)) * copies


def machines__unseen_w2(n, d, bits, m, ram, copies):
    """WRONG: the copies are multiplied before rounding up; n=1, d=8, bits 8, m=0, ram 64, copies 2: right 2, this 1."""
    import math

    need = copies * n * (math.ceil(d * bits / 8) + 8 * m)
    return max(1, math.ceil(need / (0.75 * ram)))


def machines__unseen_w3(n, d, bits, m, ram, copies):
    """WRONG: m numbers of 4 bytes for the graph, not 2 m; n=1, d=8, bits 8, m=4, ram 32: 8 + 32 = 40 bytes, 24 usable: right 2, this 1."""
    import math

    need = n * (math.ceil(d * bits / 8) + 4 * m)
    return copies * max(1, math.ceil(need / (0.75 * ram)))


def machines__unseen_w4(n, d, bits, m, ram, copies):
    """WRONG: no vectors need no machines; n=0: right copies, this 0."""
    import math

    need = n * (math.ceil(d * bits / 8) + 8 * m)
    return copies * math.ceil(need / (0.75 * ram))


def machines__unseen_w5(n, d, bits, m, ram, copies):
    """WRONG: subtle: bytes rounded down; n=24, d=9, bits 1, m=0, ram 32: 2 bytes each, 48 of 24: right 2, this 1."""
    import math

    need = n * (d * bits // 8 + 2 * m * 4)
    return copies * max(1, math.ceil(need / (ram * 0.75)))


def machines__unseen_w6(n, d, bits, m, ram, copies):
    """WRONG: subtle: each number takes whole bytes (right where bits is a multiple of 8); n=24, d=8, bits 1, m=0, ram 32: 24 bytes, 24 usable: right 1, this 8."""
    import math

    vector = d * math.ceil(bits / 8)
    need = n * (vector + 8 * m)
    return copies * max(1, math.ceil(need / (0.75 * ram)))


def machines__unseen_w7(n, d, bits, m, ram, copies):
    """WRONG: subtle: a vector is not split between machines; n=3, d=8, bits 8, m=0, ram 16: 24 bytes, 12 usable: right 2, this 3."""
    import math

    one = math.ceil(d * bits / 8) + 8 * m
    fit = int(0.75 * ram // one)
    if fit == 0:
        return copies * max(1, math.ceil(n * one / (0.75 * ram)))
    return copies * max(1, math.ceil(n / fit))


def machines__unseen_w8(n, d, bits, m, ram, copies):
    """WRONG: subtle: the usable bytes are rounded down; n=15, d=8, bits 8, m=0, ram 10: 15 bytes, 7.5 usable: right 2, this 3."""
    need = n * (-(-d * bits // 8) + 8 * m)
    usable = ram * 3 // 4
    if usable == 0:
        usable = 1
    return copies * max(1, -(-need // usable))


def machines__unseen_w9(n, d, bits, m, ram, copies):
    """WRONG: subtle: one machine more where it fits exactly (// + 1); n=3, d=8, bits 8, m=0, ram 32: 24 bytes of 24: right 1, this 2."""
    need = n * ((d * bits + 7) // 8 + 8 * m)
    return copies * int(need // (0.75 * ram) + 1)


def machines__unseen_w10(n, d, bits, m, ram, copies):
    """WRONG: subtle: bits of all vectors are added before they are rounded to bytes; n=8, d=1, bits 1, m=0, ram 8: 8 bytes, 6 usable: right 2, this 1."""
    import math

    need = math.ceil(n * d * bits / 8) + n * 2 * m * 4
    return copies * max(1, math.ceil(need / (0.75 * ram)))


def machines__unseen_w11(n, d, bits, m, ram, copies):
    """WRONG: subtle: at least one machine in all, not for each copy; n=0, copies 3: right 3, this 1."""
    import math

    need = n * (math.ceil(d * bits / 8) + 8 * m)
    return max(1, copies * math.ceil(need / (0.75 * ram)))


def machines__unseen_a1(n, d, bits, m, ram, copies):
    """ARGUABLE: need divided by .75 * ram as floats, then ceil, and all whole numbers of NumPy int64: right while 4 * need is below 2**53 as well; the prose names only 'no number that you meet on the way'."""
    usable = 0.75 * ram
    need = n * np.ceil(d * bits / 8) + n * 8.0 * m
    return int(copies * np.maximum(np.ceil(need / usable), 1))
