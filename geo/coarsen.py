"""From a pin to its anchor: the crossing, block or area that stands for it everywhere from then on.

The exact position goes in and never comes out: what is returned depends only on which anchor is the nearest,
so everybody near one corner is given the very same place. Nothing is random, since noise that differs from
report to report averages away.
"""

from geo.corners import corner_label
from geo.entries import Crossing, Segment
from geo.gazetteer import Gazetteer
from geo.place import Place, Precision
from geo.placing import HUNDRED, area_place, block_place, neighborhood_name, segments_with_block, stretches
from geo.point import Point

ANCHOR_REACH_M = 250.0
"""A crossing farther away than this says too little; the block, then the neighborhood, says it better."""

BLOCK_REACH_M = 100.0
"""A pin farther than this from every street is in a park, on water or in a yard as big as one."""

FAR_REACH_M = 2_000.0
"""Out in the open even a far crossing beats none, as long as it is within sight of the city."""

ANCHOR_RADIUS_M = 150.0
"""Nearly every position on a street is moved less than this by snapping (nine of ten of Minneapolis less than 90 m).
The radius is the same for every pin: one that followed the pin's distance would draw a circle through it."""


def anchor(gazetteer: Gazetteer, point: Point) -> Place | None:
    """Return the place that stands for a position, None outside the city."""
    if not gazetteer.contains(point):
        return None
    near = gazetteer.nearest_crossing(point)
    if near and near[1] <= ANCHOR_REACH_M:
        return crossing_anchor(gazetteer, near[0])
    block = _block(gazetteer, point)
    if block:
        return block
    inside = gazetteer.areas_near(point, 0.0, layer=gazetteer.neighborhood_layer)
    if inside:
        return area_place(inside[0][0])
    if near and near[1] <= FAR_REACH_M:
        return crossing_anchor(gazetteer, near[0], radius_m=FAR_REACH_M)
    return None


def crossing_anchor(gazetteer: Gazetteer, crossing: Crossing, *, radius_m: float = ANCHOR_RADIUS_M) -> Place:
    """Return a crossing as a place under its one canonical name."""
    return Place(
        anchor=f"x:{crossing.id}",
        label=corner_label(gazetteer, crossing),
        point=crossing.point,
        precision=Precision.CROSSING,
        radius_m=radius_m,
        neighborhood=neighborhood_name(gazetteer, crossing.point),
    )


def _block(gazetteer: Gazetteer, point: Point) -> Place | None:
    found = gazetteer.nearest_segment(point, BLOCK_REACH_M)
    if found is None or not found[0].high:
        return None
    segment: Segment = found[0]
    hundred = (segment.low + segment.high) // 2 // HUNDRED * HUNDRED
    rows = stretches(segments_with_block(gazetteer, segment.street_id, hundred)) or [[segment]]
    part = next((at for at, row in enumerate(rows) if segment in row), 0)
    return block_place(gazetteer, segment.street_id, hundred, rows[part], part=part)
