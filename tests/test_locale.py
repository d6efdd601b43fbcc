"""Whoever switches the language sees it everywhere: no sentence is missing in a catalogue, and no number stands in the wrong form."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from app.live.door import REASONS

APP = Path(__file__).parents[1] / "app"
METHODS = [("static/**", "ignore"), ("live/db.py", "ignore"), ("templates/**.html", "jinja2"), ("**.py", "python")]
KEYWORDS = dict(DEFAULT_KEYWORDS) | {"Refusal": (2,), "Turned": (2,), "say": (2,), "_again": (3,)}
PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
FORMS = {"pl": 3, "en": 2, "uk": 3}
Key = str | tuple[str, ...]


@cache
def used() -> dict[Key, str]:
    """Every sentence that templates and code can say, and where."""
    options = {"templates/**.html": {"newstyle_gettext": "true", "silent": "false"}}
    found = extract_from_dir(str(APP), METHODS, options, KEYWORDS)
    marked: dict[Key, str] = {message: f"{file}:{line}" for file, line, message, _, _ in found}
    return marked | dict.fromkeys(REASONS.values(), "live/door.py")


def catalogue(lang: str) -> Catalog:
    """The catalogue as it is shipped."""
    with (APP / "locale" / lang / "LC_MESSAGES" / "messages.po").open("rb") as source:
        return read_po(source, locale=lang)


def forms(message: Message | None) -> tuple[str, ...]:
    """What the catalogue says, one text per plural form."""
    if message is None:
        return ()
    said = message.string
    return (said,) if isinstance(said, str) else tuple(said or ())


@pytest.mark.parametrize("lang", ["en", "uk"])
def test_every_sentence_is_translated(lang: str) -> None:
    known = catalogue(lang)
    missing = [f"{where} {key!r}" for key, where in used().items() if not all(forms(known.get(key))) or not forms(known.get(key))]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("lang", ["pl", "en", "uk"])
def test_every_number_has_all_its_forms(lang: str) -> None:
    known = catalogue(lang)
    wrong = [key for key in used() if isinstance(key, tuple) and len([form for form in forms(known.get(key)) if form]) != FORMS[lang]]
    assert not wrong, wrong


@pytest.mark.parametrize("lang", ["pl", "en", "uk"])
def test_no_placeholder_is_lost_or_invented(lang: str) -> None:
    for message in catalogue(lang):
        keys = message.id if isinstance(message.id, tuple) else (message.id,)
        expected = set(PLACE.findall(str(keys[-1])))
        for form in filter(None, forms(message)):
            assert not message.id or set(PLACE.findall(form)) == expected, (lang, message.id, form)


def test_no_catalogue_keeps_a_fuzzy_guess() -> None:
    assert not [message.id for lang in FORMS for message in catalogue(lang) if message.id and message.fuzzy]
