"""Whatever is sent, by the service's own description: schemathesis finds no request that breaks it."""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error

from tests.production.test_service import FIRST, SECOND, filled
from vecembed_lab.production.pgstore import PgStore
from vecembed_lab.production.service import app
from vecembed_lab.production.store import MemoryStore

SERVICES = [app(MemoryStore(), [], hosts=())]


async def latest(scope, receive, send):
    """The last of the services."""
    await SERVICES[-1](scope, receive, send)


SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", latest)


@pytest.fixture(scope="module", params=["memory", "postgres"])
def service(request):
    """A service that all requests go to."""
    store = (
        filled() if request.param == "memory" else filled(lambda: PgStore(request.getfixturevalue("shared_database")))
    )
    SERVICES.append(app(store, [FIRST, SECOND], hosts=()))
    yield
    store.close()


@SCHEMA.parametrize()
@settings(max_examples=20, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_breaks_the_service(case, service):
    case.call_and_validate(checks=[not_a_server_error])
