"""Unit 11. Two versions side by side in TensorBoard's projector."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from jaxtyping import Float
from numpy import ndarray

from vecembed_lab.files.whole import write
from vecembed_lab.similarity.projection import export_projector

CONFIG = """\
embeddings {{
  tensor_name: "{0}"
  tensor_path: "{0}/tensors.tsv"
  metadata_path: "{0}/metadata.tsv"
}}
"""


def export_versions(folder: Path, labels: Sequence[str], versions: Mapping[str, Float[ndarray, "n _"]]) -> None:
    """Write what versions make of the same texts: `tensorboard --logdir FOLDER` shows one, and lets one choose another.

    Each version has a folder, as `export_projector` writes it. Errors are those of `export_projector`.
    """
    for version, vectors in versions.items():
        export_projector(folder / version, labels, vectors)
    write(folder / "projector_config.pbtxt", "".join(map(CONFIG.format, versions)))
