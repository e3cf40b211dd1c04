"""What a teacher types; grading, reports and look-alikes are tested where they live."""

from vecembed_lab.author import tour


def test_tour_is_played(run, monkeypatch):
    monkeypatch.setattr(tour, "tour", lambda: print("what a tour"))
    assert run("tour") == "what a tour"
