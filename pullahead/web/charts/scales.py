"""Round figures for the axes of charts, and short texts of their values.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

import math


def step(top: float, marks: int) -> float:
    """Return a round distance of the marks of an axis up to `top`, at least 1."""
    return nice(max(top / marks, 1))


def nice(value: float) -> float:
    """Return the next of 1, 2, 5 × 10^n at or above a value; 1 for nothing."""
    if not value > 0 or math.isinf(value):
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 5, 10, 20) if step * power >= value * (1 - 1e-9))


def figure(value: float) -> str:
    """Return a figure with two or three digits, and separators above."""
    if abs(value) >= 100 or value == round(value):
        return f"{value:,.0f}"
    if abs(value) >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.2g}"
