"""The shipped edition keeps its promises: whole, working names only, every topic traceable, nobody named."""

import json
import re
import uuid
from pathlib import Path
from typing import Any

EDITIONS = Path(__file__).parents[2] / "app" / "editions"
NAMESPACE = uuid.UUID("6f1d1a52-0c0e-5b0e-9d0a-2b8f4d1c7e11")
FORMATS = {"plenary", "tables", "meeting", "cafe", "workshop"}
ROW = re.compile(r"^\| (\d+) \| (.+?) \| `(.+?\.json)#(.+?)` \|", re.MULTILINE)
A_PERSON = re.compile(r"(?:\b(?:prof|dr|mgr|inż)\.|\b(?:prezydent|mediator|pani|pan|radny|radna))\s+[A-ZŁŚŻŹĆ]\w+\s+[A-ZŁŚŻŹĆ]\w+")


def edition() -> dict[str, Any]:
    """The document as it is shipped."""
    document: dict[str, Any] = json.loads((EDITIONS / "torun2024.json").read_text(encoding="utf-8"))
    return document


def source(name: str) -> Any:
    """One of the two files of facts that the edition rests on."""
    return json.loads((EDITIONS / "sources" / name).read_text(encoding="utf-8"))


def test_the_document_has_its_shape() -> None:
    document = edition()
    assert set(document) == {"edition", "units", "sittings", "themes", "stoliki", "topics"}
    assert document["edition"]["days"] == ["2024-09-10", "2024-09-11"]
    assert document["edition"]["language"] == "pl"
    assert len(set(document["units"])) == len(document["units"]) == 15


def test_ids_are_unique_and_known() -> None:
    document = edition()
    for part in ("sittings", "themes", "stoliki", "topics"):
        ids = [row["id"] for row in document[part]]
        assert len(set(ids)) == len(ids), part
    themes = {row["id"] for row in document["themes"]}
    stoliki = {row["id"]: row["theme_id"] for row in document["stoliki"]}
    assert all(row["theme_id"] in themes for row in document["stoliki"] + document["topics"])
    assert all(stoliki[place] == row["theme_id"] for row in document["topics"] for place in row["on"])


def test_the_two_days_are_there_in_order() -> None:
    sittings = edition()["sittings"]
    assert [row["place"] for row in sittings] == list(range(1, 10))
    assert {row["format"] for row in sittings} == FORMATS
    assert [row["starts_at"] for row in sittings if row["starts_at"]] == ["10:00", "19:15"]
    assert [row["day"] for row in sittings] == ["2024-09-10"] * 3 + ["2024-09-11"] * 6


def test_eleven_stoliki_sit_in_the_tables_sitting_each_with_topics() -> None:
    document = edition()
    tables = [row["id"] for row in document["sittings"] if row["format"] == "tables"]
    assert [row["number"] for row in document["stoliki"]] == list(range(1, 12))
    assert {row["sitting_id"] for row in document["stoliki"]} == set(tables)
    for stolik in document["stoliki"]:
        assert 4 <= sum(stolik["id"] in topic["on"] for topic in document["topics"]) <= 6


def test_every_theme_name_is_a_working_name_that_fits_one_line() -> None:
    themes = edition()["themes"]
    assert all(row["working"] is True and len(row["name"]) <= 22 for row in themes)
    assert [row["colour"] for row in themes] == [row["number"] for row in themes] == list(range(1, 12))


def test_every_topic_has_its_fixed_id_and_a_source_that_exists() -> None:
    traced = {int(n): (title, file, path) for n, title, file, path in ROW.findall((EDITIONS / "torun2024.md").read_text(encoding="utf-8"))}
    topics = edition()["topics"]
    assert sorted(traced) == list(range(1, len(topics) + 1))
    for n, topic in enumerate(topics, start=1):
        title, file, path = traced[n]
        assert (topic["title"], topic["id"]) == (title, str(uuid.uuid5(NAMESPACE, f"torun2024/topic/{n}")))
        found = source(file)
        for step in path.split("."):
            found = found[int(step)] if step.isdigit() else found[step]
        assert found


def test_nobody_is_named() -> None:
    for path in (*EDITIONS.glob("torun2024.*"), *EDITIONS.glob("sources/*.json")):
        text = path.read_text(encoding="utf-8")
        assert "said_by" not in text, path.name
        assert not A_PERSON.search(text), path.name
    for name in ("torun2024.json", "torun_tables_2016_2024.json"):
        assert "roles stand in their place" in source(name)["names"]
