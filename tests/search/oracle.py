"""What `transformers` makes of some texts with the published weights: `python -m tests.search.oracle` writes it.

It needs transformers (5.24.0 wrote the file, with tokenizers 0.23.3 and torch 2.13.0 on a CPU), which no test does:
install it into an environment of its own. The weights are those of the data set `minilm`, found as the course finds
them. All texts are in one batch, so that seven of them are padded.
"""

from pathlib import Path

import numpy as np

FILE = Path(__file__).with_name("minilm.npz")
LAYERS = (0, 4, 6)  # whose vectors are kept, at the last piece of each text
TEXTS = (
    "A wing in a slipstream.",
    "",
    "The drug is not safe; this medicine does no harm, to anybody?",
    "Naïve café: Ångström's 5 µm x-ray, ΟΔΟΣ and İstanbul -- unbelievabilities!",
    "中文 㐀 and 豈, \U00020000; 3.14 $ `^~ \u200bzero\x0bwidth\x85 \ufffd\tTAB\nLINE",
    "Who marked the ground, and whose line was it?",
    "w" * 101,
    " ".join(f"wing number {i} of {7 * i}," for i in range(80)),  # longer than what is read
)


def main() -> None:
    """Write pieces, vectors of LAYERS, and sentence vectors."""
    import torch
    from transformers import BertModel, PreTrainedTokenizerFast

    from vecembed_lab.data.registry import fetch

    folder = fetch("minilm")["config.json"].parent
    cut = PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"), pad_token="[PAD]")
    batch = cut(list(TEXTS), padding="longest", truncation=True, max_length=256, return_tensors="pt")
    model = BertModel.from_pretrained(folder, attn_implementation="eager").eval()
    with torch.no_grad():
        states = model(batch.input_ids, batch.attention_mask, output_hidden_states=True).hidden_states
    real = batch.attention_mask[:, :, None]
    means = (states[-1] * real).sum(1) / real.sum(1)
    ends = real.sum(1).flatten() - 1
    arrays = {
        "ids": batch.input_ids.numpy().astype(np.uint16),
        "lengths": ends.numpy() + 1,
        "ends": np.stack([states[layer][torch.arange(len(TEXTS)), ends].numpy() for layer in LAYERS]),
        "sentences": torch.nn.functional.normalize(means).numpy(),
    }
    np.savez_compressed(FILE, **arrays)
    print(f"{FILE.name} is written: {FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
