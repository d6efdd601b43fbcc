"""The plan of the stoliki and their topic lists."""

from typing import Any
from uuid import UUID, uuid5

from app.editions.sittings import PushSitting
from app.importing.book import _
from app.importing.columns import fold
from app.importing.facts import StolikFact, TopicFact
from app.importing.plan import CHANGED, NEW, Deed, Making, fresh, settled
from app.issues.planning import NameStolik, RestoreStolik
from app.stoliki.commands import OpenStolik
from app.topics.commands import NameTopic, PushTopic

NAMES = UUID("3b7f0f6e-91c4-5d0e-8f0a-64b8e1f2c7d5")
NO_THEME = _("Stolik %(number)s jest nowy, a nie podano jego tematu.")
WHICH_SITTING = _("Stolik %(number)s jest nowy, a nie podano jego sesji.")
NOBODY = _("Żaden stolik nie ma tego tematu, więc zagadnienie nie ma na czyjej liście stanąć.")
MADE = _("Nie podano sesji: powstanie „%(name)s” %(day)s.")
THEME_STAYS = _("Stolik %(number)s ma już zagadnienia innego tematu. Daj temu tematowi nowy stolik.")
TABLES = _("Stoliki tematyczne")


class Seating:
    """Goes on where the sittings and themes are planned already."""

    def __init__(self, making: Making, days: list[str]) -> None:
        self.making, self.days = making, days
        self.places: dict[int, tuple[int, int]] = {}  # number -> id, theme
        known = making.known
        self.stood = {row.number: row for row in sorted(known.stoliki, key=lambda row: not row.withdrawn)}
        self.places = {number: (row.id, row.theme_id) for number, row in self.stood.items() if not row.withdrawn}
        self.titles = {(row.theme_id, fold(row.title)): row for row in known.topics}
        self.topic_ids = {row.id: row for row in known.topics}
        self.order = {stolik_id: dict(listed) for stolik_id, listed in known.lists.items()}
        self.made: dict[tuple[int, str], str] = {}  # theme, title -> the id of a topic that this plan makes
        self.named: set[str] = set()
        self.in_file = {fold(one.title) for one in making.told.topics}

    def stoliki(self) -> None:
        for fact in self.making.told.stoliki.values():
            row, theme_id = self.stood.get(fact.number), self.making.ids.get(id(fact.theme))
            another = row is not None and theme_id not in (None, row.theme_id)
            if row is not None and another and not row.withdrawn and self.order.get(row.id):
                self.making.wrong(THEME_STAYS, fact.at, number=fact.number)
            elif row is not None and not (another and row.withdrawn):
                self.known_stolik(fact, row, theme_id)
            elif fact.theme is None:
                self.making.wrong(NO_THEME, fact.at, number=fact.number)
            else:
                self.new_stolik(fact, theme_id)

    def known_stolik(self, fact: StolikFact, row: Any, theme_id: int | None) -> None:
        after = {"sitting_id": self.making.ids.get(id(fact.sitting), row.sitting_id), "theme_id": theme_id or row.theme_id}
        named = NameStolik(id=fresh(), stolik_id=row.id, number=fact.number, **after)
        deed = settled("stolik", str(fact.number), fact.at, row, after, named, [RestoreStolik(id=fresh(), stolik_id=row.id)])
        deed.was, deed.now = (self.words(deed, row.sitting_id, row.theme_id), self.words(deed, **after)) if deed.commands else ("", "")
        self.places[fact.number] = (row.id, after["theme_id"])
        self.making.add(deed)

    def words(self, deed: Deed, sitting_id: int, theme_id: int) -> str:
        """What a person knows them by."""
        known, told, ids = self.making.known, self.making.told, self.making.ids
        titles = {row.id: row.title for row in known.sittings} | {ids[id(one)]: one.title for one in told.sittings if id(one) in ids}
        names = {row.id: row.name for row in known.themes} | {ids[id(one)]: one.name for one in told.themes if id(one) in ids and one.name}
        return f"{names.get(theme_id, '')} · {titles.get(sitting_id, '')}"

    def new_stolik(self, fact: StolikFact, theme_id: int | None) -> None:
        sitting_id = self.making.ids.get(id(fact.sitting)) if fact.sitting else self.usual_sitting(fact)
        if sitting_id is None or theme_id is None:
            return  # what is wrong with its sitting or theme has been told
        stolik_id = self.making.next("stolik")
        opened = OpenStolik(id=fresh(), stolik_id=stolik_id, number=fact.number, sitting_id=sitting_id, theme_id=theme_id)
        name = fact.theme.name or "" if fact.theme else ""
        self.making.add(Deed("stolik", str(fact.number), fact.at, NEW, "", name, [opened]))
        self.places[fact.number] = (stolik_id, theme_id)

    def usual_sitting(self, fact: StolikFact) -> int | None:
        """The only one there is; of several the only one with themed tables; where there is none, one is made."""
        making = self.making
        known = {row.id: row.format for row in making.known.sittings if not row.withdrawn}
        new = {one.sitting_id: one.format for one in making.plan.commands if isinstance(one, PushSitting) and one.sitting_id is not None}
        found: dict[int, str] = known | new
        tables = [id for id, held in found.items() if held == "tables"]
        if len(tables) == 1 or len(found) == 1:
            return (tables or list(found))[0]
        if found or making.told.sittings:
            making.wrong(WHICH_SITTING, fact.at, number=fact.number)
            return None
        return self.made_sitting()

    def made_sitting(self) -> int | None:
        if not self.days:
            return None
        making, day = self.making, self.days[0]
        sitting_id = making.next("sitting")
        made = PushSitting(id=fresh(), sitting_id=sitting_id, edition_id=making.plan.edition_id, title=TABLES, format="tables", day=day)
        making.add(Deed("sitting", TABLES, None, NEW, "", day, [made]))
        making.note(MADE, name=TABLES, day=day)
        return sitting_id

    # topics

    def topics(self) -> None:
        for fact in self.making.told.topics:
            numbers = fact.numbers or self.of_theme(fact)
            if not numbers and not self.making.plan.problems:
                self.making.wrong(NOBODY, fact.at)
            places = [self.places[number] for number in numbers if number in self.places]
            self.topic(fact, places, ", ".join(map(str, numbers)))

    def of_theme(self, fact: TopicFact) -> list[int]:
        theme_id = self.making.ids.get(id(fact.theme))
        return sorted(number for number, (_id, theme) in self.places.items() if theme == theme_id)

    def topic(self, fact: TopicFact, places: list[tuple[int, int]], numbers: str) -> None:
        """One line of the file: on the lists it names, under its one name."""
        deed = Deed("topic", fact.title, fact.at, now=numbers)
        for stolik_id, theme_id in places:
            topic_id, row = self.topic_of(theme_id, fact.title)
            listed = self.order.setdefault(stolik_id, {})
            if row is not None and row.title != fact.title and topic_id not in self.named:
                self.named.add(topic_id)
                deed.was, deed.now, deed.change = row.title, fact.title, CHANGED
                deed.commands.append(NameTopic(id=fresh(), stolik_id=self.list_with(topic_id, stolik_id), topic_id=topic_id,
                                               title=fact.title, revision=row.revision))  # fmt: skip
            if listed.get(topic_id) == "planned":
                self.making.told.repeated += 1
            elif listed.get(topic_id) != "listed":
                deed.commands.append(self.push(topic_id, row, fact, stolik_id, theme_id))
                deed.change = deed.change if deed.was else NEW
        self.making.add(deed)

    def topic_of(self, theme_id: int, title: str) -> tuple[str, Any]:
        """Its id, and its row when there is one: known by its title, or by the id that its first title gave it."""
        key = (theme_id, fold(title))
        if (row := self.titles.get(key)) is not None:
            return row.id, row
        if key in self.made:
            return self.made[key], None
        return self.first_of(theme_id, title)

    def first_of(self, theme_id: int, title: str) -> tuple[str, Any]:
        """The id that this title gives: the same file in an empty house gives the same ids, so what a tablet still holds fits where it
        was. A topic that got it, was named anew, and stands in the file under that name, keeps it."""
        name = f"{self.making.plan.edition_id}/{theme_id}/{fold(title)}"
        topic_id, row = next(
            (id, row)
            for nth in range(1, 100)
            for id in [str(uuid5(NAMES, name if nth == 1 else f"{name}/{nth}"))]
            for row in [self.topic_ids.get(id)]
            if row is None or fold(row.title) not in self.in_file
        )
        return topic_id, row

    def list_with(self, topic_id: str, stolik_id: int) -> int:
        """A list on which the topic stands or stood; a new title is seen on all of them."""
        return next((one for one, listed in self.making.known.lists.items() if topic_id in listed), stolik_id)

    def push(self, topic_id: str, row: Any, fact: TopicFact, stolik_id: int, theme_id: int) -> PushTopic:
        """To the end of the list."""
        listed = self.order[stolik_id]
        after = next(reversed(listed), None) if listed else None
        listed[topic_id] = "planned"
        if row is None and (theme_id, fold(fact.title)) not in self.made:
            self.made[theme_id, fold(fact.title)] = topic_id
            return PushTopic(id=topic_id, stolik_id=stolik_id, title=fact.title, after=None if after == topic_id else after)
        return PushTopic(id=fresh(), stolik_id=stolik_id, topic_id=topic_id, after=None if after == topic_id else after)
