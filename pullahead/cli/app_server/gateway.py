"""The RSGI application: receive the body, run Django in the pool, send the response."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from wsgiref.types import WSGIApplication

from granian.rsgi import Scope

from pullahead.base.errors import BODY_REFUSED
from pullahead.cli.app_server import answers
from pullahead.cli.app_server.answers import Answer
from pullahead.cli.app_server.bodies import Budget, Limits, ReceivedBody, Refused, discard
from pullahead.cli.app_server.environ import Head, environ_of, read_head
from pullahead.cli.app_server.protocol import HTTPProtocol

THREADS = 4
SECONDS_TO_OPEN = 30.0  # a sent file is opened at once; then its name is not needed
SECONDS_TO_LINGER = 5.0


class Gateway:
    """Serve a WSGI application without a thread for each connection."""

    def __init__(self, application: WSGIApplication, limits: Limits, budget: Budget) -> None:
        self.application = application
        self.limits = limits
        self.budget = budget
        self.pool = ThreadPoolExecutor(THREADS, thread_name_prefix="request")
        self.folder = tempfile.TemporaryDirectory(prefix="pullahead-", ignore_cleanup_errors=True)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Finish the threads and remove the files when the process ends; it runs no atexit."""
        self.pool.shutdown()
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

        def deliver(answer: Answer) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(done.set_result, answer)

        self.pool.submit(answers.run, self.application, environ, self.folder.name, deliver)
        return await done


async def _refuse(answer: Answer, proto: HTTPProtocol, head: Head) -> None:
    """Send the refusal, and end the connection once the client can have read it."""
    length = ("Content-Length", str(len(answer.body)))
    kept = [pair for pair in answer.headers if pair[0].lower() != "content-length"]
    with contextlib.suppress(RuntimeError):
        stream = proto.response_stream(answer.status, [*kept, length, ("Connection", "close")])
        await stream.send_bytes(answer.body)
        if not head.expects:
            await discard(proto, SECONDS_TO_LINGER)
