"""A city's channels and settings for the demo, made from its gazetteer alone, so that any city works."""

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.settings import Settings
from geo.box import Box
from geo.entries import Area
from geo.folding import fold
from geo.gazetteer import Gazetteer
from geo.point import Point, distance_m

CHANNELS = 5
"""Neighborhoods with a channel of their own: as many as one can read at a glance."""

DRAFT_DELAY_S = 10
"""Shorter than the default, so that nobody waits long in front of the page."""

EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRoom:
    """A room as the page shows it; `kind` is "moderators" or "channel"."""

    name: str
    kind: str
    title: str
    flavor: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCity:
    """What the demo is about: settings for the real bot, rooms for the page, the part of the map to show first."""

    settings: Settings
    rooms: tuple[DemoRoom, ...]
    view: tuple[tuple[float, float], tuple[float, float]]
    timezone: str


def demo_city(
    gazetteer: Gazetteer,
    gazetteer_path: Path,
    folder: Path,
    *,
    around: Point | None = None,
    timezone: str = "America/Chicago",
) -> DemoCity:
    """Lay out the demo around a spot (the middle of the city unless given); its files go into `folder`."""
    areas = _areas(gazetteer, around or gazetteer.info.centre)
    names = _slugs(areas)
    channels: list[dict[str, object]] = [
        {"name": slug, "areas": (area.name,), "sim": ({"language": "en"},)} for slug, area in names.items()
    ]
    if channels:
        channels[0]["simsig"] = ({"language": "es"},)
    both = ({"language": "en"}, {"language": "es"})
    channels.append({"name": EVERYWHERE, "everywhere": True, "sim": both})
    settings = Settings.model_validate(
        {
            "city": {"gazetteer": gazetteer_path, "timezone": timezone, "hotlines": _HOTLINES},
            "storage": {"path": folder / "demo.db"},
            "keyring": {"moderators_file": folder / "moderators.secret"},
            "moderation": {"sim": ({"language": "en"},), "simsig": ({"language": "en"},)},
            "channels": channels,
            "reports": {"draft_delay": timedelta(seconds=DRAFT_DELAY_S)},
            # Nobody has to be protected from somebody at the same page.
            "alerts": {"release_delay": timedelta(0), "map_card": "light"},
            "health": {"enabled": False},
        }
    )
    titles = {slug: area.name for slug, area in names.items()} | {EVERYWHERE: "Everywhere"}
    return DemoCity(settings=settings, rooms=_rooms(settings, titles), view=_view(gazetteer, areas), timezone=timezone)


BORDER_M = 150.0
_HOTLINES = {"en": ("Rapid response (invented): 555-0100",), "es": ("Respuesta rápida (inventada): 555-0100",)}


def _areas(gazetteer: Gazetteer, around: Point) -> list[Area]:
    """The neighborhoods around a spot, those it concerns first."""
    near = gazetteer.areas_near(around, BORDER_M, layer=gazetteer.neighborhood_layer)
    first = [area for area, _ in near]
    every = [area for area in gazetteer.areas if area.layer == gazetteer.neighborhood_layer]
    rest = sorted(every, key=lambda area: (distance_m(_middle(area), around), area.id))
    ordered = {area.id: area for area in [*first, *rest]}
    return list(ordered.values())[:CHANNELS]


def _middle(area: Area) -> Point:
    box = Box.around(area.polygons[0][0])
    return box.centre if box else area.polygons[0][0][0]


def _slugs(areas: list[Area]) -> dict[str, Area]:
    slugs: dict[str, Area] = {}
    for number, area in enumerate(areas, start=1):
        plain = re.sub(r"[^a-z0-9]+", "-", fold(area.name)).strip("-")[:36]
        slug = plain if plain and plain not in slugs and plain != EVERYWHERE else f"area-{number}"
        slugs[slug] = area
    return slugs


def _rooms(settings: Settings, titles: dict[str, str]) -> tuple[DemoRoom, ...]:
    directory = settings.directory()
    rooms = [
        DemoRoom(name=room.name, kind="moderators", title="Moderators", flavor=_flavor(room.name), language="en")
        for room in directory.moderation
    ]
    for channel in directory.channels:
        rooms += [
            DemoRoom(
                name=room.name,
                kind="channel",
                title=titles[channel.name],
                flavor=_flavor(room.name),
                language=room.language,
            )
            for room in channel.rooms
        ]
    return tuple(rooms)


def _flavor(room: str) -> str:
    return room.rpartition("@")[2]


def _view(gazetteer: Gazetteer, areas: list[Area]) -> tuple[tuple[float, float], tuple[float, float]]:
    points = [point for area in areas for polygon in area.polygons for point in polygon[0]]
    box = Box.around(points) or gazetteer.info.box
    return (box.south, box.west), (box.north, box.east)
