"""How vectors grow with their text: measured once on texts too large for a lesson, and recorded.

`python -m vecembed_lab.word2vec.growth` measures what growth.json beside this file lacks; delete that to measure all,
which takes a quarter of an hour.
"""

import platform
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jaxtyping import Float
from numpy import ndarray

from vecembed_lab.data.texts import load_enwiki, load_novels
from vecembed_lab.data.words import load_analogies, load_similarity
from vecembed_lab.files.record import Job, measure_all, read_record
from vecembed_lab.similarity.measures import agreement
from vecembed_lab.word2vec.cooccurrence import count_vectors
from vecembed_lab.word2vec.evaluation import analogies_right, rated_rows

RECORD = Path(__file__).with_suffix(".json")
SIZES = [1_000_000, 4_000_000, 10**9]  # words from the beginning; the last is all of them
MIN_COUNT = 5
WORDS_READ = 20_000_000  # by skip-gram in all, a short text several times
MEANING = {"agreement": "agreement with people", "right": "analogies right"}


class Beginning:
    """The first passages of a text, up to `n_words` words and the rest of a passage: to be read again and again."""

    def __init__(self, text: Iterable[list[str]], n_words: int):
        self.text, self.n_words = text, n_words

    def __iter__(self) -> Iterator[list[str]]:
        left = self.n_words
        for words in self.text:
            if left <= 0:
                return
            left -= len(words)
            yield words


def judged(vectors: Float[ndarray, "n d"], index: Mapping[str, int]) -> dict[str, float]:
    """What the vectors of n words are worth: pairs of WordSim353 known, agreement on them, family analogies right."""
    pairs, people = rated_rows(index, *load_similarity("wordsim353"))
    right = analogies_right(vectors, index, load_analogies()["family"])
    return {"pairs": len(pairs), "agreement": round(agreement(vectors, pairs, people), 3), "right": round(right, 3)}


def counted(text: Iterable[list[str]]) -> dict[str, float]:
    """PPMI and SVD, 50 dimensions, judged."""
    from vecembed_lab.word2vec.vocabulary import vocabulary

    vocab = vocabulary(text, MIN_COUNT)
    ids = vocab.encode(word for words in text for word in words)
    return judged(count_vectors(ids, len(vocab), seed=0), vocab.index)


def guessed(text: Iterable[list[str]]) -> dict[str, float]:
    """Skip-gram by gensim, 100 dimensions, five noise words, as many passes as make WORDS_READ words, judged."""
    from gensim.models import Word2Vec

    passes = max(1, WORDS_READ // sum(map(len, text)))
    model = Word2Vec(text, sg=1, vector_size=100, epochs=passes, min_count=MIN_COUNT, workers=1, seed=0)
    return judged(model.wv.vectors, model.wv.key_to_index)


def curve(text: Iterable[list[str]], sizes: Iterable[int]) -> list[dict]:
    """Rows as in the record, of vectors counted in the first so many words of a text, for each of the sizes."""
    parts = [Beginning(text, n_words) for n_words in sizes]
    return [{"method": "counted", "words": sum(map(len, part))} | counted(part) for part in parts]


def jobs() -> Iterator[Job]:
    """A measurement for each method, text and size; what takes longest comes last."""
    parts = [
        (text, n_words) for text, sizes in [(load_enwiki(), SIZES), (load_novels(), SIZES[-1:])] for n_words in sizes
    ]
    for method in (counted, guessed):
        for text, n_words in parts:
            part = Beginning(text, n_words)
            varied = {"text": text.source, "words": sum(map(len, part)), "method": method.__name__}
            yield Job("rows", varied, partial(method, part))


def recorded() -> dict[str, Any]:
    """What was measured, with the date and the versions: {"about": {"date": ..., "versions": ...}, "rows": [...]}."""
    return read_record(RECORD)


def main() -> None:
    """Measure what the record lacks, and say what is being measured. Errors are those of `measure_all`."""
    versions = {name: version(name) for name in ["gensim", "numpy", "scikit-learn", "scipy"]}
    about = {"versions": {"python": platform.python_version(), **versions}}
    measure_all(RECORD, about, list(jobs()), progress=_say)


def _say(done: int, total: int, what: str) -> None:
    print(f"{done} of {total} measured. {what}", flush=True)


if __name__ == "__main__":
    main()
