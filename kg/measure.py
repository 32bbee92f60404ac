"""What claimed numbers come to, as a record."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Measure:
    """What the numbers of a claim come to, on scales that claims share.

    `kind`: absolute (a level reached), difference (a step in the metric's own unit), relative (a change in percent) or
    ratio (a factor or a share of something else). `minimum` and `maximum` are in `unit`, the base unit of `dimension`
    (1.2 s and 1200 ms are both 1.2 s), and equal for a single number; None where the text has no usable number.
    `listed` numbers ("95/32") are values of their own, not the ends of a range. `ratio_minimum` and `ratio_maximum` are
    the new level of the metric divided by the old one, None where that cannot be told; `better` is the better direction
    of the metric: higher, lower or "".
    """

    kind: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    unit: str = ""
    dimension: str = ""
    listed: bool = False
    ratio_minimum: Decimal | None = None
    ratio_maximum: Decimal | None = None
    better: str = ""

    def __post_init__(self) -> None:
        for low, high in ((self.minimum, self.maximum), (self.ratio_minimum, self.ratio_maximum)):
            if (low is None) != (high is None) or (low is not None and high is not None and low > high):
                raise ValueError(f"a range needs both ends in order, not {low}, {high}")


UNMEASURED = Measure()
"""Where nobody has looked at the numbers."""
