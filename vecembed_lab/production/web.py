"""Unit 11. The service on a socket: connections that do not ask are closed, and the end waits for nobody long."""

import asyncio
import logging
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

IDLE = 10  # seconds in which a connection must bring a whole request but for its body
GRACE = 5  # seconds for requests under way when the service ends


class Impatient(HttpToolsProtocol):
    """A connection that is closed when it has brought no request for a while: a process has room for some thousand."""

    def connection_made(self, transport: Any) -> None:
        """Begin to look."""
        super().connection_made(transport)
        self.loop.call_later(IDLE, self._look, self.cycle)

    def _look(self, last: Any) -> None:
        """Close the connection if `last`, its request at the last look, has been answered and none came since."""
        waiting = self.cycle is None or self.cycle.response_complete
        if waiting and self.cycle is last:
            self.transport.close()
        elif not self.transport.is_closing():
            self.loop.call_later(IDLE, self._look, self.cycle)


def web_server(api: Any) -> uvicorn.Server:
    """The server of an application; its `run` takes the sockets."""
    config = uvicorn.Config(
        api, http=Impatient, log_level="warning", access_log=False, backlog=256, timeout_graceful_shutdown=GRACE
    )
    logging.getLogger("uvicorn.error").addFilter(_is_a_fault)
    return uvicorn.Server(config)


def _is_a_fault(record: logging.LogRecord) -> bool:
    """Whether it is more than a request that was cut off at the end."""
    return not (record.exc_info and record.exc_info[0] is asyncio.CancelledError)
