"""What the screen says in our words, in every language at once: two may alternate on one screen without asking the server."""

from typing import Any

from app.live.languages import LANGUAGES, counted, say
from app.phases.steps import titles
from app.projector.ground import title_lines

SAMPLES = (1, 2, 5)  # one number of every plural form there is in our languages


def all_words() -> dict[str, dict[str, Any]]:
    """Language -> its words."""
    return {lang: words(lang) for lang in LANGUAGES}


def words(lang: str) -> dict[str, Any]:
    more = {"counted": counted_words(lang), "title": title(lang), "parts": titles(lang)}
    return headings(lang) | remarks(lang) | vote_words(lang) | clock_words(lang) | more


def title(lang: str) -> list[list[Any]]:
    """The page's title in the map's first cell: x, y, text."""
    return [list(line) for line in title_lines(say(lang, "Mapa zagadnień i tematów"))]


def headings(lang: str) -> dict[str, str]:
    return {
        "voices": say(lang, "Najnowsze głosy"),
        "supported": say(lang, "Najwięcej głosów"),
        "minority": say(lang, "Głosy z jednego stolika"),
        "tools": say(lang, "Jak chcemy brać udział"),
        "programme": say(lang, "Program"),
        "now": say(lang, "Teraz"),
        "soon": say(lang, "Potem"),
        "join": say(lang, "Wejdź telefonem"),
        "thanks": say(lang, "Dziękujemy!"),
    }


def remarks(lang: str) -> dict[str, str]:
    return {
        "supported-how": say(lang, "Ręce podniesione przy stolikach i policzone przez prowadzących"),
        "minority-how": say(lang, "Po jednym z każdego tematu: inne stoliki o tym nie mówiły"),
        "tools-how": say(lang, "Narzędzia partycypacji, o których mówią stoliki"),
        "nothing-voices": say(lang, "Czekamy na pierwszy wpis"),
        "nothing-supported": say(lang, "Jeszcze nikt nie policzył rąk"),
        "nothing-minority": say(lang, "O wszystkim mówił więcej niż jeden stolik"),
        "nothing-tools": say(lang, "Czekamy na pierwsze narzędzie"),
        "nothing-vote": say(lang, "Jeszcze nie głosowano"),
        "nothing-programme": say(lang, "To już wszystko na dziś"),
        "stolik": say(lang, "Stolik"),
        "paper": say(lang, "z papieru"),
        "phone": say(lang, "z telefonu"),
        "loose": say(lang, "Bez zagadnienia"),
        "legend": say(lang, "1 ziarno = 1 wpis, większy kwiat = więcej stolików i głosów"),
        "silence": say(lang, "dane sprzed {n} s"),
        "still": say(lang, "Zatrzymano o {at}. Ten obraz jest z {now}."),
        "join-how": say(lang, "Nie pytamy o imię ani o nic innego."),
        "join-closed": say(lang, "Wejście kodem jest teraz zamknięte."),
    }


def vote_words(lang: str) -> dict[str, str]:
    return {
        "vote": say(lang, "Głosowanie"),
        "vote-on": say(lang, "Trwa głosowanie"),
        "vote-call": say(lang, "Oddaj głos na tablecie albo telefonem. Wynik pokażemy na końcu."),
        "vote-advice": say(lang, "Głosy doradcze: to konsultacje"),
        "tie": say(lang, "remis"),
        "per-person": say(lang, "na osobę {n}"),
        "reached": say(lang, "próg {n} % osiągnięty"),
        "not-reached": say(lang, "poniżej progu {n} %"),
    }


def clock_words(lang: str) -> dict[str, str]:
    return {
        "waiting": say(lang, "Za chwilę zaczynamy"),
        "paused": say(lang, "pauza"),
        "over": say(lang, "Czas minął"),
        "next": say(lang, "potem: {title}"),
    }


def counted_words(lang: str) -> dict[str, list[list[Any]]]:
    """Name -> [a number, what is said of so many], once per plural form."""
    ngettext = counted(lang)
    return {
        "hands": [[n, ngettext("%(num)d głos", "%(num)d głosów", n)] for n in SAMPLES],
        "around": [[n, ngettext("%(num)d osoba przy stoliku", "%(num)d osób przy stoliku", n)] for n in SAMPLES],
        "of-people": [[n, ngettext("z %(num)d osoby", "z %(num)d osób", n)] for n in SAMPLES],
        "people": [[n, ngettext("%(num)d osoba", "%(num)d osób", n)] for n in SAMPLES],
        "stoliki": [[n, ngettext("%(num)d stolik", "%(num)d stolików", n)] for n in SAMPLES],
        "issues": [[n, ngettext("%(num)d wpis", "%(num)d wpisów", n)] for n in SAMPLES],
        "topics": [[n, ngettext("%(num)d zagadnienie", "%(num)d zagadnień", n)] for n in SAMPLES],
    }
