"""Receive a request's body within its limits: bytes, time, and a budget for all bodies together."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from dataclasses import dataclass, field
from typing import IO

from pullahead.cli.app_server.protocol import HTTPProtocol, ProtocolClosed

log = logging.getLogger("pullahead.server")

SHORT = 16_384  # bytes: such a body is read in one piece
IN_MEMORY = 65_536  # bytes: a longer body is written to a temporary file
LEAST_RATE = 16_384  # bytes a second, once the first seconds are over


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one body may take."""

    plain: int  # bytes
    upload: int  # bytes of a form with a file
    seconds: float  # before the least rate counts


class Refused(Exception):
    """The body is not accepted. `status` is the HTTP status that says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(slots=True)
class Budget:
    """The bytes that unfinished and waiting bodies take together, counted in the event loop."""

    size: int
    held: int = 0

    def take(self, count: int, *, is_short: bool) -> None:
        """Count more bytes. Raises Refused(503) when there is no room for them.

        A quarter is left to short bodies, so that uploads cannot keep forms out.
        """
        room = self.size if is_short else self.size * 3 // 4
        if self.held + count > room:
            raise Refused(503)
        self.held += count

    def release(self, count: int) -> None:
        """Free the bytes of a body that is done with."""
        self.held -= count


@dataclass(frozen=True, slots=True)
class Announced:
    """The body that a request's head announces."""

    length: int | None = None  # its Content-Length
    is_chunked: bool = False
    is_upload: bool = False

    def limit(self, limits: Limits) -> int:
        """Return the most bytes that this kind of body may have."""
        return limits.upload if self.is_upload else limits.plain


@dataclass(slots=True)
class ReceivedBody:
    """A received body, and the bytes that it takes of the budget."""

    budget: Budget
    file: IO[bytes] = field(default_factory=lambda: _empty())
    size: int = 0  # bytes received
    held: int = 0  # bytes of the budget

    async def receive(self, announced: Announced, proto: HTTPProtocol, limits: Limits) -> None:
        """Read all of it. Raises Refused when it is too large, too slow or broken off."""
        if not announced.is_chunked and not announced.length:
            return
        if (announced.length or 0) > announced.limit(limits):
            raise Refused(413)
        try:
            if announced.length and announced.length <= SHORT:
                await self._whole(announced.length, proto, limits)
            else:
                await self._pieces(announced, proto, limits)
        except TimeoutError:
            raise Refused(408) from None
        except ProtocolClosed:
            raise Refused(400) from None
        except OSError as error:
            log.error(
                "A request body cannot be written to a temporary file, so the answer is 503: %s",
                error,
            )
            raise Refused(503) from error
        if announced.length is not None and self.size != announced.length:
            raise Refused(400)
        self.file.seek(0)

    def clear(self) -> None:
        """Drop what was received."""
        self.file.close()
        self.file = _empty()
        self.size = 0
        self.free()

    def free(self) -> None:
        """Free its part of the budget."""
        self.budget.release(self.held)
        self.held = 0

    async def _whole(self, length: int, proto: HTTPProtocol, limits: Limits) -> None:
        # Counted before it comes: the pieces are not seen. Connections × SHORT stays small
        self._take(length, is_short=True)
        async with asyncio.timeout(limits.seconds):
            data = await proto()
        self.file.write(data)
        self.size = len(data)

    async def _pieces(self, announced: Announced, proto: HTTPProtocol, limits: Limits) -> None:
        start = asyncio.get_running_loop().time()
        pieces, has_ended = aiter(proto), False
        while True:
            # Not a time-out for each piece: a client that sends single bytes would never time out
            last = start + limits.seconds + self.size / LEAST_RATE
            try:
                async with asyncio.timeout_at(last):
                    piece = await pieces.__anext__()
            except StopAsyncIteration:
                return
            # granian ends a body with one empty piece, and a broken one with two
            if has_ended:
                raise Refused(400)
            has_ended = not piece
            if self.size + len(piece) > announced.limit(limits):
                raise Refused(413)
            self._take(len(piece), is_short=False)
            self.file.write(piece)
            self.size += len(piece)

    def _take(self, count: int, *, is_short: bool) -> None:
        self.budget.take(count, is_short=is_short)
        self.held += count


def _empty() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(IN_MEMORY)  # it outlives this function


async def discard(proto: HTTPProtocol, seconds: float) -> None:
    """Read on and drop it for a while: a client that still sends would miss the response."""
    try:
        async with asyncio.timeout(seconds):
            async for _ in proto:
                pass
    except (TimeoutError, RuntimeError):  # granian's errors are RuntimeErrors
        return
