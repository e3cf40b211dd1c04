"""Unit 11. The service on a socket: connections that do not ask are closed, and there are never too many; the end
waits for nobody long."""

import asyncio
import itertools
import logging
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

IDLE = 10  # seconds in which a connection must bring a whole request but for its body
MOST = 500  # connections at a time: a process may have about a thousand files
NUMBERS = itertools.count()  # of connections, since the loop's clock may stand still for some of them
GRACE = 5  # seconds for requests under way when the service ends


class Impatient(HttpToolsProtocol):
    """A connection that is closed when it has brought no request for a while, or when too many are open.

    Then the one goes that waits longest without ever having asked; if all have, the one that was made first.
    """

    def connection_made(self, transport: Any) -> None:
        """Begin to look, and make room."""
        super().connection_made(transport)
        self.number = next(NUMBERS)
        self.loop.call_later(IDLE, self._look, self.cycle)
        there = [one for one in self.connections if not one.transport.is_closing()]
        if len(there) > MOST:
            waiting = [one for one in there if one.waiting]  # this one, at least
            min(waiting, key=lambda one: (one.cycle is not None, one.number)).transport.close()

    @property
    def waiting(self) -> bool:
        """Whether no request is under way."""
        return self.cycle is None or self.cycle.response_complete

    def _look(self, last: Any) -> None:
        """Close the connection if `last`, its request at the last look, has been answered and none came since."""
        if self.waiting and self.cycle is last:
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
