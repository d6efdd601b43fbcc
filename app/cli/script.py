"""What a rehearsal's crowd says: the issues of a hall file, dealt to the stoliki in turn, or a few of our own."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

MOST_LETTERS = 4000
KINDS = ("problem", "idea", "problem", "question", "idea", "tool", "quote")
OWN_ISSUES = (
    "Za mało ławek przy drodze do przychodni",
    "Autobus nocny także w niedziele",
    "Kto odśnieża chodnik przy szkole?",
    "Spotkania z radą osiedla raz na kwartał, po południu",
    "„Nikt nam nie odpowiedział, co się stało z naszym pomysłem”",
    "Kosze na psie odchody przy ścieżce nad rzeką",
    "Oświetlić przejście podziemne",
    "Drzewa zamiast betonu na placu przed domem kultury",
    "Napisy w urzędzie prostym językiem, także po ukraińsku",
    "Próg przy wejściu do świetlicy: nie wjedzie wózek",
)


@dataclass(frozen=True)
class Line:
    """One issue: at which stolik (its number), the words, how many hands go up, what kind it is."""

    number: int
    text: str
    hands: int
    kind: str


def script_of(hall: dict[str, Any]) -> list[Line]:
    """The issues of all tables, one from each in turn, as a hall says them. Raises KeyError or TypeError on another shape."""
    tables = [[(table["number"], issue) for issue in table["issues"]] for table in hall["tables"]]
    dealt = (said for round_ in zip_longest(*tables) for said in round_ if said is not None)
    return [line(nth, number, issue) for nth, (number, issue) in enumerate(dealt)]


def line(nth: int, number: int, issue: dict[str, Any]) -> Line:
    """A vote of a whole city becomes the hands of one stolik: its square root, so that the order stays."""
    hands = math.isqrt(int(issue.get("votes_source") or 0)) // 4
    return Line(number, " ".join(issue["text"].split())[:MOST_LETTERS], hands, KINDS[nth % len(KINDS)])


def own_hall(numbers: list[int]) -> dict[str, Any]:
    """A small hall of invented issues, the same at every run."""
    issues: Iterator[dict[str, Any]] = ({"text": text, "votes_source": 40 * nth * nth} for nth, text in enumerate(OWN_ISSUES, 1))
    said = list(issues)
    return {"tables": [{"number": number, "issues": said} for number in numbers]}


def read_script(file: Path | None, numbers: list[int]) -> list[Line]:
    """The script from a file, or our own. Raises OSError, ValueError, KeyError, TypeError when the file is no hall file."""
    return script_of(json.loads(file.read_text(encoding="utf-8")) if file else own_hall(numbers))
