"""Unit 03. Training on a text of any size: chunk by chunk, on one thread or several, saved and resumed."""

import contextlib
import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import partial
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Int, Num
from numpy import ndarray
from torch import Tensor

from vecembed_lab.files.whole import check_writable, whole
from vecembed_lab.training.updates import Drawer, Settings, Tables, Update, block_update, start
from vecembed_lab.word2vec.vocabulary import Vocabulary

CHUNK = 20_000  # words of text drawn at once; the learning rate falls from chunk to chunk
ID = np.dtype(np.int32)  # of a word in a file
STRETCHES, STRETCH = 256, 4096  # of a long text, and words in each, by which it is known again


class IdFile:
    """The word numbers of a text in a file, of which only the part that is asked for is read into memory.

    Raises FileNotFoundError if there is no file, ValueError if it does not hold whole numbers of four bytes.
    """

    def __init__(self, path: Path):
        self.path, size = Path(path), Path(path).stat().st_size
        if size % ID.itemsize:
            raise ValueError(f"{path} must hold {ID.itemsize} bytes for each word, got {size} bytes")
        self._length = size // ID.itemsize

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, part: slice) -> Int[ndarray, " n"]:
        start, stop, step = part.indices(len(self))
        if step != 1:
            raise ValueError(f"a text is read word after word, got a step of {step}")
        return np.fromfile(self.path, ID, max(0, stop - start), offset=start * ID.itemsize)


def encode(sentences: Iterable[Sequence[str]], vocab: Vocabulary, path: Path) -> IdFile:
    """Write the number of every known word to `path`, sentence by sentence, and return the file to train from.

    The file appears when it is complete. Raises ValueError if no word is known.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole(path) as part:
        with part.open("wb") as file:
            for sentence in sentences:
                file.write(vocab.encode(sentence).astype(ID).tobytes())
        if not part.stat().st_size:
            raise ValueError(f"the text has none of the {len(vocab)} words of the vocabulary")
    return IdFile(path)


def fit(
    text: Num[ndarray, " T"] | IdFile,
    counts: Int[ndarray, " V"],
    settings: Settings,
    update: Update = block_update,
    *,
    seed: int,
    device: str = "cpu",
    threads: int = 1,
    chunk: int = CHUNK,
    every: int = 100,
    checkpoint: Path | None = None,
    after: Callable[[Tables, float], None] = lambda tables, share: None,
) -> Tables:
    """Train on a text by plain gradient steps whose size falls to zero, with any of the updates.

    What is random about a chunk depends on `seed` and its number alone: with one thread, the same seed gives the same
    vectors. After `every` chunks the tables are checked and, if a path is given, saved together with how far they are;
    where there is a checkpoint, training goes on from it, and ends with the same numbers as if it had never stopped.
    Then `after(tables, share done)` is called.
    Raises ValueError if the text is too short, if it does not fit to the counts, if the tables hold something that is
    not a number, or if the checkpoint is damaged or of another training; before it begins, FileNotFoundError if the
    checkpoint's folder is missing. A long text is known again by a million of its words.
    """
    _check(text, counts, settings)
    if min(threads, chunk, every) < 1:
        raise ValueError(f"threads, chunk and every must be at least 1, got {threads}, {chunk} and {every}")
    if checkpoint:
        check_writable(checkpoint)
    drawer = Drawer(counts, settings, device=device)
    n_chunks = -(-len(text) // chunk)
    total = n_chunks * settings.epochs
    recipe = {**asdict(settings), "seed": seed, "chunk": chunk, "update": _name(update), **_fingerprints(text, counts)}
    tables, done = start(len(counts), settings.dim, seed=seed, device=device), 0
    if checkpoint and checkpoint.exists():
        tables, done = _load(checkpoint, recipe, device)

    def learn(number: int) -> None:
        place = number % n_chunks * chunk
        ids = _known(text[place : place + chunk], len(counts))
        generator = torch.Generator(device).manual_seed(seed * total + number)
        update(tables, drawer(ids, generator=generator), settings, settings.lr * (1 - number / total))

    with _single_threaded_products(), ThreadPoolExecutor(threads) as pool:
        for first in range(done, total, every):
            done = min(first + every, total)
            list(pool.map(learn, range(first, done)))
            _check_numbers(tables, settings)
            if checkpoint:
                _save(checkpoint, recipe, tables, done)
            after(tables, done / total)
    return tables


def _check(text: Num[ndarray, " T"] | IdFile, counts: Int[ndarray, " V"], settings: Settings) -> None:
    if len(text) <= 2 * settings.window:
        raise ValueError(
            f"a window of {settings.window} needs a text of more than {2 * settings.window} words, got {len(text)}"
        )
    if len(counts) < 2 or not counts.min() >= 1:
        raise ValueError(
            f"word2vec needs two words or more, each of them seen; got {len(counts)}, "
            f"of which {(counts < 1).sum()} were never seen"
        )


def _name(update: Update) -> str:
    """An update in words, with what was chosen for it: "block_update(blocks=512)"."""
    if isinstance(update, partial):
        chosen = [*map(str, update.args), *(f"{name}={value}" for name, value in sorted(update.keywords.items()))]
        return f"{_name(update.func)}({', '.join(chosen)})"
    return getattr(update, "__qualname__", type(update).__qualname__)


def _fingerprints(text: Num[ndarray, " T"] | IdFile, counts: Int[ndarray, " V"]) -> dict[str, str]:
    """By what a text and the counts of its words are known again; the same for a text in memory and on disk."""
    places = np.linspace(0, len(text) - STRETCH, STRETCHES, dtype=int)
    words, numbers = hashlib.sha256(), hashlib.sha256(np.asarray(counts, np.int64).tobytes())
    for place in places if len(text) > STRETCHES * STRETCH else range(0, len(text), STRETCH):
        words.update(np.asarray(text[place : place + STRETCH], np.int64).tobytes())
    return {
        "text": f"{len(text)} words {words.hexdigest()[:12]}",
        "counts": f"{len(counts)} words {numbers.hexdigest()[:12]}",
    }


def _known(ids: Num[ndarray, " n"], n_words: int) -> Int[Tensor, " n"]:
    if ids.dtype.kind not in "iu":
        raise ValueError(f"a text must hold the numbers of words, which are whole; got {ids.dtype}")
    if ids.min() < 0 or ids.max() >= n_words:
        raise ValueError(
            f"a text of {n_words} words has the numbers 0 to {n_words - 1}, got {ids.min()} to {ids.max()}"
        )
    return torch.from_numpy(np.array(ids, dtype=np.int64))  # a copy: torch takes no read-only and no reversed array


def _check_numbers(tables: Tables, settings: Settings) -> None:
    if not all(torch.isfinite(table.sum()) for table in tables):
        raise ValueError(f"the vectors are no longer numbers: lr = {settings.lr} is too large")


@contextlib.contextmanager
def _single_threaded_products() -> Iterator[None]:
    """A second thread in a product of small matrices would wait longer than it works."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _save(path: Path, recipe: dict, tables: Tables, done: int) -> None:
    """Write everything that is needed to go on; the file before is replaced when the new one is complete."""
    arrays = {name: table.cpu().numpy() for name, table in tables._asdict().items()}
    with whole(path) as part, part.open("wb") as file:
        np.savez(file, recipe=json.dumps(recipe), done=done, **arrays)


def _load(path: Path, recipe: dict, device: str) -> tuple[Tables, int]:
    try:
        with path.open("rb") as file, np.load(file) as saved:
            found, done = json.loads(str(saved["recipe"])), int(saved["done"])
            tables = Tables(*(torch.from_numpy(saved[name]).to(device) for name in Tables._fields))
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as problem:
        raise ValueError(f"{path} is not a whole checkpoint ({problem}); delete it to start anew") from problem
    other = [f"{key} = {found.get(key)} instead of {recipe[key]}" for key in recipe if found.get(key) != recipe[key]]
    if other:
        raise ValueError(f"{path} is the checkpoint of another training: {', '.join(other)}")
    return tables, done
