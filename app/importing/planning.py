"""The plan of the programme: the edition, its sittings, themes and units."""

import json
from dataclasses import dataclass
from typing import Any

from app.editions.commands import NameEdition, OpenEdition
from app.editions.document import NewEdition
from app.editions.sittings import NameSitting, PushSitting, RestoreSitting
from app.editions.themes import NameTheme, PushTheme, PushUnit, RestoreTheme, RestoreUnit
from app.importing.book import At, _
from app.importing.columns import fold
from app.importing.facts import SittingFact, ThemeFact, Told
from app.importing.known import Known
from app.importing.matching import by, closest, matched
from app.importing.plan import NEW, Deed, Making, Plan, fresh, settled, shown
from app.importing.seating import Seating
from app.importing.values import likely_format

NO_NAME = _("Nie ma jeszcze edycji, do której to wczytać. Podaj jej nazwę.")
CALLED = _("Powstanie edycja „%(name)s”. Inną nazwę możesz jej dać niżej albo później.")
NO_DAY = _("Nie wiadomo, którego dnia to jest. Podaj dzień nowej edycji albo dodaj kolumnę „Dzień”.")
NO_SUCH_SITTING = _("Nie ma sesji „%(name)s”. Jeśli jest nowa, podaj jej dzień.")
MEANT_SITTING = _("Nie ma sesji „%(name)s”. Czy to „%(meant)s”? Jeśli jest nowa, podaj jej dzień.")
NO_SUCH_THEME = _("Nie ma tematu „%(name)s” wśród tematów.")
MEANT_THEME = _("Nie ma tematu „%(name)s” wśród tematów. Czy to „%(meant)s”?")
NAMELESS = _("Nie ma tematu o numerze %(number)s.")
FIRST_DAY = _("Sesja „%(name)s” nie ma w pliku dnia: będzie %(day)s.")
ANOTHER = _("Plik jest o edycji „%(file)s”, a wczytujesz go do „%(here)s”. Jeśli to nowa edycja, zaznacz to niżej.")
CONTINUED = _("Wiersze bez numeru stolika (%(count)s) należą do stolika z wiersza powyżej.")
REPEATED = _("Powtórzone zagadnienia (%(count)s) wczytam po jednym razie.")
LIKE = _("Nowy temat „%(name)s” jest podobny do „%(meant)s”. Sprawdź, czy to nie literówka.")


@dataclass(frozen=True, slots=True)
class Target:
    """Into which edition: the current one, or a new one with this name and these days (where the file does not say). `file`: its name,
    which is the edition's when nobody gives another."""

    fresh: bool = False
    name: str = ""
    days: tuple[str, ...] = ()
    file: str = ""


def plan_of(told: Told, known: Known, target: Target) -> Plan:
    """Everything that would be done, or what is in the way."""
    edition_id = known.edition.id if known.edition else known.next["edition"]
    name = known.edition.name if known.edition else target.name or (told.edition and told.edition.name) or spoken(target.file)
    making = Making(told, known, Plan(edition_id, name, problems=list(told.problems)))
    days = edition(making, target)
    sittings(making, days)
    themes(making)
    units(making)
    seating = Seating(making, days)
    seating.stoliki()
    seating.topics()
    for message, count in ((CONTINUED, told.continued), (REPEATED, told.repeated)):
        if count:
            making.note(message, count=count)
    return making.plan


# the edition


def spoken(file: str) -> str:
    """A file's name as people would say it: without its ending and its underlines."""
    return " ".join(file.rpartition(".")[0].replace("_", " ").split())[:200]


def edition(making: Making, target: Target) -> list[str]:
    """Opened, or given the days that its sittings need. Returns its days."""
    told, row = making.told.edition, making.known.edition
    named = {one.day for one in making.told.sittings if one.day}
    if row is None:
        return new_edition(making, target, named)
    before = {"name": row.name, "venue": row.venue, "days": json.loads(row.days), "language": row.language}
    after = dict(before, days=sorted({*before["days"], *named}))
    if told and told.name and fold(told.name) != fold(row.name):
        making.note(ANOTHER, file=told.name, here=row.name)
    elif told:
        after |= {"days": sorted({*after["days"], *told.days}), "venue": told.venue or row.venue, "language": told.language or row.language}
    if after != before:
        was, now = (", ".join(shown(side[one]) for one in after if after[one] != before[one]) for side in (before, after))
        command = NameEdition(id=fresh(), edition_id=row.id, **after)
        making.add(Deed("edition", row.name, told.at if told else None, "changed", plain(was), plain(now), [command]))
    return list(after["days"])


def plain(listed: str) -> str:
    """Days as people write them in a row."""
    return listed.translate(str.maketrans("", "", "[]'"))


def new_edition(making: Making, target: Target, named: set[str]) -> list[str]:
    told, name = making.told.edition, making.plan.name
    days = sorted({*named, *(told.days if told else ())} or set(target.days))
    if not name:
        making.wrong(NO_NAME, None)
    if not days:
        making.wrong(NO_DAY, None)
    if name and not target.name and not (told and told.name):
        making.note(CALLED, name=name)
    if name and days:
        words = {"venue": (told and told.venue) or "", "language": (told and told.language) or "pl"}
        opened = OpenEdition(id=fresh(), edition=NewEdition(id=making.plan.edition_id, name=name, days=days[:31], **words))
        making.add(Deed("edition", name, told.at if told else None, NEW, "", plain(str(days)), [opened]))
    return days


# sittings


def sittings(making: Making, days: list[str]) -> None:
    facts, known = making.told.sittings, making.known
    when = ("day", "starts_at", "room")
    keys = by("title", *when), by("title", "day", "starts_at"), by("title", "day"), by("title"), by(*when)
    rows = matched(facts, known.sittings, *keys)
    anywhere = [one.title for one in facts if one.day] + [row.title for row in known.sittings if not row.withdrawn]
    for fact in facts:
        if (row := rows.get(id(fact))) is not None:
            making.ids[id(fact)] = row.id
            making.add(known_sitting(fact, row))
        elif fact.day is None and anywhere:
            unknown(making, fact.title, fact.at, anywhere, MEANT_SITTING, NO_SUCH_SITTING)
        elif fact.day or days:
            if fact.day is None:
                making.note(FIRST_DAY, name=fact.title, day=days[0])
            making.add(new_sitting(making, fact, fact.day or days[0]))


def known_sitting(fact: SittingFact, row: Any) -> Deed:
    said = {
        "title": fact.title,
        "format": fact.format,
        "day": fact.day,
        "starts_at": fact.starts_at,
        "ends_at": fact.ends_at,
        "room": fact.room,
    }
    after = {name: getattr(row, name) if value is None else value for name, value in said.items()}
    named = NameSitting.model_validate({"id": fresh(), "sitting_id": row.id} | after)
    return settled("sitting", fact.title, fact.at, row, after, named, [RestoreSitting(id=fresh(), sitting_id=row.id)])


def merged(fact: Any, row: Any, *names: str) -> dict[str, Any]:
    """What the file says, and where it says nothing what is there."""
    return {name: getattr(row, name) if getattr(fact, name) is None else getattr(fact, name) for name in names}


def new_sitting(making: Making, fact: SittingFact, day: str) -> Deed:
    making.ids[id(fact)] = sitting_id = making.next("sitting")
    held = fact.format or likely_format(fact.title) or ("tables" if fact.has_stoliki else "meeting")
    pushed = PushSitting(
        id=fresh(), sitting_id=sitting_id, edition_id=making.plan.edition_id, title=fact.title, format=held, day=day,  # type: ignore[arg-type]
        starts_at=fact.starts_at, ends_at=fact.ends_at, room=fact.room,
    )  # fmt: skip
    when = " ".join(filter(None, (day, fact.starts_at, fact.room)))
    return Deed("sitting", fact.title, fact.at, NEW, "", when, [pushed])


def unknown(making: Making, name: str, at: At, names: list[str], meant: str, otherwise: str) -> None:
    near = closest(name, names)
    making.wrong(meant if near else otherwise, at, name=name, **({"meant": near} if near else {}))


# themes and units


def themes(making: Making) -> None:
    facts, known = making.told.themes, making.known
    rows = matched(facts, known.themes, by("number", "name"), by("name"), by("number"))
    rows |= named_anew(making, rows)
    names = [one.name for one in facts if one.listed and one.name] + [row.name for row in known.themes if not row.withdrawn]
    for fact in facts:
        if (row := rows.get(id(fact))) is not None:
            making.ids[id(fact)] = row.id
            making.add(known_theme(fact, row))
        elif fact.name is None:
            making.wrong(NAMELESS, fact.at, number=fact.number)
        elif any(one.listed for one in facts) and not fact.listed:
            unknown(making, fact.name, fact.at, names, MEANT_THEME, NO_SUCH_THEME)
        else:
            new_theme(making, fact, fact.name)


def named_anew(making: Making, rows: dict[int, Any]) -> dict[int, Any]:
    """A theme that nobody knows, at stoliki which all had one theme that the file does not name: that theme with a new name."""
    had = {row.number: row.theme_id for row in making.known.stoliki if not row.withdrawn}
    taken, found = {row.id for row in rows.values()}, dict[int, Any]()
    for fact in making.told.themes:
        ids = {had.get(one.number) for one in making.told.stoliki.values() if one.theme is fact}
        row = next((one for one in making.known.themes if ids == {one.id} and one.id not in taken), None)
        if id(fact) not in rows and fact.name and row is not None:
            found[id(fact)] = row
            taken.add(row.id)
    return found


def known_theme(fact: ThemeFact, row: Any) -> Deed:
    after = merged(fact, row, "number", "name", "colour")
    named = NameTheme(id=fresh(), theme_id=row.id, working=row.working, **after)
    return settled("theme", after["name"], fact.at, row, after, named, [RestoreTheme(id=fresh(), theme_id=row.id)])


def new_theme(making: Making, fact: ThemeFact, name: str) -> None:
    if near := closest(name, [row.name for row in making.known.themes if not row.withdrawn], 0.85):
        making.note(LIKE, name=name, meant=near)
    making.ids[id(fact)] = theme_id = making.next("theme")
    pushed = PushTheme(id=fresh(), theme_id=theme_id, edition_id=making.plan.edition_id, number=fact.number, name=name, colour=fact.colour)
    making.add(Deed("theme", name, fact.at, NEW, commands=[pushed]))


def units(making: Making) -> None:
    known = {fold(row.name): row for row in sorted(making.known.units, key=lambda row: not row.withdrawn)}
    for key, (name, at) in making.told.units.items():
        row = known.get(key)
        if row is None:
            pushed = PushUnit(id=fresh(), unit_id=making.next("unit"), edition_id=making.plan.edition_id, name=name)
            making.add(Deed("unit", name, at, NEW, commands=[pushed]))
        else:
            restored = [RestoreUnit(id=fresh(), unit_id=row.id)] if row.withdrawn else []
            making.add(Deed("unit", row.name, at, "changed" if restored else "same", commands=[*restored]))
