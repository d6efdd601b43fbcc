"""stoliki rehearse: a crowd of real seats over the real protocol, and an audit by id of what became of what it said."""

import asyncio
import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from app.cli.audit import Finding, audit
from app.cli.crowd import Said, Unseated
from app.cli.performance import Performance
from app.cli.running import fail, notes
from app.cli.script import Line, read_script

MOST_SHOWN = 5
Codes = dict[tuple[str, int | None], str]


def rehearse(
    seats: Annotated[str, typer.Option(help="Plik z wierszem, który wypisało `stoliki demo --json`; - oznacza standardowe wejście.")],
    file: Annotated[Path | None, typer.Option(help="Plik sali: {tables: [{number, issues: [{text, votes_source}]}]}.")] = None,
    pace: Annotated[float, typer.Option(min=0.1, help="Ile wpisów na sekundę w całej sali.")] = 20,
    seconds: Annotated[float | None, typer.Option("--for", min=0, help="Przestań pisać po tylu sekundach.")] = None,
) -> None:
    """Próba generalna: tłum moderatorów wpisuje zagadnienia i liczy ręce, a na końcu każdy wpis jest szukany po identyfikatorze."""
    url, codes = seats_of(seats)
    script = script_for(file, sorted(number for role, number in codes if role == "moderator" and number is not None))
    try:
        crowd, findings = asyncio.run(performed(Performance(url, codes), script, pace, seconds))
    except (OSError, httpx.HTTPError, Unseated, KeyError) as problem:
        raise fail(f"Próba się nie odbyła: {problem!r}") from None
    if not tell(crowd, findings):
        raise typer.Exit(1)


def seats_of(file: str) -> tuple[str, Codes]:
    """The address and the code of every seat, as `demo --json` printed them."""
    try:
        with nullcontext(sys.stdin) if file == "-" else open(file, encoding="utf-8") as lines:
            hall: dict[str, Any] = json.loads(lines.readline())
        return hall["url"].rstrip("/"), {(seat["role"], seat["stolik"]): seat["code"] for seat in hall["seats"]}
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise fail(f"Nie umiem przeczytać stanowisk z {file}: {problem!r}") from None


def script_for(file: Path | None, numbers: list[int]) -> list[Line]:
    try:
        script = read_script(file, numbers)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise fail(f"{file} nie jest plikiem sali: {problem!r}") from None
    if missing := {line.number for line in script} - set(numbers):
        raise fail(f"W tej sali nie ma stolików: {', '.join(map(str, sorted(missing)))}.")
    return script


async def performed(crowd: Performance, script: list[Line], pace: float, seconds: float | None) -> tuple[Performance, list[Finding]]:
    """The rehearsal with its progress bar, and the audit."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=notes) as bar:
        total = len(script) if seconds is None else min(len(script), int(seconds * pace) + 1)
        task = bar.add_task("Sala pisze", total=total)
        async with crowd.seated(sorted({line.number for line in script})):
            await crowd.play(script, pace, seconds, lambda: bar.advance(task))
            bar.update(task, description="Szukam każdego wpisu")
            return crowd, await audit(crowd.organiser, crowd.projector, list(crowd.said.values()))


def tell(crowd: Performance, findings: list[Finding]) -> bool:
    """The summary on standard output. Whether nothing is missing, doubled or unanswered."""
    out, issues = Console(highlight=False), crowd.issues()
    acknowledged, answered = (sum(one.seq is not None for one in said) for said in (issues, crowd.said.values()))
    out.print(f"Potwierdzone wpisy: {acknowledged} z {len(issues)}; wszystkie polecenia: {answered} z {len(crowd.said)}.")
    for finding in findings:
        out.print(f"  {finding.place}: {finding.found} z {finding.sought}" + complaint(finding))
    for said in [one for one in crowd.said.values() if one.refusal][:MOST_SHOWN]:
        out.print(f"  odmowa: {said.command['kind']}: {said.refusal}")
    out.print(latencies(issues))
    troubles = sum(tablet.troubles for tablet in crowd.tablets.values())
    out.print(f"Ponowione wysyłki: {troubles}. Ekran odświeżony w całości: {crowd.heals} razy.")
    good = answered == len(crowd.said) and all(finding.good for finding in findings)
    out.print("[bold green]Niczego nie brakuje i nic nie jest podwójne." if good else "[bold red]Próba wykryła braki.")
    return good


def complaint(finding: Finding) -> str:
    """The first ids that are not as they should be."""
    wrong = [f"brak {id}" for id in finding.missing] + [f"podwójnie {id}" for id in finding.doubled]
    return "" if not wrong else f"; {', '.join(wrong[:MOST_SHOWN])}" + (" …" if len(wrong) > MOST_SHOWN else "")


def latencies(issues: list[Said]) -> Table:
    """How long from typing to the answer, and to the projector."""
    table = Table("od wpisania, ms", "p50", "p95", "p99", "najdłużej", "wpisów")
    waits = {
        "do potwierdzenia": [one.answered - one.typed for one in issues if one.answered],
        "do ekranu w sali": [one.shown - one.typed for one in issues if one.shown],
    }
    for name, times in waits.items():
        table.add_row(name, *(f"{quantile(times, part):.0f}" for part in (0.5, 0.95, 0.99, 1.0)), str(len(times)))
    return table


def quantile(times: list[float], part: float) -> float:
    """In milliseconds; 0 of nothing."""
    return sorted(times)[round((len(times) - 1) * part)] * 1000 if times else 0.0
