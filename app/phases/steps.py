"""What a scenario is made of, and the two that the house brings: stoliki tematyczne, world café."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, Literal

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.live.commands import clean_text
from app.live.languages import say

MOST_STEPS = 24
Key = Literal["welcome", "question", "talk", "merge", "vote", "read_back", "round", "move", "other"]
KEYS: tuple[Key, ...] = ("welcome", "question", "talk", "merge", "vote", "read_back", "round", "move", "other")
StepTitle = Annotated[str, BeforeValidator(clean_text), Field(max_length=60)]
Sentence = Annotated[str, BeforeValidator(clean_text), Field(max_length=280)]
Minutes = Annotated[int, Field(ge=1, le=240)]


class Step(BaseModel):
    """One part: `title` and `sentence` null are the key's own words, which every language has."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    key: Key
    title: StepTitle | None = None
    minutes: Minutes
    sentence: Sentence | None = None


Steps = Annotated[list[Step], Field(min_length=1, max_length=MOST_STEPS)]
Plan = tuple[tuple[Key, int], ...]
TABLES: Plan = (("welcome", 3), ("question", 2), ("talk", 10), ("merge", 5), ("vote", 5), ("read_back", 5))
CAFE: Plan = (("welcome", 3), ("round", 15), ("move", 2), ("round", 15), ("move", 2), ("round", 15), ("read_back", 5))


def shipped(lang: str, for_cafe: bool = False) -> dict[str, tuple[Step, ...]]:
    """The house's own scenarios by name, the one that fits first."""
    plans: list[tuple[str, Plan]] = [(say(lang, "Stoliki tematyczne"), TABLES), (say(lang, "World café"), CAFE)]
    order = reversed(plans) if for_cafe else plans
    return {name: tuple(Step(key=key, minutes=minutes) for key, minutes in plan) for name, plan in order}


def written(steps: Sequence[Step]) -> str:
    """As it stands in the tables."""
    return orjson.dumps([step.model_dump() for step in steps]).decode()


@lru_cache(maxsize=256)
def read(steps: str) -> tuple[Step, ...]:
    """As they were written. The same few scenarios are read for every stolik of a hall."""
    return tuple(Step.model_validate(step) for step in orjson.loads(steps))


def titles(lang: str) -> dict[Key, str]:
    """What each kind of part is called."""
    return {
        "welcome": say(lang, "Powitanie"),
        "question": say(lang, "Pytanie"),
        "talk": say(lang, "Rozmowa"),
        "merge": say(lang, "Porządkowanie"),
        "vote": say(lang, "Głosowanie"),
        "read_back": say(lang, "Podsumowanie"),
        "round": say(lang, "Runda rozmów"),
        "move": say(lang, "Zmiana stolików"),
        "other": say(lang, "Inna część"),
    }


def sentences(lang: str) -> dict[Key, str]:
    """What the moderator can say next, word for word."""
    return {
        "welcome": say(lang, "Dzień dobry! Powiedzmy krótko, kim jesteśmy i co nas tu dziś sprowadza."),
        "question": say(lang, "Oto nasz temat. Zastanówmy się chwilę w ciszy: co jest w nim dla nas najważniejsze?"),
        "talk": say(lang, "Mówimy po kolei, każda osoba ma głos. Co działa, co nie działa, co warto zrobić?"),
        "merge": say(lang, "Przeczytam nasze wpisy. Które mówią o tym samym, a czego jeszcze brakuje?"),
        "vote": say(lang, "Przy każdym wpisie podnieśmy rękę, jeśli jest dla nas ważny."),
        "read_back": say(lang, "Przeczytam nasze podsumowanie. Czy to jest to, co powiedzieliśmy?"),
        "round": say(lang, "Mamy kwadrans. Zacznijmy od tego, co przy tym stoliku już padło, i dodajmy swoje."),
        "move": say(lang, "Dziękujemy za rozmowę! Zabierzmy swoje rzeczy i przejdźmy do następnego stolika."),
        "other": "",
    }
