"""Before the doors open: is there room, is the database whole, was a restore cut short? What is wrong is said in words, and
nothing is touched."""

import sqlite3
from contextlib import closing

from app.live.backup import DATABASE
from app.live.disk import free_mb
from app.settings import Settings

RESTORING = "restoring"
MOST_CHECKED = 64 * 1024 * 1024  # bytes: a larger database is checked by `stoliki backup`, not while people wait


class Unsound(Exception):
    """Why the hall does not open, in Polish, with what to do."""


def sound(settings: Settings) -> str:
    """Raises Unsound; otherwise a warning, or nothing."""
    if (settings.data / RESTORING).exists():
        again = f"stoliki restore KOPIA --data {settings.data}"
        raise Unsound(f"Przywracanie kopii w {settings.data} zostało przerwane. Uruchom jeszcze raz: {again}")
    free = free_mb(settings.data)
    if free < settings.disk_refuse_mb:
        raise Unsound(
            f"Na dysku z katalogiem {settings.data} jest {free} MB wolnego miejsca, a sala potrzebuje {settings.disk_refuse_mb} MB. "
            "Zwolnij miejsce albo podaj --data na innym dysku."
        )
    if settings.is_rehearsal or not settings.database_url:
        whole(settings)
    if free < settings.disk_warn_mb:
        return f"Uwaga: na dysku z katalogiem {settings.data} zostało tylko {free} MB. Zwolnij miejsce, zanim przyjdą ludzie."
    return ""


def whole(settings: Settings) -> None:
    """The file is there entirely and its pages hang together. An empty one is no new hall when cards were made from it."""
    file = settings.home / DATABASE
    if not file.exists():
        return
    if file.stat().st_size == 0 and (settings.secret_file.exists() or file.with_name(f"{DATABASE}-wal").exists()):
        raise Unsound(damaged(settings, "plik jest pusty"))
    try:
        with closing(sqlite3.connect(file)) as db:
            verdict = db.execute("PRAGMA quick_check(1)").fetchone()[0] if file.stat().st_size <= MOST_CHECKED else "ok"
    except sqlite3.Error as problem:
        raise Unsound(damaged(settings, str(problem))) from None
    if verdict != "ok":
        raise Unsound(damaged(settings, verdict))


def damaged(settings: Settings, why: object) -> str:
    """Nothing was overwritten: that is the first thing to know."""
    return (
        f"Bazy w {settings.data} nie da się otworzyć ({why}). Niczego w niej nie zmieniono. Jeśli to nie brak uprawnień ani miejsca, "
        f"przywróć kopię: stoliki restore KOPIA --data {settings.data} --force. Tablety doślą resztę."
    )
