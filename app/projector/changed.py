"""What of the picture has changed since some seq: so that a push says no more than that, in absolute values.

A part is right for every page that stands at `prev` or later: it holds whatever anybody saw change after that, as it is now. So a page may
be newer than `prev`, and applying it twice, or out of turn after a heal, changes nothing. When places come, go or change their order, the
push says all."""

from typing import Any

PIECES = {"places", "garden", "read"}  # told row by row; everything else is told whole when it changed
Island = dict[str, Any]


class Changed:
    """`floor`: nobody knows what changed before it."""

    def __init__(self, island: Island, seq: int) -> None:
        self.island, self.floor = island, seq
        self.wholes: dict[str, int] = {}
        self.places: dict[str, int] = {}
        self.garden: dict[int, int] = {}
        self.orders: dict[str, int] = {}  # of the texts in a scene
        self.texts: dict[str, dict[str, int]] = {}

    def note(self, island: Island, seq: int) -> None:
        """The picture at this seq."""
        before, self.island = self.island, island
        if [row[0] for row in before["places"]] != [row[0] for row in island["places"]] or len(before["garden"]) != len(island["garden"]):
            self.floor = seq
        if self.floor == seq:
            return
        self.wholes |= {name: seq for name in island.keys() - PIECES if island[name] != before[name]}
        pairs = zip(before["places"], island["places"], strict=True)
        self.places |= {new[0]: seq for old, new in pairs if old is not new and old != new}
        gardens = enumerate(zip(before["garden"], island["garden"], strict=True))
        self.garden |= {nth: seq for nth, (old, new) in gardens if old is not new and old != new}
        for scene, told in island["read"].items():
            self._read(scene, {one["id"]: one for one in before["read"][scene]}, told, seq)

    def _read(self, scene: str, before: dict[str, Any], told: list[Any], seq: int) -> None:
        if list(before) != [one["id"] for one in told]:
            self.orders[scene] = seq
        known = self.texts.get(scene, {})
        self.texts[scene] = {one["id"]: known.get(one["id"], 0) if before.get(one["id"]) == one else seq for one in told}

    def forget(self, seq: int) -> None:
        """Somebody saw a picture that was not noted: the next push says all."""
        self.floor = max(self.floor, seq)

    def part(self, prev: int) -> Island:
        """What a push says to those who stand at `prev` or later."""
        if prev < self.floor:
            return self.island
        now = self.island
        told: Island = {name: now[name] for name, at in self.wholes.items() if at > prev}
        told["places"] = [row for row in now["places"] if self.places.get(row[0], 0) > prev]
        told["garden"] = {str(nth): now["garden"][nth] for nth, at in self.garden.items() if at > prev}
        told["read"] = {scene: self._told(scene, texts, prev) for scene, texts in now["read"].items() if self._is_new(scene, prev)}
        return {"part": True} | told

    def _is_new(self, scene: str, prev: int) -> bool:
        return self.orders.get(scene, 0) > prev or any(at > prev for at in self.texts.get(scene, {}).values())

    def _told(self, scene: str, texts: list[Any], prev: int) -> list[Any]:
        """A text that the page has already is told by its id."""
        known = self.texts.get(scene, {})
        return [one if known.get(one["id"], 0) > prev else one["id"] for one in texts]
