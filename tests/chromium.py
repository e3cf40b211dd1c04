"""A real Chromium, driven by Playwright. Where there is none, tests that ask for one are skipped."""

import shutil
from contextlib import contextmanager

import pytest

from tests.patience import PATIENCE

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--enable-unsafe-swiftshader",  # WebGL without a graphics card, for the projector
    "--no-first-run",
    "--no-sandbox",  # containers
]
MARKS = [
    pytest.mark.browser,
    pytest.mark.skipif(not any(map(shutil.which, NAMES)), reason="there is no Chromium; install it to run these"),
]


def in_chromium(function):
    """A test that needs the browser."""
    for mark in MARKS:
        function = mark(function)
    return function


@contextmanager
def launched():
    """A browser without a window."""
    from playwright.sync_api import expect, sync_playwright

    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip(f"no browser here; one of these would do: {', '.join(NAMES)}")
    expect.set_options(timeout=1000 * PATIENCE)
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=program, args=FLAGS) as browser:
        yield browser


@contextmanager
def tab(chromium, url, *, width=1280, height=900, **window):
    """A page in a window of its own, twice as sharp as a plain screen."""
    size = {"width": width, "height": height}
    with chromium.new_context(viewport=size, device_scale_factor=2, **window) as window:
        page = window.new_page()
        page.set_default_timeout(1000 * PATIENCE)
        page.goto(url)
        yield page
