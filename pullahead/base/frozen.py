"""Changed copies of frozen values, faster than `dataclasses.replace`.

Plain Python without Django, clock or I/O.

The engine copies about nine values for a pull with its settle. `dataclasses.replace` walks the
fields one by one and calls the constructor, which writes each field through `object.__setattr__`.
Here each class gets a copier once, generated as `dataclasses` generates constructors: it fills the
slots of a twin class that is not frozen, and the twin then takes the class of the value. A class
with `__post_init__` or without slots is refused: its constructor may do more than write its fields.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # The type checker knows the fields of a class behind this name only.
    from dataclasses import replace as replace
else:

    def replace(value, /, **changes):
        """Return a copy of a dataclass with other values in some fields. TypeError if unknown."""
        kind = value.__class__
        copy = _copier(kind)(value)
        for name, other in changes.items():
            try:
                setattr(copy, name, other)
            except AttributeError:
                raise TypeError(f"{kind.__name__} has no field {name!r}.") from None
        copy.__class__ = kind
        return copy


@lru_cache(maxsize=64)
def _copier(kind: Any) -> Callable[[Any], Any]:
    """Return a function that copies the slots of a value into the twin of its class."""
    names = [one.name for one in fields(kind)]
    if hasattr(kind, "__post_init__") or tuple(names) != kind.__dict__.get("__slots__"):
        raise TypeError(f"Slots are missing, or a __post_init__ is there: {kind.__name__}")
    lines = [f"    copy.{name} = value.{name}" for name in names]
    source = "\n".join(["def copied(value):", "    copy = Twin()", *lines, "    return copy"])
    made: dict[str, Any] = {"Twin": type(f"{kind.__name__}Twin", (), {"__slots__": tuple(names)})}
    exec(source, made)
    copied: Callable[[Any], Any] = made["copied"]
    return copied
