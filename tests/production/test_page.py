"""The live page in a browser."""

from contextlib import ExitStack

import httpx
from playwright.sync_api import expect

from tests.chromium import in_chromium, tab
from tests.production.test_service import FIRST, filled
from vecembed_lab.production.ingest import Text, ingest
from vecembed_lab.production.live import served
from vecembed_lab.production.store import MemoryStore

LOOK = """text => {
    const now = snapshot(parse(text));
    return [now.searches, now.buckets.at(-1)[1], Number.isFinite(percentile(now, {buckets: []}, .01))];
}"""


@in_chromium
def test_searches_of_all_collections_are_counted_together(chromium):
    with served(filled(), [FIRST], beside={"films": (filled(), [FIRST])}) as port:
        address = f"http://127.0.0.1:{port}"
        for path in ["/search"] * 2 + ["/films/search"] * 3:
            assert httpx.post(address + path, json={"text": "east"}).status_code == 200
        with tab(chromium, address) as page:
            assert page.evaluate(LOOK, httpx.get(address + "/metrics").text) == [5, 5, True]


def boxes(page):
    """The numbers that a reader sees, by their names."""
    return dict(zip(page.locator("dt").all_inner_texts(), page.locator("dd").all_inner_texts(), strict=True))


@in_chromium
def test_a_reader_sees_the_service_work_and_then_stop(chromium):
    store = filled()
    ingest(store, FIRST, [Text("east"), Text("north"), Text("north east")], source="t")
    with (
        ExitStack() as service,
        tab(chromium, f"http://127.0.0.1:{service.enter_context(served(store, [FIRST]))}") as page,
    ):
        expect(page.locator("#state")).to_have_text("Ready.")
        quiet = {"Searches a second": "0.0", "p50, ms": "–", "p99, ms": "–", "Refused: bad request": "0", "Failed": "0"}
        assert boxes(page).items() >= ({"Live version": "first", "Documents": "3"} | quiet).items()
        page.get_by_label("Text").fill("east")
        page.get_by_role("button", name="Search").click()
        expect(page.locator("#hits li")).to_have_text(["1.000 east", "0.707 north east", "0.000 north"])
        expect(page.locator("#rate-said")).not_to_contain_text("largest 0.0")  # the search that was just made
        expect(page.locator("#wait-said")).not_to_contain_text("largest 0.0")
        page.get_by_label("Text").fill("nowhere")
        page.get_by_role("button", name="Search").click()
        expect(page.locator("#hits li")).to_contain_text(["knows no word of the text"])
        expect(page.locator("dd").nth(7)).to_have_text("1")  # refused: a bad request
        service.close()
        expect(page.locator("#state")).to_have_text("The service does not answer.")


@in_chromium
def test_a_reader_sees_that_no_version_is_live(chromium):
    store = MemoryStore()
    with served(store, [FIRST]) as port, tab(chromium, f"http://127.0.0.1:{port}") as page:
        expect(page.locator("#state")).to_have_text("Not ready: no version is live.")
        assert boxes(page).items() >= {"Live version": "none", "Documents": "–"}.items()
        store.create("first", 2)
        store.switch("first")
        expect(page.locator("#state")).to_have_text("Ready.")
