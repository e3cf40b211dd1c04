"""A small encoder with numbers drawn at random, for tests."""

import numpy as np
import torch

from vecembed_lab.search.encoder import Encoder, WordPieces

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "wing", "##s", "slip", "##stream", "-", "a"]
DIM, LAYERS = 8, 2


def pieces():
    return WordPieces({piece: number for number, piece in enumerate(VOCABULARY)})


def encoder():
    rng = np.random.default_rng(0)
    tables = {"word_embeddings": len(VOCABULARY), "position_embeddings": 64, "token_type_embeddings": 2}
    shapes = {f"embeddings.{name}": (rows, DIM) for name, rows in tables.items()} | {"embeddings.LayerNorm": (DIM,)}
    for layer in (f"encoder.layer.{layer}." for layer in range(LAYERS)):
        for part in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            shapes[layer + part] = DIM, DIM
        shapes |= {f"{layer}intermediate.dense": (16, DIM), f"{layer}output.dense": (DIM, 16)}
        shapes |= {f"{layer}attention.output.LayerNorm": (DIM,), f"{layer}output.LayerNorm": (DIM,)}
    made = Encoder.__new__(Encoder)
    made.pieces, made.weights = pieces(), {}
    for name, shape in shapes.items():
        for kind, size in {"weight": shape, "bias": shape[:1]}.items():
            made.weights[f"{name}.{kind}"] = torch.from_numpy(rng.normal(size=size).astype(np.float32))
    made.config = {"hidden_size": DIM, "num_hidden_layers": LAYERS, "num_attention_heads": 2, "layer_norm_eps": 1e-12}
    return made
