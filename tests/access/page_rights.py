"""The status that each role gets on each page: a page in no table fails the tests."""

from __future__ import annotations

GONE, IN, REFUSED, GO, METHOD = 404, 200, 422, 303, 405
# Pages of sources, alike for marketing and administrators
SOURCE_PAGES: dict[str, int] = {
    "source-results": IN,
    "buying": IN,
    "buying-apply": REFUSED,  # without a cap
    "buying-undo": GONE,  # no caps were applied
    "hour-cost": GO,
    "capacity": IN,
    "spoilage": IN,
    "campaigns": IN,
    "conversions": IN,
    "spend": IN,
    "spend-add": REFUSED,  # the day is missing
    "spend-upload": REFUSED,  # without a file
    "spend-remove": GONE,  # there is no such row
    "product-margin": REFUSED,  # the product is missing
    "source": IN,
    "source-terms": IN,
    "source-terms-save": GO,
    "source-pause": GO,
    "returns": IN,
    "returns-add": REFUSED,  # no lead is chosen
    "returns-file": IN,
    "return-act": GONE,  # there is no return
}
# Pages of marketing: every other page is closed to this role
MARKETING: dict[str, int] = {
    "home": GO,
    "your-settings": IN,
    "your-settings-save": GO,
    **SOURCE_PAGES,
}
# Pages of contributors, one of whom is in the pod of the owner's team
CONTRIBUTORS: dict[str, int] = {
    "home": GO,
    "your-settings": IN,
    "your-settings-save": GO,
    "my-pod": GO,
    "pod": IN,
    "stand-ups": GO,
    "stand-up": IN,
    "sprint": IN,
    "sprint-hours": REFUSED,  # the hours are missing
    "item": IN,
    "items-file": IN,
    "pod-measures": IN,
    "promised-deal": IN,
}
# page → how it is asked for, and the status for: owner, member, leader, leader elsewhere
MAY: dict[str, tuple[str, int, int, int, int]] = {
    "home": ("GET", IN, IN, GO, GO),
    "next": ("GET", IN, IN, IN, IN),
    "pull": ("POST", GO, GO, GO, GO),
    "today": ("GET", IN, IN, IN, IN),
    "claim": ("GET", IN, IN, IN, IN),
    "keep": ("POST", IN, IN, IN, IN),  # whose hands are empty keeps nothing
    "hold": ("GET", IN, IN, IN, IN),
    "callback-time": ("GET", IN, GONE, GONE, GONE),
    "extend": ("POST", IN, GONE, GONE, GONE),
    "settle": ("POST", GO, GONE, GONE, GONE),
    "release": ("POST", GO, GONE, GONE, GONE),
    "hand-over": ("POST", REFUSED, GONE, GONE, GONE),  # nobody was chosen
    "attempt": ("POST", IN, GONE, GONE, GONE),
    "hang-up": ("POST", IN, GONE, GONE, GONE),
    "bad-address": ("POST", IN, GONE, GONE, GONE),
    "dispute": ("POST", REFUSED, GONE, GONE, GONE),  # the form's reason is one of a release
    "nothing": ("POST", GO, GONE, GONE, GONE),
    "ended": ("GET", GO, GO, GO, GO),  # nothing slipped away from anybody
    "break": ("POST", 409, GO, GO, GO),  # not with a lead in hand
    "gate": ("GET", IN, IN, IN, IN),
    "state": ("POST", REFUSED, REFUSED, REFUSED, REFUSED),  # the form names no state
    "undo": ("POST", GO, GONE, GONE, GONE),
    "texts": ("GET", GONE, GONE, IN, IN),
    "text-add": ("POST", GONE, GONE, REFUSED, REFUSED),  # which source, and what text, is missing
    "text-preview": ("POST", GONE, GONE, IN, IN),
    "text": ("GET", GONE, GONE, GONE, GONE),  # everybody's, an administrator's to change
    "text-delete": ("POST", GONE, GONE, GONE, GONE),
    "look-up": ("GET", IN, IN, IN, IN),
    "look-up-found": ("GET", IN, IN, IN, IN),
    "take-new": ("POST", GO, GO, GO, GO),
    "take": ("POST", GO, GO, GO, GO),  # whoever is called in; what is held is told so
    "tell": ("POST", GO, GO, GO, GO),
    "lead": ("GET", IN, GONE, IN, GONE),
    "lead-phone": ("POST", GONE, GONE, GO, GONE),
    "lead-zone": ("POST", GONE, GONE, 409, GONE),  # only a parked lead takes one
    "lead-unpark": ("POST", GONE, GONE, 409, GONE),
    "lead-close": ("POST", GONE, GONE, GO, GONE),
    "lead-came-to": ("POST", GONE, GONE, GO, GONE),
    "lead-consent": ("POST", GONE, GONE, REFUSED, GONE),  # the address is none of theirs
    "lead-withdraw": ("POST", GONE, GONE, REFUSED, GONE),
    "receipt": ("GET", GONE, GONE, IN, GONE),
    "record-pull": ("GET", IN, GONE, IN, GONE),
    "record-attempt": ("GET", IN, GONE, IN, GONE),
    "lead-correct": ("POST", GONE, GONE, REFUSED, GONE),
    "floor": ("GET", GONE, GONE, IN, IN),
    "disputes": ("GET", GONE, GONE, IN, IN),
    "alerts": ("GET", GONE, GONE, IN, IN),
    "alert-seen": ("POST", GONE, GONE, GONE, GONE),  # there is no alert
    "alert-recipient": ("POST", GONE, GONE, GONE, GONE),
    "floor-callbacks": ("GET", GONE, GONE, IN, IN),
    "callback-give": ("POST", GONE, GONE, REFUSED, GONE),  # no agent is chosen
    "boosts": ("GET", GONE, GONE, IN, IN),
    "boost-add": ("POST", GONE, GONE, REFUSED, REFUSED),  # the source is a name
    "boost-end": ("POST", GONE, GONE, GONE, GONE),  # there is no boost
    "boost-resume": ("POST", GONE, GONE, GONE, GONE),
    "experiments": ("GET", GONE, GONE, IN, IN),
    "experiment-plan": ("POST", GONE, GONE, REFUSED, REFUSED),  # the question is missing
    "experiment": ("GET", GONE, GONE, GONE, GONE),  # there is no experiment
    "experiment-start": ("POST", GONE, GONE, GONE, GONE),
    "experiment-stop": ("POST", GONE, GONE, GONE, GONE),
    "script-comparison-new": ("GET", GONE, GONE, IN, IN),
    "script-comparison-plan": ("POST", GONE, GONE, REFUSED, REFUSED),  # the question is missing
    "script-comparison": ("GET", GONE, GONE, GONE, GONE),  # there is no comparison
    "script-comparison-file": ("GET", GONE, GONE, GONE, GONE),
    "script-comparison-act": ("POST", GONE, GONE, GONE, GONE),
    "floor-live": ("GET", GONE, GONE, IN, IN),
    "floor-message": ("POST", GONE, GONE, REFUSED, GONE),  # the form's kind is none
    "message-read": ("POST", GO, GO, GO, GO),  # there is no message
    "wallboard": ("GET", GONE, GONE, IN, IN),
    "wallboard-live": ("GET", GONE, GONE, IN, IN),
    "targets": ("GET", GONE, GONE, IN, IN),
    "lab": ("GET", GONE, GONE, IN, IN),
    "lab-live": ("GET", GONE, GONE, IN, IN),
    "lab-run": ("POST", GONE, GONE, REFUSED, REFUSED),  # no policy is chosen
    "lab-stop": ("POST", GONE, GONE, GONE, GONE),  # there is no run
    "lab-file": ("GET", GONE, GONE, GONE, GONE),
    "tempo": ("GET", GONE, GONE, IN, IN),
    "tempo-file": ("GET", GONE, GONE, IN, IN),
    "tempo-speed": ("GET", GONE, GONE, IN, IN),
    "tempo-standing": ("GET", GONE, GONE, IN, IN),
    "second-looks": ("GET", GONE, GONE, IN, IN),
    "second-looks-switch": ("POST", GONE, GONE, GONE, GONE),
    "my-day": ("GET", IN, IN, IN, IN),
    "my-goals": ("POST", GO, GO, GO, GO),
    "send-home": ("POST", GONE, GONE, GO, GONE),
    "leads": ("GET", GONE, GONE, IN, IN),
    "leads-act": ("POST", GONE, GONE, GO, GO),  # elsewhere: of each lead it is said why not
    "leads-undo": ("POST", GONE, GONE, GO, GO),
    "view-save": ("POST", GONE, GONE, GO, GO),
    "view-remove": ("POST", GONE, GONE, GONE, GONE),  # there is no view of theirs
    "stand-ups": ("GET", GO, GO, GO, GONE),
    "stand-up": ("GET", IN, IN, IN, GONE),
    "sprint": ("GET", IN, IN, IN, GONE),
    "pod-measures": ("GET", IN, IN, IN, GONE),
    "items-file": ("GET", IN, IN, IN, GONE),
    "promised-deal": ("GET", GONE, GONE, GONE, GONE),  # they promised nothing in it
    "item-add": ("POST", REFUSED, REFUSED, REFUSED, GONE),  # it is for nothing
    "sprint-hours": ("POST", REFUSED, REFUSED, REFUSED, GONE),  # the hours are missing
    "review": ("GET", GONE, GONE, GONE, GONE),  # there is no sprint
    "review-save": ("POST", GONE, GONE, GONE, GONE),
    "review-undo": ("POST", GONE, GONE, GONE, GONE),
    "change-stands": ("POST", GONE, GONE, GONE, GONE),  # there is no change
    "moved-work": ("POST", GONE, GONE, GONE, GONE),
    "item": ("GET", IN, IN, IN, GONE),
    "item-act": ("POST", GONE, GONE, GONE, GONE),  # there is no such act
    "deals": ("GET", IN, IN, IN, GONE),  # elsewhere: that team has no workflow
    "deals-live": ("GET", IN, IN, IN, GONE),
    "deal-next": ("GET", GO, GO, GO, GONE),
    "deal-list": ("GET", IN, IN, IN, GONE),
    "deal-list-file": ("GET", GONE, GONE, IN, GONE),
    "deal-new": ("GET", IN, IN, IN, GONE),
    "deal-promises": ("GET", IN, IN, IN, GONE),
    "deal-imports": ("GET", GONE, GONE, IN, IN),
    "deal-import": ("GET", GONE, GONE, IN, GONE),
    "deal-import-live": ("GET", GONE, GONE, 286, GONE),  # htmx: it does not move, ask no more
    "deal-import-map": ("POST", GONE, GONE, REFUSED, GONE),  # of no column it is said what it is
    "deal-import-refused": ("GET", GONE, GONE, IN, GONE),
    "deal-notices": ("GET", IN, IN, IN, GONE),
    "deal-notices-count": ("GET", IN, IN, IN, IN),
    "deal-notices-read": ("POST", GO, GO, GO, GO),
    "deal-old-leads": ("GET", GONE, GONE, IN, GONE),
    "deal-old-leads-undo": ("POST", GONE, GONE, GO, GONE),
    "deal-flow": ("GET", IN, IN, IN, GONE),
    "deal-flow-table": ("GET", IN, IN, IN, GONE),
    "deal-walk": ("GET", IN, IN, IN, GONE),
    "deal-walk-answer": ("POST", 409, 409, 409, GONE),  # the close comes first
    "deal": ("GET", IN, IN, IN, GONE),
    "contact-export": ("GET", GONE, GONE, GONE, GONE),  # there is no contact
    "talk-save": ("POST", REFUSED, REFUSED, REFUSED, GONE),  # without a line
    "talk-preview": ("POST", IN, IN, IN, GONE),
    "talk": ("GET", GONE, GONE, GONE, GONE),  # there is no conversation
    "talk-correct": ("POST", GONE, GONE, GONE, GONE),
    "talk-undo": ("POST", GONE, GONE, GONE, GONE),
    "talk-sent": ("POST", GONE, GONE, GONE, GONE),
    "talk-answered": ("POST", GONE, GONE, GONE, GONE),
    "promise-move": ("POST", GONE, GONE, GONE, GONE),  # there is no promise
    "deal-act": ("POST", GO, GO, GO, GONE),
    "deal-cycles": ("GET", IN, IN, IN, GONE),
    "deal-cycles-act": ("POST", GONE, GONE, GONE, GONE),  # there is no such act
    "deal-value": ("GET", IN, IN, IN, GONE),
    "deal-value-act": ("POST", GONE, GONE, GONE, GONE),  # there is no such act
    "deal-learnt": ("GET", IN, IN, IN, GONE),
    "deal-story": ("GET", IN, IN, IN, GONE),
    "deal-people": ("GET", IN, IN, IN, GONE),
    "deal-people-act": ("POST", GONE, GONE, GONE, GONE),  # there is no such act
    "workflows": ("GET", GONE, GONE, GONE, GONE),
    "workflow": ("GET", GONE, GONE, GONE, GONE),
    "deal-fields": ("GET", GONE, GONE, GONE, GONE),
    "deal-field": ("POST", GONE, GONE, GONE, GONE),
    "webhooks": ("GET", GONE, GONE, GONE, GONE),
    "webhook-add": ("POST", GONE, GONE, GONE, GONE),
    "webhook": ("GET", GONE, GONE, GONE, GONE),
    "webhook-save": ("POST", GONE, GONE, GONE, GONE),
    "webhook-act": ("POST", GONE, GONE, GONE, GONE),
    "message-resend": ("POST", GONE, GONE, GONE, GONE),
    "coming-back": ("GET", IN, IN, IN, IN),
    "imports": ("GET", GONE, GONE, IN, IN),
    "import-upload": ("POST", GONE, GONE, REFUSED, REFUSED),  # without a file
    "audit": ("GET", GONE, GONE, IN, IN),
    "audit-result": ("GET", GONE, GONE, GONE, GONE),  # the import is of no audit
    "import": ("GET", GONE, GONE, IN, GONE),
    "import-live": ("GET", GONE, GONE, 286, GONE),  # htmx: it does not move, ask no more
    "import-map": ("POST", GONE, GONE, REFUSED, GONE),  # of no column it is said what it is
    "import-act": ("POST", GONE, GONE, REFUSED, GONE),  # there is no such act
    "import-refused": ("GET", GONE, GONE, IN, GONE),
    "outcomes": ("GET", GONE, GONE, GONE, GONE),
    "outcomes-save": ("POST", GONE, GONE, GONE, GONE),
    "outcome-add": ("POST", GONE, GONE, GONE, GONE),
    "nurturing": ("GET", GONE, GONE, GONE, GONE),
    "nurturing-add": ("POST", GONE, GONE, GONE, GONE),
    "nurturing-save": ("POST", GONE, GONE, GONE, GONE),
    "nurturing-remove": ("POST", GONE, GONE, GONE, GONE),
    "sources": ("GET", GONE, GONE, GONE, GONE),
    "sources-save": ("POST", GONE, GONE, GONE, GONE),
    "chance": ("GET", GONE, GONE, GONE, GONE),
    "chance-use": ("POST", GONE, GONE, GONE, GONE),
    "rates-use": ("POST", GONE, GONE, GONE, GONE),
    "chance-field": ("POST", GONE, GONE, GONE, GONE),
    "law": ("GET", GONE, GONE, IN, IN),
    "law-pack": ("GET", GONE, GONE, IN, IN),
    "law-save": ("POST", GONE, GONE, GONE, GONE),
    "hours": ("GET", GONE, GONE, GONE, GONE),
    "hours-edit": ("GET", GONE, GONE, GONE, GONE),
    "hours-save": ("POST", GONE, GONE, GONE, GONE),
    "hours-remove": ("POST", GONE, GONE, GONE, GONE),
    "breaks": ("GET", GONE, GONE, GONE, GONE),
    "breaks-save": ("POST", GONE, GONE, GONE, GONE),
    "do-not-call": ("GET", GONE, GONE, GONE, GONE),
    "do-not-call-add": ("POST", GONE, GONE, GONE, GONE),
    "do-not-call-remove": ("POST", GONE, GONE, GONE, GONE),
    "do-not-call-import": ("POST", GONE, GONE, GONE, GONE),
    "guides": ("GET", GONE, GONE, IN, IN),
    "guide-preview": ("POST", GONE, GONE, IN, IN),
    "guide": ("GET", GONE, GONE, IN, GONE),
    "guide-save": ("POST", GONE, GONE, GO, GONE),
    "source-results": ("GET", GONE, GONE, GONE, GONE),
    "buying": ("GET", GONE, GONE, GONE, GONE),
    "buying-apply": ("POST", GONE, GONE, GONE, GONE),
    "buying-undo": ("POST", GONE, GONE, GONE, GONE),
    "hour-cost": ("POST", GONE, GONE, GONE, GONE),
    "capacity": ("GET", GONE, GONE, GONE, GONE),
    "spoilage": ("GET", GONE, GONE, GONE, GONE),
    "campaigns": ("GET", GONE, GONE, GONE, GONE),
    "conversions": ("GET", GONE, GONE, GONE, GONE),
    "spend": ("GET", GONE, GONE, GONE, GONE),
    "spend-add": ("POST", GONE, GONE, GONE, GONE),
    "spend-upload": ("POST", GONE, GONE, GONE, GONE),
    "spend-remove": ("POST", GONE, GONE, GONE, GONE),
    "product-margin": ("POST", GONE, GONE, GONE, GONE),
    "source": ("GET", GONE, GONE, GONE, GONE),
    "source-terms": ("GET", GONE, GONE, GONE, GONE),
    "source-terms-save": ("POST", GONE, GONE, GONE, GONE),
    "returns": ("GET", GONE, GONE, GONE, GONE),
    "returns-add": ("POST", GONE, GONE, GONE, GONE),
    "returns-file": ("GET", GONE, GONE, GONE, GONE),
    "return-act": ("POST", GONE, GONE, GONE, GONE),
    "source-pause": ("POST", GONE, GONE, GONE, GONE),
    "your-settings": ("GET", IN, IN, IN, IN),
    "your-settings-save": ("POST", GO, GO, GO, GO),
    "try-it": ("POST", GO, GO, GO, GO),
    "people": ("GET", GONE, GONE, IN, IN),
    "people-add": ("POST", GONE, GONE, GONE, GONE),
    "people-import": ("GET", GONE, GONE, GONE, GONE),
    "people-import-upload": ("POST", GONE, GONE, GONE, GONE),
    "people-import-one": ("GET", GONE, GONE, GONE, GONE),
    "people-import-act": ("POST", GONE, GONE, GONE, GONE),
    "people-import-refused": ("GET", GONE, GONE, GONE, GONE),
    "people-team": ("POST", GONE, GONE, GONE, GONE),
    "person": ("GET", GONE, GONE, GONE, GONE),
    "person-change": ("POST", GONE, GONE, GONE, GONE),
    "person-disable": ("POST", GONE, GONE, GONE, GONE),
    "person-enable": ("POST", GONE, GONE, GONE, GONE),
    "person-password": ("POST", GONE, GONE, GONE, GONE),
    "attendance": ("GET", GONE, GONE, IN, GONE),
    "shift-save": ("POST", GONE, GONE, REFUSED, GONE),  # no weekday has hours
    "shift-remove": ("POST", GONE, GONE, GO, GONE),
    "leave-add": ("POST", GONE, GONE, REFUSED, GONE),  # the kind is one of a disposition
    "leave-end": ("POST", GONE, GONE, GONE, GONE),  # there is no leave
    "limits-save": ("POST", GONE, GONE, GO, GONE),
    "team-limits-save": ("POST", GONE, GONE, GO, GONE),
    "team": ("GET", GONE, GONE, IN, GONE),
    "team-shift-save": ("POST", GONE, GONE, REFUSED, GONE),
    "team-shift-remove": ("POST", GONE, GONE, GO, GONE),
    "offers": ("GET", GONE, GONE, GONE, GONE),
    "offer-save": ("POST", GONE, GONE, GONE, GONE),
    "interview": ("GET", IN, IN, IN, GONE),
    "interview-mark": ("POST", REFUSED, REFUSED, REFUSED, REFUSED),  # the form names no kind
    "plan": ("GET", IN, IN, IN, GONE),
    "plan-act": ("POST", GONE, GONE, GONE, GONE),  # there is no such act
    "pods": ("GET", GONE, GONE, IN, IN),
    "pod-add": ("POST", GONE, GONE, REFUSED, REFUSED),  # the team is a name
    "pod-settings": ("GET", GONE, GONE, IN, GONE),
    "pod-save": ("POST", GONE, GONE, REFUSED, GONE),  # no day is chosen
    "pod-member": ("POST", GONE, GONE, REFUSED, GONE),  # no person is chosen
    "pod-right": ("POST", GONE, GONE, REFUSED, GONE),  # the form names no right
    "my-pod": ("GET", GO, GO, GO, GONE),  # elsewhere: that team has no pod
    "pod": ("GET", IN, IN, IN, GONE),
    "pod-answer": ("POST", GONE, GONE, GONE, GONE),  # there is no request
    "keys": ("GET", GONE, GONE, GONE, GONE),
    "key-make": ("POST", GONE, GONE, GONE, GONE),
    "key-revoke": ("POST", GONE, GONE, GONE, GONE),
}
# Pages for administrators only
ADMINS: dict[str, int] = {
    "workflows": IN,
    "workflow": IN,
    "offers": IN,
    "offer-save": REFUSED,  # the kind is one of an outcome
    "interview": IN,
    "interview-mark": REFUSED,
    "deal-story": IN,
    "plan": IN,
    "plan-act": GONE,
    "pods": IN,
    "pod-add": REFUSED,
    "pod-settings": IN,
    "pod-save": REFUSED,
    "pod-member": REFUSED,
    "pod-right": REFUSED,
    "pod-answer": GONE,
    "my-pod": GO,
    "pod": IN,
    "deal-fields": IN,
    "deal-field": GONE,  # "pull" is no act on a field
    "alerts": IN,
    "alert-seen": GONE,
    "alert-recipient": REFUSED,  # no user is chosen
    "webhooks": IN,
    "webhook-add": REFUSED,  # the address is missing
    "webhook": GONE,  # there is no endpoint
    "webhook-save": GONE,
    "webhook-act": GONE,
    "message-resend": GONE,
    "outcomes": IN,
    "texts": IN,
    "text-add": REFUSED,
    "text-preview": IN,
    "text": IN,
    "text-delete": GO,
    "outcomes-save": GO,
    "outcome-add": GO,
    "nurturing": IN,
    "nurturing-add": REFUSED,  # the source is one of a key
    "nurturing-save": REFUSED,  # the words are a follow-up plan's
    "nurturing-remove": GONE,  # the plan for all leads stays
    "sources": IN,
    "sources-save": GO,
    "law": IN,
    "law-pack": IN,
    "law-save": GO,
    "do-not-call": IN,
    "do-not-call-add": REFUSED,  # the form's address is none
    "do-not-call-remove": REFUSED,
    "do-not-call-import": REFUSED,  # without a file
    "breaks": IN,
    "breaks-save": GO,
    "hours": IN,
    "hours-edit": IN,
    "hours-save": REFUSED,  # no weekday has hours
    "hours-remove": GO,
    "chance": IN,
    "chance-use": GO,  # none
    "rates-use": GO,  # none
    "chance-field": 422,  # no version, so no suspected field
    "people": IN,
    "people-add": IN,
    "people-import": IN,
    "people-import-upload": REFUSED,  # without a file
    "people-import-one": GONE,  # there is no such import
    "people-import-act": GONE,
    "people-import-refused": GONE,
    "people-team": GO,
    "person": IN,
    "person-change": GO,
    "person-disable": GO,
    "person-enable": GO,
    "person-password": IN,
    "keys": IN,
    **SOURCE_PAGES,
    "key-make": IN,
    "key-revoke": GO,
}
# Open to everybody: coming in and going out
OPEN = {"sign-in": "GET", "sign-in-as": "POST", "sign-out": "POST"}
