"""Every knob, from the environment (STOLIKI_...) with the defaults of a small hall on plain http."""

from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import PrivateAttr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Sizes in bytes, times in the unit their name ends with."""

    model_config = SettingsConfigDict(env_prefix="STOLIKI_")

    data: Path = Path("stoliki-data")
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    cards_url: str = ""
    https: bool = False
    cert: Path | None = None
    key: Path | None = None
    http_port: int = 0
    local_name: bool = False

    batch_commands: int = 50
    body_bytes: int = 64 * 1024
    message_bytes: int = 64 * 1024
    request_seconds: float = 10.0
    commands_per_seat: int = 200
    commands_window_seconds: int = 10
    failed_joins: int = 120
    failed_joins_window_seconds: int = 60
    failed_joins_in_all: int = 300
    failed_sign_ins: int = 20
    entries: int = 600
    silent_minutes: int = 5

    sockets: int = 16_000
    sockets_per_seat: int = 100
    beat_ms: int = 3000
    ping_seconds: float = 5.0
    listener_frames: int = 256
    listener_bytes: int = 256 * 1024
    listener_blocked_seconds: float = 5.0
    map_spacing_seconds: float = 0.05
    group_commands: int = 512

    disk_refuse_mb: int = 500
    disk_warn_mb: int = 1000
    disk_reserve_mb: int = 32
    backup_dir: Path | None = None
    backup_seconds: float = 60.0
    backup_keep: int = 10
    backup_hourly: int = 24
    import_bytes: int = 8 * 1024 * 1024
    retention_days: int = 365

    _rehearsal: bool = PrivateAttr(default=False)

    def in_rehearsal(self, on: bool = True) -> Self:
        """The same hall while it rehearses, or not: another database, nothing else."""
        settings = self.model_copy()
        settings._rehearsal = on
        return settings

    @property
    def is_rehearsal(self) -> bool:
        """Nothing that is said now belongs to the Congress."""
        return self._rehearsal

    @property
    def home(self) -> Path:
        """Where the database and what belongs to it alone lie; what a rehearsal shares with the real hall stays in `data`."""
        return self.data / "rehearsal" if self.is_rehearsal else self.data

    @field_validator("public_url", "cards_url")
    @classmethod
    def _no_slash(cls, url: str) -> str:
        return url.rstrip("/")

    @property
    def is_https(self) -> bool:
        """Whether browsers see us over https: by ourselves or through a proxy."""
        return self.https or self.public_url.startswith("https://")

    @property
    def has_real_name(self) -> bool:
        """https under a name of the internet. Only there may a browser be told to refuse http for a year (HSTS): told so about
        stoliki.local or an address, a tablet could not enter the next hall, which speaks http."""
        name = urlsplit(self.public_url).hostname or ""
        is_address = ":" in name or name.replace(".", "").isdigit()
        return self.public_url.startswith("https://") and "." in name and not is_address and not name.endswith((".local", ".localhost"))

    @property
    def url(self) -> str:
        """The database's URL: the one given, else the embedded file in the data directory. A rehearsal always has a file."""
        return (not self.is_rehearsal and self.database_url) or f"sqlite:///{self.home / 'stoliki.db'}"

    @property
    def redactions_file(self) -> Path:
        """The tombstones of redacted words: beside the database, so that no older copy of it brings them back."""
        return self.home / "redacted.jsonl"

    @property
    def secret_file(self) -> Path:
        """From this file (mode 0600) the codes of the seats are derived; it is never in the database."""
        return self.data / "seats.secret"
