"""The figures of the lessons: what is drawn is what was given, and what is said in words is what is drawn."""

import numpy as np
import pytest

from vecembed_lab.lesson import figures
from vecembed_lab.lesson.intervals import Interval
from vecembed_lab.recommendation.figures import (
    map_films,
    plot_contributions,
    plot_fame,
    plot_known,
    plot_protocols,
)
from vecembed_lab.similarity.figures import (
    map_noise,
    map_topics,
    plot_agreement,
    plot_best_dimension,
    plot_distances,
    plot_occurrence,
    plot_variance,
)
from vecembed_lab.training.figures import plot_losses, plot_quality, plot_roofline, plot_speeds
from vecembed_lab.word2vec.figures import plot_nearest, plot_noise, plot_sorted


@pytest.fixture
def drawn(monkeypatch):
    """The axes and the alternative text of each figure that was shown."""
    shown = []
    monkeypatch.setattr(figures, "_show", lambda canvas, alt: shown.append((canvas.axes, alt)))
    return shown


def points(axes):
    """Where the lines of some axes run, by name."""
    return {line.get_label(): (list(line.get_xdata()), list(line.get_ydata())) for line in axes.lines}


def test_distances_have_a_panel_for_each_number_of_dimensions(drawn):
    plot_distances({2: np.array([0.25, 1.0, 1.75]), 50: np.array([0.9, 1.1])})
    plot_distances({3: np.array([1.0])})
    ((two, alt), (one, _)) = drawn
    assert [panel.get_title() for panel in [*two, *one]] == ["d = 2", "d = 50", "d = 3"]
    assert [sum(bar.get_height() for bar in panel.patches) for panel in two] == [3, 2]
    assert alt.endswith("d = 2 from 0.25 to 1.75, d = 50 from 0.90 to 1.10.")


def test_every_point_is_in_the_histogram_of_its_cloud(drawn):
    plot_occurrence({"words": np.array([0, 1, 1, 101]), "random": np.array([7, 8])})
    (((axes,), alt),) = drawn
    words, random = (outline.get_xy()[:, 1] for outline in axes.patches)
    assert (words.max(), random.max()) == (3, 1)
    assert axes.patches[0].get_linestyle() != axes.patches[1].get_linestyle()
    assert axes.patches[0].get_xy()[:, 0].max() > 101
    assert alt.endswith("words: 101, random: 8.")


def test_a_map_of_topics_says_how_much_stays_together(drawn):
    line = np.array([[x, 0.0] for x in [0, 1, 2, 3, 4, 5, 20, 21, 22, 23, 24, 25]])
    topics = dict.fromkeys("abcdef", "first") | dict.fromkeys("ghijkl", "second")
    map_topics(line, line, topics, title="Two groups")
    map_topics(line, line, topics | {"a": "second"}, title="One astray")
    ((axes,), alt), (_, astray) = drawn
    assert axes.get_title().startswith("Two groups")
    assert "of its own topic are: first: 100%, second: 100%" in alt
    assert "second: 86%, first: 80%" in astray  # a has none of five, g to l all; b to f have four of five


def test_a_map_of_noise_says_how_even_it_is(drawn):
    square = np.array([[x, y] for x in range(4) for y in range(4)], dtype=float)  # 9 / 16 a point: 1 / (3/4 / 2)
    map_noise(square, square, title="Lattice")
    (((axes,), alt),) = drawn
    assert axes.get_title().startswith("Lattice, evenness 2.67")
    assert alt.startswith("16 points. Evenness 2.67")


def test_chance_and_what_was_found_stand_side_by_side(drawn):
    plot_agreement({"one": [-0.1, 0.1], "two": [0.0, 0.12]}, {"one": 0.5, "two": 0.25})
    ((panels, alt),) = drawn
    assert [panel.get_title() for panel in panels] == ["one", "two"]
    assert [line.get_xdata()[0] for panel in panels for line in panel.lines] == [0.5, 0.25]
    assert alt.endswith("up to 0.12. The embedding: one: 0.50, two: 0.25.")


def test_the_variance_by_direction(drawn):
    plot_variance(np.array([[2.0, 0.0], [-2.0, 0.0]]))
    (((axes,), alt),) = drawn
    ((x, y),) = points(axes).values()
    assert y[x.index(90.0)] == pytest.approx(0)
    assert alt.endswith("0 degrees: 4, 45 degrees: 2, 90 degrees: 0, 135 degrees: 2.")


def test_the_best_dimension_beside_rotations(drawn):
    plot_best_dimension([0.5, 0.6, 0.75], {"as it came": 0.7})
    (((axes,), alt),) = drawn
    assert sum(bar.get_height() for bar in axes.patches) == 3
    assert alt.endswith("50% to 75% right. as it came: 70%.")


def test_the_nearest_word_is_drawn_on_top(drawn):
    vectors = np.array([[1.0, 0], [1, 1], [0, 1], [1, 0.1]])
    words = ["king", "queen", "cabbage", "emperor"]
    plot_nearest(words, 0, {"here": vectors, "turned": vectors[:, ::-1] * [1, 10]}, k=2)
    (((here, turned), alt),) = drawn
    assert [label.get_text() for label in here.get_yticklabels()] == ["queen", "emperor"]
    assert [bar.get_width() for bar in here.patches] == pytest.approx([0.5**0.5, 1 / 1.01**0.5])
    assert [panel.get_title() for panel in (here, turned)] == ["king, here", "king, turned"]
    assert alt == "The 2 nearest neighbours of king, here: emperor queen; turned: emperor queen."


def test_noise_is_drawn_beside_what_would_be_in_proportion(drawn):
    plot_noise([0, 0.5], {"one": [0.5, 0.125], "two": [0.5, -0.001]})
    (((axes,), alt),) = drawn
    assert points(axes)["one"] == ([0, 0.5], [0.5, 0.125])
    assert points(axes)["if loss were in proportion"] == ([0, 0.5], [0.5, 0.25])
    assert alt.endswith("two: 0: 0.50, 0.5: 0.00; if loss were in proportion: 0: 0.50, 0.5: 0.25.")


def test_what_is_sorted_right_is_a_line_for_each_kind_of_features(drawn):
    plot_sorted([10, 1000], {"bag": [0.25, 0.95], "mean": np.array([0.75, 0.95])})
    (((axes,), alt),) = drawn
    assert points(axes) == {"bag": ([10, 1000], [0.25, 0.95]), "mean": ([10, 1000], [0.75, 0.95])}
    assert (axes.get_xscale(), axes.get_ylim()) == ("log", (0, 1))
    assert alt.endswith("bag: 10: 25%, 1000: 95%; mean: 10: 75%, 1000: 95%.")


def test_a_roof_rises_to_its_ridge_and_is_flat(drawn):
    plot_roofline("a machine", {"slow": (2.0, 5e9), "fast": (25.0, 4e10)}, flops=8e10, bandwidth=1e10)
    (((axes,), alt),) = drawn
    (x, y), *places = points(axes).values()
    assert (x[1], y) == (8, [1, 80, 80])  # eight operations in the time of a byte
    assert places == [([2], [5]), ([25], [40])]
    assert len({line.get_marker() for line in axes.lines[1:]}) == 2
    assert axes.get_title() == "a machine"
    assert "rises until\n8 operations a byte and is flat at 80." in alt
    assert "slow: 5.00 at 2.0 operations a byte, fast: 40.00 at 25.0 operations a byte." in alt


def test_speeds_are_bars_with_their_numbers_and_the_peer_is_grey(drawn):
    plot_speeds({"ours": 1234567.0, "theirs": 1000.0}, peer="theirs")
    (((axes,), alt),) = drawn
    assert [bar.get_width() for bar in axes.patches] == [1234567, 1000]
    assert [bar.get_facecolor()[:3] == (0.6, 0.6, 0.6) for bar in axes.patches] == [False, True]
    assert [text.get_text() for text in axes.texts] == ["1,234,567", "1,000"]
    assert axes.get_xlim()[0] < 1000 < 1234567 < axes.get_xlim()[1]
    assert axes.yaxis_inverted()  # the first is on top
    assert alt.endswith("ours: 1,234,567, theirs: 1,000.")


def test_quality_is_drawn_against_speed_with_controls_as_lines(drawn):
    plot_quality({"a": (2e6, 0.4), "b": (5e5, 0.3)}, {"shuffled": 0.01, "untrained": -0.02}, 0.05)
    (((axes,), alt),) = drawn
    places = [(bar.lines[0].get_xdata()[0], bar.lines[0].get_ydata()[0]) for bar in axes.containers]
    assert places == [(2, 0.4), (0.5, 0.3)]
    (low, high) = axes.containers[0].lines[2][0].get_segments()[0]
    assert (low[1], high[1]) == pytest.approx((0.35, 0.45))
    lines = points(axes)
    assert lines["control: shuffled"][1] == [0.01, 0.01]
    assert lines["control: untrained"][1] == [-0.02, -0.02]
    assert "a: 0.40 at 2,000,000, b: 0.30 at 500,000." in alt
    assert alt.endswith("Controls: shuffled: 0.01, untrained: -0.02.")


def test_losses_are_a_line_for_each_machine_with_the_size_of_each_step(drawn):
    plot_losses({"here": [(1, 2e6, 2.5), (64, 3e6, 2.6)], "there": [(16, 5e5, 2.75)]})
    (((axes,), alt),) = drawn
    assert points(axes) == {"here": ([2, 3], [2.5, 2.6]), "there": ([0.5], [2.75])}
    assert [(text.get_text(), text.xy) for text in axes.texts] == [
        ("1", (2, 2.5)),
        ("64", (3, 2.6)),
        ("16", (0.5, 2.75)),
    ]
    assert alt.endswith("here: 1 blocks, loss 2.500, 64 blocks, loss 2.600. there: 16 blocks, loss 2.750.")


def test_the_most_famous_films_stand_out_with_their_share(drawn):
    plot_fame(np.array([1.0, 60.0, 3.0, *[2.0] * 18]), share=0.1)
    (((axes,), alt),) = drawn
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["2 films, 63% of the ratings", "all others"]
    assert alt == "Ratings of each of 21 films, from 60 down to 1. The first 2 films have 63% of all ratings."


def test_each_protocol_has_a_panel_with_all_models_and_their_limits(drawn):
    one, two = Interval(0.2, 0.1, 0.4), Interval(0.3, 0.25, 0.35)
    plot_protocols({"by time": {"a": one, "b": two}, "at random": {"a": two, "b": two}})
    ((panels, alt),) = drawn
    assert [panel.get_title() for panel in panels] == ["by time", "at random"]
    assert [bar.lines[0].get_xdata()[0] for bar in panels[0].containers] == [0.2, 0.3]
    (limits,) = panels[0].containers[0].lines[2][0].get_segments()
    assert limits[:, 0] == pytest.approx([0.1, 0.4])
    assert alt == "NDCG@10 by protocol. by time: a: 0.20, b: 0.30; at random: a: 0.30, b: 0.30."
    with pytest.raises(ValueError, match="the same models"):
        plot_protocols({"by time": {"a": one}, "at random": {"b": two}})


def test_the_lists_of_newcomers_are_a_line_for_each_way(drawn):
    plot_known([1, 10], {"last": [0.1, 0.25], "first": [0.05, 0.125]})
    (((axes,), alt),) = drawn
    assert points(axes)["last"] == ([1, 10], [0.1, 0.25])
    assert alt.endswith("last: 1: 0.100, 10: 0.250; first: 1: 0.050, 10: 0.125.")


def test_the_parts_of_a_score_are_all_there(drawn):
    plot_contributions({"a": 0.5, "b": -0.25, "c": 0.125, "d": 0.0625}, title="e", most=2)
    (((axes,), alt),) = drawn
    assert [label.get_text() for label in axes.get_yticklabels()] == ["all others together", "b", "a"]
    assert sum(bar.get_width() for bar in axes.patches) == 0.4375
    assert alt.startswith("Contributions to the score of e, 0.44 in all. a: 0.50, b: -0.25, all others together: 0.19.")


def test_films_have_the_colour_of_a_genre_that_few_have(drawn):
    line = np.array([[x, 0.0] for x in range(12)])
    genres = [("Drama", "War"), ("Drama",), ("Drama", "War"), *[("Drama",)] * 7, ("Comedy",), ("Comedy", "Drama")]
    titles = ["A title that is longer than its place", *[f"film {i}" for i in range(11)]]
    map_films(line, line, titles, genres, title="Films", named=2)
    (((axes,), alt),) = drawn
    assert alt.startswith("12 films: War: 2, others: 8, Comedy: 2.")
    assert [text.get_text() for text in axes.texts] == ["A title that is longe…", "film 0"]
