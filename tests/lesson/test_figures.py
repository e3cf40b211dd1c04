import io
import re
import subprocess
import sys
from base64 import b64decode
from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.text import Text

from vecembed_lab.lesson import figures
from vecembed_lab.lesson.figures import draw_chance, figure
from vecembed_lab.lesson.source import show_source
from vecembed_lab.lesson.tables import table
from vecembed_lab.similarity.figures import _overlap, map_2d, plot_occurrence
from vecembed_lab.similarity.projection import trustworthiness
from vecembed_lab.training.figures import plot_roofline

EMPTY_FRAME = np.array([[0.0, 0.0, 100.0, 100.0]])


@pytest.fixture
def shown(monkeypatch):
    """What was displayed, in order: one dictionary from MIME type to data for each output."""
    outputs = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: outputs.append(data))
    return outputs


@pytest.fixture
def axes():
    return Figure().subplots()


def image(html):
    """The attributes of the one <img> in this HTML."""
    found = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: found.append((tag, dict(attributes)))
    parser.feed(html)
    ((tag, attributes),) = found
    assert tag == "img"
    return attributes


def test_a_figure_carries_its_alternative_text_in_html_and_in_plain_text(shown):
    alt = 'A line, "rising"; x < 3 & <b>not bold</b>'
    with figure(alt) as axes:
        axes.plot([1, 2, 3])
    ((output),) = shown
    assert output["text/plain"] == alt
    assert image(output["text/html"])["alt"] == alt


def test_a_figure_is_a_white_sheet_in_every_theme(shown):
    from PIL import Image

    with figure("nothing but axes"):
        pass
    png = image(shown[0]["text/html"])["src"].removeprefix("data:image/png;base64,")
    picture = Image.open(io.BytesIO(b64decode(png))).convert("RGBA")
    assert picture.getpixel((0, 0)) == (255, 255, 255, 255)


def test_a_figure_keeps_its_colours(shown):
    from PIL import Image

    with figure("a bar of each colour") as axes:
        axes.bar(range(7), 1, color=figures.COLOURS)
    png = image(shown[0]["text/html"])["src"].removeprefix("data:image/png;base64,")
    found = np.array([colour for _, colour in Image.open(io.BytesIO(b64decode(png))).convert("RGB").getcolors()])
    wanted = np.array([list(bytes.fromhex(colour[1:])) for colour in figures.COLOURS])
    assert np.abs(wanted[:, None] - found).max(axis=2).min(axis=1).max() <= 3  # of 255


def test_a_figure_has_as_many_axes_as_columns(shown):
    with figure("three pictures", columns=3) as axes:
        assert [panel.get_subplotspec().colspan.start for panel in axes] == [0, 1, 2]


@pytest.mark.parametrize("alt", ["", "  \n"])
def test_a_figure_without_alternative_text_is_refused(shown, alt):
    with pytest.raises(ValueError, match="alt must say"), figure(alt):
        pass
    assert shown == []


def test_a_figure_that_fails_is_not_shown(shown):
    with pytest.raises(ZeroDivisionError), figure("half a picture"):
        1 / 0  # noqa: B018
    assert shown == []


def test_a_table_writes_each_column_in_its_format(shown):
    table({"share": ".0%", "most": "d"}, {"a < b": [0.255, 7], "all": (np.nan, 12)})
    ((output),) = shown
    assert output["text/plain"].splitlines() == [
        "       share  most",
        "a < b    26%     7",
        "all        -    12",
    ]
    cells = output["text/html"].replace("</tr>", "\n")
    assert re.sub("<[^>]+>", " ", cells).split() == ["share", "most", "a", "&lt;", "b", "26%", "7", "all", "-", "12"]
    assert re.findall(r'scope="(\w+)"', cells) == ["col", "col", "row", "row"]


def test_a_row_of_another_length_is_refused(shown):
    with pytest.raises(ValueError, match="needs 2 numbers, one a column; 'b' has 1"):
        table({"x": "d", "y": "d"}, {"a": [1, 2], "b": [3]})
    assert shown == []


def test_chance_is_grey_and_what_was_found_is_a_line_each(shown):
    with figure("chance and two findings") as axes:
        draw_chance(axes, np.arange(40) / 40, {"here": 0.5, "there": 2.0}, "chance")
    here, there = axes.lines
    assert [line.get_xdata()[0] for line in axes.lines] == [0.5, 2.0]
    assert here.get_color() != there.get_color()
    assert here.get_linestyle() != there.get_linestyle()
    assert sum(bar.get_height() for bar in axes.patches) == 40
    assert {text.get_text() for text in axes.get_legend().get_texts()} == {"chance", "here", "there"}


def test_every_map_states_its_trustworthiness(shown, monkeypatch):
    points = np.random.default_rng(0).normal(size=(30, 6))
    flat = points[:, :2]
    titles = []
    monkeypatch.setattr(figures, "_show", lambda canvas, alt: titles.append((canvas.axes[0].get_title(), alt)))
    map_2d(flat, points, [f"word {i}" for i in range(30)], title="Noise", alt="A cloud of words.", k=4)
    value = f"{trustworthiness(points, flat, 4):.2f}"
    assert value != f"{trustworthiness(flat, points, 4):.2f}"  # or this test could not tell them apart
    ((title, alt),) = titles
    assert title.startswith("Noise\n")
    assert value in title
    assert alt.startswith("A cloud of words.")
    assert value in alt


def test_groups_differ_in_colour_and_in_marker(monkeypatch):
    drawn = []
    monkeypatch.setattr(figures, "_show", lambda canvas, alt: drawn.append(canvas.axes[0].collections))
    points = np.random.default_rng(0).normal(size=(6, 2))
    map_2d(points, points, list("abcdef"), title="t", alt="a", groups=["x", "y", "x", "y", "x", "x"], k=2)
    (x, y) = drawn[0]
    np.testing.assert_array_equal(x.get_offsets(), points[[0, 2, 4, 5]])
    assert (x.get_label(), y.get_label()) == ("x", "y")
    assert not np.array_equal(x.get_facecolor(), y.get_facecolor())
    assert not np.array_equal(x.get_paths()[0].vertices, y.get_paths()[0].vertices)


def test_a_map_refuses_more_groups_than_colours(shown):
    points = np.random.default_rng(0).normal(size=(8, 2))
    with pytest.raises(ValueError, match="groups in a map can be told apart up to 7, got 8"):
        map_2d(points, points, list("abcdefgh"), title="t", alt="a", groups=list("abcdefgh"), k=2)


def test_words_on_a_map_do_not_cover_each_other(monkeypatch):
    drawn = []
    monkeypatch.setattr(figures, "_show", lambda canvas, alt: drawn.append(canvas))
    crowd = np.array([[0.5, 0.5], [0.5, 0.52], [0.5, 0.54], [1, 1], [0, 1], [1, 0]])
    words = ["elephant", "hippopotamus", "rhinoceros", "at the right edge", "at the left edge", "x"]
    map_2d(crowd, crowd, words, title="t", alt="a", k=2)
    drawn[0].draw_without_rendering()  # moves the words to their places
    axes = drawn[0].axes[0]
    boxes = [Text.get_window_extent(word) for word in axes.texts]  # without the leaders
    assert [word.get_text() for word in axes.texts] == words
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
    assert all(axes.bbox.x0 <= box.x0 and box.x1 <= axes.bbox.x1 for box in boxes)


def test_a_point_without_a_word_gets_no_label(monkeypatch):
    drawn = []
    monkeypatch.setattr(figures, "_show", lambda canvas, alt: drawn.append(canvas.axes[0]))
    points = np.random.default_rng(0).normal(size=(6, 2))
    map_2d(points, points, ["", "b", "", "", "e", ""], title="t", alt="a", k=2)
    assert [label.get_text() for label in drawn[0].texts] == ["b", "e"]
    assert len(drawn[0].collections[0].get_offsets()) == 6


def test_overlap_by_hand():
    box = np.array([90.0, 10, 110, 20])
    assert _overlap(box, EMPTY_FRAME) == 100
    assert _overlap(box, np.vstack([EMPTY_FRAME, EMPTY_FRAME + 200, box[None]])) == 300


def test_show_source_shows_the_tested_code(shown):
    show_source(trustworthiness, figure)
    plain = shown[0]["text/plain"]
    assert plain.startswith("def trustworthiness(")
    assert "\n\n@contextmanager\ndef figure(" in plain
    assert plain.endswith("_show(canvas, alt)")
    assert shown[0]["text/markdown"] == f"```python\n{plain}\n```"


def test_importing_it_costs_no_matplotlib():
    loaded = "import sys, vecembed_lab.lesson.figures; print({'matplotlib', 'sklearn', 'IPython'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"


def test_numbers_in_words():
    assert figures.listing({"cat": 0.25, 3: 1}, ".2f") == "cat: 0.25, 3: 1.00"


def test_lines_in_words():
    assert figures.in_words([1, 20], {"a": [0.25, 0.5], "b": [1, 0]}, ".0%") == "a: 1: 25%, 20: 50%; b: 1: 100%, 20: 0%"


def test_bars_have_their_numbers_and_controls_are_grey(axes):
    figures.draw_bars(axes, {"control": 0.1, "found": 0.5}, error=0.05, faint=["control"])
    assert [bar.get_width() for bar in axes.patches] == [0.1, 0.5]
    assert axes.patches[0].get_facecolor() == (0.6, 0.6, 0.6, 1)
    assert [text.get_text() for text in axes.texts] == ["0.10", "0.50"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["control", "found"]


def test_lines_differ_in_colour_and_marker(axes):
    figures.draw_lines(axes, [1, 2], {"one": [3, 4], "two": [5, 6]})
    one, two = axes.lines
    assert (list(one.get_ydata()), list(two.get_ydata())) == ([3, 4], [5, 6])
    assert one.get_color() != two.get_color()
    assert one.get_marker() != two.get_marker()
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["one", "two"]


@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=3), st.text(max_size=5))
def test_a_table_shows_every_number(numbers, name):
    outputs = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("IPython.display.display", lambda data, raw: outputs.append(data))
        table({f"c{i}": ".3g" for i in range(len(numbers))}, {name: numbers})
    assert re.findall("<td>(.*?)</td>", outputs[0]["text/html"])[-len(numbers) :] == [f"{x:.3g}" for x in numbers]
    assert outputs[0]["text/plain"].split()[-len(numbers) :] == [f"{x:.3g}" for x in numbers]


def test_what_cannot_be_told_apart_is_refused_and_not_left_out(axes):
    lines = {str(i): [1.0, 2] for i in range(8)}
    with pytest.raises(ValueError, match="lines can be told apart up to 7, got 8"):
        figures.draw_lines(axes, [1, 2], lines)
    with pytest.raises(ValueError, match="values beside chance can be told apart up to 3, got 4"):
        draw_chance(axes, [0.0, 1.0], dict.fromkeys("abcd", 0.5), "chance")
    with pytest.raises(ValueError, match="clouds in a figure can be told apart up to 4, got 5"):
        plot_occurrence({str(i): np.array([1, 2]) for i in range(5)})
    with pytest.raises(ValueError, match="places under a roof can be told apart up to 7, got 8"):
        plot_roofline("a", {str(i): (1.0, 1.0) for i in range(8)}, 1.0, 1.0)


@pytest.mark.parametrize(("n_words", "groups"), [(5, None), (6, ["a"] * 5)])
def test_every_place_on_a_map_has_a_word_and_a_group(n_words, groups):
    points = np.random.default_rng(0).normal(size=(6, 2))
    with pytest.raises(ValueError, match="every place needs one word"):
        map_2d(points, points, list("abcdef")[:n_words], title="t", alt="a", groups=groups, k=2)
