"""The RSGI application: receive the body, run Django in the pool, send the response."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol
from wsgiref.types import WSGIApplication

from granian.rsgi import Scope

from pullahead.base.errors import BODY_REFUSED
from pullahead.cli.app_server import answers
from pullahead.cli.app_server.answers import Answer
from pullahead.cli.app_server.bodies import Budget, Limits, ReceivedBody, Refused, discard
from pullahead.cli.app_server.environ import Head, environ_of, read_head
from pullahead.cli.app_server.protocol import HTTPProtocol
from pullahead.cli.app_server.sign_in_queue import SECONDS_TO_WAIT, SignInQueue

THREADS = 4
DEVICE_COOKIE = "pullahead_device="
# A health check waits for no other request. Passwords are slow to check by design, so sign-ins have
# lanes of their own. Known devices have another lane than unknown ones.
SIGN_INS = ("sign-in", "sign-in known")
LANES = ("health", *SIGN_INS)
WAITING_AT_MOST = 400  # sign-ins of a lane
SECONDS_TO_ANSWER = 1.8  # after which a request asks whether the database hangs
SECONDS_TO_OPEN = 30.0  # a sent file is opened at once; then its name is not needed
SECONDS_TO_LINGER = 5.0


class OutageGuard(Protocol):
    """Answers for an application that cannot answer."""

    async def answers(self) -> bool:
        """Return whether the database answers."""

    def unanswered(self, environ: dict[str, Any]) -> Answer:
        """Answer a request whose act waits for a hung database."""

    def full(self, environ: dict[str, Any]) -> Answer:
        """Answer a sign-in that finds too many before it."""


class Gateway:
    """Serve a WSGI application without a thread for each connection."""

    def __init__(
        self,
        application: WSGIApplication,
        limits: Limits,
        budget: Budget,
        outage: OutageGuard | None = None,
    ) -> None:
        self.application = application
        self.limits = limits
        self.budget = budget
        self.outage = outage
        self.pool = ThreadPoolExecutor(THREADS, thread_name_prefix="request")
        self.lanes = {name: ThreadPoolExecutor(1, thread_name_prefix=name) for name in LANES}
        self.sign_ins = SignInQueue()
        self.folder = tempfile.TemporaryDirectory(prefix="pullahead-", ignore_cleanup_errors=True)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Finish the threads and remove the files when the process ends; it runs no atexit."""
        for pool in (self.pool, *self.lanes.values()):
            pool.shutdown()
        self.folder.cleanup()

    async def __rsgi__(self, scope: Scope, proto: HTTPProtocol) -> None:
        """Answer one request."""
        head, body = read_head(scope), ReceivedBody(self.budget)
        environ = environ_of(scope, head)
        try:
            try:
                await body.receive(head.announced, proto, self.limits)
            except Refused as refused:
                body.clear()
                environ[BODY_REFUSED] = refused.status
            if head.announced.is_chunked or BODY_REFUSED in environ:
                environ["CONTENT_LENGTH"] = str(body.size)
            environ["wsgi.input"] = body.file
            answer = await self._run(environ)
        finally:
            body.free()
        if BODY_REFUSED in environ:
            await _refuse(answer, proto, head)
            return
        with contextlib.suppress(RuntimeError):  # the client has left
            answers.send(answer, proto)
        if answer.path:
            asyncio.get_running_loop().call_later(SECONDS_TO_OPEN, answers.remove, answer)

    async def _run(self, environ: dict[str, Any]) -> Answer:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Answer] = loop.create_future()
        lane = lane_of(environ)
        if self.outage is not None and self.sign_ins.waiting(lane) >= WAITING_AT_MOST:
            return self.outage.full(environ)

        def deliver(answer: Answer) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(finish, answer)

        def finish(answer: Answer) -> None:
            if done.done():
                answers.remove(answer)  # the client was answered for it
            else:
                done.set_result(answer)

        def run() -> None:
            if not done.done():  # do not begin an act whose client has disconnected
                answers.run(self.application, environ, self.folder.name, deliver)

        self._submit(lane, run, done)
        return await self._answered(done, environ)

    def _submit(self, lane: str, run: Callable[[], None], done: asyncio.Future[Answer]) -> None:
        """Give an act to its thread: a sign-in in its turn, all others at once."""
        if lane in SIGN_INS:

            def begin() -> None:
                ended = asyncio.wrap_future(self.lanes[lane].submit(run))
                ended.add_done_callback(lambda _: self.sign_ins.ended(lane))

            self.sign_ins.add(lane, begin)
            done.add_done_callback(lambda _: self.sign_ins.leave(lane, begin))
            asyncio.get_running_loop().call_later(SECONDS_TO_WAIT, self.sign_ins.admit)
            return
        if lane:
            self.lanes[lane].submit(run)
            return
        request = self.sign_ins.request()

        def begin_request() -> None:
            request.begun = True
            run()

        done.add_done_callback(lambda _: self.sign_ins.admit())
        self.pool.submit(begin_request)

    async def _answered(self, done: asyncio.Future[Answer], environ: dict[str, Any]) -> Answer:
        """Wait for the answer; give one in its place if the database hangs."""
        while self.outage is not None:
            await asyncio.wait({done}, timeout=SECONDS_TO_ANSWER)
            if done.done() or await self.outage.answers():
                if done.done():
                    break
                continue
            if not done.done():
                done.set_result(self.outage.unanswered(environ))
            break
        return await done


def lane_of(environ: dict[str, Any]) -> str:
    """Return the lane of a request; "" for the threads that all others share."""
    path = environ["PATH_INFO"]
    if path == "/healthz":
        return "health"
    if path == "/sign-in" and environ["REQUEST_METHOD"] == "POST":
        return "sign-in known" if DEVICE_COOKIE in environ.get("HTTP_COOKIE", "") else "sign-in"
    return ""


async def _refuse(answer: Answer, proto: HTTPProtocol, head: Head) -> None:
    """Send the refusal, and end the connection once the client can have read it."""
    length = ("Content-Length", str(len(answer.body)))
    kept = [pair for pair in answer.headers if pair[0].lower() != "content-length"]
    with contextlib.suppress(RuntimeError):
        stream = proto.response_stream(answer.status, [*kept, length, ("Connection", "close")])
        await stream.send_bytes(answer.body)
        if not head.expects:
            await discard(proto, SECONDS_TO_LINGER)
