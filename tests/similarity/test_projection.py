import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn import decomposition, manifold

from vecembed_lab.similarity.measures import cosine
from vecembed_lab.similarity.projection import (
    export_projector,
    neighbours_kept,
    pca,
    random_rotation,
    trustworthiness,
    tsne,
)

CUBE = np.array([[x, y, z] for x in (-3.0, 3) for y in (-2.0, 2) for z in (-1.0, 1)])


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_pca_of_a_box_finds_its_edges():
    shares = np.array([9, 4, 1]) / 14
    found = pca(CUBE + np.array([10, 20, 30]), 2)
    assert_allclose(found.components, [[1, 0, 0], [0, 1, 0]], atol=1e-12)
    assert_allclose(found.coordinates, CUBE[:, :2], atol=1e-12)
    assert_allclose(found.explained, shares[:2])


def test_pca_takes_the_first_of_equally_large_entries():
    four = np.array([[3.0, 1.0], [1.0, 3.0], [-3.0, -1.0], [-1.0, -3.0]])
    for points in (four, four[::-1] + 7, four * 1.1):
        assert_allclose(pca(points, 2).components * np.sqrt(2), [[1, 1], [1, -1]])


def test_pca_passes_over_a_constant_column():
    flat = np.hstack([np.full((8, 1), 5.0), CUBE])
    assert_allclose(pca(flat, 4).coordinates, np.hstack([CUBE, np.zeros((8, 1))]), atol=1e-12)


def test_pca_against_sklearn(rng):
    points = rng.normal(size=(30, 6)) @ rng.normal(size=(6, 6)) + 5
    oracle = decomposition.PCA(4).fit(points)
    found = pca(points, 4)
    assert_allclose(found.explained, oracle.explained_variance_ratio_)
    assert_allclose(np.abs(found.coordinates), np.abs(oracle.transform(points)), atol=1e-9)


def test_pca_has_one_sign(rng):
    points = rng.normal(size=(30, 6))
    components = pca(points, 6).components
    assert_allclose(pca(-points, 6).components, components, atol=1e-9)
    assert (components.max(axis=1) >= -components.min(axis=1)).all()


@pytest.mark.parametrize("k", [0, 4])
def test_pca_refuses_impossible_k(k):
    with pytest.raises(ValueError, match=f"= 3, got {k}"):
        pca(CUBE, k)


def test_pca_refuses_points_without_variance():
    with pytest.raises(ValueError, match="all points are equal"):
        pca(np.full((4, 2), 0.1), 1)


def test_tsne_separates_planted_groups_and_obeys_its_seed(rng):
    points = np.repeat(10 * np.eye(3), 10, axis=0) + rng.normal(size=(30, 3))
    flat = tsne(points, seed=0, perplexity=5)
    assert neighbours_kept(np.repeat(np.eye(3), 10, axis=0) + 1e-3 * rng.normal(size=(30, 3)), flat, 9) == 1
    assert_array_equal(flat, tsne(points, seed=0, perplexity=5))
    assert not np.array_equal(flat, tsne(points, seed=1, perplexity=5))


def test_tsne_refuses_to_run_for_minutes():
    with pytest.raises(ValueError, match="limited to 2000 points, got 2001"):
        tsne(np.zeros((2001, 2)), seed=0)


def test_neighbours_kept_by_hand():
    high = np.array([[0.0], [1.0], [3.0], [7.0]])  # nearest of each: 1, 0, 1, 2
    low = np.array([[0.0], [1.0], [9.0], [8.0]])  # nearest of each: 1, 0, 3, 2
    assert neighbours_kept(high, low, 1) == 3 / 4
    assert neighbours_kept(high, low, 3) == 1


def test_neighbours_kept_by_a_map_of_nothing_is_chance(rng):
    high, low = rng.normal(size=(200, 10)), rng.normal(size=(200, 2))
    assert neighbours_kept(high, low, 20) == pytest.approx(20 / 199, abs=0.01)


def test_neighbours_kept_leaves_out_the_row_itself_even_among_copies():
    high = np.array([[0.0], [0.0], [1.0]])  # rows 0 and 1 are each other's nearest
    assert neighbours_kept(high, np.array([[0.0], [1.0], [5.0]]), 1) == pytest.approx(2 / 3)


def test_trustworthiness_by_hand():
    high = np.array([[0.0], [1.0], [3.0], [7.0], [15.0]])
    low = np.array([[0.0], [1.0], [3.0], [7.0], [-0.5]])
    # Row 0 and row 4 now see each other: for 0 the other has rank 4, for 4 rank 4. Excess 3 + 3.
    assert trustworthiness(high, low, 1) == pytest.approx(1 - 2 * 6 / (5 * 1 * (10 - 3 - 1)))


def test_trustworthiness_against_sklearn(rng):
    high = rng.normal(size=(60, 8))
    for low in (high[:, :2], rng.normal(size=(60, 2)), high):
        oracle = manifold.trustworthiness(high, low, n_neighbors=7)
        assert trustworthiness(high, low, 7) == pytest.approx(oracle)


@pytest.mark.parametrize("k", [0, 4])
def test_impossible_k_is_refused(k):
    with pytest.raises(ValueError, match=f"below n / 2 = 4, got {k}"):
        trustworthiness(CUBE, CUBE, k)
    with pytest.raises(ValueError, match=f"n - 1 = 7, got {2 * k}"):
        neighbours_kept(CUBE, CUBE, 2 * k)


def test_a_rotation_leaves_every_cosine(rng):
    rotation = random_rotation(6, rng=rng)
    assert_allclose(rotation @ rotation.T, np.eye(6), atol=1e-12)
    points = rng.normal(size=(10, 6))
    assert_allclose(cosine(points @ rotation, points @ rotation), cosine(points, points))


def test_rotations_prefer_no_direction(rng):
    rotations = np.array([random_rotation(3, rng=rng) for _ in range(2000)])
    assert_allclose(rotations.mean(axis=0), 0, atol=0.06)  # without the sign fix the diagonal is biased
    assert_allclose((rotations**2).mean(axis=0), 1 / 3, atol=0.03)


def test_export_projector_by_hand(tmp_path):
    export_projector(tmp_path / "new", ["hot dog", "æ"], np.array([[1.0, -0.5], [1e-9, 3]]))
    assert {path.name: path.read_bytes().decode() for path in (tmp_path / "new").iterdir()} == {
        "tensors.tsv": "1\t-0.5\n1e-09\t3\n",
        "metadata.tsv": "hot dog\næ\n",
        "projector_config.pbtxt": 'embeddings {\n  tensor_name: "words"\n  tensor_path: "tensors.tsv"\n'
        '  metadata_path: "metadata.tsv"\n}\n',
    }


def test_tensorboard_reads_the_export(tmp_path):
    from google.protobuf import text_format
    from tensorboard.plugins.projector import projector_plugin
    from tensorboard.plugins.projector.projector_config_pb2 import ProjectorConfig

    export_projector(tmp_path, ["a", "b", "c"], np.eye(3, 2))
    config = text_format.Parse((tmp_path / "projector_config.pbtxt").read_text(), ProjectorConfig())
    tensors = projector_plugin._read_tensor_tsv_file(str(tmp_path / config.embeddings[0].tensor_path))
    assert_array_equal(tensors, np.eye(3, 2))
    assert (tmp_path / config.embeddings[0].metadata_path).exists()


@pytest.mark.parametrize("word", ["a\tb", "a\nb", "a\r", "a\u2028b", "", " "])
def test_export_projector_refuses_words_that_break_lines(tmp_path, word):
    with pytest.raises(ValueError, match="one line of text without tabs"):
        export_projector(tmp_path / "new", ["fine", word], np.eye(2))
    assert not (tmp_path / "new").exists()


def test_export_projector_refuses_unequal_lengths(tmp_path):
    with pytest.raises(ValueError, match="got 1 words and 2 vectors"):
        export_projector(tmp_path / "new", ["a"], np.eye(2))
    assert not (tmp_path / "new").exists()


def test_a_failed_export_leaves_the_old_one(tmp_path, monkeypatch):
    export_projector(tmp_path, ["old"], np.ones((1, 2)))
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(UnicodeEncodeError):
        export_projector(tmp_path, ["\ud800"], np.zeros((1, 2)))  # half a character cannot be written
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
