import numpy as np
import pytest
from google.protobuf import text_format
from numpy.testing import assert_array_equal
from tensorboard.plugins.projector import projector_plugin
from tensorboard.plugins.projector.projector_config_pb2 import ProjectorConfig

from vecembed_lab.production.projector import export_versions


def test_tensorboard_reads_every_version(tmp_path):
    versions = {"v1": np.eye(3, 2), "v2": np.eye(3, 4)}
    export_versions(tmp_path, ["a", "b", "c"], versions)
    config = text_format.Parse((tmp_path / "projector_config.pbtxt").read_text(), ProjectorConfig())
    assert [embedding.tensor_name for embedding in config.embeddings] == ["v1", "v2"]
    for embedding, vectors in zip(config.embeddings, versions.values(), strict=True):
        assert_array_equal(projector_plugin._read_tensor_tsv_file(str(tmp_path / embedding.tensor_path)), vectors)
        assert (tmp_path / embedding.metadata_path).read_text() == "a\nb\nc\n"


def test_a_version_that_lacks_a_text_is_refused(tmp_path):
    with pytest.raises(ValueError, match="every word needs one vector, got 3 words and 2 vectors"):
        export_versions(tmp_path, ["a", "b", "c"], {"v1": np.eye(2)})
    assert not list(tmp_path.iterdir())
