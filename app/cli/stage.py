"""Which house is open: the real one, or its rehearsal. A rehearsal has a database of its own, with the programme, the topics, the
seats and the cards of the real one and nothing that was said in it; what is said in it stays in it. It lasts, over a restart too,
until somebody ends it: then its database is kept under a dated name, and who sat down in it sits in the real hall.
"""

import logging
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, select
from uuid_utils.compat import uuid7

from app.editions.rehearsing import BeginRehearsal, EndRehearsal
from app.live import journal
from app.live.backup import DATABASE
from app.live.commands import Command, recorded
from app.live.db import Database
from app.live.files import put_in_place
from app.live.journal import Entry
from app.live.seat import HOUSE, HOUSE_ROLE, Seat
from app.live.upgrades import upgrade
from app.main import House
from app.settings import Settings

log = logging.getLogger(__name__)
# What is not said again: whatever happened in the hall.
SAID = frozenset({"issue", "tally", "headcount", "idea", "notice", "help", "summary", "phase", "rehearsal", "round", "ballot"})
SEATS = frozenset({"seat", "organiser", "room", "token"})  # who sits where, and with which card, is true of both
KEPT = "rehearsals"


def is_on(settings: Settings) -> bool:
    """Whether a rehearsal was begun and not ended, perhaps by a server that is no more."""
    return (settings.in_rehearsal().home / DATABASE).exists()


def on_stage(house: House, wanted: bool | None) -> House:
    """The house to open: `wanted` begins a rehearsal or ends it, None leaves it as it was."""
    settings = house.settings
    if wanted is False and is_on(settings):
        end(house)
    if wanted and not is_on(settings):
        begin(house)
        acted(house, HOUSE.id, BeginRehearsal(id=str(uuid7())))
    if not is_on(settings):
        settle(house)
        return house
    house.close()
    return House(settings.in_rehearsal())


class Move:
    """What the desk's button does: the other house is made ready, then the server of this one closes."""

    def __init__(self, house: House, close: Callable[[], object]) -> None:
        self.house, self.close = house, close
        self.wanted: bool | None = None
        self.by = HOUSE.id

    def prepare(self, rehearse: bool, by: str) -> Callable[[], object]:
        """What can fail is done while this house is open. Returns what is left to do. `by`: the seat that wants it."""
        if rehearse and not is_on(self.house.settings):
            begin(self.house)
        self.wanted, self.by = rehearse, by
        return self.close

    def next(self) -> House:
        """The house that is open from now on; this one is closed."""
        assert self.wanted is not None
        settings = self.house.settings
        house = House(settings.in_rehearsal(self.wanted))
        if settings.is_rehearsal and not self.wanted:
            end(house, self.by)
        return house


def begin(house: House) -> None:
    """Make the rehearsal's database out of the real one's journal: all of it or nothing."""
    home = house.settings.in_rehearsal().home
    home.mkdir(mode=0o700, exist_ok=True)
    with TemporaryDirectory(dir=home) as folder:
        made = Database(f"sqlite:///{Path(folder) / DATABASE}")
        upgrade(made)
        with house.db.read() as real, made.write() as db:
            set_up(db, (entry for entry in journal.since(real, 0) if entry.noun not in SAID))
        made.checkpoint()
        made.close()
        put_in_place(Path(folder) / DATABASE, home / DATABASE)


def set_up(db: Connection, entries: Iterable[Entry]) -> None:
    """The same entries with places of their own in a journal without holes."""
    told = [replace(entry, seq=seq) for seq, entry in enumerate(entries, 1)]
    for entry in told:
        recorded(entry).apply(db, entry)
    journal.append(db, told)


def end(house: House, by: str = HOUSE.id) -> Path:
    """The rehearsal is over: its seats are the real house's, its database a file with the time in its name."""
    settings = house.settings.in_rehearsal()
    sit_again(house, settings)
    (house.settings.data / KEPT).mkdir(mode=0o700, exist_ok=True)
    file = house.settings.data / KEPT / time.strftime("proba-%Y%m%dT%H%M%SZ.db", time.gmtime())
    put_in_place(settings.home / DATABASE, file)
    shutil.rmtree(settings.home)
    acted(house, by, EndRehearsal(id=str(uuid7()), file=file.name))
    return file


def acted(house: House, by: str, act: Command) -> None:
    """In the real hall's chain of acts; nobody else writes there now."""
    house.recorder.record_now(Seat(by, HOUSE_ROLE), time.time_ns() // 1_000_000, [act])


def settle(house: House) -> None:
    """A rehearsal that was begun and is nowhere any more (a restored hall, a folder that was deleted) is over."""
    kinds = (BeginRehearsal.kind, EndRehearsal.kind)
    newest = select(journal.journal.c.kind).where(journal.journal.c.kind.in_(kinds)).order_by(journal.journal.c.seq.desc()).limit(1)
    with house.db.read() as db:
        last = db.execute(newest).scalar()
    if last == BeginRehearsal.kind:
        acted(house, HOUSE.id, EndRehearsal(id=str(uuid7()), file=None))


def sit_again(house: House, settings: Settings) -> None:
    """Who took a seat or gave one up in the rehearsal did so in the hall. Said again by the id it had: what is known stays."""
    rehearsed = Database(settings.url)
    with rehearsed.read() as db:
        entries = [entry for entry in journal.since(db, 0) if entry.noun in SEATS]
    rehearsed.checkpoint()
    rehearsed.close()
    with house.db.read() as db:
        known = journal.known(db, [entry.command_id for entry in entries])
    for entry in (one for one in entries if one.command_id not in known):
        [answer] = house.recorder.record_now(Seat(entry.seat_id, HOUSE_ROLE), entry.recorded_at, [recorded(entry)])
        if answer.refusal:
            log.warning("%s of the rehearsal is not taken over: %s", entry.kind, answer.refusal.code)
