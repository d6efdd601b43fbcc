"""The map as a page keeps it: a whole push takes its place, a part is laid over it (docs/protocol.md, "Screens"). Written in another way
than app/static/js/picture.js, so that each shows the other's mistakes."""

from typing import Any

NOT_DRAWN = ("part", "topics", "issues", "withdrawn")
WHOLE = ("scale", "labels", "unplaced", "counts", "figures", "programme")


def heard(before: dict[str, Any], push: dict[str, Any]) -> dict[str, Any]:
    """The picture after a push."""
    if not push.get("part"):
        return {name: value for name, value in push.items() if name not in NOT_DRAWN}
    after = dict(before) | {name: push[name] for name in WHOLE if name in push}
    rows = {row[0]: row for row in push["places"]}
    assert rows.keys() <= {row[0] for row in before["places"]}, "a part brings a place that the page does not know"
    after["places"] = [rows.get(row[0], row) for row in before["places"]]
    after["garden"] = [push["garden"].get(str(nth), row) for nth, row in enumerate(before["garden"])]
    after["read"] = before["read"] | {scene: reread(before["read"][scene], texts) for scene, texts in push["read"].items()}
    return after


def reread(before: list[dict[str, Any]], texts: list[Any]) -> list[dict[str, Any]]:
    known = {one["id"]: one for one in before}
    return [known[one] if isinstance(one, str) else one for one in texts]
