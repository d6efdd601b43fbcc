"""https in a hall: the certificate the server shows, its own or a given one, and the plain door beside it that explains the own one."""

import socket
import ssl
import threading
from contextlib import suppress
from pathlib import Path

import uvicorn
from rich.console import Console

from app.cli.addresses import BadCertificate, hosts
from app.cli.authority import Authority
from app.cli.doorway import doorway
from app.cli.network import listen
from app.settings import Settings

WEB = 80


class Guard:
    """Knows which certificate to show, and keeps it good while the hall is open."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.authority = None if settings.cert else Authority(settings.data / "authority")
        self.door: str | None = None  # ":8001", "" for the usual port, None while there is none
        self._config: uvicorn.Config | None = None
        self.renew()

    @property
    def files(self) -> tuple[Path, Path]:
        """Certificate and key."""
        if self.authority:
            return self.authority.certificate, self.authority.key
        assert self.settings.cert
        return self.settings.cert, self.settings.key or self.settings.cert

    def put_on(self, config: uvicorn.Config) -> None:
        """From now on this server speaks TLS. Raises BadCertificate."""
        certificate, key = self.files
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
        except (OSError, ssl.SSLError) as problem:
            raise BadCertificate(f"{certificate}: {problem}") from None
        config.ssl_certfile, config.ssl_keyfile, self._config = str(certificate), str(key), config

    def renew(self) -> None:
        """The address changed, or a year has gone by: who connects from now on is shown a new leaf."""
        if self.authority and self.authority.certify(names(self.settings)) and self._config and self._config.ssl:
            self._config.ssl.load_cert_chain(*self.files)

    def open_door(self) -> None:
        """The page with the root and the steps, on plain http. A port that is taken is no reason not to open the hall."""
        with suppress(OSError):
            ear = self._ear()
            port = ear.getsockname()[1]
            self.door = "" if port == WEB else f":{port}"
            config = uvicorn.Config(doorway(self.settings, self.authority), log_level="warning", access_log=False, server_header=False)
            threading.Thread(target=uvicorn.Server(config).run, args=([ear],), daemon=True).start()

    def tell(self) -> None:
        """For the person at the server: where tablets get the certificate, and what to compare."""
        out = Console()
        if self.authority and self.door is not None:
            for host in hosts(self.settings):
                out.print(f"  http://{host}{self.door}/  (certyfikat i instrukcja dla tabletów)", highlight=False, soft_wrap=True)
        if self.authority:
            out.print(f"Odcisk SHA-256 certyfikatu sali: {self.authority.fingerprint}", highlight=False, soft_wrap=True, emoji=False)

    def _ear(self) -> socket.socket:
        settings = self.settings
        if settings.http_port:
            return listen(settings.host, settings.http_port)
        with suppress(OSError):
            return listen(settings.host, WEB)
        return listen(settings.host, settings.port + 1)


def names(settings: Settings) -> list[str]:
    """What the leaf vouches for: every address of this machine, its names in the hall."""
    bare = {host.strip("[]") for host in hosts(settings)}
    return [*bare, "127.0.0.1", "::1", "localhost"]
