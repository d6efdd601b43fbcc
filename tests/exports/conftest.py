"""A hall in which words are said in one line."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.running import Person, RunningHall, running


@dataclass
class Here:
    """The running hall and the people who have sat down in it so far."""

    hall: RunningHall
    people: dict[tuple[str, int | None], Person] = field(default_factory=dict)

    def sit(self, role: str, stolik: int | None = None) -> Person:
        if (role, stolik) not in self.people:
            self.people[role, stolik] = self.hall.sit(role, stolik)
        return self.people[role, stolik]

    def get(self, path: str, role: str = "organiser", stolik: int | None = None) -> Any:
        return self.sit(role, stolik).client.get(path)

    def say(self, role: str, stolik: int | None, kind: str, **fields: Any) -> str:
        """A command from that seat; its id once it is recorded."""
        answer = self.sit(role, stolik).say(kind, **fields)
        assert answer["status"] == "recorded", answer
        return str(answer["id"])

    def issue(self, stolik: int, text: str, **fields: Any) -> str:
        """The moderator of a stolik types."""
        answer = self.sit("moderator", stolik).record(text, stolik, **fields)
        assert answer["status"] == "recorded", answer
        return str(answer["id"])


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Here]:
    with running(tmp_path / "hall") as hall:
        yield Here(hall)
