"""The setting of GloVe is chosen by a list of pairs that the lesson does not compare by."""

from vecembed_lab.word2vec import chosen, glove


def test_only_simlex_decides(monkeypatch):
    """Planted: the best value by SimLex-999 is the worst by WordSim353."""
    seen = []

    def measured(way, seed):
        seen.append((way.keywords["absent_as"], seed))
        value = way.keywords["absent_as"]
        return {"simlex999": value + seed, "wordsim353": -value}

    monkeypatch.setattr(chosen, "measured", measured)
    found = list(chosen.judged())
    assert [value for value, _ in found] == list(chosen.AS)
    assert [agreement for _, agreement in found] == [value + 1 for value in chosen.AS]  # the mean of seeds 0, 1, 2
    assert len(seen) == len(chosen.AS) * len(chosen.SEEDS)
    assert glove.ABSENT in chosen.AS
