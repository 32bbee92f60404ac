"""Circles on a plane: pushing them apart, packing them, turning groups of them. Plain geometry on numpy arrays.

Positions are arrays of shape (n, 2), radii of shape (n,), in the units of the scene.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def separate(
    positions: Floats, radii: Floats, *, gap: float, pull: tuple[float, float] = (0.0, 0.0), rounds: int = 240
) -> Floats:
    """Push circles apart until no two are closer than `gap`; larger ones move less.

    `pull` draws everything towards the middle by this part of its x and y a round, in the first two thirds of the
    rounds, so that the circles also end close together. `rounds` bounds the work; overlaps below a unit may stay.
    """
    here = positions + _jitter(len(positions))
    reach = radii[:, None] + radii[None, :] + gap
    weight = radii**2 + 1e-9
    share = weight[None, :] / (weight[:, None] + weight[None, :])
    for step in range(rounds):
        pulling = any(pull) and step < rounds * 2 // 3
        if pulling:
            here = here * (1 - np.array(pull))
        delta = here[:, None, :] - here[None, :, :]
        distance = np.sqrt((delta**2).sum(axis=2)) + 1e-9
        overlap = np.maximum(reach - distance, 0.0)
        np.fill_diagonal(overlap, 0.0)
        if not pulling and overlap.max(initial=0.0) < 0.5:
            break
        here = here + 0.9 * ((overlap * share / distance)[:, :, None] * delta).sum(axis=1) / _crowding(overlap)
    return here


def _crowding(overlap: Floats) -> Floats:
    """A damping for circles that are pushed by many at once, which would otherwise fly off."""
    crowd: Floats = np.sqrt(np.maximum((overlap > 0).sum(axis=1), 1.0))
    return crowd[:, None]


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
