"""Unit 11. From the bytes of a request to those of its answer: parsed once, answered in a thread."""

from collections.abc import Callable, Coroutine
from inspect import iscoroutinefunction
from typing import Any

from fastapi.routing import APIRoute
from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response


class BodyRoute(APIRoute):
    """A path whose argument, if it has one, pydantic reads from the body's bytes, and whose function runs in a thread
    of the app's; a coroutine is FastAPI's.

    FastAPI's own way takes more steps: JSON to objects, objects to a model, a look for dependencies, a check of the
    answer. That was a seventh of the CPU time of a search. The description at /openapi.json is still FastAPI's.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The function from a request to its answer."""
        if iscoroutinefunction(self.endpoint):
            return super().get_route_handler()

        async def handle(request: Request) -> Response:
            body = [await _json(request)] if self.body_field else []
            return await request.app.state.threads.run(self._answered, *body)

        return handle

    def _answered(self, *bodies: bytes) -> Response:
        """The answer, in JSON unless the function has made it itself."""
        answer = self.endpoint(*(self.body_field.field_info.annotation.model_validate_json(body) for body in bodies))
        return answer if isinstance(answer, Response) else Response(to_json(answer), media_type="application/json")


async def _json(request: Request) -> bytes:
    """The body. Raises HTTPException unless it is said to be JSON, which no form of another site's page can say."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(422, "a body must be JSON, and say so: Content-Type: application/json")
    try:
        return await request.body()
    except ClientDisconnect:
        raise HTTPException(400, "the body ended before its length") from None
