"""What is sent arrives as it was; what should never have been sent raises WireError, soon, and nothing else."""

import json
import math
import socket
import threading
import time

import numpy as np
import pytest
import torch

from vecembed_lab.grading import wire
from vecembed_lab.grading.wire import Channel, Closed, Late, WireError

VALUES = {
    "nothing": None,
    "truth": [True, False],
    "numbers": [0, -1, 2**62, -(2**63), 2**63, 10**100, 0.1, -0.0, 1e308, math.inf, -math.inf, 5e-324],
    "text": ["", "é\n\0", "\ud800", '{"tuple": []}', "x" * 1000],
    "lists and tuples": [[], (), [()], ([1], (2, (3,)))],
    "dicts": {"a": 1, 2: "b", (1, "c"): {}, None: [], 1.5: True, "tuple": {"dict": {"array": 0}}},
    "arrays": [np.arange(6).reshape(2, 3), np.zeros((0, 4)), np.array(3.5), np.array([True, False])],
    "kinds of numbers": [np.array([1, 2], dtype) for dtype in wire.NAMES],
    "numpy's scalars": [np.float32(0.1), np.int8(-1), np.bool_(True), np.complex64(1j)],
    "order of memory": [np.asfortranarray(np.arange(6.0).reshape(2, 3)), np.arange(24).reshape(2, 3, 4).T],
    "slices": [np.arange(10)[::-2], np.eye(4)[:, 1]],
    "not a number": [math.nan, np.array([np.nan, 1.0])],
}


def parts(message):
    mark, length, rest = wire.FRAME.unpack(message[: wire.FRAME.size])
    assert mark == wire.MARK
    assert len(message) == wire.FRAME.size + length + rest
    text = message[wire.FRAME.size :]
    return text[:length], text[length:]


def there_and_back(value, **how):
    return wire.decode(*parts(wire.encode(value)), **how)


def alike(one, other):
    """Equal, and of the same types, all the way down; NaN equals NaN."""
    if isinstance(one, np.ndarray | np.generic):
        same = type(one) is type(other) and one.dtype == other.dtype and one.shape == other.shape
        return same and np.array_equal(one, other, equal_nan=one.dtype.kind in "fc")
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        pairs = zip(one.items(), other.items(), strict=True)
        return len(one) == len(other) and all(alike(a, b) for a, b in pairs)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(alike(a, b) for a, b in zip(one, other, strict=True))
    return repr(one) == repr(other)


@pytest.mark.parametrize("name", VALUES)
def test_what_is_sent_arrives(name):
    assert alike(there_and_back(VALUES[name]), VALUES[name])


def test_arrays_are_writable_and_keep_their_order_in_memory():
    turned = there_and_back(np.asfortranarray(np.ones((2, 3))))
    assert turned.flags.f_contiguous
    turned[0, 0] = 5
    assert there_and_back([True, np.ones(3)])[1].flags.aligned


def test_tensors():
    value = there_and_back(torch.arange(6.0).reshape(2, 3))
    assert torch.equal(value, torch.arange(6.0).reshape(2, 3))


def test_bytes_in_the_other_order_are_turned():
    value = there_and_back(np.array([1, 2], ">i4"))
    assert value.tolist() == [1, 2]
    assert value.dtype.isnative


def test_long_doubles_lose_their_length():
    assert there_and_back(np.longdouble([1.5])).dtype == float


def test_functions_get_a_number_and_a_stand_in():
    handed = []
    message = wire.encode([abs, len], hand=lambda value: handed.append(value) or len(handed) - 1)
    assert handed == [abs, len]
    assert wire.decode(*parts(message), resolve=lambda number: f"number {number}") == ["number 0", "number 1"]
    with pytest.raises(WireError):
        wire.decode(*parts(message))


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


CANNOT_BE_SENT = {
    "an object": object(),
    "a function": abs,
    "a set": {1},
    "a subclass of list": type("List", (list,), {})(),
    "an array of objects": np.array([object()]),
    "an array of text": np.array(["a"]),
    "too deep": nested(wire.MAX_DEPTH + 1),
    "too many": [0] * (wire.MAX_PARTS + 1),
    "too large": np.zeros(wire.MAX_BYTES // 8 + 1),
    "too large together": [np.zeros(wire.MAX_BYTES // 16 + 1)] * 2,
    "too much text": "x" * (wire.MAX_TEXT + 1),
    "a huge number": 1 << 10**8,
}


@pytest.mark.parametrize("name", CANNOT_BE_SENT)
def test_what_cannot_be_sent(name):
    with pytest.raises(WireError):
        wire.encode(CANNOT_BE_SENT[name])


def test_a_list_in_itself_cannot_be_sent():
    endless = []
    endless.append(endless)
    with pytest.raises(WireError):
        wire.encode(endless)


HOSTILE = {
    "nothing": "",
    "half": "[1,",
    "no UTF-8": b"\xff\xfe",
    "deep": "[" * 100_000 + "]" * 100_000,
    "deeper than allowed": "[" * 30 + "]" * 30,
    "an unknown tag": '{"class": "os.system"}',
    "a tag that is long": json.dumps({"x" * 10**6: 1}),
    "two tags": '{"tuple": [], "dict": []}',
    "no tag": "{}",
    "a handle": '{"handle": 1}',
    "a tuple of nothing": '{"tuple": null}',
    "a dict of numbers": '{"dict": [1, 2]}',
    "a key that is a list": '{"dict": [[[], 1]]}',
    "a key that is an array": '{"dict": [[{"array": ["int8", [0], "C"]}, 1]]}',
    "an integer of words": '{"int": "os"}',
    "an integer of digits": "1" * 10_000,
    "an array of objects": '{"array": ["object", [0], "C"]}',
    "an array of nothing": '{"array": null}',
    "an array of too much": '{"array": ["float64", [1000000], "C"]}',
    "an array beyond memory": '{"array": ["int8", [4611686018427387904, 4611686018427387904], "C"]}',
    "an empty array beyond memory": '{"array": ["int8", [0, 4611686018427387904, 4611686018427387904], "C"]}',
    "a negative array": '{"array": ["int8", [-1], "C"]}',
    "an array of true": '{"array": ["int8", [true], "C"]}',
    "an array of fractions": '{"array": ["int8", [0.5], "C"]}',
    "an array in no order": '{"array": ["int8", [0], "A"]}',
    "an array of a hundred dimensions": json.dumps({"array": ["int8", [0] * 100, "C"]}),
    "a scalar of three": '{"scalar": ["int8", [-3], "C"]}',
    "colliding keys": json.dumps({"dict": [[i * (2**61 - 1), 0] for i in range(wire.MAX_ODD_KEYS + 1)]}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_messages_raise_wire_error_soon(name):
    text = HOSTILE[name] if isinstance(HOSTILE[name], bytes) else HOSTILE[name].encode()
    started = time.process_time()
    with pytest.raises(WireError):
        wire.decode(text, b"")
    assert time.process_time() - started < 3


def test_the_values_of_all_lists_count_together(monkeypatch):
    monkeypatch.setattr(wire, "MAX_PARTS", 10)
    assert wire.decode(b"[[0, 0, 0, 0], [0, 0, 0, 0]]", b"") == [[0] * 4] * 2
    with pytest.raises(WireError, match="too many values"):
        wire.decode(b"[[0, 0, 0, 0], [0, 0, 0, 0, 0]]", b"")


def test_bytes_that_nobody_speaks_of_are_refused():
    with pytest.raises(WireError):
        wire.decode(b"1", b"x")


def test_a_bool_is_zero_or_one_whatever_the_byte():
    value = wire.decode(b'{"array": ["bool", [3], "C"]}', b"\x00\x02\xff")
    assert value.view(np.uint8).tolist() == [0, 1, 1]


def test_no_bytes_at_all_raise_anything_else():
    rng = np.random.default_rng(0)
    good = bytearray(wire.encode([VALUES["dicts"], VALUES["arrays"], VALUES["numbers"], VALUES["text"]]))
    _, length, _ = wire.FRAME.unpack(good[: wire.FRAME.size])
    outcomes = set()
    for _ in range(3000):
        bad = good.copy()
        for place in rng.integers(wire.FRAME.size, len(bad), size=rng.integers(1, 4)):
            bad[place] = rng.integers(256)
        body = wire.FRAME.size + length
        try:
            wire.decode(bytes(bad[wire.FRAME.size : body]), bytes(bad[body:]))
            outcomes.add("a value")
        except WireError:
            outcomes.add("WireError")
    assert outcomes == {"a value", "WireError"}


# --- the channel ------------------------------------------------------------------------------------------------


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_a_large_message_crosses(ends):
    ours, theirs = map(Channel, ends)
    value = np.random.default_rng(0).normal(size=500_000)
    thread = threading.Thread(target=ours.send, args=(wire.encode([value, "x" * 10_000]), 10.0))
    thread.start()
    got = theirs.receive(10.0)
    thread.join()
    assert np.array_equal(got[0], value)


def test_nobody_sends_and_nobody_takes(ends):
    channel = Channel(ends[0])
    with pytest.raises(Late):
        channel.receive(0.05)
    with pytest.raises(Late):
        channel.send(bytes(8_000_000), 0.05)


def test_one_byte_at_a_time_is_late(ends):
    def drip():
        for byte in wire.encode("x" * 1000):
            time.sleep(0.01)
            try:
                ends[1].send(bytes([byte]))
            except OSError:
                return

    thread = threading.Thread(target=drip)
    thread.start()
    with pytest.raises(Late):
        Channel(ends[0]).receive(0.3)
    assert thread.is_alive()  # a thousand bytes take ten seconds
    ends[0].close()
    thread.join()


def test_the_other_end_is_gone(ends):
    channel = Channel(ends[0])
    ends[1].send(wire.encode("x" * 100)[:50])
    ends[1].close()
    with pytest.raises(Closed):
        channel.receive(1.0)
    with pytest.raises(Closed):
        channel.send(bytes(1), 1.0)


@pytest.mark.parametrize("sizes", [(1 << 63, 0), (0, 1 << 63), (wire.MAX_TEXT + 1, 0), (0, wire.MAX_BYTES + 1)])
def test_a_size_that_is_only_claimed_is_refused_at_once(ends, sizes):
    ends[1].send(wire.FRAME.pack(wire.MARK, *sizes))
    with pytest.raises(WireError, match="too large"):
        Channel(ends[0]).receive(1.0)


def test_a_message_begins_with_its_mark(ends):
    ends[1].send(b"HTTP" + wire.encode(1)[4:])
    with pytest.raises(WireError):
        Channel(ends[0]).receive(1.0)


def test_the_allowance_is_for_all_messages_together(ends):
    ours, theirs = Channel(ends[0], allowance=250), Channel(ends[1])
    for _ in range(2):
        theirs.send(wire.encode("x" * 100))
        assert ours.receive(1.0) == "x" * 100
    theirs.send(wire.encode("x" * 100))
    with pytest.raises(WireError, match="too large"):
        ours.receive(1.0)


def test_the_other_end_is_watched_while_waiting(ends):
    looks = []

    def look():
        looks.append(time.monotonic())
        if len(looks) == 3:
            raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        Channel(ends[0], look).receive(10.0)
    assert looks[2] - looks[0] < 2
