"""`serve` and `start`: one address, several processes, and nothing left behind when it ends."""

from __future__ import annotations

import signal
import socket
from pathlib import Path
from subprocess import Popen

import pytest

from tests.installations import (
    PATIENCE,
    Installation,
    free_port,
    listens,
    status_of,
    until,
)


def _served(made: Installation, *words: str) -> tuple[int, Popen[str]]:
    """Serve until the address is told; the port and the process."""
    port = free_port()
    process = made.start(*words, "--port", str(port), "--workers", "2")
    assert process.stdout is not None
    assert process.stdout.readline() == f"Pullahead is at http://localhost:{port}/\n"
    return port, process


def _rest(process: Popen[str]) -> str:
    """Return the output until the end of the process."""
    assert process.stdout is not None
    said = process.stdout.read()
    process.wait(PATIENCE)
    return said


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_it_answers_and_ends_without_leaving_anything(
    laid: Installation, number: int, code: int
) -> None:
    port, process = _served(laid, "serve")
    assert status_of(f"http://127.0.0.1:{port}/healthz") == 200
    assert status_of(f"http://127.0.0.1:{port}/sign-in") == 200
    assert "cannot be used" in laid.refused("serve", "--port", str(port))
    process.send_signal(number)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == code
    assert not listens(port)


def test_a_supervisor_that_is_killed_takes_its_server_with_it(laid: Installation) -> None:
    if not Path("/proc").is_dir():
        pytest.skip("only Linux tells a child that its parent was killed")
    port, process = _served(laid, "serve")
    process.kill()
    until(lambda: not listens(port), "the port to be free")


def test_ended_while_it_starts_it_leaves_nothing_on_the_port(laid: Installation) -> None:
    port = free_port()
    process = laid.start("serve", "--port", str(port), "--workers", "2")
    until(lambda: listens(port) or process.poll() is not None, "the port to be taken")
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert not listens(port)


def test_a_port_in_use_is_told_before_anything_is_done(fresh: Installation) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        said = fresh.refused("start", "--port", str(port))
    assert f"Port {port} cannot be used" in said
    assert "--port" in said


def test_only_production_is_there_for_others(laid: Installation) -> None:
    assert laid.ask(
        "from pullahead.cli.start import host_for\nfrom pullahead.config import Mode\n"
        "print(*(host_for(mode) for mode in Mode))"
    ) == ("0.0.0.0 127.0.0.1 127.0.0.1")


def test_start_migrates_a_named_database_and_makes_no_demo_there(fresh: Installation) -> None:
    _, process = _served(fresh, "start")
    process.send_signal(signal.SIGTERM)
    assert "There are no users yet" in _rest(process)
    assert fresh.ask("from pullahead.team.queries import people; print(people().count())") == "0"


def test_on_a_demo_floor_colleagues_work_beside_the_server(laid: Installation) -> None:
    laid.mode = "demo"
    assert "The demo floor is ready" in laid.done("demo", "--history", "0")
    assert "already" in laid.refused("demo")
    port, process = _served(laid, "serve")
    laid.ask(
        "import time\nfrom pullahead.pull.models import CardRow\n"
        "while not CardRow.objects.filter(state='held').exists(): time.sleep(0.1)"
    )
    assert status_of(f"http://127.0.0.1:{port}/sign-in") == 200
    process.send_signal(signal.SIGTERM)
    assert "demo floor" in _rest(process)
    assert process.returncode == 0
    assert not listens(port)


def test_colleagues_alone_are_refused_elsewhere(laid: Installation) -> None:
    assert "only in demo mode" in laid.refused("colleagues")
    laid.mode = "demo"
    assert "only in a demo database" in laid.refused("colleagues")


def test_a_demo_does_not_serve_real_leads_and_check_says_so(laid: Installation) -> None:
    (laid.folder / "list.csv").write_text("name,phone\nAna Lima,+1 212 555 0101\n")
    laid.mode = "production"
    laid.done("migrate")
    laid.done("import", "list.csv", "--source", "list")
    for mode in ("demo", "test"):
        laid.mode = mode
        for words in (("serve",), ("start",)):
            said = laid.refused(*words, "--port", str(free_port()))
            assert f"{mode} mode" in said
        checked = laid.run("check")
        assert checked.returncode == 1
        assert "the demo did not make" in checked.stdout


def test_a_demo_is_not_served_to_other_hosts(laid: Installation) -> None:
    laid.mode = "demo"
    said = laid.refused("serve", PULLAHEAD_HOSTS="leads.example.com")
    assert "PULLAHEAD_HOSTS" in said
    checked = laid.run("check", PULLAHEAD_HOSTS="leads.example.com")
    assert checked.returncode == 1
    assert "PULLAHEAD_HOSTS" in checked.stdout
