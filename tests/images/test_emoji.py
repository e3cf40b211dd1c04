import numpy as np
import pytest

from tests.fetched import or_skip
from vecembed_lab.data.registry import DataError
from vecembed_lab.images import emoji
from vecembed_lab.images.emoji import families, in_a_colour, kinds, load_emoji, of_kind, openmoji, stand_in, words_of


@pytest.fixture(params=["font", "stand-in"])
def pictures(request):
    if request.param == "stand-in":
        return stand_in()
    return or_skip(openmoji)


def test_pictures_have_names_and_no_two_are_alike(pictures):
    assert pictures.pictures.shape == (len(pictures.names), 3, 32, 32)
    assert len(pictures.names) > 500
    assert pictures.pictures.min() >= 0
    assert pictures.pictures.max() == 1
    assert len({picture.tobytes() for picture in pictures.pictures}) == len(pictures.names)
    assert all(pictures.names)
    assert (pictures.pictures.std(axis=(1, 2, 3)) > 0).all()


def test_without_the_font_there_is_a_stand_in_that_says_so(monkeypatch, capsys):
    def missing(name):
        raise DataError("no network")

    monkeypatch.setattr(emoji, "fetch", missing)
    found = load_emoji.__wrapped__()
    assert "In its place: a stand-in" in capsys.readouterr().out
    assert found.source == emoji.STANDIN


def test_names_fall_into_words_and_families():
    assert words_of("face with tears of joy") == ["tears", "joy"]
    assert words_of("symbol for sign") == ["symbol", "for", "sign"]
    names = ("red heart", "clock face one", "green heart", "clock face four oclock", "tulip", "sparkling heart")
    assert families(names).tolist() == [0, 1, 0, 1, 2, 0]
    assert of_kind(names, "heart").tolist() == [0, 2, 5]
    assert in_a_colour(names, "heart").tolist() == [0, 2]
    assert {kind: rows.tolist() for kind, rows in kinds(names).items()} == {"hearts": [0, 2], "clocks": [1, 3]}


def test_some_can_be_chosen():
    few = stand_in().chosen(np.array([2, 0]))
    assert few.names == (stand_in().names[2], stand_in().names[0])
    assert few.pictures.shape == (2, 3, 32, 32)
