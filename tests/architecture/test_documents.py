"""The documents keep up with the code: every kind of entry with its fields and roles, every setting."""

import re
from pathlib import Path

import pytest

import app.main  # noqa: F401  it brings in every slice, and with them every kind
from app.live.commands import KINDS
from app.settings import Settings

ROOT = Path(__file__).parents[2]
SECTION = re.compile(r"^## (\S+)$\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def sections() -> dict[str, str]:
    """docs/journal.md by heading."""
    return dict(SECTION.findall((ROOT / "docs" / "journal.md").read_text(encoding="utf-8")))


def test_every_kind_has_one_heading_in_the_journal() -> None:
    assert set(sections()) == set(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_journal_names_every_field_and_role_of(kind: str) -> None:
    said = sections()[kind]
    fields = set(KINDS[kind].model_fields) - {"id", "age_ms"}
    assert not [name for name in fields if f"`{name}`" not in said]
    who = re.search(r"\*\*Who\*\* ([^.]*)\.", said)
    assert who
    assert {role for role in KINDS[kind].roles if role in who[1]} == KINDS[kind].roles


def test_every_setting_is_in_the_operations_manual() -> None:
    manual = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`(STOLIKI_\w+)`", manual)) == {f"STOLIKI_{name.upper()}" for name in Settings.model_fields}
