"""Half-sent, slow and oversized requests stop nobody; the real `serve` is attacked."""

from __future__ import annotations

import json
import re
import select
import socket
import time

import pytest

from tests.hostile.clients import (
    HALF_HEAD,
    RunningServer,
    drip,
    first,
    head,
    rest,
    served,
    small_server,
)
from tests.installations import PATIENCE, Installation, until

pytestmark = pytest.mark.commands

CROWD = 200
SECOND = 1.0  # within which /healthz must answer
FORM = "application/x-www-form-urlencoded"
FILE = "multipart/form-data; boundary=part"
COOKIE = "Cookie: pullahead_csrf=" + "a" * 32


def _token(server: RunningServer) -> tuple[str, str]:
    """Return a CSRF token and its cookie, as a browser gets them."""
    page = server.ask("/sign-in")
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    assert found is not None
    return found[1], page.headers["set-cookie"].strip().partition(";")[0]


def _signs_in(server: RunningServer) -> int:
    """Return the status of a sign-in with a wrong password: a form that reads and writes."""
    token, cookie = _token(server)
    body = f"csrfmiddlewaretoken={token}&username=Ana&password=wrong".encode()
    return server.ask("/sign-in", "POST", body, Cookie=cookie, Content_Type=FORM).status


def _answered(clients: list[socket.socket]) -> list[socket.socket]:
    """Return those connections to which the server has sent something."""
    return select.select(clients, [], [], 0)[0]


def test_200_half_sent_heads_and_200_half_sent_bodies_stop_nobody(laid: Installation) -> None:
    with served(laid) as server:
        server.hold(HALF_HEAD, CROWD)
        body = head("/sign-in", length=500, kind=FORM, more=COOKIE) + b"username="
        server.hold(body, CROWD // 2)
        upload = head("/imports/upload", length=9_000_000, kind=FILE)
        server.hold(upload + b"--part", CROWD // 4)
        server.hold(
            head("/sign-in", length=None, kind=FORM, more=COOKIE) + b"5\r\nuser", CROWD // 4
        )

        for _ in range(10):
            assert server.ask("/healthz", timeout=SECOND).status == 200
        assert server.ask("/sign-in").status == 200
        assert _signs_in(server) == 422


def test_without_the_gateway_half_sent_bodies_stop_everybody() -> None:
    """Negative control: a plain WSGI server does not survive the attack above."""
    with small_server("tests.hostile.small_app:wsgi", wsgi=True) as (server, _):
        assert server.ask("/digest", "POST", b"x").status == 200
        server.hold(head("/digest", length=500) + b"x", 20)
        time.sleep(0.5)
        with pytest.raises(TimeoutError):
            server.ask("/digest", "POST", b"x", timeout=SECOND)


DRIPS = ((5_000, b"x"), (900_000, b"x"), (None, b"1\r\nx\r\n"))


def test_a_dripped_body_ends_with_408(laid: Installation) -> None:
    with served(laid, "--workers", "1", PULLAHEAD_BODY_SECONDS="1") as server:
        for announced, piece in DRIPS:
            (client,) = server.hold(head("/sign-in", length=announced, kind=FORM))
            said = drip(client, piece)
            assert said.startswith(b"HTTP/1.1 408 ")
            assert b"arrived too slowly" in said
            if announced is not None:
                (client,) = server.hold(head("/api/v1/pull", length=announced))
                said = drip(client, piece)
                assert said.startswith(b"HTTP/1.1 408 ")
                assert json.loads(said.partition(b"\r\n\r\n")[2])["code"] == "timeout"


def test_a_full_budget_refuses_uploads_but_no_form_and_recovers(laid: Installation) -> None:
    with served(laid, "--workers", "1", PULLAHEAD_BODY_BUDGET="1") as server:
        upload = head("/imports/upload", length=2_000_000, kind=FILE)
        # Two fit in three quarters of a megabyte, whichever of them the server reads first
        halves = server.hold(upload + b"x" * 300_000, 4)
        until(lambda: len(_answered(halves)) == 2, "two uploads to be refused")
        assert all(first(client).startswith(b"HTTP/1.1 503 ") for client in _answered(halves))
        answer = rest(server.hold(head("/api/v1/pull", length=500_000) + b"x" * 500_000)[0])
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "overloaded"
        assert b"retry-after:" in answer
        assert _signs_in(server) == 422

        server.let_go()
        last = time.monotonic() + PATIENCE
        while (
            server.ask("/imports/upload", "POST", b"x" * 500_000, Content_Type=FILE).status == 503
        ):
            assert time.monotonic() < last
            time.sleep(0.1)


def test_a_body_over_the_limit_is_refused_from_its_head(laid: Installation) -> None:
    with served(laid, "--workers", "1") as server:
        for kind, length in ((FORM, 1_000_001), (FILE, 30_000_000)):
            (client,) = server.hold(head("/imports/upload", length=length, kind=kind))
            assert first(client).startswith(b"HTTP/1.1 413 ")
            expects = head("/sign-in", length=length, kind=kind, more="Expect: 100-continue")
            said = rest(server.hold(expects)[0])
            assert said.startswith(b"HTTP/1.1 413 ")
            assert b"too large" in said
            # A client that sends all of it before it reads still gets the answer
            sent = server.ask("/sign-in", "POST", b"x" * length, Content_Type=kind)
            assert sent.status == 413


def test_a_list_of_several_megabytes_is_uploaded(laid: Installation) -> None:
    laid.done("user", "add", "Ada", "--role", "admin")
    with served(laid, "--workers", "1") as server:
        token, cookie = _token(server)
        form = f"csrfmiddlewaretoken={token}".encode()
        got = server.ask("/sign-in/as/admin", "POST", form, Cookie=cookie, Content_Type=FORM)
        session = re.search(r"pullahead_session=\w+", got.headers["set-cookie"])
        assert session is not None
        cookies = f"{cookie}; {session[0]}"
        page = server.ask("/imports", Cookie=cookies).text
        token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[-1]
        rows = "".join(f"Person {n},+1 212 555 {n % 10_000:04}\n" for n in range(200_000))
        fields = {"csrfmiddlewaretoken": token, "source": "Spring fair", "country": "US"}
        parts = [
            f'--part\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        file = 'Content-Disposition: form-data; name="file"; filename="list.csv"\r\n'
        parts.append(
            f"--part\r\n{file}Content-Type: text/csv\r\n\r\nName,Phone\n{rows}\r\n--part--"
        )
        body = "".join(parts).encode()
        assert len(body) > 5_000_000
        got = server.ask("/imports/upload", "POST", body, Cookie=cookies, Content_Type=FILE)
        assert got.status == 303, got.text[:3000]
        assert "Person 0" in server.ask(got.headers["location"], Cookie=cookies).text
