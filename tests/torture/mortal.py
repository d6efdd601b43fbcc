"""The real server in this process, mortal: it can be killed just before or just after a commit, and comes back on what its files then held.

Nothing of the product is changed for this: the database's `write` of the running house is wrapped from outside, and the server's
door is ours, so that a dead house never says another word.
"""

import asyncio
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from starlette.types import ASGIApp, Receive, Scope, Send

from app.cli.network import listen
from app.cli.running import Server, config_of
from app.live import journal, websocket
from app.live.hub import Hub
from app.live.journal import Entry
from app.main import House, create_app
from app.settings import Settings
from tests.running import furnished

SCRIPTS = Path(__file__).parents[2] / "app" / "static" / "js"
BREATH_SECONDS = 0.03  # a killed process may have sent what it was sending
PORT_FREE_SECONDS = 20
QUIET = {"beat_ms": 1_000_000_000, "commands_per_seat": 1_000_000, "ping_seconds": 600.0}


class Killed(Exception):
    """The process ended here."""


class MortalHall:
    """One address for as long as it stands; houses come and go behind it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.lives = folder, 0
        self.house: House | None = None
        self.armed = ""
        self.before_commit: list[Callable[[Connection], None]] = []  # of a test
        self.mutations: list[Callable[[Connection], None]] = []  # of a mutant, before those
        self.listened = False  # somebody will set `heard`
        self.rewrites: dict[str, list[tuple[str, str]]] = {}
        self.old_page: bytes | None = None
        self.pages: list[bytes] = []
        self.died, self.heard = threading.Event(), threading.Event()  # heard: what a test waits for has reached somebody
        self._app: ASGIApp | None = None
        self._tasks: list[asyncio.Task[None]] = []  # of dead applications too: nobody ends them
        self._ear = listen("127.0.0.1", 0)
        self.port = self._ear.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        websocket.MOST_FRAMES = 1_000_000  # our own questions to the server are frames too
        self._serve()

    # A life

    def begin(self, base: Path | None = None) -> None:
        """A new house on a copy of this one."""
        self.kill()
        self.pages, self.old_page, self.armed = [], None, ""
        self.data = base or furnished()
        self.come_back(self.data)

    def come_back(self, files: Path | None = None, epoch: str = "") -> None:
        """The server is started again, on its own files or on older ones; with another epoch when they come from a backup."""
        assert self.house is None
        data = self._older(files) if files else self.data
        if epoch:
            with closing(sqlite3.connect(data / "stoliki.db")) as db, db:
                db.execute("UPDATE installation SET value = ? WHERE name = 'epoch'", (epoch,))
        house = House(Settings(data=data, port=self.port, **QUIET))  # type: ignore[arg-type]
        plain = house.db.write
        house.db.write = lambda: self._deadly(house, plain)  # type: ignore[method-assign]
        self.data, self.house = data, house
        self.died.clear()
        self._in_loop(self._start(create_app(house)))

    def kill(self) -> None:
        """SIGKILL between two commits: the files stay as they are."""
        if self.house is None:
            return
        files = self._copy(self.data)
        self._end(self.house)
        self.data = files

    def snapshot(self) -> Path:
        """The files as they are now."""
        return self._copy(self.data)

    def close(self) -> None:
        self.kill()
        self._server.should_exit = True
        self._thread.join(20)

    # What a test asks of the running house

    @property
    def running(self) -> House:
        assert self.house is not None
        return self.house

    @property
    def hub(self) -> Hub:
        return next(ear.__self__ for ear in self.running.bus._ears if isinstance(getattr(ear, "__self__", None), Hub))  # type: ignore[attr-defined]

    def beat(self) -> None:
        """One heartbeat to everyone who listens."""
        hub = self.hub

        async def say() -> None:
            for listener in list(hub.listeners):
                hub._say(listener, {"t": "beat", "seq": hub.seq, "channels": hub.heads(listener.channels)})

        self._in_loop(say())

    def entries(self) -> list[Entry]:
        """The whole journal, also of a dead house."""
        if self.house is not None:
            with self.house.db.read() as db:
                return journal.since(db, 0)
        with closing(sqlite3.connect(self.data / "stoliki.db")) as file:
            return [Entry(*row) for row in file.execute(f"SELECT {', '.join(journal.COLUMNS)} FROM entry ORDER BY seq")]

    def in_loop(self, call: Callable[[], object]) -> None:
        """Run this where the hub runs."""

        async def run() -> None:
            call()

        self._in_loop(run())

    # How it dies

    @contextmanager
    def _deadly(self, house: House, plain: Callable[[], Any]) -> Iterator[Connection]:
        with plain() as db:
            yield db
            for call in [*self.mutations, *self.before_commit]:
                call(db)
            self._strike(house, "before")
        self._strike(house, "after")

    def _strike(self, house: House, point: str) -> None:
        if self.armed != point or self.house is not house:
            return
        self.armed = ""
        time.sleep(BREATH_SECONDS)
        files = self._copy(self.data)
        self._end(house)
        self.data = files
        self.died.set()
        raise Killed(point)

    def _end(self, house: House) -> None:
        """No word more: connections are cut, whoever still works there works for nobody."""
        hub = self.hub
        self._app, self.house = None, None

        async def cut() -> None:
            for task in hub._tasks:
                task.cancel()
            for connection in list(self._server.server_state.connections):
                transport = getattr(connection, "transport", None)
                if transport is not None:
                    transport.abort()

        self._in_loop(cut())
        house.recorder._queue.put(None)

    def _older(self, files: Path) -> Path:
        """The database as it was; what lies beside it was not put back with it."""
        data = self._copy(files)
        shutil.copy(self.data / "waterline", data / "waterline")
        return data

    def _copy(self, files: Path) -> Path:
        self.lives += 1
        to = self.folder / f"life-{self.lives}"
        shutil.copytree(files, to, ignore=shutil.ignore_patterns("*-shm", "backups"))
        return to

    # The door

    def _serve(self) -> None:
        settings = Settings(data=self._copy(furnished()), port=self.port, **QUIET)  # type: ignore[arg-type]
        house = House(settings)
        config = config_of(house)
        house.close()
        config.app, config.lifespan, config.interface = self._door, "off", "asgi3"
        ready = threading.Event()
        self._server = Server(config, ready.set)

        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            await self._server.serve(sockets=[self._ear])

        self._thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
        self._thread.start()
        assert ready.wait(PORT_FREE_SECONDS)

    async def _start(self, app: ASGIApp) -> None:
        """The application's own start, as the server would ask for it."""
        started = asyncio.Event()

        async def receive() -> dict[str, Any]:
            if not started.is_set():
                return {"type": "lifespan.startup"}
            await asyncio.Event().wait()
            raise AssertionError

        async def send(message: Any) -> None:
            assert message["type"] != "lifespan.startup.failed", message
            started.set()

        self._tasks.append(asyncio.create_task(app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send)))  # type: ignore[arg-type]
        await asyncio.wait_for(started.wait(), 20)
        self._app = app

    async def _door(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        script = scope["path"].rpartition("/js/")[2]
        if scope["type"] == "http" and script in self.rewrites:
            await self._rewritten(script, send)
            return
        if app is None:
            await send({"type": "http.response.start", "status": 502, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        is_page = scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith("/stoliki/")

        async def alive(message: Any) -> None:
            if self._app is app:
                await send(message)

        if not is_page:
            await app(scope, receive, alive)
        else:
            await app(scope, receive, self._remembering(alive, b"x-stoliki-heal" in dict(scope["headers"])))

    def _remembering(self, send: Send, heals: bool) -> Send:
        """Pages as they went out; a page load may be given an older one (a heal's fate is decided in the page)."""

        async def said(message: Any) -> None:
            if message["type"] == "http.response.body" and not heals and self.old_page is not None:
                message, self.old_page = message | {"body": self.old_page}, None
            elif message["type"] == "http.response.body" and len(self.pages) < 12:
                self.pages.append(message["body"])
            if message["type"] == "http.response.start":
                kept = [pair for pair in message["headers"] if pair[0].lower() != b"content-length"]
                message = message | {"headers": kept}
            await send(message)

        return said

    async def _rewritten(self, script: str, send: Send) -> None:
        text = (SCRIPTS / script).read_text(encoding="utf-8")
        for old, new in self.rewrites[script]:
            text = text.replace(old, new)
        headers = [(b"content-type", b"text/javascript"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": text.encode()})

    def _in_loop(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(20)


def forget(folder: Path) -> None:
    """A run is over: its lives need no more room."""
    with suppress(OSError):
        shutil.rmtree(folder)
