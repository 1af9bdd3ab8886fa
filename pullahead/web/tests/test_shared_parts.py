"""Parts of pages that many viewers share: they show what they name, and nothing of another."""

from __future__ import annotations

import re
from typing import Any

from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from pullahead.web.templatetags import shared
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

LOAD = "{% load shared i18n %}"


def kept(template: Template) -> dict[Any, Any]:
    (node,) = template.nodelist.get_nodes_by_type(shared.SharedNode)
    assert isinstance(node, shared.SharedNode)
    return node._kept


def drawn(template: Template, **given: Any) -> str:
    return template.render(Context(given))


def test_a_part_is_drawn_once_for_its_inputs_and_again_for_others() -> None:
    page = Template(LOAD + "{% shared role %}{{ role }}{% endshared %}")
    assert drawn(page, role="agent") == drawn(page, role="agent") == "agent"
    assert len(kept(page)) == 1
    found = [drawn(page, role=one) for one in ("lead", 1, True, "1", 0, False)]
    assert found == ["lead", "1", "True", "1", "0", "False"]


def test_a_part_sees_only_the_variables_that_it_names() -> None:
    text = "{% shared role holes name %}{{ role }} {{ name }} {{ secret }}{% endshared %}"
    page = Template(LOAD + text)
    assert drawn(page, role="agent", name="Ana", secret="s3") == "agent Ana "


def test_each_viewer_gets_own_values_in_the_holes_and_they_are_escaped() -> None:
    body = '<a href="{{ link }}">{{ name }}</a>{{ name }}'
    page = Template(LOAD + "{% shared holes name link=to %}" + body + "{% endshared %}")
    assert drawn(page, name="Ana & <Bo>", to="/1") == (
        '<a href="/1">Ana &amp; &lt;Bo&gt;</a>Ana &amp; &lt;Bo&gt;'
    )
    assert drawn(page, name=mark_safe("<b>Cy</b>"), to='"') == (
        '<a href="&quot;"><b>Cy</b></a><b>Cy</b>'
    )


def test_a_safe_text_and_an_equal_plain_one_are_two_inputs() -> None:
    page = Template(LOAD + "{% shared text %}{{ text }}{% endshared %}")
    assert drawn(page, text=mark_safe("<b>")) == "<b>"
    assert drawn(page, text="<b>") == "&lt;b&gt;"


def test_a_part_is_drawn_in_the_language_of_the_page() -> None:
    page = Template(LOAD + '{% shared word %}{% translate "Search" %} {{ word }}{% endshared %}')
    word = gettext_lazy("Sign out")
    with translation.override("es"):
        spanish = drawn(page, word=word)
    assert drawn(page, word=word) == "Search Sign out"
    assert spanish != "Search Sign out"


def test_few_parts_are_stored() -> None:
    page = Template(LOAD + "{% shared n %}{{ n }}{% endshared %}")
    assert [drawn(page, n=n) for n in range(500)] == [str(n) for n in range(500)]
    assert len(kept(page)) == shared.PARTS_AT_MOST


def test_the_next_viewer_of_a_page_sees_their_own_name_and_pages(
    agent: Visitor, other: Visitor, leader: Visitor
) -> None:
    for one, name, role in (
        (agent, "Robin", "agent"),
        (other, "Sam", "agent"),
        (leader, "Lena", "team lead"),
        (agent, "Robin", "agent"),
    ):
        page = one.see("/next")
        top = page[page.index("<header") : page.index("</header>")]
        assert f"<strong>{name}</strong>" in top
        assert f"{role}," in top.casefold()
        assert ('href="/floor"' in top) == (role == "team lead")
        assert [who for who in ("Robin", "Sam", "Lena") if who in top] == [name]


def test_the_next_agent_with_a_lead_gets_the_forms_of_their_own_claim(
    agent: Visitor, other: Visitor
) -> None:
    factories.lead("Bo <b>Quist</b>", email="bo@example.com")
    pages = {}
    for one in (agent, other):
        one.send("/next/pull")
        pages[str(one.hand().token)] = one.see("/next")
    for token, page in pages.items():
        assert set(re.findall(r"/next/([0-9a-f-]{36})/", page)) == {token}
        assert not any(mark in page for mark in shared._MARKS)
    assert all("<b>Quist" not in page for page in pages.values())
    tokens = [set(re.findall(r'csrfmiddlewaretoken" value="(\w+)"', one)) for one in pages.values()]
    assert [len(one) for one in tokens] == [1, 1]
    assert tokens[0] != tokens[1]
