"""Circles on a plane: pushing them apart, packing them, turning groups of them. Plain geometry on numpy arrays.

Positions are arrays of shape (n, 2), radii of shape (n,), in the units of the scene.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
FEW = 400
"""Up to so many circles, all pairs are looked at."""
LARGEST = 0.98
"""Of more circles, those above this quantile of the radii are too large for the grid."""


def separate(
    positions: Floats, radii: Floats, *, gap: float, pull: tuple[float, float] = (0.0, 0.0), rounds: int = 240
) -> Floats:
    """Push circles apart until no two are closer than `gap`; larger ones move less.

    `pull` draws everything towards the middle by this part of its x and y a round, in the first two thirds of the
    rounds, so that the circles also end close together. `rounds` bounds the work; overlaps below a unit may stay.
    """
    here = positions + _jitter(len(positions))
    pushes = _all_pushes(radii, gap) if len(radii) <= FEW else _near_pushes(radii, gap)
    for step in range(rounds):
        pulling = any(pull) and step < rounds * 2 // 3
        if pulling:
            here = here * (1 - np.array(pull))
        push, worst = pushes(here)
        if not pulling and worst < 0.5:
            break
        here = here + 0.9 * push
    return here


Pushes = Callable[[Floats], tuple[Floats, float]]
"""Positions -> where each circle is pushed by those that overlap it, and the largest overlap."""


def _all_pushes(radii: Floats, gap: float) -> Pushes:
    """Every circle is compared with every other."""
    reach = radii[:, None] + radii[None, :] + gap
    weight = radii**2 + 1e-9
    share = weight[None, :] / (weight[:, None] + weight[None, :])

    def pushes(here: Floats) -> tuple[Floats, float]:
        delta = here[:, None, :] - here[None, :, :]
        distance = np.sqrt((delta**2).sum(axis=2)) + 1e-9
        overlap = np.maximum(reach - distance, 0.0)
        np.fill_diagonal(overlap, 0.0)
        push = ((overlap * share / distance)[:, :, None] * delta).sum(axis=1)
        return push / _crowding((overlap > 0).sum(axis=1)), float(overlap.max(initial=0.0))

    return pushes


def _near_pushes(radii: Floats, gap: float) -> Pushes:
    """Only circles in cells of a grid that touch are compared; the few largest, which reach further, with all."""
    weight = radii**2 + 1e-9
    large = np.flatnonzero(radii > np.quantile(radii, LARGEST))
    small = np.flatnonzero(radii <= np.quantile(radii, LARGEST))
    cell = 2 * float(radii[small].max()) + gap

    def pushes(here: Floats) -> tuple[Floats, float]:
        first, second = _near_pairs(here[small], cell)
        one = np.concatenate([small[first], np.repeat(large, len(radii))])
        other = np.concatenate([small[second], np.tile(np.arange(len(radii)), len(large))])
        twice = (one == other) | (np.isin(other, large) & np.isin(one, large) & (one > other))
        one, other = one[~twice], other[~twice]
        delta = here[one] - here[other]
        distance = np.hypot(delta[:, 0], delta[:, 1]) + 1e-9
        overlap = radii[one] + radii[other] + gap - distance
        hit = overlap > 0
        one, other, delta, distance, overlap = one[hit], other[hit], delta[hit], distance[hit], overlap[hit]
        strength = (overlap / distance / (weight[one] + weight[other]))[:, None] * delta
        push = _summed(one, strength * weight[other, None], len(radii)) - _summed(other, strength * weight[one, None], len(radii))
        crowd = np.bincount(one, minlength=len(radii)) + np.bincount(other, minlength=len(radii))
        return push / _crowding(crowd), float(overlap.max(initial=0.0))

    return pushes


def _summed(at: NDArray[np.intp], vectors: Floats, count: int) -> Floats:
    return np.stack([np.bincount(at, weights=vectors[:, axis], minlength=count) for axis in (0, 1)], axis=1)


def _near_pairs(here: Floats, cell: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs of points in the same or in neighbouring cells of a grid, each pair once."""
    corner = np.floor((here - here.min(axis=0)) / cell).astype(np.int64)
    wide = int(corner[:, 1].max(initial=0)) + 3
    keys = (corner[:, 0] + 1) * wide + corner[:, 1] + 1
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    firsts, seconds = [], []
    for step in (0, 1, wide - 1, wide, wide + 1):
        begin, end = np.searchsorted(ranked, ranked + step, "left"), np.searchsorted(ranked, ranked + step, "right")
        if step == 0:
            begin = np.arange(1, len(ranked) + 1)
        counts = np.maximum(end - begin, 0)
        first = np.repeat(np.arange(len(ranked)), counts)
        offsets = np.arange(len(first)) - np.repeat(np.cumsum(counts) - counts, counts)
        firsts.append(order[first])
        seconds.append(order[np.repeat(begin, counts) + offsets])
    return np.concatenate(firsts), np.concatenate(seconds)


def _crowding(crowd: NDArray[np.intp]) -> Floats:
    """A damping for circles that are pushed by many at once, which would otherwise fly off."""
    damping: Floats = np.sqrt(np.maximum(crowd, 1.0))
    return damping[:, None]


def _jitter(count: int) -> Floats:
    """A fixed small offset for each circle, so that two on the same spot know which way to go."""
    angles = np.arange(count) * GOLDEN_ANGLE
    return 0.01 * np.stack([np.cos(angles), np.sin(angles)], axis=1)


def centred(positions: Floats, radii: Floats) -> tuple[Floats, float]:
    """The positions moved so that the middle of their box is the origin, and the radius of a circle around them all.

    >>> centred(np.array([[0.0, 0.0], [4.0, 0.0]]), np.array([1.0, 1.0]))[1]
    3.0
    """
    low = (positions - radii[:, None]).min(axis=0)
    high = (positions + radii[:, None]).max(axis=0)
    moved = positions - (low + high) / 2
    return moved, float((np.sqrt((moved**2).sum(axis=1)) + radii).max())


def fan(radii: list[float], inner: float, gap: float, towards: float) -> tuple[Floats, float]:
    """Circles in rings around a hub of radius `inner`, the unfinished ring centred on the angle `towards`.

    Returns the positions about the hub's centre and the radius that hub and circles take together.
    """
    if not radii:
        return np.zeros((0, 2)), inner
    size = max(radii)
    step = 2 * size + gap
    points: list[tuple[float, float]] = []
    distance = inner + gap + size
    while len(points) < len(radii):
        room = max(1, int(2 * math.pi * distance / step))
        here = min(room, len(radii) - len(points))
        turn = 2 * math.pi / room if here == room else step / distance
        points.extend(_arc(distance, towards, turn, here))
        distance += step
    return np.array(points, dtype=np.float64).reshape(len(radii), 2), distance - step + size


def _arc(distance: float, towards: float, turn: float, count: int) -> list[tuple[float, float]]:
    angles = [towards + (i - (count - 1) / 2) * turn for i in range(count)]
    return [(distance * math.cos(angle), distance * math.sin(angle)) for angle in angles]


def turned(positions: Floats, wishes: Floats) -> Floats:
    """The positions turned about the origin so that each point lies, as far as one turn allows, along its wish.

    `wishes` are vectors of the same shape; zero where a point has none. The best angle has a closed form (the
    two-dimensional case of Kabsch 1976).
    """
    along = float((positions * wishes).sum())
    across = float((positions[:, 0] * wishes[:, 1] - positions[:, 1] * wishes[:, 0]).sum())
    if math.hypot(along, across) < 1e-9:
        return positions
    angle = math.atan2(across, along)
    cos, sin = math.cos(angle), math.sin(angle)
    rotated: Floats = positions @ np.array([[cos, sin], [-sin, cos]])
    return rotated


def shelves(radii: Floats, width: float, gap: float) -> Floats:
    """Centres of circles set in rows from left to right, each row below the last, no row wider than `width`.

    Rows are centred on x = 0 and begin at y = 0, growing downwards; give the circles largest first.
    """
    rows: list[list[int]] = [[]]
    used = 0.0
    for index, radius in enumerate(radii.tolist()):
        if rows[-1] and used + 2 * radius > width:
            rows.append([])
            used = 0.0
        rows[-1].append(index)
        used += 2 * radius + gap
    centres = np.zeros((len(radii), 2))
    top = 0.0
    for row in rows:
        across = 2 * radii[row]
        left = -(across.sum() + gap * (len(row) - 1)) / 2
        centres[row, 0] = left + np.cumsum(across + gap) - gap - across / 2
        centres[row, 1] = top + across.max(initial=0.0) / 2
        top += across.max(initial=0.0) + gap
    return centres
