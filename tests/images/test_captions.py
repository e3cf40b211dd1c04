import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.kernel_ridge import KernelRidge

from vecembed_lab.images.captions import (
    Pairs,
    fit_towers,
    hold_out,
    image_features,
    kernel_ridge,
    name_found,
    name_vectors,
    picture_found,
    same_names,
    through,
)
from vecembed_lab.similarity.measures import euclidean


def planted(n=300, seed=0):
    """Names are a turned version of the first numbers of the pictures."""
    rng = np.random.default_rng(seed)
    images = rng.normal(size=(n, 6))
    return Pairs(images, images[:, :4] @ np.linalg.qr(np.random.default_rng(1).normal(size=(4, 4)))[0], np.arange(n))


def test_a_name_is_the_mean_of_its_words_and_rare_words_weigh_more():
    names = ["red heart", "blue heart", "zzz"]
    vectors, known = name_vectors(names, {"red": 0, "blue": 1, "heart": 2}, np.array([[2.0, 0], [0, 5], [1, 1]]))
    assert_array_equal(known, [True, True, False])
    raw = np.log(3) * np.array([1, 0]) + np.log(1.5) * np.array([1, 1]) / np.sqrt(2)
    assert_allclose(vectors[0], raw / np.linalg.norm(raw))
    assert_allclose(np.linalg.norm(vectors[:2], axis=1), 1)


def test_kernel_ridge_is_that_of_sklearn():
    pairs, new = planted(80), planted(20, seed=3).images
    gamma = 1 / np.median(euclidean(pairs.images, pairs.images) ** 2)
    oracle = KernelRidge(alpha=0.5, kernel="rbf", gamma=gamma)
    oracle.fit(pairs.images, pairs.texts - pairs.texts.mean(axis=0))
    assert_allclose(kernel_ridge(pairs, new), oracle.predict(new), atol=1e-8)


def test_both_find_names_that_follow_from_pictures_and_not_shuffled_ones():
    train, test = planted(400), planted(60, seed=5)
    assert name_found(kernel_ridge(train, test.images), test.texts, test.ids, 5).mean() > 0.5
    towers = fit_towers(train, seed=0, steps=60, batch=128)
    assert name_found(*through(towers, test), test.ids, 5).mean() > 0.5
    wrong = train._replace(texts=np.random.default_rng(0).permutation(train.texts))
    assert name_found(kernel_ridge(wrong, test.images), test.texts, test.ids, 5).mean() < 0.35


def test_a_seed_gives_the_same_towers_and_leaves_the_worlds_alone():
    before = torch.get_rng_state()
    one, two = (fit_towers(planted(50), seed=2, steps=3, batch=32) for _ in range(2))
    assert_array_equal(*(through(towers, planted(50))[0] for towers in (one, two)))
    assert torch.equal(before, torch.get_rng_state())


def test_a_name_that_two_pictures_have_is_one_name():
    images = np.array([[1.0, 0], [0, 1], [1, 0.1]])
    texts = np.array([[1.0, 0], [0, 1], [1.0, 0]])
    assert_array_equal(name_found(images, texts, np.array([0, 1, 0]), 1), [True, True, True])
    assert_array_equal(same_names(("red heart", "heart with red", "blue heart")), [0, 0, 1])


def test_the_way_back_by_hand():
    images = np.array([[1.0, 0], [0, 1], [0, 1.2], [1, 0.1]])
    texts = np.array([[1.0, 0], [1.0, 0], [0, 1], [1.0, 0]])  # the second picture lies where another name is
    ids = np.array([0, 1, 2, 0])
    assert_array_equal(picture_found(images, texts, ids, 1), [True, False, False])  # of two equals neither is first
    assert_array_equal(picture_found(images, texts, ids, 2), [True, False, True])
    assert_array_equal(picture_found(images, texts, ids, 4), [True, True, True])


def test_features_have_150_numbers():
    pictures = np.random.default_rng(0).random((200, 3, 32, 32)).astype(np.float32)
    assert image_features(pictures).shape == (200, 150)
    with pytest.raises(ValueError, match="k must be"):
        image_features(pictures[:20])


def test_whole_groups_are_held_out_and_large_ones_stay():
    groups = np.concatenate([np.zeros(300, dtype=int), np.repeat(np.arange(1, 71), 10)])
    held = hold_out(groups, rng=np.random.default_rng(0))
    assert 0.17 < held.mean() <= 0.2
    assert not set(groups[held]) & set(groups[~held])
    assert not held[:300].any()
