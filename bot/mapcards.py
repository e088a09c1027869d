"""Draws map cards at the moment of sending: off the event loop, and once for all rooms an alert goes to."""

import asyncio
from dataclasses import replace
from hashlib import blake2b

from cachetools import LRUCache

from bot import logs
from bot.events import Event
from geo.gazetteer import Gazetteer
from geo.mapcard import Caption, Theme, draw
from geo.place import Place
from handlers.outbound import Message, Picture, PlaceCard

_MOST_KEPT = 32
"""Drawn cards at hand, some 30 kB each: those that fan out now, in the languages of their rooms."""
_MARK_BYTES = 8


class MapCards:
    """The cards of one city in one theme."""

    def __init__(self, gazetteer: Gazetteer, theme: Theme) -> None:
        self._gazetteer, self._theme = gazetteer, theme
        self._drawn: LRUCache[PlaceCard, Picture] = LRUCache(_MOST_KEPT)
        self._drawing = asyncio.Lock()

    async def illustrated(self, message: Message) -> Message:
        """The message with its card drawn. One that cannot be drawn is left out: no alert waits for a picture."""
        if message.place_card is None:
            return message
        try:
            return replace(message, picture=await self._picture(message.place_card))
        except Exception as error:  # noqa: BLE001  whatever a font or a shape does
            logs.get().event(Event.JOB_FAILED, job="map_card", error=error)
            return message

    async def _picture(self, card: PlaceCard) -> Picture:
        async with self._drawing:  # whoever waited finds it drawn
            if card not in self._drawn:
                png = await asyncio.to_thread(self._draw, card)
                self._drawn[card] = Picture(image=png, mark=_mark(card.place))
            return self._drawn[card]

    def _draw(self, card: PlaceCard) -> bytes:
        caption = Caption(title=card.title, line=card.line, attribution=self._gazetteer.info.attribution)
        return draw(self._gazetteer, card.place, caption, theme=self._theme)


def _mark(place: Place) -> str:
    shown = (place.point.lat, place.point.lon, place.radius_m, place.precision.value)
    return blake2b(repr(shown).encode(), digest_size=_MARK_BYTES).hexdigest()
