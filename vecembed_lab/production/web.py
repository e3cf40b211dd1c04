"""Unit 11. The service on a socket: connections that do not ask are closed, and there are never too many; a head that
does not end is refused; the end waits for nobody long."""

import asyncio
import itertools
import logging
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

IDLE = 10  # seconds in which a connection must bring a whole request but for its body
MOST = 500  # connections at a time: a process may have about a thousand files
LONGEST_HEAD, MOST_LINES = 2**16, 100  # of a request: bytes, and one read of the socket more
TOO_LONG = f"a request must have at most {LONGEST_HEAD:,} bytes and {MOST_LINES} lines before its body"
REFUSAL = (
    "HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
    f'{{"detail":"{TOO_LONG}"}}'
)
NUMBERS = itertools.count()  # of connections, since the loop's clock may stand still for some of them
GRACE = 5  # seconds for requests under way when the service ends


class Impatient(HttpToolsProtocol):
    """A connection that is closed when it has brought no request for a while, or when too many are open, or when its
    head, or what follows a body, does not end: nothing else bounds what is kept of that.

    Of too many the one goes that waits longest without ever having asked; if all have, the one that was made first.
    """

    def connection_made(self, transport: Any) -> None:
        """Begin to look, and make room."""
        super().connection_made(transport)
        self.unfinished = 0  # bytes since the last end of a head, of a part of a body, or of a request
        self.number = next(NUMBERS)
        self.looking = self.loop.call_later(IDLE, self._look, self.cycle)
        there = [one for one in self.connections if not one.transport.is_closing()]
        if len(there) > MOST:
            waiting = [one for one in there if one.waiting]  # this one, at least
            min(waiting, key=lambda one: (one.cycle is not None, one.number)).transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """Keep nothing of it: a timer would, for a while, and new ones come faster."""
        self.looking.cancel()
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        """Read on, unless what has begun gets too long."""
        self.unfinished += len(data)
        super().data_received(data)
        if self.unfinished > LONGEST_HEAD:
            self._refuse()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A line of a head, or after a body, has come. Raises ValueError, which ends the reading, if they are too many:
        of short lines twenty times as many bytes are kept as were sent."""
        super().on_header(name, value)
        if len(self.headers) > MOST_LINES:
            self._refuse()
            raise ValueError(TOO_LONG)

    def send_400_response(self, msg: str) -> None:
        """Say that a request is none, unless it has been refused."""
        if not self.transport.is_closing():
            super().send_400_response(msg)

    def _refuse(self) -> None:
        if self.waiting and not self.transport.is_closing():  # else this would stand in the midst of an answer
            self.transport.write(REFUSAL.encode())
        self.transport.close()

    def on_headers_complete(self) -> None:
        """A head has ended."""
        self.unfinished = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of a body has come."""
        self.unfinished = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """A request has ended."""
        self.unfinished = 0
        super().on_message_complete()

    @property
    def waiting(self) -> bool:
        """Whether no request is under way."""
        return self.cycle is None or self.cycle.response_complete

    def _look(self, last: Any) -> None:
        """Close the connection if `last`, its request at the last look, has been answered and none came since."""
        if self.waiting and self.cycle is last:
            self.transport.close()
        elif not self.transport.is_closing():
            self.looking = self.loop.call_later(IDLE, self._look, self.cycle)


def web_server(api: Any) -> uvicorn.Server:
    """The server of an application; its `run` takes the sockets."""
    config = uvicorn.Config(
        api, http=Impatient, log_level="warning", access_log=False, backlog=256, timeout_graceful_shutdown=GRACE
    )
    logging.getLogger("uvicorn.error").addFilter(_is_a_fault)
    return uvicorn.Server(config)


def _is_a_fault(record: logging.LogRecord) -> bool:
    """Whether it is more than a request that was cut off at the end, or one that is none: strangers send thousands."""
    cut_off = record.exc_info and record.exc_info[0] is asyncio.CancelledError
    return not cut_off and record.msg != "Invalid HTTP request received."
