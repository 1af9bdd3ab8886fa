"""*Call scripts*: edited with a preview, and saved only if every line is valid."""

from __future__ import annotations

from uuid import UUID

import pytest

from pullahead.leads.models import Lead
from pullahead.pull.models import CallScriptRow
from pullahead.web.tests.browsing import Visitor

pytestmark = pytest.mark.slow

TEXT = {"steps": "Say who you are", "objections": "Too dear -> Than what?", "questions": "Budget?"}


def test_a_leader_writes_a_guide_and_sees_it_as_agents_will(leader: Visitor, ana: UUID) -> None:
    source = Lead.objects.get(pk=ana).source
    path = f"/settings/guides/source/{source.pk}"
    assert f'<span class="unseen"> {source.name}' in leader.see("/settings/guides")
    assert "No script yet" in leader.see(path)

    shown = leader.send("/settings/guides/preview", **TEXT)
    assert "<li>Say who you are</li>" in shown
    assert "<summary>Too dear</summary><p>Than what?</p>" in shown
    assert "Budget?" in shown
    assert "has no answer" in leader.send("/settings/guides/preview", objections="Too dear")

    page = leader.send(f"{path}/save", **(TEXT | {"objections": "Too <b>dear"}))
    assert leader.status == 422
    assert "has no answer" in page
    assert "Too &lt;b&gt;dear</textarea>" in page
    assert not CallScriptRow.objects.exists()

    assert "saved." in leader.send(f"{path}/save", **TEXT)
    assert "Required questions" in leader.text
    assert "Too dear -&gt; Than what?" in leader.see(path)
    leader.send(f"{path}/save", steps="", objections="", questions="")
    assert not CallScriptRow.objects.exists()
