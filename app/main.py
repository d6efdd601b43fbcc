"""The composition root: the slices and screens in the order of the arrows. Nothing imports it but the command line."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

from fastapi import FastAPI
from sqlmodel import SQLModel
from starlette.types import ASGIApp

import app.ballot.pages
import app.bundle.pages
import app.cafe.pages
import app.desk.pages
import app.desk.phases
import app.desk.reshaping
import app.editions.commands
import app.editions.rehearsing
import app.editions.sittings
import app.editions.themes
import app.exports.pages
import app.hall.pages
import app.ideas.commands
import app.importing.commands
import app.issues.admitting
import app.issues.closing
import app.issues.commands
import app.issues.planning
import app.issues.undoing
import app.notices.commands
import app.papers.pages
import app.phases.commands
import app.phases.scenarios
import app.projector.pages
import app.seats.asking
import app.seats.commands
import app.seats.organisers
import app.seats.pages
import app.seats.residents
import app.stage.commands
import app.stoliki.commands
import app.stoliki.plan
import app.summaries.commands
import app.tablet.pages
import app.topics.commands
import app.topics.copying
import app.votes.ballots
import app.votes.headcounts
import app.votes.merging
import app.votes.rounds
import app.votes.tallies
import app.votes.ties
from app.ballot.phones import now as vote_now
from app.ballot.phones import vote
from app.editions.queries import spoken
from app.issues.redaction import redacted_in, still_to_redact
from app.live import journal, offline
from app.live.bus import MemoryBus
from app.live.db import Database
from app.live.disk import Disk
from app.live.door import commands
from app.live.fragments import FRAGMENTS
from app.live.headers import SecurityHeaders
from app.live.hub import Hub
from app.live.installation import epoch_of, renewed_epoch
from app.live.keeper import Keeper
from app.live.keys import Keys
from app.live.pace import Pace
from app.live.pages import PageCache
from app.live.porch import Door, Porch
from app.live.presence import Presence
from app.live.recorder import Recorder
from app.live.redactions import Redactions
from app.live.routes import JOIN_AGAIN, ROUTES, live
from app.live.seat import HOUSE
from app.live.seated import NotYours, Unseated
from app.live.statics import Static
from app.live.tongues import Tongues
from app.live.turned import not_there, not_yours, unseated
from app.live.upgrades import upgrade
from app.live.version import version
from app.live.waterline import Waterline
from app.seats.doorkeeper import Doorkeeper
from app.seats.figures import UsedSteps
from app.seats.joining import MOST_ALARMS
from app.seats.pages import join, participant, take
from app.seats.queries import standing
from app.seats.usher import Usher
from app.seats.ways import Guesses, LastRoom
from app.settings import Settings
from app.votes.ahead import Ahead
from app.votes.secrecy import sealed_rounds

log = logging.getLogger(__name__)
METADATA = SQLModel.metadata
SLICES = [app.editions, app.stoliki, app.seats, app.phases, app.summaries, app.topics, app.ideas, app.notices]
SLICES += [app.issues, app.votes, app.stage, app.importing]
SCREENS = [app.seats.pages, app.tablet.pages, app.ballot.pages, app.cafe.pages, app.desk.pages, app.hall.pages, app.projector.pages]
SCREENS += [app.exports.pages, app.papers.pages, app.bundle.pages]
DOORS: dict[tuple[str, str], Door] = {("POST", "/commands"): commands, ("POST", "/join"): take}
DOORS |= {("GET", "/join"): join, ("GET", "/participant"): participant, ("GET", "/vote"): vote, ("GET", "/vote/now"): vote_now}
HALL_SPACING = 0.1  # s between two frames for the whole hall: in a vote it is told of a hundred ballots at once


class Mover(Protocol):
    """Makes the other house ready; what it gives back closes this one."""

    wanted: bool | None

    def prepare(self, rehearse: bool, by: str) -> Callable[[], object]: ...


class House:
    """What runs: the database, its one writer, the hub."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.addresses: Callable[[], list[str]] = list  # under which people reach us now, the best first
        self.move: Mover | None = None  # into a rehearsal, or out of it: whoever runs the house knows how
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.db = Database(settings.url)
        upgrade(self.db)
        self.waterline = Waterline(settings.home / "waterline")
        self.epoch = self._epoch()
        self.db.checkpoint()  # what a crash left behind, seen but perhaps not yet flushed, is on disk before it is answered for
        self.bus, self.redactions = MemoryBus(), Redactions(settings.redactions_file)
        self.disk = Disk(self.db, settings.data, settings.disk_reserve_mb)
        self.recorder = Recorder(self.db, standing, self.bus.ring, settings.group_commands, self.disk, self.redactions)
        self.recorder.waterline, self.recorder.keys = self.waterline, Keys(settings.home / "round-keys")
        self._redact_again()
        self._seal_again()
        self.keeper = Keeper(settings.data, backup_folder(settings), settings.backup_seconds, settings.backup_keep, settings.backup_hourly)

    def _epoch(self) -> str:
        """This database's; another one when the database is older than what was answered for."""
        with self.db.write() as db:
            epoch, seq = epoch_of(db), journal.latest(db)
            if seq < self.waterline.highest(epoch):
                log.warning("the database is older than what tablets were told: they are asked to say it again")
                epoch = renewed_epoch(db)
        self.waterline.epoch = epoch
        return epoch

    def _redact_again(self) -> None:
        """An older backup does not bring back what was redacted, nor does a lost file of tombstones."""
        with self.db.read() as db:
            self.redactions.learn(redacted_in(db))
            wanted = still_to_redact(db, self.redactions.all())
        if wanted or self.redactions.unscrubbed():
            self.recorder.record_now(HOUSE, time.time_ns() // 1_000_000, wanted)

    def _seal_again(self) -> None:
        """No key outlives its round, whatever happened between the seal and now."""
        with self.db.read() as db:
            self.recorder.forget(sealed_rounds(db))

    def close(self) -> None:
        self.waterline.close()
        self.db.close()


def backup_folder(settings: Settings) -> Path | None:
    """Where backups go by themselves; a database elsewhere is backed up by its own programs, a rehearsal by nobody."""
    return None if settings.database_url or settings.is_rehearsal else settings.backup_dir


def create_app(house: House) -> ASGIApp:
    """The web application of one house, behind its porch and with its security headers."""
    porch = Porch(create_web(house), DOORS, {"/live": live})
    return SecurityHeaders(porch, house.settings.is_https, house.settings.has_real_name)


def create_web(house: House) -> FastAPI:
    """Slices, screens and doors, put together."""
    web = FastAPI(title="Stoliki", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    settings, state = house.settings, web.state
    state.house, state.settings, state.db, state.epoch, state.recorder = house, settings, house.db, house.epoch, house.recorder
    state.version, state.presence, state.tongues = version(), Presence(), Tongues(lambda: languages_of(house.db), house.recorder.newest)
    state.doorkeeper, state.pages = Doorkeeper(house.db, settings.port, settings.is_https), PageCache()
    state.pace = Pace(settings.commands_per_seat, settings.commands_window_seconds)
    open_doors(state, settings)
    spacing = {"map": settings.map_spacing_seconds, "hall": HALL_SPACING}
    state.hub = Hub(house.db, FRAGMENTS, house.epoch, settings.beat_ms, spacing, settings.listener_bytes)
    state.hub.ahead = Ahead(house.db, house.recorder.newest).look
    state.hub.writable = lambda: house.disk.writable
    state.hub.released = lambda seats: released(state.doorkeeper, state.hub, seats)
    state.hub.opened = Usher(house.db, house.recorder, settings.secret_file).look
    web.router.routes.extend([*ROUTES, *offline.ROUTES])
    for screen in SCREENS:
        web.include_router(screen.router)
    web.mount("/static", Static(), name="static")
    web.add_exception_handler(Unseated, unseated)
    web.add_exception_handler(NotYours, not_yours)
    web.add_exception_handler(404, not_there)
    return web


def open_doors(state: Any, settings: Settings) -> None:
    """How often anybody may try a code, a password, a used card."""
    seconds = settings.failed_joins_window_seconds
    state.guesses, state.entries, state.alarms = Guesses(settings), Pace(settings.entries, seconds), Pace(MOST_ALARMS, 60)
    state.sign_ins, state.sign_ins_in_all = Pace(settings.failed_sign_ins, seconds), Pace(10 * settings.failed_sign_ins, seconds)
    state.used_steps, state.last_room = UsedSteps(), LastRoom()


def languages_of(database: Database) -> list[str]:
    """Those of the current edition."""
    with database.read() as db:
        return spoken(db)


def released(doorkeeper: Doorkeeper, hub: Hub, seats: set[str]) -> None:
    """Seats were given up or taken away: nobody remembers them, and their open pages go."""
    doorkeeper.forget(seats)
    hub.ears.dismiss(seats, doorkeeper.knows, JOIN_AGAIN)


@asynccontextmanager
async def lifespan(web: FastAPI) -> AsyncIterator[None]:
    """The recorder answers in the loop's thread; the hub hears the bell there too."""
    loop, state = asyncio.get_running_loop(), web.state
    state.recorder.post = loop.call_soon_threadsafe
    state.recorder.heal, state.hub.outdated = state.hub.heal_soon, state.pages.forget
    state.house.bus.listen(state.hub.ring)
    state.hub.start()
    state.recorder.start()
    state.hub.opened()
    state.house.keeper.start()
    yield
    state.house.keeper.stop()
    await state.hub.stop()
    await asyncio.to_thread(state.recorder.stop)
