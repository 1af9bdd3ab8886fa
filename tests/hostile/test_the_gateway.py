"""Requests reach a WSGI application as they were sent, and its responses reach the client whole."""

from __future__ import annotations

import hashlib
import json
import threading
from pathlib import Path

import pytest

from tests.hostile.clients import RunningServer, end, head, rest, small_server

pytestmark = pytest.mark.commands

LINES = 2_000_000  # of ten bytes: more than sockets hold


def _digest(body: bytes) -> str:
    return f"{len(body)} {hashlib.sha256(body).hexdigest()}"


@pytest.mark.parametrize("size", [0, 1, 16_384, 16_385, 900_000])
def test_a_body_arrives_whole(size: int) -> None:
    body = bytes(n % 251 for n in range(size))
    with small_server() as (server, _):
        assert server.ask("/digest", "POST", body).text == _digest(body)
        chunks = b"".join(b"%x\r\n%b\r\n" % (len(p), p) for p in (body[:1000], body[1000:]) if p)
        sent = head("/digest", length=None, more="Connection: close") + chunks + b"0\r\n\r\n"
        assert rest(server.hold(sent)[0]).endswith(_digest(body).encode())


def test_a_client_that_waits_for_100_continue_is_asked_for_its_body() -> None:
    with small_server() as (server, _):
        (client,) = server.hold(head("/digest", length=3, more="Expect: 100-continue"))
        assert client.recv(1000).startswith(b"HTTP/1.1 100 ")
        client.sendall(b"abc")
        assert _digest(b"abc").encode() in client.recv(1000)


@pytest.mark.parametrize("length", [500, 500_000])
def test_a_body_that_breaks_off_never_reaches_the_application(tmp_path: Path, length: int) -> None:
    note = tmp_path / "note"
    with small_server(NOTE=str(note)) as (server, _):
        server.hold(head("/digest", length=length) + b"x" * (length // 2))
        server.hold(head("/digest", length=None) + b"100\r\nxx")
        server.let_go()
        bad = server.hold(head("/digest", length=None) + b"zz\r\nxx\r\n0\r\n\r\n")[0]
        assert rest(bad).startswith(b"HTTP/1.1 400 ")
        assert server.ask("/digest?last").status == 200
    assert note.read_text() == "/digest 0\n"


def test_a_connection_is_kept_for_the_next_request() -> None:
    with small_server() as (server, _):
        (client,) = server.hold(head("/digest", length=1) + b"a" + head("/digest", length=1) + b"b")
        said = b""
        while _digest(b"b").encode() not in said:
            said += client.recv(1000)
        assert said.count(b"HTTP/1.1 200 ") == 2


def test_the_environment_tells_the_request_as_it_was_sent() -> None:
    lines = (
        b"GET /environ?q=%C3%A9 HTTP/1.1\r\nHost: localhost\r\nCookie: a=1\r\nCookie: b=2\r\n"
        b"X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-For: 10.0.0.2\r\nX-Latin: \xe9\xff\r\n"
        b"X-Forwarded-Proto: http\r\nX_Forwarded_Proto: https\r\nConnection: close\r\n\r\n"
    )
    with small_server() as (server, _):
        environ = json.loads(rest(server.hold(lines)[0]).partition(b"\r\n\r\n")[2])
    assert environ["QUERY_STRING"] == "q=%C3%A9"
    assert environ["REMOTE_ADDR"] == "127.0.0.1"
    assert environ["SERVER_PORT"] == str(server.port)
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_X_FORWARDED_FOR"] == "10.0.0.1,10.0.0.2"
    assert environ["HTTP_X_FORWARDED_PROTO"] == "http", "an underscore must not pass for a hyphen"
    assert not {"CONTENT_LENGTH", "PATH"} & set(environ)


def test_a_long_streamed_response_arrives_whole_and_leaves_no_file(tmp_path: Path) -> None:
    with small_server(TMPDIR=str(tmp_path)) as (server, process):
        got = server.ask(f"/stream?lines={LINES}")
        assert (got.status, got.headers["content-length"]) == (200, str(LINES * 10))
        assert got.body == b"".join(b"%09d\n" % line for line in range(LINES))
        assert server.ask(f"/stream?lines={LINES}", "HEAD").body == b""
        end(process)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lines", [10, LINES])
def test_a_stream_that_fails_is_an_error_and_no_short_file(lines: int) -> None:
    with small_server() as (server, _):
        assert server.ask(f"/stream?lines={lines}&fails=1").status == 500
        assert server.ask("/digest").status == 200


def test_readers_that_stop_reading_hold_no_thread() -> None:
    with small_server() as (server, _):
        request = b"GET /stream?lines=%d HTTP/1.1\r\nHost: localhost\r\n\r\n" % LINES
        clients = server.hold(request, 8)
        assert all(client.recv(12) == b"HTTP/1.1 200" for client in clients)
        assert server.ask("/digest").status == 200


def _sleeps(server: RunningServer, found: list[bytes]) -> None:
    found.append(server.ask("/sleep?seconds=2").body)


def test_requests_that_are_answered_are_finished_on_term() -> None:
    with small_server() as (server, process):
        found: list[bytes] = []
        asks = [threading.Thread(target=_sleeps, args=(server, found)) for _ in range(4)]
        for ask in asks:
            ask.start()
        server.hold(head("/digest", length=500) + b"x", 20)  # half-sent ones do not prevent it
        for ask in asks:
            ask.join(0.25)
        end(process)
        for ask in asks:
            ask.join()
    assert found == [b"slept" * 100_000] * 4
    assert process.returncode == 0
