"""Data about a member of a buying group, for the export of a contact; no names of others."""

from __future__ import annotations

from typing import Any

from pullahead.buying import queries


def of_member(deal_contact: int) -> dict[str, Any]:
    """Return roles, stance, influence, value roles and moments of a member."""
    found = queries.stored_of(deal_contact)
    member = found.member
    return {
        "roles": list(found.roles),
        "stance": member.stance if member is not None else "",
        "stance_at": _text(member.stance_at) if member is not None else None,
        "left_at": _text(member.left_at) if member is not None else None,
        "influences": [_link(one.helps, one.strength) for one in found.influences],
        "influenced_by": [_link(one.helps, one.strength) for one in found.influenced_by],
        "value_roles": list(found.value_roles),
        "moments": [
            {
                "at": one.at.isoformat(),
                "expected": one.expected,
                "actual": one.actual,
                "judged": one.judged,
            }
            for one in found.moments
        ],
    }


def _text(at: Any) -> str | None:
    return at.isoformat() if at is not None else None


def _link(helps: bool, strength: int) -> dict[str, Any]:
    return {"sign": "for" if helps else "against", "strength": strength}
