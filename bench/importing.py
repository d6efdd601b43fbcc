"""How long a hundred stoliki with a thousand topics take: uv run python -m bench.importing [FILE.xlsx]

Seconds by the clock, of the processor (ours and the reader's), and the reader's largest memory. In a new house on a real disk."""

import resource
import sys
import tempfile
import time
from pathlib import Path

from app.importing.apart import read_apart
from app.importing.planning import Target
from app.importing.preview import previewed, spoken
from app.live.seat import HOUSE
from app.main import House
from app.seats.codes import read_secret
from app.settings import Settings
from tests.importing.files import big


def clocks() -> tuple[float, float]:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter(), time.process_time() + children.ru_utime + children.ru_stime


def tell(what: str, since: tuple[float, float]) -> tuple[float, float]:
    now = clocks()
    print(f"{what:28} {now[0] - since[0]:6.2f} s by the clock  {now[1] - since[1]:6.2f} s of the processor")
    return now


def main() -> None:
    content = Path(sys.argv[1]).read_bytes() if len(sys.argv) > 1 else big()
    with tempfile.TemporaryDirectory() as folder:
        house = House(Settings(data=Path(folder)))
        print(f"{len(content)} bytes")
        begun = at = clocks()
        book = read_apart(content, house.settings.import_bytes)
        at = tell("read", at)
        with house.db.read() as db:
            preview = previewed(db, book, Target(True, "Duży Kongres", ("2027-09-10",)))
        tell("understood, compared", at)
        at = tell("preview in all", begun)
        commands, _ = spoken(preview, read_secret(house.settings.secret_file))
        answers = house.recorder.record_now(HOUSE, time.time_ns() // 1_000_000, commands, whole=True)
        tell(f"written, {len(commands)} commands", at)
        print("refused:", [one.refusal.message for one in answers if one.refusal], [one.message for one in preview.plan.problems])
        print("the reader's memory:", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, "MB")
        house.close()


if __name__ == "__main__":
    main()
