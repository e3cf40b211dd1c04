import math

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from torch.testing import assert_close

from vecembed_lab.similarity.measures import cosine
from vecembed_lab.word2vec import skipgram
from vecembed_lab.word2vec.skipgram import Settings, SkipGram, cbow_windows, negative_sampling, skipgram_pairs, train
from vecembed_lab.word2vec.vocabulary import Vocabulary, keep_probability, noise_distribution, vocabulary


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


# Vocabulary


def test_vocabulary_by_hand():
    vocab = vocabulary([["b", "a", "c"], ["a", "c", "d"]], min_count=1)
    assert vocab.words == ["a", "c", "b", "d"]
    assert_array_equal(vocab.counts, [2, 2, 1, 1])
    assert_array_equal(vocab.encode(["d", "x", "a"]), [3, 0])
    assert vocab.encode(["x"]).shape == (0,)
    assert vocabulary([["b", "a", "c"], ["a", "c", "d"]], min_count=2).words == ["a", "c"]
    assert len(vocab) == 4
    assert "d" in vocab
    assert "x" not in vocab


@pytest.mark.parametrize("corpus", [[], [[]], [["a", "a"]], [["a", "b"]]])
def test_a_corpus_without_two_frequent_words_is_refused(corpus):
    with pytest.raises(ValueError, match="two words seen at least 2 times"):
        vocabulary(corpus, min_count=2)


def test_a_sentence_must_be_a_list():
    with pytest.raises(ValueError, match="the string 'to be or not'"):
        vocabulary(["to be or not"])


# Sampling


def test_keep_probability_by_hand():
    counts = np.array([100, 25, 1])  # shares of 126
    assert_allclose(keep_probability(counts, sample=25 / 126), [1 / 2 + 1 / 4, 1, 1])
    with pytest.raises(ValueError, match="got 0"):
        keep_probability(counts, sample=0.0)


def test_keep_probability_against_gensim():
    from gensim.models import Word2Vec

    corpus = [["a"] * 50 + ["b"] * 20 + ["c"] * 5]
    model = Word2Vec(min_count=1, sample=0.01)
    model.build_vocab(corpus)
    theirs = [model.wv.get_vecattr(word, "sample_int") / 2**32 for word in "abc"]
    assert_allclose(keep_probability(np.array([50, 20, 5]), 0.01), theirs, atol=1e-6)


def test_noise_by_hand_and_against_gensim():
    from gensim.models import Word2Vec

    assert_allclose(noise_distribution(np.array([16, 81])), [8 / 35, 27 / 35])
    assert_allclose(noise_distribution(np.array([16, 81]), power=0), [1 / 2, 1 / 2])
    model = Word2Vec(min_count=1)
    model.build_vocab([["a"] * 50 + ["b"] * 20 + ["c"] * 5])
    assert_allclose(
        noise_distribution(np.array([50, 20, 5])).cumsum(), model.cum_table / model.cum_table[-1], atol=1e-6
    )


# Pairs


def test_pairs_of_the_narrowest_window_by_hand(rng):
    pairs = skipgram_pairs(np.array([5, 6, 7]), 1, rng=rng)
    assert sorted(map(tuple, pairs)) == [(5, 6), (6, 5), (6, 7), (7, 6)]


def test_every_radius_is_drawn_alike(rng):
    pairs = skipgram_pairs(np.arange(60_000), 3, rng=rng)
    gaps = np.abs(pairs[:, 0] - pairs[:, 1])
    assert_allclose(np.bincount(gaps) / 60_000, [0, 2, 4 / 3, 2 / 3], atol=0.02)  # P(radius >= gap), twice
    assert (np.diff(gaps) >= 0).all()


def test_each_place_sees_all_its_radius_to_both_sides(rng):
    pairs = skipgram_pairs(np.arange(100), 4, rng=rng)
    for place in range(4, 96):
        offsets = sorted(pairs[pairs[:, 0] == place, 1] - place)
        assert offsets == [gap for gap in range(-offsets[-1], offsets[-1] + 1) if gap]


def test_a_window_may_be_wider_than_the_sentence(rng):
    assert len(skipgram_pairs(np.array([1, 2]), 50, rng=rng)) == 2
    assert skipgram_pairs(np.array([1]), 5, rng=rng).shape == (0, 2)


def test_a_window_below_one_is_refused(rng):
    with pytest.raises(ValueError, match="window must be at least 1, got 0"):
        skipgram_pairs(np.arange(3), 0, rng=rng)


def test_cbow_sees_the_windows_of_skipgram():
    contexts, words = cbow_windows(np.arange(50), 3, rng=np.random.default_rng(1))
    pairs = skipgram_pairs(np.arange(50), 3, rng=np.random.default_rng(1))
    from_windows = {(w, c) for w, row in zip(words, contexts, strict=True) for c in row if c >= 0}
    assert from_windows == set(map(tuple, pairs))


def test_cbow_leaves_out_a_word_alone(rng):
    contexts, words = cbow_windows(np.array([3]), 2, rng=rng)
    assert len(contexts) == len(words) == 0


# Loss


def test_negative_sampling_by_hand():
    anchor = torch.tensor([[math.log(3), 0.0]])
    positive = torch.tensor([[1.0, 5.0]])  # a.p = log 3, and s(log 3) = 3/4
    negatives = torch.tensor([[[-1.0, 7.0]]])  # a.n = -log 3, so s(-a.n) = 3/4 too
    assert_close(negative_sampling(anchor, positive, negatives), torch.tensor(2 * math.log(4 / 3)))


def test_an_untrained_model_pays_one_bit_for_each_question():
    zeros = torch.zeros(3, 8)
    assert_close(negative_sampling(zeros, zeros, torch.zeros(3, 5, 8)), torch.tensor(6 * math.log(2)))


def test_negative_sampling_against_a_loop(rng):
    anchor, positive = torch.from_numpy(rng.normal(size=(2, 4, 3)))
    negatives = torch.from_numpy(rng.normal(size=(4, 6, 3)))
    slow = 0.0
    for a, p, ns in zip(anchor, positive, negatives, strict=True):
        slow += math.log(1 + math.exp(-a @ p)) + sum(math.log(1 + math.exp(a @ n)) for n in ns)
    assert negative_sampling(anchor, positive, negatives).item() == pytest.approx(slow / 4)


def test_its_gradient_is_prediction_minus_label(rng):
    a, p, n = (torch.from_numpy(rng.normal(size=s)).requires_grad_() for s in [(1, 3), (1, 3), (1, 2, 3)])
    negative_sampling(a, p, n).backward()
    attract, repel = torch.sigmoid(a[0] @ p[0]) - 1, torch.sigmoid(n[0] @ a[0])
    assert_close(a.grad[0], attract * p[0] + repel @ n[0])
    assert_close(p.grad[0], attract * a[0])
    assert_close(n.grad[0], torch.outer(repel, a[0]))


# Model


def test_pairs_that_share_noise_lose_what_they_would_lose_alone(rng):
    model = SkipGram(torch.arange(5)[:, None], 5, 4, generator=torch.Generator().manual_seed(0))
    torch.nn.init.normal_(model.outputs, generator=torch.Generator().manual_seed(1))
    words, positive = torch.from_numpy(rng.integers(5, size=(8, 2))), torch.from_numpy(rng.integers(5, size=8))
    shared = torch.from_numpy(rng.integers(5, size=(2, 3)))
    assert_close(model(words, positive, shared), model(words, positive, shared.repeat_interleave(4, dim=0)))


def test_a_word_is_the_mean_of_its_rows_and_a_context_the_mean_of_its_words():
    bags = torch.tensor([[0, 2, -1], [-1, 1, -1], [1, 1, 0]])
    model = SkipGram(bags, 3, 1, generator=torch.Generator())
    model.inputs.data, model.outputs.data = torch.tensor([[1.0], [2.0], [9.0]]), torch.tensor([[0.0], [0.0], [1.0]])
    assert_close(model.vectors(torch.tensor([2, 0, -1])).ravel(), torch.tensor([5 / 3, 5, 0]))
    loss = model(torch.tensor([[0, 1, -1]]), torch.tensor([2]), torch.tensor([[2]]))  # the mean of 5 and 2 is 3.5
    assert loss.item() == pytest.approx(math.log(1 + math.exp(-3.5)) + math.log(1 + math.exp(3.5)))


def test_a_gradient_holds_only_the_rows_that_were_used():
    model = SkipGram(torch.arange(5)[:, None], 5, 4, generator=torch.Generator())
    model(torch.tensor([[0], [3]]), torch.tensor([1, 1]), torch.tensor([[2]])).backward()
    assert model.inputs.grad.coalesce().indices().tolist() == [[0, 3]]
    assert model.outputs.grad.coalesce().indices().tolist() == [[1, 2]]


# One update, beside gensim's


def gensims_noise(model, n, seed):
    """The noise words of gensim's next n predictions, (n, K), drawn as its inner loop draws them."""
    model.random, rng, drawn = np.random.RandomState(seed), np.random.RandomState(seed), []
    state = 2**24 * int(rng.randint(2**24)) + int(rng.randint(2**24))
    for _ in range(n * model.negative):
        drawn.append(model.cum_table.searchsorted((state >> 16) % int(model.cum_table[-1])))
        state = (state * 25214903917 + 11) % 2**48
    return np.array(drawn).reshape(n, -1)


def gensims_update(inputs, outputs, sentence, seed, *, cbow):
    """Both tables after gensim has read a sentence of word numbers, and the noise words of each place."""
    from gensim.models import Word2Vec

    model = Word2Vec(vector_size=8, min_count=1, negative=3, sample=0, window=1, sg=1 - cbow, workers=1)
    model.build_vocab_from_freq({str(i): 90 - i for i in range(60)})
    model.wv.vectors[:], model.syn1neg[:] = inputs, outputs
    noise = gensims_noise(model, len(sentence), seed)
    model.train([list(map(str, sentence))], total_examples=1, epochs=1, start_alpha=0.5, end_alpha=0.5)
    return model.wv.vectors, model.syn1neg, noise


def our_update(inputs, outputs, words, positive, negatives):
    """Both tables after one step down the gradient of the loss, summed over the predictions."""
    model = SkipGram(torch.arange(60)[:, None], 60, 8, generator=torch.Generator())
    model.inputs.data, model.outputs.data = torch.tensor(inputs), torch.tensor(outputs)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    (len(positive) * model(torch.tensor(words), torch.tensor(positive), torch.from_numpy(negatives))).backward()
    optimizer.step()
    return model.inputs.detach().numpy(), model.outputs.detach().numpy()


def n_moved(before, after):
    return (np.abs(after - before).max(axis=1) > 0.01).sum()


@pytest.mark.parametrize(
    ("cbow", "sentence", "words", "places", "seed"),
    [(False, [0, 1], [[1], [0]], [0, 1], 14), (True, [0, 1, 2], [[0, 2]], [1], 16)],
)
def test_one_update_is_gensims(cbow, sentence, words, places, seed, rng):
    """The sentence's words at `places` are predicted from `words`, in CBOW only the one with two neighbours."""
    inputs, outputs = 0.4 * rng.normal(size=(2, 60, 8)).astype(np.float32)
    noise = gensims_update(inputs, outputs, sentence, seed, cbow=cbow)[2]
    assert len({*sentence, *noise.ravel()}) == len(sentence) + noise.size  # no row moves twice: order cannot matter

    # Near the score s gensim takes sigmoid(0.012 i - 6), with i = 83 (s + 6) rounded down: not quite sigmoid(s). So
    # the last number of every output is set to give both sides the same probability, and is not compared.
    inputs[:, -1], outputs[:, -1] = 1, 99  # gensim does not train on scores above 6
    ours = outputs.copy()
    for place, context in zip(places, words, strict=True):
        rows = [sentence[place], *noise[place]]
        score = outputs[rows, :-1] @ inputs[context, :-1].mean(axis=0)
        i = np.round((score + 6) / 0.012)
        ours[rows, -1], outputs[rows, -1] = 0.012 * i - 6 - score, (i + 0.5) / 83 - 6 - score

    their_inputs, their_outputs, _ = gensims_update(inputs, outputs, sentence, seed, cbow=cbow)
    our_inputs, our_outputs = our_update(inputs, ours, words, [sentence[place] for place in places], noise[places])
    if cbow:  # gensim, like skipgram.c, moves each word by the gradient of the mean, not by its share of it
        our_inputs = inputs + 2 * (our_inputs - inputs)
    assert (n_moved(inputs, our_inputs), n_moved(ours, our_outputs)) == (2, 4 * len(places))
    assert_allclose(our_inputs[:, :-1], their_inputs[:, :-1], atol=1e-6)
    assert_allclose(our_outputs[:, :-1], their_outputs[:, :-1], atol=1e-6)


# Training


@pytest.fixture(scope="module")
def topics():
    """A text in which two groups of ten words never mix, and its vocabulary."""
    rng = np.random.default_rng(0)
    names = np.array([*"abcdefghij", *"klmnopqrst"])
    sentences = [list(rng.choice(names[start : start + 10], size=400)) for start in (0, 10, 0, 10)]
    vocab = vocabulary(sentences)
    return vocab, vocab.encode(word for sentence in sentences for word in sentence)


@pytest.mark.parametrize("cbow", [False, True])
def test_two_topics_that_never_mix_separate(topics, rng, cbow):
    vocab, ids = topics
    vectors = train(vocab, ids, Settings(dim=8, sample=1.0, epochs=60, lr=0.05, cbow=cbow), rng=rng).inputs
    first = np.array([word < "k" for word in vocab.words])
    assert cosine(vectors[first], vectors[first]).min() > cosine(vectors[first], vectors[~first]).max() + 0.2


def test_the_same_rng_gives_the_same_vectors_and_the_loss_falls(topics):
    vocab, ids = topics
    runs = [train(vocab, ids, Settings(dim=4, epochs=8), rng=np.random.default_rng(seed)) for seed in (3, 3, 4)]
    assert_array_equal(runs[0].inputs, runs[1].inputs)
    assert np.abs(runs[0].inputs - runs[2].inputs).max() > 0.01
    assert runs[0].inputs.shape == runs[0].outputs.shape == (20, 4)
    assert runs[0].losses[-1] < runs[0].losses[0] <= 6 * math.log(2) + 0.01


def test_a_first_step_too_small_to_move_leaves_the_untrained_loss(topics, rng):
    losses = train(*topics, Settings(epochs=1, lr=1e-9, n_negatives=2), rng=rng).losses
    assert losses == [pytest.approx(3 * math.log(2), rel=1e-4)]


def test_the_loss_of_a_pass_is_the_mean_of_its_batches(topics, rng, monkeypatch):
    seen, forward = [], SkipGram.forward

    def spy(model, words, positive, negatives):
        loss = forward(model, words, positive, negatives)
        seen.append((len(words), loss.item()))
        return loss

    monkeypatch.setattr(SkipGram, "forward", spy)
    monkeypatch.setattr(skipgram, "BATCH", 1024)
    losses = train(*topics, Settings(epochs=1, window=1, sample=1.0), rng=rng).losses
    sizes, each = zip(*seen, strict=True)
    assert len(set(sizes)) > 1  # the last batch is smaller
    assert losses == [pytest.approx(np.average(each, weights=sizes))]


def test_steps_get_smaller_until_they_vanish(topics, rng, monkeypatch):
    rates = []

    class Spy(torch.optim.SparseAdam):
        def step(self):
            rates.append(self.param_groups[0]["lr"])
            super().step()

    monkeypatch.setattr(torch.optim, "SparseAdam", Spy)
    monkeypatch.setattr(skipgram, "BATCH", 1600)
    train(*topics, Settings(epochs=2, window=1, sample=1.0, lr=0.04), rng=rng)  # 1,600 words, 3,200 pairs
    assert_allclose(rates, [0.04, 0.03, 0.02, 0.01])


def test_noise_is_drawn_by_its_distribution(rng):
    vocab = Vocabulary(["a", "b", "c"], np.array([10_000, 625, 1]))
    drawn = [batch[4] for batch in skipgram._batches(vocab, rng.integers(3, size=20_000), Settings(sample=9.0), rng)]
    shares = torch.bincount(torch.cat(drawn).ravel(), minlength=3) / sum(batch.numel() for batch in drawn)
    assert_allclose(shares, noise_distribution(vocab.counts), atol=0.01)


def test_a_pass_shows_every_pair_once(rng):
    vocab, ids = Vocabulary([*"abc"], np.array([1, 1, 1])), rng.integers(3, size=3000)
    batches = list(skipgram._batches(vocab, ids, Settings(window=1, sample=9.0), rng))
    shown = torch.cat([3 * words[:, 0] + positive for _, _, words, positive, _ in batches])[: 2 * 2999]
    there = np.concatenate([3 * ids[1:] + ids[:-1], 3 * ids[:-1] + ids[1:]])
    assert_array_equal(torch.bincount(shown), np.bincount(there))
    assert sum(share for _, share, *_ in batches) == pytest.approx(1)


def test_frequent_words_are_thinned_out(rng):
    vocab = Vocabulary(["a", "b"], np.array([9999, 1]))
    words, _ = skipgram._examples(vocab, np.zeros(20_000, dtype=int), Settings(window=1, sample=0.01), rng)
    assert len(words) / 40_000 == pytest.approx(keep_probability(vocab.counts, 0.01)[0], rel=0.1)


@pytest.mark.parametrize("ids", [[], [1]])
def test_a_text_of_fewer_than_two_words_is_refused(topics, rng, ids):
    with pytest.raises(ValueError, match=f"needs two words, got {len(ids)}"):
        train(topics[0], np.array(ids, dtype=int), Settings(), rng=rng)


@pytest.mark.parametrize(
    "change", [{"dim": 0}, {"window": -1}, {"lr": 0.0}, {"lr": math.nan}, {"lr": math.inf}, {"epochs": 0}]
)
def test_settings_that_make_no_sense_are_refused(change):
    name, value = next(iter(change.items()))
    with pytest.raises(ValueError, match=f"{name} must be above 0 and finite, got {value}"):
        Settings(**change)


def test_a_loss_that_is_no_number_stops_training(topics, rng):
    with pytest.raises(ValueError, match=r"the loss of epoch [12] is (nan|inf), .*: lr = 1e\+38 is too large"):
        train(*topics, Settings(lr=1e38), rng=rng)


@pytest.mark.parametrize("lr", [10.0, 1e6])
def test_training_that_ends_worse_than_it_began_is_refused(topics, rng, lr):
    with pytest.raises(ValueError, match=r"the loss of epoch 3 is .*, that of vectors of zeros 4.159: lr = .* too"):
        train(*topics, Settings(lr=lr), rng=rng)


@pytest.mark.parametrize("ids", [[0, 20, 1], [0, -1, 1]])
def test_a_word_that_is_not_in_the_vocabulary_is_refused(topics, rng, ids):
    with pytest.raises(ValueError, match="ids must be whole numbers from 0 to below 20"):
        train(topics[0], np.array(ids), Settings(), rng=rng)


@pytest.mark.parametrize("bags", [np.zeros((19, 1), int), np.full((20, 2), -1), np.full((20, 1), 20)])
def test_bags_that_do_not_fit_are_refused(topics, rng, bags):
    with pytest.raises(ValueError, match="each of the 20 words needs a bag with one or more of the 20 rows"):
        train(*topics, Settings(), rng=rng, bags=bags)
