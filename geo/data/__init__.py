"""Data that ships with Whistle: the invented sample town."""

from pathlib import Path


def town_sources() -> tuple[Path, ...]:
    """Return the files Alder Ferry is built from, in the order a build reads them."""
    town = Path(__file__).parent / "town"
    return tuple(town / name for name in ("streets.geojson", "neighborhoods.geojson", "places.geojson", "aliases.toml"))
