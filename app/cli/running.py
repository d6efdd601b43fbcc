"""A running house: the data directory is locked, the address written down, the server started."""

import fcntl
import gc
import os
import resource
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import typer
import uvicorn
from rich.console import Console

from app.cli.addresses import BadCertificate, choose, urls
from app.cli.network import listen
from app.cli.places import Guarding, guarded, last_address, opened
from app.cli.soundness import Unsound, damaged, sound
from app.cli.stage import Move
from app.live.db import FAULTS
from app.live.files import write_whole
from app.live.http import http_within
from app.live.redactions import BrokenRedactions
from app.live.upgrades import NewerDatabase
from app.live.websocket import StolikiWebSocket
from app.main import House, create_app
from app.settings import Settings

notes = Console(stderr=True)
LAST_WORDS_SECONDS, MOST_DESCRIPTORS = 3, 65_536
CALM_COLLECTIONS, SWITCH_SECONDS = (10_000, 5, 400), 0.0005


class Server(uvicorn.Server):
    """Says when it is ready, after the application has started."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    def leave(self) -> None:
        """Say farewell to everybody and end."""
        self.should_exit = True

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup(sockets)  # type: ignore[arg-type]
        if self.started:
            keep_calm()
            self._ready()


def keep_calm() -> None:
    """What was loaded at the start stays for good: a full collection over it stopped the hall for 100 ms every few hundred
    commands, and one before freezing kept the first answer waiting for 70 ms. Young things are looked at often and few at a time: when
    ten thousand phones come in, 400,000 of them at once took 190 ms. And the writer, who lets go of the interpreter
    at each statement, gets it back after 0.5 ms instead of 5."""
    gc.freeze()
    gc.set_threshold(*CALM_COLLECTIONS)
    sys.setswitchinterval(SWITCH_SECONDS)


def open_wide() -> None:
    """As many connections as the system allows: 1,024 descriptors, the usual start, are one impolite phone."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, MOST_DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def fail(message: str) -> typer.Exit:
    """A plain sentence on standard error, exit code 1."""
    notes.print(message, style="bold red", markup=False, highlight=False, soft_wrap=True)
    return typer.Exit(1)


def locked(data: Path) -> int:
    """Hold the data directory: two servers on one database would be two writers. Returns the open lock file."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as problem:
        raise fail(f"Nie mogę pisać w katalogu {data}: {problem.strerror}.") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise fail(f"W katalogu {data} już działa serwer Stolików.") from None
    return lock


def open_house(settings: Settings) -> House:
    """The house in its data directory, its database brought up to date."""
    try:
        if warning := sound(settings):
            notes.print(warning, style="bold yellow", markup=False, highlight=False, soft_wrap=True)
        return House(settings)
    except Unsound as problem:
        raise fail(str(problem)) from None
    except BrokenRedactions as problem:
        raise fail(f"Nie umiem przeczytać, co usunięto na zawsze ({problem}). Przywróć ten plik z kopii.") from None
    except FAULTS as problem:
        raise fail(damaged(settings, problem)) from None
    except NewerDatabase as newer:
        raise fail(f"Baza w {settings.data} jest nowsza niż ten program ({newer}). Uruchom nowszą wersję Stolików.") from None


def serve(house: House, ready: Callable[[str], None]) -> None:
    """Listen and serve until stopped; `ready` hears the base URL once requests are answered."""
    settings = house.settings
    open_wide()
    try:
        ear = listen(settings.host, settings.port) if settings.port else listen_again(settings)
    except OSError as problem:
        raise fail(f"Nie mogę słuchać na {settings.host}:{settings.port}: {problem.strerror}.") from None
    settings.port = ear.getsockname()[1]
    url, before = choose(settings), last_address(settings)
    house.addresses = lambda: urls(settings)
    with suppress(OSError):
        write_whole(settings.data / "address", url.encode())
    config = config_of(house)
    try:
        guard = guarded(settings, config)
    except BadCertificate as problem:
        raise fail(f"Nie mogę użyć certyfikatu i klucza: {problem}.") from None
    perform(house, config, ear, guard, lambda: opened(house, url, before, guard, ready))


def perform(house: House, config: uvicorn.Config, ear: socket.socket, guard: Guarding | None, told: Callable[[], None]) -> None:
    """Serve this house; when it moves into a rehearsal or out of it, the other one, on the same ear: who knocks meanwhile waits."""
    while True:
        server = Server(config, told)
        move = house.move = Move(house, server.leave)
        server.run(sockets=[ear.dup()])
        house.close()
        if move.wanted is None:
            return
        addresses, house = house.addresses, move.next()
        house.addresses, config, told = addresses, config_of(house), lambda: None
        if guard:
            guard.put_on(config)


def listen_again(settings: Settings) -> socket.socket:
    """Any free port, but the last one when it is free: cookies are named by the port, and should still be good."""
    file = settings.data / "address"
    with suppress(OSError, ValueError):
        if last := urlsplit(file.read_text(encoding="utf-8")).port:
            return listen(settings.host, last)
    return listen(settings.host, 0)


def config_of(house: House) -> uvicorn.Config:
    """uvicorn with our WebSocket class and limits. Compression per connection is off: it halves the hall's pace."""
    settings = house.settings
    return uvicorn.Config(
        create_app(house),
        ws=StolikiWebSocket,
        loop="uvloop",
        http=http_within(settings.request_seconds),
        ws_max_size=settings.message_bytes,
        ws_ping_interval=settings.ping_seconds,
        ws_ping_timeout=settings.ping_seconds,
        ws_per_message_deflate=False,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=LAST_WORDS_SECONDS,
    )
