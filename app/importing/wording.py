"""A complaint in the language of whoever reads it: where in the file, and what."""

from app.importing.book import At, Book, Problem, Word, _, letter
from app.live.languages import say

LINES = {"row": _("wiersz %(n)s"), "event": _("wydarzenie %(n)s")}
SHEET, COLUMN = _("arkusz „%(name)s”"), _("kolumna %(letter)s")


def where(book: Book, at: At, lang: str) -> str:
    """ "wiersz 14, kolumna C"; with the sheet's name when there are several."""
    sheet = book.sheets[at.sheet]
    parts = [say(lang, SHEET, name=sheet.name)] if len(book.sheets) > 1 else []
    nth = at.row + 1 if sheet.line == "row" else at.row
    parts.append(say(lang, LINES[sheet.line], n=nth))
    if at.column is not None:
        parts.append(say(lang, COLUMN, letter=letter(at.column)))
    return ", ".join(parts)


def told(book: Book, problem: Problem, lang: str) -> str:
    """The whole sentence: where, and what."""
    words = say(lang, problem.message, **{name: say(lang, one) if isinstance(one, Word) else one for name, one in problem.values.items()})
    return f"{where(book, problem.at, lang)}: {words}" if problem.at else words
