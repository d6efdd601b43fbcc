"""The disk fills up under load: the server stays, takes nothing, loses nothing, and takes again by itself when there is room."""

import asyncio
import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from bench.torture.audit import audit, audit_file
from bench.torture.crowd import Crowd
from bench.torture.hall import UNPACED, Hall
from bench.torture.run import Figures, Run, must, spread
from bench.torture.shim import ELSEWHERE, shim

SHORT_TIMES, LONG_TIMES = 2, 20
ROOMY = UNPACED | {"STOLIKI_DISK_REFUSE_MB": "1", "STOLIKI_DISK_WARN_MB": "1"}  # a disk of 48 MB is no disk for a hall
REAL_MB, BACK_SECONDS, RATE = 48, 20.0, 20.0


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """A disk of its own, for root; None for everybody else."""
    folder.mkdir(parents=True)
    words = ["mount", "-t", "tmpfs", "-o", f"size={REAL_MB}m", "stoliki-torture", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(words, capture_output=True, timeout=20).returncode == 0
    try:
        yield folder if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True, timeout=20)


class Ballast:
    """What fills the disk: a real file on the small disk, or the shim's answer while the file exists."""

    def __init__(self, file: Path, real: bool) -> None:
        self.file, self.real = file, real

    def fill(self) -> None:
        with self.file.open("wb", buffering=0) as out, contextlib.suppress(OSError):
            for size in (1 << 20, 1 << 12, 1) if self.real else ():
                with contextlib.suppress(OSError):
                    while out.write(bytes(size)) == size:
                        pass

    def free(self) -> None:
        self.file.unlink()


async def filled(crowd: Crowd, ballast: Ballast) -> float:
    """Full under load until every tablet was told so; free again. Returns how long until the first answer."""
    before = len(crowd.promised)
    await crowd.until(lambda: len(crowd.promised) > before + 5, 60, "answers before it is full")
    for tablet in crowd.tablets:
        tablet.problem = ""
    ballast.fill()
    await crowd.until(lambda: any(tablet.problem == "busy" for tablet in crowd.tablets), 60, "503 with Retry-After")
    must(await unready(crowd), "/readyz does not say 503 on a full disk")
    page = await crowd.organiser.get("/hall")
    must(page.status_code == 200, f"pages are not served on a full disk: {page.status_code}")
    promised = len(crowd.promised)
    ballast.free()
    return await crowd.until(lambda: len(crowd.promised) > promised, BACK_SECONDS * 6, "writable again by itself")


async def unready(crowd: Crowd) -> bool:
    """Whether /readyz says so, soon."""
    for _ in range(100):
        if (await crowd.http.get(f"{crowd.hall.url}/readyz")).status_code == 503:
            return True
        await asyncio.sleep(0.1)
    return False


async def under_load(run: Run, data: Path, ballast: Ballast, settings: dict[str, str]) -> Figures:
    back = list[float]()
    with Hall(data, settings=settings) as hall:
        await asyncio.to_thread(hall.start)
        pid, crowd = hall.pid, Crowd(hall, run.random("crowd"))
        async with crowd.seated(hall.numbers()[: 11 if run.long else 2], 2, projectors=1):
            typing = asyncio.create_task(crowd.typing(RATE))
            for _ in range(run.much(SHORT_TIMES, LONG_TIMES)):
                back.append(await filled(crowd, ballast))
            typing.cancel()
            await crowd.drained(120)
            must(hall.process and hall.process.poll() is None and hall.pid == pid, "the server did not stay")
            await audit(crowd.organiser, crowd.typed, crowd.promised, quiet=True)
            diverged = await crowd.diverged()
            must(not diverged, f"open pages differ from fresh ones: {diverged[:4]}")
        await asyncio.to_thread(hall.stop)
        audit_file(hall.data / "stoliki.db", crowd.typed, crowd.promised)
    return {"times full": len(back), "lost": 0, "room to first answer, s": spread(back)} | crowd.figures()


def full(run: Run) -> Figures:
    """The disk is full under load: 503 and read-only pages, no acknowledged loss, writable again by itself."""
    with small_disk(run.folder / "disk") as disk:
        if disk is not None and run.long:
            settings = ROOMY | {"STOLIKI_DISK_RESERVE_MB": "0"}
            told = {"how": f"a tmpfs of {REAL_MB} MB, filled to the last byte", "limits changed": settings}
            return told | asyncio.run(under_load(run, disk / "hall", Ballast(disk / "ballast", True), settings))
        if shim() is None:
            run.report(f"  {ELSEWHERE}")
            return {"not run": ELSEWHERE}
        data, flag = run.folder / "hall", run.folder / "full"
        preload = UNPACED | {"LD_PRELOAD": str(shim()), "TORTURE_DIR": str(data), "TORTURE_FULL": str(flag)}
        told = {"how": "every write answered with ENOSPC by a preload shim"}
        return told | asyncio.run(under_load(run, data, Ballast(flag, False), preload)) | {"limits changed": UNPACED}


SCENARIOS = {"full": full}
