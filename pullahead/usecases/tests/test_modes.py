"""Demo and test mode refuse a database with real leads, and hosts that are not this machine."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from pullahead import config
from pullahead.base import queries as base
from pullahead.base.errors import Conflict
from pullahead.base.services import set_setting
from pullahead.base.transaction import write_transaction
from pullahead.config import Mode, WrongSetting
from pullahead.usecases.settings import modes
from pullahead.usecases.tests.factories import admitted, person


def _marked(name: str) -> None:
    with write_transaction():
        set_setting(name=name, value=True)


def test_demo_mode_refuses_leads_that_the_demo_did_not_make(
    floor: None, settings: Settings
) -> None:
    settings.MODE = Mode.DEMO
    modes.refuse_real_leads()  # nothing is there yet
    admitted()
    with pytest.raises(Conflict) as refused:
        modes.refuse_real_leads()
    assert "PULLAHEAD_MODE=production" in refused.value.message
    _marked(modes.DEMO)
    modes.refuse_real_leads()


def test_test_mode_refuses_the_leads_of_production(floor: None, settings: Settings) -> None:
    admitted()
    modes.mark()
    assert not base.setting(modes.PRODUCTION)
    assert not modes.refusal()
    settings.MODE = Mode.PRODUCTION
    modes.mark()
    assert not modes.refusal()
    settings.MODE = Mode.TEST
    assert "test mode" in modes.refusal()


@pytest.mark.parametrize("mode", [Mode.DEMO, Mode.TEST])
def test_the_people_of_production_are_refused_before_they_have_leads(
    floor: None, settings: Settings, mode: Mode
) -> None:
    settings.MODE = mode
    assert not modes.refusal()
    person("Ana")
    assert not modes.refusal()
    _marked(modes.PRODUCTION)
    assert f"{mode} mode" in modes.refusal()


LOCAL = ("localhost", "LOCALHOST.", "pull.localhost", "127.0.0.1", "127.8.9.10", "::1", "[::1]")
FAR = ("*", "0.0.0.0", "leads.example.com", "192.168.1.5", ".example.com", "localhost.example.com",
       "[2001:db8::1]", "127.0.0.1.example.com", "::ffff:10.0.0.1")  # fmt: skip


@pytest.mark.parametrize("mode", [Mode.DEMO, Mode.TEST])
@pytest.mark.parametrize("host", FAR)
def test_outside_production_a_host_that_is_not_this_machine_is_refused(
    mode: Mode, host: str
) -> None:
    env = {"PULLAHEAD_MODE": str(mode), "PULLAHEAD_HOSTS": f"localhost,{host}"}
    with pytest.raises(WrongSetting) as refused:
        config.read(env | {"PULLAHEAD_SECRET_KEY": "x" * 32})
    assert host in str(refused.value)


@pytest.mark.parametrize("host", LOCAL)
def test_this_machine_is_served_in_each_mode(host: str) -> None:
    for mode in Mode:
        env = {"PULLAHEAD_MODE": str(mode), "PULLAHEAD_HOSTS": host}
        assert config.read(env | {"PULLAHEAD_SECRET_KEY": "x" * 32}).hosts == (host,)


@pytest.mark.parametrize("host", FAR)
def test_production_serves_other_hosts(host: str) -> None:
    env = {"PULLAHEAD_MODE": "production", "PULLAHEAD_HOSTS": host}
    assert config.read(env | {"PULLAHEAD_SECRET_KEY": "x" * 32}).hosts == (host,)
