"""Unit 05. Augmentations: random changes of a picture, of which the reader of pictures should take no notice."""

from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float
from numpy import ndarray
from torch import Tensor


class Changes(NamedTuple):
    """How far a picture may be changed: each change is drawn evenly between nothing and that much, either way."""

    degrees: float = 12.0
    pixels: float = 2.0
    scale: float = 0.1
    shear: float = 0.15
    brightness: float = 0.0  # times 1 - brightness to 1 + brightness
    noise: float = 0.0  # standard deviation


LETTERS = Changes()
COPIES = Changes(degrees=30, pixels=3, scale=0.2, shear=0, brightness=0.4, noise=0.03)


def view(
    pictures: Float[Tensor, "n c h w"], changes: Changes = LETTERS, *, generator: torch.Generator
) -> Float[Tensor, "n c h w"]:
    """Each picture turned, moved, scaled, slanted, made brighter or darker, and noisy: a change of its own for each.

    What comes in from beyond the border has the colour of the border.
    """
    n, device = len(pictures), pictures.device

    def draw(most: float, *shape: int) -> Tensor:
        drawn = torch.rand(n, *shape, generator=generator, device=generator.device)
        return ((2 * drawn - 1) * most).to(device)

    turn, slant, size = torch.deg2rad(draw(changes.degrees)), draw(changes.shear), 1 + draw(changes.scale)
    sine, cosine = size * turn.sin(), size * turn.cos()
    shift = draw(2 * changes.pixels / pictures.shape[-1], 2)  # the picture reaches from -1 to 1
    rows = [torch.stack([cosine, slant * cosine - sine], 1), torch.stack([sine, slant * sine + cosine], 1)]
    grid = F.affine_grid(torch.cat([torch.stack(rows, 1), shift[:, :, None]], 2), pictures.shape, align_corners=False)
    moved = F.grid_sample(pictures, grid, padding_mode="border", align_corners=False)
    if changes.brightness or changes.noise:
        spots = torch.randn(moved.shape, generator=generator, device=generator.device).to(device)
        moved = moved * (1 + draw(changes.brightness, 1, 1, 1)) + changes.noise * spots
    return moved


def two_views(
    pictures: Float[Tensor, "n c h w"], changes: Changes = LETTERS, *, generator: torch.Generator
) -> tuple[Float[Tensor, "n c h w"], Float[Tensor, "n c h w"]]:
    """Two views of each picture, changed independently."""
    return view(pictures, changes, generator=generator), view(pictures, changes, generator=generator)


def changed(
    pictures: Float[ndarray, "n *c h w"], changes: Changes = LETTERS, *, seed: int
) -> Float[ndarray, "n *c h w"]:
    """A view of each picture, of NumPy's arrays: in grey (n, h, w) or in colour (n, c, h, w)."""
    tensor = torch.from_numpy(np.ascontiguousarray(pictures, dtype=np.float32))
    tensor = tensor[:, None] if tensor.ndim == 3 else tensor
    return view(tensor, changes, generator=torch.Generator().manual_seed(seed)).numpy().reshape(pictures.shape)
