"""The file to fill in: one sheet for each kind of thing, an example to write over, and the rules of each column in a note."""

import io
from typing import Any

import xlsxwriter

from app.importing.book import _
from app.live.languages import say

Rows = list[list[Any]]
HOW = [
    _("Wypełnij arkusze, których potrzebujesz, i wczytaj plik na stronie „Import programu”. Pozostałe zostaw puste albo usuń."),
    _("Przykłady w wierszach zastąp własnymi. Nagłówków nie zmieniaj; kolumny możesz przestawiać i pomijać."),
    _("Wczytany jeszcze raz plik zmienia to, co już jest (po numerze stolika, po nazwie), i niczego nie podwaja."),
    _("Niczego nie usuwa: co zniknęło z pliku, zostaje w programie, dopóki nie wycofasz tego na biurku."),
]
SITTINGS = [
    (_("Sesja"), _("Nazwa, wymagana.")),
    (_("Rodzaj sesji"), _("stoliki, cafe, warsztat, spotkanie albo inauguracja.")),
    (_("Dzień"), _("2025-09-10 albo 10.09.2025.")),
    (_("Początek"), _("Na przykład 10:30.")),
    (_("Koniec"), _("Może być puste.")),
    (_("Sala"), _("Może być puste.")),
]
THEMES = [
    (_("Numer tematu"), _("Może być puste.")),
    (_("Temat stolika"), _("Nazwa, wymagana.")),
    (_("Kolor"), _("1 do 11, albo puste.")),
]
STOLIKI = [
    (_("Numer stolika"), _("1 do 9999, każdy raz.")),
    (_("Temat stolika"), _("Nazwa albo numer tematu.")),
    (_("Sesja"), _("Nazwa sesji.")),
]
TOPICS = [
    (_("Numer stolika"), _("Jeden albo kilka: 1, 4, 7. Puste: jak w wierszu wyżej.")),
    (_("Zagadnienie"), _("Do 200 znaków.")),
]
UNITS = [(_("Jednostka"), _("Wydział, biuro albo spółka."))]
EDITION = [
    (_("nazwa"), _("Jak nazywa się Kongres. Puste: jak plik.")),
    (_("dni"), _("Po przecinku; dni sesji dopiszą się same.")),
    (_("miejsce"), _("Może być puste.")),
    (_("język"), _("pl, en albo uk.")),
]
INAUGURATION = ["Inauguracja", "inauguracja", "2025-09-10", "10:00", "10:30", "Aula"]
TABLES = ["Stoliki tematyczne", "stoliki", "2025-09-10", "11:00", "13:00", "Hol"]
GREEN, WALKING = "Zieleń i parki", "Ruch pieszy"
SHEETS: list[tuple[str, list[tuple[str, str]], Rows]] = [
    (_("Sesje"), SITTINGS, [INAUGURATION, TABLES]),
    (_("Tematy"), THEMES, [[1, GREEN, 2], [2, WALKING, 4]]),
    (_("Stoliki"), STOLIKI, [[1, GREEN, TABLES[0]], [2, WALKING, TABLES[0]]]),
    (_("Zagadnienia"), TOPICS, [[1, "Drzewa przy ulicach"], ["", "Ławki i cień"], [2, "Przejścia dla pieszych"]]),
    (_("Jednostki"), UNITS, [["Miejski Zarząd Dróg"]]),
]


def template_file(lang: str) -> bytes:
    """An XLSX in this language, its first sheet says how."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, wrapped = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True})
    for name, columns, rows in SHEETS:
        sheet = book.add_worksheet(say(lang, name))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns) - 1, 26)
        for nth, (head, rule) in enumerate(columns):
            sheet.write_string(0, nth, say(lang, head), bold)
            sheet.write_comment(0, nth, say(lang, rule))
        for nth, row in enumerate(rows, 1):
            sheet.write_row(nth, 0, row)
    about = book.add_worksheet(say(lang, _("Edycja")))
    about.set_column(0, 1, 26)
    for nth, (label, rule) in enumerate(EDITION):
        about.write_string(nth, 0, say(lang, label), bold)
        about.write_comment(nth, 1, say(lang, rule))
    how = book.add_worksheet(say(lang, _("Jak wypełnić")))
    how.set_column(0, 0, 100, wrapped)
    for nth, sentence in enumerate(HOW):
        how.write_string(nth, 0, say(lang, sentence))
    book.close()
    return out.getvalue()
