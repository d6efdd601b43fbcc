"""The lines of the checklist: each looks at one thing, says what it sees, and what to do in one sentence."""

from collections.abc import Iterable
from typing import NamedTuple

from app.desk.facts import Facts, Place
from app.live.languages import say

FINE, WAIT, ALARM = "fine", "wait", "alarm"
CLOCK_MS, SLOW_MS, STUCK_MS = 60_000, 300, 1500
LOW, EMPTY = 0.5, 0.2


class Line(NamedTuple):
    """`look`: fine, wait or alarm; `href`: where it can be done, or ""."""

    name: str
    look: str
    title: str
    said: str
    todo: str = ""
    href: str = ""


def lines(facts: Facts, lang: str) -> list[Line]:
    """All of them, in the order in which an evening is prepared."""
    checks = (programme, today, topics, cards, seats, tablets, screen, clocks, batteries, way, network, disk, backup)
    return [check(facts, lang) for check in checks]


def numbers(places: Iterable[Place]) -> str:
    return ", ".join(str(one.number) for one in places)


def programme(facts: Facts, lang: str) -> Line:
    title = say(lang, "Edycja i stoliki")
    if facts.edition is None:
        return Line("programme", ALARM, title, say(lang, "Nie ma jeszcze edycji."), say(lang, "Załóż ją albo wczytaj z arkusza."), "/desk")
    said = say(lang, "%(name)s, stolików: %(count)s", name=facts.edition.name, count=len(facts.places))
    return (
        Line("programme", FINE, title, said)
        if facts.places
        else Line("programme", ALARM, title, said, say(lang, "Dodaj stoliki."), "/desk")
    )


def today(facts: Facts, lang: str) -> Line:
    title = say(lang, "Sesja dzisiaj")
    here = [one for one in facts.sittings if one.day == facts.today]
    if not here:
        said = say(lang, "Na dziś program nie ma żadnej sesji.")
        return Line("today", WAIT, title, said, say(lang, "Sprawdź dni w programie, jeśli to dziś."), "/desk")
    return Line("today", FINE, title, "; ".join(f"{one.starts_at or ''} {one.title}".strip() for one in here))


def topics(facts: Facts, lang: str) -> Line:
    title, bare = say(lang, "Listy zagadnień"), [one for one in facts.places if not one.topics]
    if not bare:
        return Line("topics", FINE, title, say(lang, "Każdy stolik ma zagadnienia."))
    said = say(lang, "Bez zagadnień: stoliki %(numbers)s", numbers=numbers(bare))
    return Line("topics", WAIT, title, said, say(lang, "Dopisz im listy."), f"/desk?stolik={bare[0].number}")


def cards(facts: Facts, lang: str) -> Line:
    title, href = say(lang, "Karty"), "/desk/seats"
    if not facts.printed_at:
        return Line("cards", ALARM, title, say(lang, "Nie wydrukowano kart."), say(lang, "Wydrukuj je i rozłóż na stolikach."), href)
    if facts.addresses.moved:
        said = say(lang, "Na kartach stoi adres, który tu nie prowadzi.")
        return Line("cards", ALARM, title, said, say(lang, "Wydrukuj je jeszcze raz, kody są te same."), href)
    if facts.newest_card > facts.printed_at:
        said = say(lang, "Od ostatniego druku przybyły karty albo zmieniły się kody.")
        return Line("cards", WAIT, title, said, say(lang, "Wydrukuj nowe."), href)
    return Line("cards", FINE, title, say(lang, "Wydrukowane, z adresem %(url)s", url=facts.addresses.printed))


def seats(facts: Facts, lang: str) -> Line:
    title, free = say(lang, "Stanowiska"), [one for one in facts.places if not one.seated]
    said = say(lang, "Zajęte: %(taken)s z %(all)s", taken=len(facts.places) - len(free), all=len(facts.places))
    if not free:
        return Line("seats", FINE, title, said)
    which = say(lang, "Wolne stoliki: %(numbers)s", numbers=numbers(free))
    return Line("seats", WAIT, title, f"{said}. {which}", say(lang, "Zeskanuj karty na ich tabletach."), "/desk/seats")


def tablets(facts: Facts, lang: str) -> Line:
    title, away = say(lang, "Tablety"), [one for one in facts.places if not one.pages]
    said = say(lang, "Słychać stoliki: %(here)s z %(all)s", here=len(facts.places) - len(away), all=len(facts.places))
    if not away:
        return Line("tablets", FINE, title, said)
    todo = say(lang, "Obudź ich ekrany i sprawdź, czy są w tej samej sieci.")
    return Line("tablets", WAIT, title, f"{said}. {say(lang, 'Nie słychać: %(numbers)s', numbers=numbers(away))}", todo, "/hall")


def screen(facts: Facts, lang: str) -> Line:
    title = say(lang, "Ekran w sali")
    if facts.screens:
        return Line("screen", FINE, title, say(lang, "Mapa jest otwarta, stron: %(count)s", count=facts.screens))
    return Line(
        "screen",
        WAIT,
        title,
        say(lang, "Nikt nie pokazuje mapy."),
        say(lang, "Wpisz kod ekranu na komputerze przy rzutniku."),
        "/desk/seats",
    )


def clocks(facts: Facts, lang: str) -> Line:
    title = say(lang, "Zegary tabletów")
    known = [(one, abs(one.fresh.said.ahead_ms)) for one in facts.places if one.fresh and one.fresh.said.ahead_ms is not None]
    if not known:
        return Line(
            "clocks", WAIT, title, say(lang, "Żaden tablet jeszcze się nie odezwał."), say(lang, "Otwórz stronę stolika na tabletach.")
        )
    wrong = [one for one, ahead in known if ahead > CLOCK_MS]
    said = say(lang, "Największa różnica: %(seconds)s s", seconds=round(max(ahead for _, ahead in known) / 1000))
    if not wrong:
        return Line("clocks", FINE, title, said)
    which = say(lang, "Stoliki: %(numbers)s", numbers=numbers(wrong))
    return Line("clocks", WAIT, title, f"{said}. {which}", say(lang, "Włącz na nich czas z sieci; wpisy i tak mają czas serwera."))


def batteries(facts: Facts, lang: str) -> Line:
    title = say(lang, "Baterie")
    said = [(one, one.fresh.said) for one in facts.places if one.fresh and one.fresh.said.battery is not None]
    known = [(one, 1.0 if told.charging else float(told.battery or 0)) for one, told in said]
    if not known:
        return Line(
            "batteries",
            WAIT,
            title,
            say(lang, "Przeglądarki tabletów o nich nie mówią."),
            say(lang, "Sprawdź na tabletach i połóż ładowarki."),
        )
    least, low = min(level for _, level in known), [one for one, level in known if level < LOW]
    words = say(lang, "Najsłabsza: %(percent)s %%", percent=round(100 * min(float(told.battery or 0) for _, told in said)))
    if not low:
        return Line("batteries", FINE, title, words)
    todo = say(lang, "Podłącz do prądu stoliki: %(numbers)s", numbers=numbers(low))
    return Line("batteries", ALARM if least < EMPTY else WAIT, title, words, todo)


def way(facts: Facts, lang: str) -> Line:
    title = say(lang, "Droga do serwera")
    trips = [(one, one.fresh.said.trip_ms) for one in facts.places if one.fresh and one.fresh.said.trip_ms is not None]
    if not trips:
        return Line(
            "way", WAIT, title, say(lang, "Żaden tablet jeszcze jej nie zmierzył."), say(lang, "Otwórz stronę stolika na tabletach.")
        )
    worst = max(trip for _, trip in trips)
    said = say(lang, "Najdłużej tam i z powrotem: %(ms)s ms", ms=worst)
    if worst <= SLOW_MS:
        return Line("way", FINE, title, said)
    far = numbers(one for one, trip in trips if trip > SLOW_MS)
    return Line(
        "way", ALARM if worst > STUCK_MS else WAIT, title, said, say(lang, "Przenieś bliżej nadajnika stoliki: %(numbers)s", numbers=far)
    )


def network(facts: Facts, lang: str) -> Line:
    title, there = say(lang, "Adres w sieci"), facts.addresses
    if there.only_here:
        said = say(lang, "Ten adres działa tylko na tym komputerze: %(url)s", url=there.base)
        return Line("network", ALARM, title, said, say(lang, "Połącz serwer z siecią sali i uruchom go z --host 0.0.0.0."))
    return Line("network", FINE, title, ", ".join(there.choice or [there.base]))


def disk(facts: Facts, lang: str) -> Line:
    title, said = say(lang, "Dysk serwera"), say(lang, "Wolne: %(free)s MB", free=facts.free_mb)
    if not facts.writable:
        return Line(
            "disk",
            ALARM,
            title,
            say(lang, "Serwer nie zapisuje. Wolne: %(free)s MB", free=facts.free_mb),
            say(lang, "Zwolnij miejsce na dysku."),
        )
    if facts.free_mb < facts.settings.disk_warn_mb:
        return Line("disk", WAIT, title, said, say(lang, "Zwolnij miejsce na dysku."))
    return Line("disk", FINE, title, said)


def backup(facts: Facts, lang: str) -> Line:
    title, keeper = say(lang, "Kopia zapasowa"), facts.keeper
    if facts.settings.is_rehearsal:
        return Line("backup", FINE, title, say(lang, "Próby się nie kopiuje."))
    if keeper.folder is None:
        todo = say(lang, "Podaj drugie miejsce przy starcie: STOLIKI_BACKUP_DIR.")
        return Line("backup", ALARM, title, say(lang, "Kopie same się nie robią."), todo)
    if keeper.problem:
        return Line("backup", ALARM, title, keeper.problem, say(lang, "Sprawdź dysk z kopiami: %(folder)s", folder=keeper.folder))
    if keeper.same_disk:
        return Line("backup", WAIT, title, say(lang, "Kopie leżą na tym samym dysku co baza."), say(lang, "Podłącz drugi dysk."))
    if keeper.seen_at is None:
        return Line("backup", WAIT, title, say(lang, "Pierwszej kopii jeszcze nie ma."), say(lang, "Poczekaj minutę."))
    return Line("backup", FINE, title, say(lang, "Aktualna, w %(folder)s", folder=keeper.folder))
