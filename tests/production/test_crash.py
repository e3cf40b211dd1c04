from vecembed_lab.production.crash import Fault, killed_at_every_write, position_after, position_before, together

NAMES = [f"doc-{i % 18}" for i in range(20)]  # two come twice


def test_one_write_for_both_survives_every_kill():
    assert killed_at_every_write(together, NAMES, 5) == 4 * [Fault(0, 0)]


def test_a_position_noted_later_doubles_a_batch():
    """Killed at 0, 2, 4, 6 before the rows, at 1, 3, 5, 7 between them and the note: those are written again."""
    assert killed_at_every_write(position_after, NAMES, 5) == [Fault(0, 2), Fault(0, 7)] * 4


def test_a_position_noted_first_loses_a_batch():
    lost = [fault.lost for fault in killed_at_every_write(position_before, NAMES, 5)]
    assert lost[::2] == [0, 0, 0, 0]
    assert lost[1::2] == [3, 5, 5, 3]  # of the first batch and of the last, two come elsewhere too
