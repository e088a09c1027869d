"""What handlers ask of geo while they decide, over one city's gazetteer."""

from collections.abc import Sequence

from geo.gazetteer import Gazetteer
from geo.neighborhoods import UnknownPlaceError, is_sensitive, sharing_ground, watch_place
from geo.place import Hints, Place, Precision, Resolution
from geo.resolve import Resolver
from handlers.policy import Directory


class CityPlaces:
    """`handlers.ports.Gazetteer` over geo. Neighborhoods with a channel tip the balance between twins."""

    def __init__(self, gazetteer: Gazetteer, directory: Directory, resolver: Resolver | None = None) -> None:
        self._gazetteer = gazetteer
        self._resolver = resolver or Resolver(gazetteer)
        named = {area: None for channel in directory.channels for area in channel.areas}
        everywhere = any(channel.everywhere for channel in directory.channels)
        self._hints = Hints() if everywhere else Hints(neighborhoods=tuple(named))

    def channels_hint(self) -> Hints:
        return self._hints

    def areas_near(self, place: Place, within_m: float) -> Sequence[tuple[str, float]]:
        if place.precision is Precision.AREA:
            # Its point is the middle of the area: what lies near that says nothing of the area's borders.
            return [(area.name, 0.0) for area in sharing_ground(self._gazetteer, place.label)]
        return [(area.name, metres) for area, metres in self._gazetteer.areas_near(place.point, within_m)]

    def is_watched(self, place: Place, name: str, radius_m: float) -> bool:
        try:
            watched = watch_place(self._gazetteer, name, radius_m)
        except UnknownPlaceError:
            return False  # `whistle check` tells the operator
        return watched.concerns(place)

    def is_sensitive(self, place: Place, within_m: float) -> bool:
        return is_sensitive(self._gazetteer, place, within_m)

    def resolve(self, text: str, hints: Hints) -> Resolution:
        return self._resolver.resolve(text, hints=hints)
