"""The new chat ids of moved groups, in RAM only: the product keeps them in its store."""

from collections.abc import Mapping


class AddressesInRam:
    """Forgets at a restart."""

    def __init__(self) -> None:
        self._moved: dict[int, int] = {}

    async def moved(self) -> Mapping[int, int]:
        return dict(self._moved)

    async def move(self, old: int, new: int) -> None:
        self._moved[old] = new
