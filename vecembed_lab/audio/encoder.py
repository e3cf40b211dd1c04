"""Unit 06. A small encoder of spectra, trained by pairs with the same label; by `device` on a GPU too."""

from itertools import islice

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from numpy import ndarray
from torch import Tensor, nn

from vecembed_lab.images.encoder import class_batches
from vecembed_lab.images.losses import supervised_contrastive

FLOOR = -52.0  # dB: what is quieter is taken for silence, and so is what comes after the end
CHANNELS = (16, 32, 48)
STEPS, LR, TEMPERATURE, DECAY, DROPOUT = 100, 3e-3, 0.1, 0.01, 0.3


def fitted(spectrum: Float[ndarray, "t bands"], n_frames: int) -> Float[ndarray, "n_frames bands"]:
    """A log-mel spectrum of exactly `n_frames` frames: cut off at the end, or filled up with silence (FLOOR)."""
    sheet = np.full((n_frames, spectrum.shape[1]), FLOOR, np.float32)
    sheet[: len(spectrum)] = np.maximum(spectrum[:n_frames], FLOOR)
    return sheet


class SoundEncoder(nn.Module):
    """Three convolutions, each halving time and frequency, and a linear layer: a vector of length 1 for a spectrum."""

    def __init__(self, n_frames: int, bands: int, *, dim: int = 64, seed: int):
        super().__init__()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            layers, before = [], 1
            for kernel, channels in zip((5, 3, 3), CHANNELS, strict=True):
                layers += [nn.Conv2d(before, channels, kernel, 2, kernel // 2), nn.BatchNorm2d(channels), nn.ReLU()]
                before, n_frames, bands = channels, (n_frames + 1) // 2, (bands + 1) // 2
            self.layers = nn.Sequential(
                *layers, nn.Flatten(), nn.Dropout(DROPOUT), nn.Linear(before * n_frames * bands, dim)
            )

    def forward(self, spectra: Float[Tensor, "n t bands"]) -> Float[Tensor, "n d"]:
        """The vectors of spectra in decibels, from FLOOR to 0."""
        return F.normalize(self.layers(1 - spectra[:, None] / (FLOOR / 2)), dim=1)  # -1 to 1


def train(
    spectra: Float[ndarray, "n t bands"],
    labels: Int[ndarray, " n"],
    *,
    seed: int,
    classes: int = 10,
    each: int = 6,
    steps: int = STEPS,
    device: str = "cpu",
) -> SoundEncoder:
    """An encoder that brings spectra with the same label together, after `steps` steps.

    Raises ValueError as `class_batches` does.
    Source: Khosla et al. (2020), Supervised Contrastive Learning.
    """
    encoder = SoundEncoder(*spectra.shape[1:], seed=seed).to(device)
    optimizer = torch.optim.AdamW(encoder.parameters(), lr=LR, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LR, total_steps=steps)
    x, y = torch.tensor(spectra, device=device), torch.tensor(labels, device=device)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)  # of the dropout
        for rows in islice(class_batches(labels, classes, each, rng=np.random.default_rng(seed)), steps):
            loss = supervised_contrastive(encoder(x[rows]), y[rows], TEMPERATURE)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return encoder.eval()


@torch.no_grad()
def embed(encoder: SoundEncoder, spectra: Float[ndarray, "n t bands"]) -> Float[ndarray, "n d"]:
    """The vectors of spectra, of length 1, from an encoder that has come to rest (`eval`)."""
    device = next(encoder.parameters()).device
    parts = [encoder(torch.tensor(spectra[at : at + 256], device=device)).cpu() for at in range(0, len(spectra), 256)]
    return torch.cat(parts).numpy()


def untrained(spectra: Float[ndarray, "n t bands"], *, seed: int) -> SoundEncoder:
    """An encoder that has seen spectra once, so that its scales are right, and has learnt nothing: a control."""
    encoder = SoundEncoder(*spectra.shape[1:], seed=seed)
    with torch.no_grad(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)  # of the dropout
        for at in range(0, min(len(spectra), 2048), 256):
            encoder(torch.tensor(spectra[at : at + 256]))
    return encoder.eval()
