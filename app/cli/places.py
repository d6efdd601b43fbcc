"""From the moment the hall is open: where it is, whether it moved since the last time or moves now, and how https is kept good."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, Protocol

import uvicorn
from rich.console import Console

from app.cli.watch import watch
from app.main import House
from app.settings import Settings

notes = Console(stderr=True)


class Guarding(Protocol):
    """app.cli.guard, which is loaded only when https is wanted."""

    def put_on(self, config: uvicorn.Config) -> None: ...
    def renew(self) -> None: ...
    def open_door(self) -> None: ...
    def tell(self) -> None: ...


def guarded(settings: Settings, config: uvicorn.Config) -> Guarding | None:
    """TLS, when it is wanted. Raises BadCertificate."""
    if not settings.https:
        return None
    guard: Any = import_module("app.cli.guard").Guard(settings)
    guard.put_on(config)
    return guard  # type: ignore[no-any-return]


def opened(house: House, url: str, before: str, guard: Guarding | None, ready: Callable[[str], None]) -> None:
    """Requests are answered from now on: say so, and keep looking whether the addresses change."""
    ready(url)
    if guard:
        guard.open_door()
        guard.tell()
    warn_of_move(house, before)
    watch(house.addresses, lambda now: moved(now, guard))


def last_address(settings: Settings) -> str:
    """Where this hall was the last time, "" when never."""
    file = settings.data / "address"
    return file.read_text(encoding="utf-8") if file.exists() else ""


def warn_of_move(house: House, before: str) -> None:
    """Cards and links name an address: whoever printed them should hear that it has changed."""
    now = house.addresses()
    if before and before not in now:
        tell(f"Adres sali się zmienił: był {before}, jest {now[0]}. Karty i linki ze starym adresem już nie działają.")
        tell(f"Wydrukuj je jeszcze raz: {now[0]}/desk/seats (kody są te same).")


def moved(now: list[str], guard: Guarding | None) -> None:
    """The laptop is in another network: say where the hall is now, with a certificate that says the same."""
    if guard:
        guard.renew()
    tell(f"Adresy sali są teraz inne: {', '.join(now)}. Karty ze starym adresem wydrukuj jeszcze raz.")


def tell(sentence: str) -> None:
    notes.print(sentence, style="bold yellow", markup=False, highlight=False, soft_wrap=True)
