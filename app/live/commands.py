"""Command(fields, check, apply), parse and dispatch: the one way to change anything."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError
from sqlalchemy import Connection

from app.live.journal import Entry
from app.live.keys import Keys
from app.live.recorder import Arrival, Refusal, Veiled
from app.live.redactions import Redaction
from app.live.seat import HOUSE_ROLE

MOST_AGE_MS = 72 * 3600 * 1000
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
KINDS: dict[str, type["Command"]] = {}


def clean_text(value: object) -> object:
    """NFC, without control characters but newline and tab; a lone surrogate is refused, and so is a text nobody could see."""
    if not isinstance(value, str):
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        raise PydanticCustomError("bad_text", "lone surrogate") from None
    value = CONTROLS.sub("", unicodedata.normalize("NFC", value))
    if not any(unicodedata.category(letter)[0] in "LNPS" for letter in value):
        raise PydanticCustomError("empty_text", "empty")
    return value


def clean_id(value: object) -> object:
    """A UUID in its usual spelling, in small letters."""
    if not isinstance(value, str) or not UUID.fullmatch(value):
        raise PydanticCustomError("not_an_id", "not a UUID")
    return value.lower()


def clamp_age(value: object) -> object:
    """How long ago it was typed, by the tablet's own clock at both ends: never in the future, at most 72 h."""
    return value if isinstance(value, bool) or not isinstance(value, int | float) else min(max(value, 0), MOST_AGE_MS)


Id = Annotated[str, BeforeValidator(clean_id)]
IssueText = Annotated[str, BeforeValidator(clean_text), Field(max_length=4000)]
Title = Annotated[str, BeforeValidator(clean_text), Field(max_length=200)]
Number = Annotated[int, Field(ge=-(2**31), lt=2**31)]


class Command(BaseModel):
    """What a seat asks for. `check` may refuse and never writes; `apply` writes and never refuses, looks at no clock, is deterministic."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
    kind: ClassVar[str]
    roles: ClassVar[frozenset[str]] = frozenset({HOUSE_ROLE})
    erases: ClassVar[bool] = False  # whether its `text` takes the place of all earlier words about its subject, for good
    secret: ClassVar[bool] = False  # whether its entry keeps neither who said it nor when; then `veiled` says what it keeps
    kept_as: ClassVar[type["Command"] | None] = None  # what stands in the journal instead of a secret one

    id: Id
    age_ms: Annotated[float, BeforeValidator(clamp_age)] = 0

    def __init_subclass__(cls, **values: Any) -> None:
        super().__init_subclass__(**values)
        if "kind" in cls.__dict__:
            KINDS[cls.kind] = cls

    @property
    def kind_name(self) -> str:
        return type(self).kind

    @property
    def about_stolik(self) -> int | None:
        """The stolik this command is about, if it is about one."""
        return getattr(self, "stolik_id", None)

    def subject(self) -> str | None:
        """The id of the thing it is about; a thing that a command makes has the command's id."""
        return self.id

    def payload(self) -> str:
        """The content, canonically: two commands with one id are the same when this is the same."""
        return orjson.dumps(self.model_dump(exclude={"id", "age_ms"}), option=orjson.OPT_SORT_KEYS).decode()

    def check(self, db: Connection, arrival: Arrival) -> None:
        """Raise Refusal when it may not be; may set `arrival.late`."""

    def apply(self, db: Connection, entry: Entry) -> None:
        """Change the tables as the entry says."""
        raise NotImplementedError

    def remains(self, redaction: Redaction) -> Sequence["Command"]:
        """What is recorded instead when it comes after its words were redacted; nothing, for most."""
        return ()

    def veiled(self, db: Connection, arrival: Arrival, keys: Keys) -> Veiled:
        """Of a secret command: what the journal keeps of it. It judges, too; what it writes belongs to no `apply`."""
        raise NotImplementedError


def parse(raw: object) -> Command:
    """A command from what was sent. Raises Refusal: unknown_kind, invalid, too_long or bad_text."""
    if not isinstance(raw, dict):
        raise Refusal("invalid", "To nie jest polecenie.")
    kind = raw.get("kind")
    known = KINDS.get(kind) if isinstance(kind, str) else None
    if known is None:
        raise Refusal("unknown_kind", "Serwer nie zna takiego polecenia.")
    try:
        return known.model_validate({name: value for name, value in raw.items() if name != "kind"})
    except ValidationError as error:
        raise refusal_of(error) from None


def recorded(entry: Entry) -> Command:
    """The command an entry was made from."""
    said = KINDS[entry.kind]
    return (said.kept_as or said).model_validate(entry.fields | {"id": entry.command_id})


def refusal_of(error: ValidationError) -> Refusal:
    """The first complaint, in words; the name of the field helps whoever writes a client."""
    first = error.errors(include_url=False, include_input=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    if first["type"] in ("string_too_long", "too_long"):
        return Refusal("too_long", "Za długi tekst: najwyżej %(most)s znaków.", most=first["ctx"]["max_length"])
    if first["type"] == "bad_text" or first["type"] == "string_unicode":
        return Refusal("bad_text", "Tekst zawiera uszkodzone znaki.")
    if first["type"] == "empty_text":
        return Refusal("invalid", "Tekst jest pusty.")
    if first["type"] == "missing":
        return Refusal("invalid", "Brakuje pola: %(field)s.", field=field)
    return Refusal("invalid", "Niepoprawne pole: %(field)s.", field=field)
