"""Waiting for what comes sooner or later, however busy the machine is."""

import time

PATIENCE = 240  # seconds, for a machine that does much else


def wait_for(look):
    """What `look` returns once it is something; fails if that takes too long."""
    until = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < until, "nothing came"
        time.sleep(0.05)
    return found
