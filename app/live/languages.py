"""Polish is what the sources speak; English and Ukrainian come from catalogues that are compiled in memory at start."""

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LANGUAGES = {"pl": "Polski", "en": "English", "uk": "Українська"}
DEFAULT = "pl"
LOCALE = Path(__file__).parent.parent / "locale"


@cache
def translations(lang: str) -> NullTranslations:
    """The catalogue of a language; without a file the Polish sources speak for themselves."""
    file = LOCALE / lang / "LC_MESSAGES" / "messages.po"
    if not file.exists():
        return NullTranslations()
    with file.open("rb") as source:
        catalogue = read_po(source, locale=lang)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def say(lang: str, message: str, **values: object) -> str:
    """A message in a language, its %(names)s filled in."""
    text = translations(lang).gettext(message)
    return text % values if values else text


def counted(lang: str) -> Callable[[str, str, int], str]:
    """`ngettext` of a language."""
    return translations(lang).ngettext
