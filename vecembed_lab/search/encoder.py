"""A small transformer that turns texts into vectors: the published weights of MiniLM in plain PyTorch.

It makes the vectors that unit 07 ships (`python -m vecembed_lab.search.encoder`, some minutes on one core), because a
lesson has no time to. The weights are the data set `minilm`, whose sha256 stands in data.toml.
Source: Wang et al. (2020), MiniLM; Reimers & Gurevych (2019), Sentence-BERT.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor

from vecembed_lab.data.registry import fetch, find
from vecembed_lab.data.shipped import in_steps, write_shipped
from vecembed_lab.search.judged import VECTORS, load_cranfield

LONGEST = 256  # tokens of a text that are read, as the published model does
BATCH = 32
CHINESE = (  # the first and the last character of each block
    ("\u3400", "\u4dbf"),
    ("\u4e00", "\u9fff"),
    ("\uf900", "\ufaff"),
    ("\U00020000", "\U0002a6df"),
    ("\U0002a700", "\U0002ceaf"),
    ("\U0002f800", "\U0002fa1f"),
)
QUERIES, TITLES = 4, 8  # whose pieces are shipped: the first questions, and the documents found for each
STEP = 0.0015  # less than half of what one byte a number tells apart: a lesson asks what that byte costs
STEP_OF_PIECES = 0.03


class WordPieces:
    """Words cut into the longest pieces that the vocabulary knows, as BERT's published tokenizer does.

    Source: Wu et al. (2016), Google's Neural Machine Translation System.
    """

    def __init__(self, vocabulary: Mapping[str, int]):
        self.vocabulary = vocabulary

    def __call__(self, text: str, longest: int = LONGEST) -> list[int]:
        """The numbers of the pieces of a text, between those of [CLS] and [SEP], at most `longest` in all."""
        return self.framed(self.cut(text)[: longest - 2])

    def cut(self, text: str) -> list[int]:
        """The numbers of all pieces of a text."""
        return [number for word in _words(text) for number in self._pieces(word)]

    def framed(self, ids: Sequence[int]) -> list[int]:
        """The same between the numbers of [CLS] and [SEP]."""
        return [self.vocabulary["[CLS]"], *ids, self.vocabulary["[SEP]"]]

    def _pieces(self, word: str) -> list[int]:
        ids, start = [], 0
        while start < len(word):
            mark = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if mark + word[start:end] in self.vocabulary), None)
            if end is None or len(word) > 100:
                return [self.vocabulary["[UNK]"]]
            ids.append(self.vocabulary[mark + word[start:end]])
            start = end
        return ids


def _words(text: str) -> list[str]:
    """Words in lower case without accents; each mark of punctuation, and each Chinese character, is a word."""
    letters = unicodedata.normalize("NFD", text)
    plain = "".join(letter.lower() for letter in letters if _kind(letter) != "Mn")  # one by one: a final sigma is σ
    return "".join(f" {letter} " if _stands_alone(letter) else letter for letter in plain if _seen(letter)).split()


def _kind(letter: str) -> str:
    return unicodedata.category(letter)


def _seen(letter: str) -> bool:
    return letter in "\t\n\r" or not (_kind(letter) in ("Cc", "Cf", "Co", "Cs") or letter == "\ufffd")


def _stands_alone(letter: str) -> bool:
    if letter.isascii():
        return not letter.isalnum() and letter.isprintable() and letter != " "
    return _kind(letter).startswith("P") or any(low <= letter <= high for low, high in CHINESE)


class Encoder:
    """MiniLM, ready to embed texts. Raises DataError if its weights are not cached and cannot be fetched."""

    def __init__(self):
        files = fetch("minilm")
        self.pieces = WordPieces(json.loads(files["tokenizer.json"].read_text("utf-8"))["model"]["vocab"])
        self.config = json.loads(files["config.json"].read_text("utf-8"))
        self.weights = read_safetensors(files["model.safetensors"])

    @cached_property
    def words(self) -> list[str]:
        """The piece of each number."""
        return sorted(self.pieces.vocabulary, key=self.pieces.vocabulary.get)

    def tokens(
        self, texts: Sequence[str], longest: int = LONGEST
    ) -> Iterator[tuple[int, Int[Tensor, " t"], Float[Tensor, "t d"]]]:
        """For each text, shortest first: its number, its pieces with [CLS] and [SEP], and their vectors."""
        ids = [torch.tensor(self.pieces(text, longest)) for text in texts]
        order = sorted(range(len(texts)), key=lambda number: len(ids[number]))  # equals together: no padding to compute
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            hidden = self.hidden(*padded([ids[number] for number in batch]))
            for number, row in zip(batch, hidden, strict=True):
                yield number, ids[number], row[: len(ids[number])]

    def sentences(self, texts: Sequence[str], longest: int = LONGEST) -> Float[np.ndarray, "n d"]:
        """A vector of length 1 for each text: the mean over its first `longest` pieces; an empty text has two."""
        vectors = np.empty((len(texts), self.config["hidden_size"]), np.float32)
        for number, _, rows in self.tokens(texts, longest):
            vectors[number] = F.normalize(rows.mean(0), dim=0).numpy()
        return vectors

    @torch.inference_mode()
    def hidden(self, ids: Int[Tensor, "n t"], real: Bool[Tensor, "n t"]) -> Float[Tensor, "n t d"]:
        """The vectors of the last layer; what is not `real` is padding, which no piece attends to."""
        *_, last = self.layers(ids, real)
        return last

    def layers(self, ids: Int[Tensor, "n t"], real: Bool[Tensor, "n t"]) -> Iterator[Float[Tensor, "n t d"]]:
        """The vectors before the first layer, which do not know their neighbours yet, and after each."""
        kinds = ("word_embeddings", "position_embeddings", "token_type_embeddings")
        words, places, parts = (self.weights[f"embeddings.{kind}.weight"] for kind in kinds)
        x = self._norm(words[ids] + places[: ids.shape[1]] + parts[0], "embeddings.LayerNorm")
        for layer in range(self.config["num_hidden_layers"]):
            yield x
            x = self._layer(x, real, f"encoder.layer.{layer}.")
        yield x

    def _layer(self, x: Float[Tensor, "n t d"], real: Bool[Tensor, "n t"], name: str) -> Float[Tensor, "n t d"]:
        heads = (x.shape[0], x.shape[1], self.config["num_attention_heads"], -1)
        parts = (self._linear(x, f"{name}attention.self.{part}") for part in ("query", "key", "value"))
        q, k, v = (part.view(heads).transpose(1, 2) for part in parts)
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=real[:, None, None])
        mixed = mixed.transpose(1, 2).reshape(x.shape)
        x = self._norm(x + self._linear(mixed, f"{name}attention.output.dense"), f"{name}attention.output.LayerNorm")
        wide = F.gelu(self._linear(x, f"{name}intermediate.dense"))
        return self._norm(x + self._linear(wide, f"{name}output.dense"), f"{name}output.LayerNorm")

    def _linear(self, x: Tensor, name: str) -> Tensor:
        return F.linear(x, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def _norm(self, x: Tensor, name: str) -> Tensor:
        weight, bias = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        return F.layer_norm(x, weight.shape, weight, bias, self.config["layer_norm_eps"])


def padded(ids: Sequence[Int[Tensor, " _"]]) -> tuple[Int[Tensor, "n t"], Bool[Tensor, "n t"]]:
    """The pieces of texts as one batch, filled up to the longest of them, and which of its places are real."""
    lengths = torch.tensor([len(row) for row in ids])
    batch = torch.nn.utils.rnn.pad_sequence(list(ids), batch_first=True)
    return batch, torch.arange(batch.shape[1]) < lengths[:, None]


def read_safetensors(path: Path) -> dict[str, Tensor]:
    """The float32 arrays in a file of weights, by name. It holds no code that could run.

    Source: https://github.com/huggingface/safetensors (8 bytes: the size of a header in JSON, the header, numbers)
    """
    data = path.read_bytes()
    end = 8 + int.from_bytes(data[:8], "little")
    arrays = {}
    for name, about in json.loads(data[8:end]).items():
        if about.get("dtype") == "F32":
            low, high = about["data_offsets"]
            array = np.frombuffer(data, np.float32, (high - low) // 4, end + low)
            arrays[name] = torch.from_numpy(array.reshape(about["shape"]).copy())
    return arrays


def main() -> None:
    """Write the vectors that unit 07 ships: all of Cranfield's documents and questions, and pieces of a few."""
    judged, encoder = load_cranfield(), Encoder()
    documents, queries = encoder.sentences(judged.documents), encoder.sentences(judged.queries)
    rows = np.unique(np.argsort(-queries[:QUERIES] @ documents.T, axis=1)[:, :TITLES])
    arrays = {"documents": in_steps(documents, STEP), "queries": in_steps(queries, STEP)}
    arrays |= _pieces(encoder, "query", dict(enumerate(judged.queries[:QUERIES])))
    arrays |= _pieces(encoder, "title", {int(row): judged.titles[row] for row in rows})
    write_shipped(VECTORS, arrays | {"weights": np.array(find("minilm").files[0].sha256)})


def _pieces(encoder: Encoder, name: str, texts: Mapping[int, str]) -> dict[str, np.ndarray]:
    """The pieces of each text but [CLS] and [SEP], the number of its text, and its vector in steps."""
    rows = list(encoder.tokens(list(texts.values())))
    numbers, vectors = list(texts), torch.cat([F.normalize(part[1:-1], dim=1) for _, _, part in rows])
    return {
        f"{name}_pieces": np.array([encoder.words[piece] for _, ids, _ in rows for piece in ids[1:-1]]),
        f"{name}_of": np.array([numbers[number] for number, ids, _ in rows for _ in ids[1:-1]]),
        f"{name}_vectors": in_steps(vectors.numpy(), STEP_OF_PIECES),
    }


if __name__ == "__main__":
    main()
