"""Total loss: the database is gone, the tablets are not. What they hold brings everything back."""

import asyncio
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from bench.torture.audit import audit, audit_file
from bench.torture.crowd import Crowd
from bench.torture.hall import UNPACED, Hall
from bench.torture.run import Figures, Run, must
from bench.torture.seated import sit

SHORT_COMMANDS, LONG_COMMANDS = 80, 1500
EACH, WITHIN = 2, 60.0  # s
SECRET = "seats.secret"


@dataclass(frozen=True)
class Loss:
    """What of the data directory is gone. Without the secret the cards are printed anew."""

    name: str
    keeps: tuple[str, ...]

    def strike(self, data: Path) -> None:
        for file in data.iterdir():
            if file.name not in self.keeps and not (self.keeps == ("*",) and not file.name.startswith("stoliki.db")):
                shutil.rmtree(file) if file.is_dir() else file.unlink()


LOSSES = (
    Loss("the database alone", ("*",)),
    Loss("all but the cards' secret", (SECRET,)),
    Loss("the whole directory, new cards", ()),
)


async def lose(run: Run, loss: Loss, stoliki: int, commands: int) -> Figures:
    """Type, lose, start again, sit down with the cards again: the same tablets, nothing typed a second time."""
    with Hall(run.folder / loss.name.replace(" ", "-"), settings=UNPACED) as hall:
        await asyncio.to_thread(hall.start)
        crowd = Crowd(hall, run.random(loss.name))
        async with crowd.seated(hall.numbers()[:stoliki], EACH, projectors=1):
            await crowd.typing(100.0, commands)
            await crowd.drained(120)
            said, epoch = set(crowd.promised), crowd.tablets[0].epoch
            await asyncio.to_thread(hall.kill)
            loss.strike(hall.data)
            for _ in range(commands // 10):
                crowd.say_something()  # while there is no server
            crowd.promised.clear()
            await asyncio.to_thread(hall.start)
            await sit_again(crowd)
            rejoined = time.monotonic()
            await crowd.drained(300)
            back = time.monotonic() - rejoined
            must(said <= crowd.promised.keys() and len(crowd.promised) == len(crowd.typed), f"{loss.name}: not all came back")
            must(all(tablet.epoch != epoch for tablet in crowd.tablets), f"{loss.name}: the epoch is the old one")
            await audit(crowd.organiser, crowd.typed, crowd.promised, quiet=True, ordered=False)
            diverged = await crowd.diverged()
            must(not diverged, f"{loss.name}: open pages differ from fresh ones: {diverged[:4]}")
            must(not run.long or back < WITHIN, f"{loss.name}: took {back:.1f} s")
        await asyncio.to_thread(hall.stop)
        audit_file(hall.data / "stoliki.db", crowd.typed, crowd.promised, ordered=False)
    return {"acknowledged before": len(said), "brought back": len(crowd.promised), "s after rejoining": round(back, 2)}


async def sit_again(crowd: Crowd) -> None:
    """Everybody hands in a card once more; the tablet's outbox stays what it was."""
    for page, card in [(crowd.pages[0], ("organiser", None)), *((page, ("projector", None)) for page in crowd.maps)]:
        page.seat.__dict__.update((await sit(crowd.http, crowd.hall.url, crowd.hall.code(*card))).__dict__)
    for tablet in crowd.tablets:
        number = int(tablet.seat.screen.rsplit("/", 1)[1])
        tablet.seat.__dict__.update((await sit(crowd.http, crowd.hall.url, crowd.hall.code("moderator", number))).__dict__)
    for tablet, page in zip(crowd.tablets, crowd.page_of, strict=True):
        page.wake()
        tablet.wake()


def total_loss(run: Run) -> Figures:
    """The database is deleted under open tablets; they bring back every command, also with new cards."""
    commands = run.much(SHORT_COMMANDS, LONG_COMMANDS)
    figures: Figures = {}
    for loss in LOSSES if run.long else LOSSES[2:]:
        figures[loss.name] = asyncio.run(lose(run, loss, 11 if run.long else 2, commands))
        run.report(f"  {loss.name}: {figures[loss.name]}")
    return figures | {"lost": 0, "limits changed": UNPACED}


SCENARIOS = {"total-loss": total_loss}
