"""Unit 06. A published encoder of voices, which was trained on thousands of speakers at 16,000 samples a second."""

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float, Int, Real
from numpy import ndarray
from torch import Tensor, nn

from vecembed_lab.audio.spectra import Scale, checked, mel_bank, power_spectrum
from vecembed_lab.data.registry import DataError, fetch, say_stand_in

RATE = 16_000  # what it was trained on
SIZE, HOP, BANDS = 400, 160, 40  # frames of 25 ms, one every 10 ms
BATCH = 32  # clips at a time
STANDIN = "a stand-in, the same network with random weights, which knows no voices"


class VoiceEncoder(nn.Module):
    """Three LSTM layers over the frames and a linear one: 256 numbers, none negative, of length 1.

    Source: Wan et al. (2018), Generalized End-to-End Loss for Speaker Verification; weights: Resemblyzer.
    """

    def __init__(self, *, seed: int):
        super().__init__()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.lstm = nn.LSTM(BANDS, 256, 3, batch_first=True)
            self.linear = nn.Linear(256, 256)

    def forward(self, mel: Float[Tensor, "n t bands"], lengths: Int[Tensor, " n"]) -> Float[Tensor, "n d"]:
        """The vectors of spectra of `lengths` frames, filled up to the longest; the rest is not heard."""
        heard, _ = self.lstm(mel)
        last = heard[torch.arange(len(mel)), lengths - 1]
        return F.normalize(torch.relu(self.linear(last)), dim=1)


def load_voice_encoder() -> VoiceEncoder:
    """The published weights if they can be had; otherwise random ones, and a printed sentence that says so."""
    try:
        return load_published()
    except DataError:
        say_stand_in("speaker-encoder", "The voice encoder is", STANDIN)
        return VoiceEncoder(seed=0).eval()


def load_published() -> VoiceEncoder:
    """Resemblyzer's encoder. The file is a pickle, so only tensors are read from it (`weights_only`).

    Raises DataError if it is not cached and cannot be fetched.
    """
    stored = torch.load(fetch("speaker-encoder")["pretrained.pt"], map_location="cpu", weights_only=True)
    encoder = VoiceEncoder(seed=0)
    weights = {name: value for name, value in stored["model_state"].items() if not name.startswith("similarity")}
    encoder.load_state_dict(weights)
    return encoder.eval()


def voice_mel(
    samples: Real[ndarray, "..."], *, scale: Scale = "slaney", equal_area: bool = True
) -> Float[ndarray, "t bands"]:
    """What the encoder hears: power in 40 mel bands, not in decibels. The other scale is there to be heard as wrong.

    Half a frame of silence stands at both ends, so that the shortest sound has a frame.
    Raises ValueError for samples that are no sound.
    """
    padded = np.pad(checked(samples, RATE), SIZE // 2)
    bank = mel_bank(BANDS, RATE, SIZE, scale=scale, equal_area=equal_area)
    return (power_spectrum(padded, SIZE, HOP) @ bank.T.astype(samples.dtype)).astype(np.float32)


@torch.inference_mode()
def embed_voices(
    encoder: VoiceEncoder, clips: list[Real[ndarray, "..."]], *, scale: Scale = "slaney", equal_area: bool = True
) -> Float[ndarray, "n d"]:
    """A vector of length 1 for each clip, whatever its length; all are taken to be at RATE, since none can say.

    Raises ValueError for a clip that is no sound.
    """
    mels = [torch.from_numpy(voice_mel(clip, scale=scale, equal_area=equal_area)) for clip in clips]
    batches = [mels[at : at + BATCH] for at in range(0, len(mels), BATCH)]
    padded = ((nn.utils.rnn.pad_sequence(batch, batch_first=True), batch) for batch in batches)
    return torch.cat([encoder(sheet, torch.tensor([len(mel) for mel in batch])) for sheet, batch in padded]).numpy()
