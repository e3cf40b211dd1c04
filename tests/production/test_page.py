"""The live page in a browser."""

import httpx

from tests.chromium import in_chromium, tab
from tests.production.test_service import FIRST, filled
from vecembed_lab.production.live import served

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
