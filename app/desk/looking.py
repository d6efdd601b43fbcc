"""What an organiser sees of a preview: columns with their first values, counts, changes with their rows."""

import hashlib
from typing import Any

from app.desk.drafts import Draft
from app.importing.book import letter
from app.importing.columns import LABELS
from app.importing.plan import CHANGED, CHANGES, PARTS, SAME
from app.importing.preview import Preview
from app.importing.wording import told, where
from app.live.languages import say

MOST_PROBLEMS, MOST_DEEDS, MOST_SAMPLES = 50, 40, 3


def looked_at(preview: Preview, draft: Draft, lang: str) -> dict[str, Any]:
    """Everything the page says."""
    plan, book = preview.plan, preview.book
    return {
        "name": plan.name,
        "sheets": [columns_of(preview, nth) for nth in range(len(book.sheets))],
        "labels": {meaning: say(lang, label) for meaning, label in LABELS.items()},
        "problems": [],
        "most_problems": MOST_PROBLEMS,
        "notes": [told(book, one, lang) for one in plan.notes],
        "counts": [
            (say(lang, label), *(plan.count(part, one) for one in CHANGES)) for part, label in PARTS.items() if any_of(preview, part)
        ],
        "changes": [say(lang, one) for one in CHANGES.values()],
        "parts": [(say(lang, label), *deeds_of(preview, part, lang)) for part, label in PARTS.items() if changed_of(preview, part)],
        "can_write": plan.changes() and not plan.problems,
        "nothing_new": not plan.changes() and not plan.problems,
        "unsure": bool(plan.problems),
        "digest": hashlib.sha256(plan.digest().encode()).hexdigest()[:32],
        "target": draft.target,
    }


def any_of(preview: Preview, part: str) -> bool:
    return any(deed.part == part for deed in preview.plan.deeds)


def changed_of(preview: Preview, part: str) -> bool:
    return any(deed.part == part and deed.change != SAME for deed in preview.plan.deeds)


def deeds_of(preview: Preview, part: str, lang: str) -> tuple[list[dict[str, Any]], int]:
    """What changes before what is new, as much as fits; and how many more there are."""
    deeds = [one for one in preview.plan.deeds if one.part == part and one.change != SAME]
    deeds.sort(key=lambda one: one.change != CHANGED)
    lines = [
        {"change": one.change, "word": say(lang, CHANGES[one.change]), "name": one.name, "was": one.was, "now": one.now,
         "where": where(preview.book, one.at, lang) if one.at else ""}
        for one in deeds[:MOST_DEEDS]
    ]  # fmt: skip
    return lines, max(0, len(deeds) - MOST_DEEDS)


def columns_of(preview: Preview, nth: int) -> dict[str, Any]:
    """One sheet: each column's letter, head, first values and meaning."""
    sheet, reading = preview.book.sheets[nth], preview.readings[nth]
    heads = sheet.rows[reading.head] if 0 <= reading.head < len(sheet.rows) else []
    below = sheet.rows[reading.head + 1 : reading.head + 1 + MOST_SAMPLES]
    columns = [
        {"name": f"c-{nth}-{column}", "letter": letter(column), "head": head[:80], "meaning": reading.meanings.get(column, ""),
         "samples": [row[column][:40] for row in below if column < len(row) and row[column]]}
        for column, head in enumerate(heads)
        if head or column in reading.meanings
    ]  # fmt: skip
    return {
        "name": sheet.name,
        "columns": columns,
        "is_edition": reading.kind == "edition",
        "rows": max(0, len(sheet.rows) - reading.head - 1),
    }
