import json

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from tests.search import oracle
from vecembed_lab.data.registry import find
from vecembed_lab.search.encoder import LONGEST, Encoder, WordPieces, _words, padded, read_safetensors

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "wing", "##s", "slip", "##stream", "-", "a"]
DIM, LAYERS = 8, 2


def pieces():
    return WordPieces({piece: number for number, piece in enumerate(VOCABULARY)})


def test_words_are_cut_into_the_longest_pieces_known():
    assert pieces()("A slipstream") == [2, 9, 6, 7, 3]
    assert pieces()("wings - wing") == [2, 4, 5, 8, 4, 3]
    assert pieces()("slipping") == [2, 1, 3]  # one piece of it is not known: all of it is not
    assert pieces()("") == [2, 3]
    assert pieces()("a" * 101) == [2, 1, 3]
    assert len(pieces()("wing " * 999)) == LONGEST


def test_words_have_no_accents_and_marks_stand_alone():
    assert _words("Naïve x-ray,\tÀ\u0000 中文`$") == ["naive", "x", "-", "ray", ",", "a", "中", "文", "`", "$"]
    assert _words("ΟΔΟΣ \u3400a\U00020000 x\x0by\u200bz") == ["οδοσ", "\u3400", "a", "\U00020000", "xyz"]


def test_a_batch_is_as_wide_as_its_longest_text_and_says_what_is_real():
    ids, real = padded([torch.tensor([2, 4, 3]), torch.tensor([2]), torch.tensor([2, 3])])
    assert ids.tolist() == [[2, 4, 3], [2, 0, 0], [2, 3, 0]]
    assert real.tolist() == [[True] * 3, [True, False, False], [True, True, False]]


def names():
    yield "embeddings.word_embeddings.weight", (len(VOCABULARY), DIM)
    yield "embeddings.position_embeddings.weight", (LONGEST, DIM)
    yield "embeddings.token_type_embeddings.weight", (2, DIM)
    norms, denses = ["embeddings.LayerNorm"], []
    for layer in (f"encoder.layer.{layer}." for layer in range(LAYERS)):
        norms += [f"{layer}attention.output.LayerNorm", f"{layer}output.LayerNorm"]
        parts = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense")
        denses += [(f"{layer}{part}", DIM, DIM) for part in parts]
        denses += [(f"{layer}intermediate.dense", 2 * DIM, DIM), (f"{layer}output.dense", DIM, 2 * DIM)]
    for norm in norms:
        yield f"{norm}.weight", (DIM,)
        yield f"{norm}.bias", (DIM,)
    for name, out, into in denses:
        yield f"{name}.weight", (out, into)
        yield f"{name}.bias", (out,)


@pytest.fixture
def weights(tmp_path):
    """A model with numbers drawn at random, in the format of published weights."""
    rng, header, data = np.random.default_rng(0), {"__metadata__": {"format": "pt"}}, b""
    for name, shape in names():
        array = rng.normal(size=shape).astype(np.float32)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + array.nbytes]}
        data += array.tobytes()
    head = json.dumps(header).encode()
    path = tmp_path / "model.safetensors"
    path.write_bytes(len(head).to_bytes(8, "little") + head + data)
    return path


@pytest.fixture
def encoder(weights):
    made = Encoder.__new__(Encoder)
    made.pieces, made.weights = pieces(), read_safetensors(weights)
    made.config = {"hidden_size": DIM, "num_hidden_layers": LAYERS, "num_attention_heads": 2, "layer_norm_eps": 1e-12}
    return made


def torch_encoder(weights):
    """PyTorch's own layers with the same numbers."""
    stack = []
    for layer in (f"encoder.layer.{layer}." for layer in range(LAYERS)):
        own = torch.nn.TransformerEncoderLayer(DIM, 2, 2 * DIM, 0.0, "gelu", layer_norm_eps=1e-12, batch_first=True)
        parts = [f"{layer}attention.self.{part}" for part in ("query", "key", "value")]
        state = {"self_attn.in_proj_weight": torch.cat([weights[f"{part}.weight"] for part in parts])}
        state["self_attn.in_proj_bias"] = torch.cat([weights[f"{part}.bias"] for part in parts])
        renamed = {
            "self_attn.out_proj": "attention.output.dense",
            "linear1": "intermediate.dense",
            "linear2": "output.dense",
            "norm1": "attention.output.LayerNorm",
            "norm2": "output.LayerNorm",
        }
        for ours, theirs in renamed.items():
            state |= {f"{ours}.{kind}": weights[f"{layer}{theirs}.{kind}"] for kind in ("weight", "bias")}
        own.load_state_dict(state)
        stack.append(own.eval())
    return stack


@torch.no_grad()
def test_hidden_states_against_the_layers_of_torch(encoder):
    ids = torch.tensor([encoder.pieces("a wing"), encoder.pieces("slip -")])
    words, places, parts = (
        encoder.weights[f"embeddings.{kind}_embeddings.weight"] for kind in ("word", "position", "token_type")
    )
    x = encoder._norm(words[ids] + places[:4] + parts[0], "embeddings.LayerNorm")
    for layer in torch_encoder(encoder.weights):
        x = layer(x)
    assert_allclose(encoder.hidden(ids, torch.ones_like(ids, dtype=torch.bool)), x, atol=1e-5)


def test_a_text_has_the_same_vectors_alone_and_beside_longer_ones(encoder):
    texts = ["a wing", "wings - slipstream - a wing", "", "slip", "a wing"]
    together = encoder.sentences(texts)
    assert_allclose(together, np.concatenate([encoder.sentences([text]) for text in texts]), atol=1e-6)
    assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-6)
    assert_allclose(together[0], together[4], atol=1e-6)
    assert sorted(number for number, _, _ in encoder.tokens(texts)) == [0, 1, 2, 3, 4]


@pytest.fixture(scope="module")
def published():
    if not find("minilm").cached:
        pytest.skip("the weights are not on this machine")
    return Encoder()


@pytest.fixture(scope="module")
def theirs():
    """What `transformers` makes of TEXTS in one batch: see oracle.py."""
    with np.load(oracle.FILE, allow_pickle=False) as file:
        return dict(file)


def test_pieces_are_those_of_the_published_tokenizer(published, theirs):
    for text, ids, length in zip(oracle.TEXTS, theirs["ids"], theirs["lengths"], strict=True):
        assert published.pieces(text) == ids[:length].tolist(), text


def test_hidden_states_are_those_of_transformers(published, theirs):
    ids, real = padded([torch.tensor(published.pieces(text)) for text in oracle.TEXTS])
    layers = list(published.layers(ids, real))
    for layer, ends in zip(oracle.LAYERS, theirs["ends"], strict=True):
        assert_allclose(layers[layer][range(len(ids)), theirs["lengths"] - 1], ends, atol=1e-5, rtol=0)


def test_sentence_vectors_are_those_of_transformers(published, theirs):
    assert_allclose(published.sentences(oracle.TEXTS), theirs["sentences"], atol=1e-6, rtol=0)


def test_the_published_model_finds_close_what_means_the_same(published):
    vectors = published.sentences(
        ["a wing in a slipstream", "an airfoil in the wake of a propeller", "the cat sat on the mat"]
    )
    cosines = vectors @ vectors.T
    assert cosines[0, 1] > 0.3 > 0.2 > cosines[0, 2]
