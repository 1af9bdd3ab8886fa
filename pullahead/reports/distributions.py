"""Quantiles of the Gamma and Beta distributions, for intervals.

Plain Python without Django, clock or I/O.

The incomplete functions follow the NIST Digital Library of Mathematical Functions, sections 8.7,
8.9 and 8.17. Quantiles are found by bisection, which needs no start value.
"""

from __future__ import annotations

import math
from collections.abc import Callable

PRECISION = 1e-12
STEPS = 500
TINY = 1e-300


def gamma_quantile(share: float, shape: float, rate: float) -> float:
    """Return the value that a Gamma(shape > 0, rate > 0) stays below with this share (0–1)."""
    high = max(shape, 1.0)
    while _gamma_below(shape, high) < share:
        high *= 2
    return _bisect(lambda x: _gamma_below(shape, x), share, high) / rate


def beta_quantile(share: float, a: float, b: float) -> float:
    """Return the value that a Beta(a > 0, b > 0) stays below with this share (0–1)."""
    return _bisect(lambda x: _beta_below(a, b, x), share, 1.0)


def _bisect(below: Callable[[float], float], share: float, high: float) -> float:
    low = 0.0
    while high - low > PRECISION * max(1.0, high):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) < share else (low, middle)
    return (low + high) / 2


def _gamma_below(shape: float, x: float) -> float:
    """Return P(shape, x), the regularized lower incomplete gamma function."""
    if x <= 0:
        return 0.0
    front = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    if x < shape + 1:  # DLMF 8.7.1, a series
        term = total = 1 / shape
        for n in range(1, STEPS):
            term *= x / (shape + n)
            total += term
            if term < total * PRECISION:
                break
        return total * front
    return 1 - front * _fraction_of_gamma(shape, x)


def _fraction_of_gamma(shape: float, x: float) -> float:
    """Return the continued fraction of DLMF 8.9.2, by Lentz's method."""
    b = x + 1 - shape
    c, d = 1 / TINY, 1 / b
    found = d
    for n in range(1, STEPS):
        a = -n * (n - shape)
        b += 2
        d = 1 / _not_zero(a * d + b)
        c = _not_zero(b + a / c)
        found *= c * d
        if abs(c * d - 1) < PRECISION:
            break
    return found


def _beta_below(a: float, b: float, x: float) -> float:
    """Return I_x(a, b), the regularized incomplete beta function."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # the fraction converges fast on the other side
        return 1 - _beta_below(b, a, 1 - x)
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front += a * math.log(x) + b * math.log1p(-x)
    return math.exp(front) * _fraction_of_beta(a, b, x) / a


def _fraction_of_beta(a: float, b: float, x: float) -> float:
    """Return the continued fraction of DLMF 8.17.22, by Lentz's method."""
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, STEPS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _not_zero(1 + term * d)
            c = _not_zero(1 + term / c)
            found *= c * d
        if abs(c * d - 1) < PRECISION:
            break
    return found


def _not_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY
