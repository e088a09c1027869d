"""Which channels an alert goes to: those of every neighborhood within reach of its place, and of watched places."""

from collections.abc import Iterable

from geo.folding import fold
from geo.place import Place
from handlers.policy import Channel, Directory, Room
from handlers.ports import Context


def channels_for(ctx: Context, place: Place | None, *, private_home: bool = False) -> tuple[Channel, ...]:
    """The channels that would hear of this place, in the directory's order; none while the place is open.

    A private home is told to its own neighborhood only: the channels across a border would tell how near it is.
    """
    if place is None:
        return ()
    areas = {fold(place.neighborhood)} if private_home else _areas_near(ctx, place)
    return tuple(c for c in ctx.directory.channels if c.everywhere or _concerned(ctx, c, place, areas, private_home))


def rooms_of(channels: Iterable[Channel]) -> tuple[Room, ...]:
    """Every room once, in order."""
    return tuple({room.name: room for channel in channels for room in channel.rooms}.values())


def room_named(directory: Directory, name: str) -> Room | None:
    rooms = (*directory.moderation, *rooms_of(directory.channels))
    return next((room for room in rooms if room.name == name), None)


def _areas_near(ctx: Context, place: Place) -> set[str]:
    return {fold(name) for name, _ in ctx.gazetteer.areas_near(place, ctx.policy.route_within_m)}


def _concerned(ctx: Context, channel: Channel, place: Place, areas: set[str], private_home: bool) -> bool:
    if any(fold(name) in areas for name in channel.areas):
        return True
    return not private_home and any(ctx.gazetteer.is_watched(place, w.name, w.radius_m) for w in channel.watch)
