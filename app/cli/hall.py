"""stoliki serve, demo, seats: a hall is opened, and its links are told."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from app.cli.addresses import LOOPBACK, urls
from app.cli.first import first_link, tell_first
from app.cli.links import links, print_links, print_qr, seats_json
from app.cli.network import LOCAL_NAME, announce
from app.cli.opening import furnish, openings
from app.cli.retention import overdue
from app.cli.running import fail, locked, open_house
from app.cli.running import serve as run
from app.cli.stage import on_stage
from app.editions.document import shipped
from app.live.db import Database
from app.main import House
from app.seats.codes import LostSecret
from app.settings import Settings

Host = Annotated[str | None, typer.Option(help="Adres, na którym słucha serwer.")]
Port = Annotated[int | None, typer.Option(min=0, max=65535, help="Port; 0 oznacza wolny.")]
Data = Annotated[Path | None, typer.Option(help="Katalog z danymi.")]
AsJson = Annotated[bool, typer.Option("--json", help="Pierwszy wiersz na wyjściu: adres i stanowiska jako JSON.")]
Rehearsal = Annotated[bool | None, typer.Option(help="Próba: osobna baza, znak PRÓBA na każdym ekranie. Bez tego: jak było ostatnio.")]
LOST = "Plik {} nie jest tym, z którego powstały kody na kartach. Przywróć go z kopii."


def settings_with(host: str | None, port: int | None, data: Path | None, **more: Any) -> Settings:
    """Options win over the environment."""
    given = {"host": host, "port": port, "data": data} | more
    return Settings(**{name: value for name, value in given.items() if value is not None})


def demo(host: Host = None, port: Port = None, data: Data = None, as_json: AsJson = False, rehearsal: Rehearsal = None) -> None:
    """Gotowa sala na przykładzie Toruńskiego Kongresu Dialogu 2024: stoliki, zagadnienia, kody stanowisk."""
    settings = settings_with(host, port, data)
    if data is None:
        settings.data = settings.data / "demo"
    lock = locked(settings.data)
    house = open_house(settings)
    document = shipped()
    check_codes(house)
    furnish(house, document, openings(document))
    house = on_stage(house, rehearsal)
    run(house, lambda url: tell_json(house, url) if as_json else tell_people(house, url))
    assert lock


def check_codes(house: House) -> None:
    """Better no hall than cards whose codes open nothing."""
    try:
        links(house.db, house.settings.secret_file, "")
    except LostSecret as lost:
        raise fail(LOST.format(lost)) from None


def tell_json(house: House, url: str) -> None:
    """For programs: one line, at once."""
    print(seats_json(url, links(house.db, house.settings.secret_file, url)), flush=True)


def tell_people(house: House, url: str) -> None:
    """For people: every link, and a QR code for the organiser."""
    seats = links(house.db, house.settings.secret_file, url)
    out = Console()
    out.print("[bold]Sala jest otwarta.[/] Wejdź jako:")
    tell_rehearsal(out, house)
    print_links(out, seats)
    print_qr(next(seat["url"] for seat in seats if seat["role"] == "organiser"))
    out.print("Organizator: kod powyżej. Koniec: Ctrl+C.")


def serve(
    host: Annotated[str, typer.Option(help="Adres, na którym słucha serwer.", envvar="STOLIKI_HOST")] = "0.0.0.0",
    port: Port = None,
    data: Data = None,
    public_url: Annotated[str | None, typer.Option(help="Adres na kartach: jeden z naszych, albo adres serwera pośredniczącego.")] = None,
    https: Annotated[bool | None, typer.Option("--https", help="Szyfruj; tablety pamiętają wtedy stolik także bez sieci.")] = None,
    cert: Annotated[Path | None, typer.Option(help="Własny certyfikat (PEM, z łańcuchem) zamiast urzędu tej sali.")] = None,
    key: Annotated[Path | None, typer.Option(help="Klucz do własnego certyfikatu (PEM).")] = None,
    http_port: Annotated[int | None, typer.Option(help="Port strony z certyfikatem (http); 0: 80 albo następny po głównym.")] = None,
    rehearsal: Rehearsal = None,
    local_name: Annotated[bool, typer.Option(help=f"Odpowiadaj w sieci sali na nazwę {LOCAL_NAME}.")] = True,
) -> None:
    """Otwórz salę: zaktualizuj bazę, uruchom serwer i podaj adresy."""
    more = {"public_url": public_url, "https": https, "cert": cert, "key": key, "http_port": http_port, "local_name": local_name}
    settings = settings_with(host, port, data, **more)
    lock = locked(settings.data)
    house = open_house(settings)
    check_codes(house)
    link = first_link(house)
    house = on_stage(house, rehearsal)
    run(house, lambda url: tell_addresses(house, url, link))
    assert lock


def tell_rehearsal(out: Console, house: House) -> None:
    if house.settings.is_rehearsal:
        out.print("[bold yellow]Trwa PRÓBA: nic z niej nie trafi do Kongresu. Zakończ ją na biurku albo uruchom z --no-rehearsal.")


def tell_addresses(house: House, url: str, link: str = "") -> None:
    """The addresses with IP, the .local name and a QR code; at the first start the organiser's link instead."""
    out, settings = Console(), house.settings
    out.print("[bold]Sala jest otwarta:")
    tell_rehearsal(out, house)
    for sentence in overdue(house):
        out.print(sentence, style="bold yellow", markup=False, highlight=False, soft_wrap=True)
    for one in urls(settings):
        out.print(f"  {one}/join{'  (na kartach)' if one == url else ''}", highlight=False, soft_wrap=True)
    if settings.local_name and not settings.host.startswith(LOOPBACK):
        announce(settings.port)
    if link:
        tell_first(url, link)
    else:
        print_qr(f"{url}/join")
    out.print(f"Kody stanowisk: stoliki seats --data {settings.data}. Koniec: Ctrl+C.", highlight=False)


def seats(data: Data = None, as_json: AsJson = False) -> None:
    """Rola, stolik, kod i adres każdego stanowiska. Kody można wydrukować w każdej chwili jeszcze raz."""
    settings = settings_with(None, None, data)
    db, url = existing(settings), address_of(settings)
    try:
        said = links(db, settings.secret_file, url)
    except LostSecret as lost:
        raise fail(LOST.format(lost)) from None
    if as_json:
        print(seats_json(url, said), flush=True)
    else:
        print_links(Console(), said)


def existing(settings: Settings) -> Database:
    """The database that is there; a clear word when there is none."""
    if not settings.database_url and not (settings.data / "stoliki.db").exists():
        raise fail(f"W katalogu {settings.data} nie ma bazy Stolików. Podaj --data.")
    return Database(settings.url)


def address_of(settings: Settings) -> str:
    """Where the server of this data directory listened last."""
    file = settings.data / "address"
    return settings.public_url or (file.read_text(encoding="utf-8") if file.exists() else f"http://127.0.0.1:{settings.port}")
