import io
import tarfile

import numpy as np
import pytest

from vecembed_lab.context import domains
from vecembed_lab.context.domains import Pair, draw

LONG = " ".join(f"w{i}" for i in range(70))
HEALTH = f"""<Document><Focus>Flu</Focus><QAPairs>
<QAPair><Question>What  is it ?</Question><Answer>{LONG}</Answer></QAPair>
<QAPair><Question>what is it?</Question><Answer>{LONG[::-1]}</Answer></QAPair>
<QAPair><Question>Short?</Question><Answer>Yes.</Answer></QAPair>
<QAPair><Question>None?</Question><Answer /></QAPair>
</QAPairs></Document>"""


def archive(path, files):
    with tarfile.open(path, "w:xz") as tar:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))
    return path


def test_health_has_each_text_once_and_long_answers_only(tmp_path, monkeypatch):
    path = archive(tmp_path / "q.tar.xz", {"a/1.xml": HEALTH, "README": "not XML"})
    monkeypatch.setattr(domains, "fetch", lambda name: {"MedQuAD-answers.tar.xz": path})
    assert domains.load_health() == [Pair("What is it ?", " ".join(f"w{i}" for i in range(60)), "Flu")]


def test_law_is_read_around_the_middle(tmp_path, monkeypatch):
    words = [f"w{i}" for i in range(400)]
    path = archive(tmp_path / "c.tar.xz", {"CUAD_v1/full_contract_txt/a.txt": " ".join(words), "CUAD_v1/README": "x"})
    monkeypatch.setattr(domains, "fetch", lambda name: {"CUAD_v1_txt.tar.xz": path})
    (pair,) = domains.load_law()
    assert pair[:2] == (" ".join(words[140:200]), " ".join(words[200:260]))


def test_news_that_is_too_short_is_left_out(monkeypatch):
    monkeypatch.setattr(domains, "read_news", lambda: iter([LONG, f"{LONG} {LONG[::-1]}"]))
    (pair,) = domains.load_news()
    assert pair.about == "1"
    assert [len(text.split()) for text in pair[:2]] == [60, 60]


def test_drawing():
    pairs = [Pair(str(i), str(-i), "x") for i in range(5)]
    assert sorted(draw(pairs, 5, rng=np.random.default_rng(0))) == sorted(pairs)
    with pytest.raises(ValueError, match="n must be at most 5, the number of pairs, got 6"):
        draw(pairs, 6, rng=np.random.default_rng(0))
