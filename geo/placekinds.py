"""What kinds of named places there are, and the words of city files and OpenStreetMap for them."""

from collections.abc import Iterable

from geo.folding import fold

_WORDS: dict[str, str] = {
    "school": "school schools primary_school high_school middle_school elementary_school education",
    "childcare": "childcare kindergarten preschool daycare day_care nursery",
    "college": "college university community_college",
    "clinic": "clinic clinics doctors doctor dentist health health_center healthcare pharmacy",
    "hospital": "hospital hospitals",
    "church": "church chapel cathedral parish",
    "worship": "worship place_of_worship mosque synagogue temple masjid gurdwara",
    "court": "court courthouse courts",
    "shelter": "shelter social_facility refuge homeless_shelter womens_shelter",
    "market": "market marketplace supermarket grocery mall department_store convenience greengrocer",
    "shop": "shop shops",
    "restaurant": "restaurant cafe fast_food bar food_court bakery",
    "library": "library libraries",
    "park": "park parks playground garden nature_reserve sports_centre recreation_ground pitch beach lake",
    "station": "station stop bus_station train_station tram_stop halt subway_entrance transit",
    "landmark": "landmark monument memorial attraction tower water_tower statue fountain",
    "bridge": "bridge viaduct",
    "fire_station": "fire_station fire",
    "police": "police sheriff prison jail",
    "government": "government townhall city_hall post_office embassy admin public_building office",
    "theatre": "theatre cinema arts_centre museum stadium gallery",
    "community": "community_centre community_center social_centre union_hall",
    "cemetery": "cemetery grave_yard crematorium",
    "worksite": "worksite works factory industrial warehouse construction plant",
    "hotel": "hotel motel hostel",
    "housing": "apartments residential housing dormitory",
}
_KIND_OF: dict[str, str] = {
    word.replace("_", " "): kind for kind, words in _WORDS.items() for word in (kind, *words.split())
}


def place_kind(words: Iterable[str]) -> str:
    """Return the kind of the first word that is known, "" when none is.

    Give the finest word first: of subtype "clinic" and kind "health" the subtype decides.
    """
    for word in words:
        plain = fold(word.replace("_", " "))
        if plain in _KIND_OF:
            return _KIND_OF[plain]
        singular = plain.removesuffix("s")
        if singular in _KIND_OF:
            return _KIND_OF[singular]
    return ""
