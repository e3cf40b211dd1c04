import numpy as np
import pytest

from vecembed_lab.images.glyphs import KNOWN, SIDE, UNSEEN, draw, load_glyphs, script, split


@pytest.fixture(scope="module")
def glyphs():
    return load_glyphs()


def test_pictures_are_between_black_and_white_and_in_the_middle(glyphs):
    assert glyphs.pictures.shape[1:] == (SIDE, SIDE)
    assert glyphs.pictures.min() == 0
    assert 0.9 < glyphs.pictures.max() <= 1
    assert glyphs.pictures.any(axis=(1, 2)).all()  # none is empty
    border = glyphs.pictures.copy()
    border[:, 1:-1, 1:-1] = 0
    assert (border.max(axis=(1, 2)) > 0.5).mean() < 0.01


def test_no_two_characters_are_drawn_alike_in_the_first_font(glyphs):
    drawn = draw("DejaVuSans", glyphs.characters)
    assert len({picture.tobytes() for picture in drawn.values()}) == len(drawn)
    assert "A" in glyphs.characters  # the Latin one stays
    assert "\N{CYRILLIC CAPITAL LETTER A}" not in glyphs.characters


def test_signs_are_no_letters(glyphs):
    for sign in "\N{GREEK QUESTION MARK}\N{GREEK TONOS}\N{ARMENIAN COMMA}\N{GEORGIAN PARAGRAPH SEPARATOR}":
        assert sign not in glyphs.characters
    assert all(c.isalnum() for c in glyphs.characters)


def test_every_character_has_eight_fonts(glyphs):
    assert np.bincount(glyphs.labels).min() >= 8
    assert set(map(script, glyphs.characters)) == {*KNOWN, *UNSEEN}


@pytest.mark.parametrize("fonts_too", [False, True])
def test_what_is_judged_was_never_seen(glyphs, fonts_too):
    train, test = split(glyphs, 30, rng=np.random.default_rng(0), fonts_too=fonts_too)
    assert not set(train.labels) & set(test.labels)
    assert {script(glyphs.characters[i]) for i in set(train.labels)} == set(KNOWN)
    assert len(set(test.labels)) == 30
    assert bool(set(train.families) & set(test.families)) != fonts_too


def test_another_generator_draws_other_characters(glyphs):
    drawn = [set(split(glyphs, 20, rng=np.random.default_rng(seed)).test.labels) for seed in (0, 0, 1)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_there_are_only_so_many_characters(glyphs):
    with pytest.raises(ValueError, match="between 2 and the"):
        split(glyphs, 1000, rng=np.random.default_rng(0))


def test_a_font_draws_what_it_has():
    drawn = draw("DejaVuSans", "A\u4e00")
    assert list(drawn) == ["A"]
    rows, columns = np.nonzero(drawn["A"])
    for places in (rows, columns):  # as near to the middle as whole pixels allow
        assert abs(places.min() + places.max() - (SIDE - 1)) <= 1
