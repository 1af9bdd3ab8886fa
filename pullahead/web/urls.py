"""The addresses of the pages. tests/access asks each of them who may see it."""

from __future__ import annotations

from django.urls import path

from pullahead.web.views import (
    coming_back,
    floor,
    keys,
    leads,
    leads_list,
    look_up,
    next_lead,
    people,
    sign_in,
)

urlpatterns = [
    path("", next_lead.home, name="home"),
    path("next", next_lead.page, name="next"),
    path("next/pull", next_lead.pull, name="pull"),
    path("next/today", next_lead.today, name="today"),
    path("next/<uuid:token>/hold", next_lead.hold, name="hold"),
    path("next/<uuid:token>/extend", next_lead.extend, name="extend"),
    path("next/<uuid:token>/settle", next_lead.settle, name="settle"),
    path("next/<uuid:token>/release", next_lead.release, name="release"),
    path("leads", leads_list.page, name="leads"),
    path("leads/act", leads_list.act, name="leads-act"),
    path("leads/undo", leads_list.undo, name="leads-undo"),
    path("next/<uuid:token>/undo", look_up.undo, name="undo"),
    path("look-up", look_up.page, name="look-up"),
    path("look-up/found", look_up.found, name="look-up-found"),
    path("leads/<uuid:lead_id>/take", look_up.take, name="take"),
    path("leads/<uuid:lead_id>/tell", look_up.tell, name="tell"),
    path("leads/<uuid:lead_id>", leads.page, name="lead"),
    path("leads/<uuid:lead_id>/phone", leads.add_phone, name="lead-phone"),
    path("leads/<uuid:lead_id>/zone", leads.set_zone, name="lead-zone"),
    path("leads/<uuid:lead_id>/unpark", leads.unpark, name="lead-unpark"),
    path("leads/<uuid:lead_id>/close", leads.close, name="lead-close"),
    path("floor", floor.page, name="floor"),
    path("floor/live", floor.live, name="floor-live"),
    path("floor/send-home/<int:person_id>", floor.send_home, name="send-home"),
    path("coming-back", coming_back.page, name="coming-back"),
    path("people", people.page, name="people"),
    path("people/add", people.add, name="people-add"),
    path("people/team", people.add_team, name="people-team"),
    path("people/<int:person_id>/disable", people.disable, name="person-disable"),
    path("people/<int:person_id>/enable", people.enable, name="person-enable"),
    path("people/<int:person_id>/password", people.new_password, name="person-password"),
    path("keys", keys.page, name="keys"),
    path("keys/<slug:kind>/make", keys.make, name="key-make"),
    path("keys/<slug:kind>/<int:key_id>/revoke", keys.revoke, name="key-revoke"),
    path("sign-in", sign_in.page, name="sign-in"),
    path("sign-in/as/<slug:role>", sign_in.as_role, name="sign-in-as"),
    path("sign-out", sign_in.leave, name="sign-out"),
]
