"""The words on the papers: in Polish here, in other languages in the catalogues."""

from typing import Any

from app.live.languages import say


def _(sentence: str) -> str:
    """Marks a sentence for the catalogues; it is translated when a paper is made."""
    return sentence


def in_language(lang: str, words: Any) -> Any:
    """The same structure with every sentence translated."""
    if isinstance(words, dict):
        return {name: in_language(lang, one) for name, one in words.items()}
    if isinstance(words, list):
        return [in_language(lang, one) for one in words]
    return say(lang, words) if isinstance(words, str) else words


TITLES = {
    "cards": _("Karty stanowisk"),
    "notes": _("Papierowy zapis rozmowy"),
    "script": _("Scenariusz rozmowy przy stoliku"),
    "tokens": _("Papierowe żetony"),
}
ROLES = {"organiser": _("Organizator"), "projector": _("Ekran w sali"), "themer": _("Zespół tematu")}
DUTIES = {
    "organiser": _("Otwiera i zamyka sesje, układa listy zagadnień, widzi całą salę. Tej karty nie zostawiaj na stole."),
    "projector": _("Dla komputera przy rzutniku: po wpisaniu kodu pokazuje mapę zagadnień i tematów."),
    "themer": _("Porządkuje zagadnienia swojego tematu i czyta, co mówią stoliki."),
}
CARD = {
    "stolik": _("Stolik"),
    "working": _("nazwa robocza"),
    "qr": _("Kod QR"),
    "scan": _("zeskanuj kod QR albo wpisz kod pod adresem"),
    "moderator": _("Dla osoby prowadzącej"),
    "residents": _("Głosuj telefonem"),
    "vote": _("Zeskanuj i wpisz sześć cyfr z ekranu w sali. Albo wpisz adres:"),
}
TOKENS = {
    "qr": _("Kod QR"),
    "scan": _("Wejdź do sali telefonem: zeskanuj albo wpisz kod pod adresem"),
    "once": _("Żeton działa raz. Nie pytamy o imię."),
    "sheet": _("arkusz"),
    "none": _("Wszystkie żetony z tego arkusza są już użyte."),
}
NOTES = {
    "stolik": _("Stolik"),
    "working": _("nazwa robocza"),
    "how": _(
        "Gdy tablet nie działa, pisz tutaj: jedna myśl w jednym wierszu, słowami osoby, która ją powiedziała. "
        "Zaznacz rodzaj, a po głosowaniu wpisz liczbę rąk. Nie zapisuj nazwisk, telefonów ani adresów."
    ),
    "people": _("Osób przy stoliku"),
    "begun": _("Początek, godz."),
    "ended": _("Koniec, godz."),
    "said": _("Co powiedziano? Gdzie? Dla kogo?"),
    "kinds": [_("Problem"), _("Pomysł"), _("Pytanie"), _("Narzędzie"), _("Cytat")],
    "hands": _("Liczba rąk"),
    "other": _("Inne zagadnienie:"),
    "most": _("Trzy sprawy, które odczytacie całej sali"),
    "keep": _("Po rozmowie oddaj kartkę organizatorowi, zostanie przepisana."),
}
