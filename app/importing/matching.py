"""Which thing of the file is which thing of the house: by number or name, whatever the order of the rows."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from app.importing.columns import fold

Key = Callable[[Any], Hashable]


def matched(facts: Sequence[Any], rows: Sequence[Any], *keys: Key) -> dict[int, Any]:
    """id(fact) -> row: among what stands on the plan first, then among what was withdrawn from it."""
    pairs = paired(facts, [row for row in rows if not row.withdrawn], *keys)
    rest = [one for one in facts if id(one) not in pairs]
    return pairs | paired(rest, [row for row in rows if row.withdrawn], *keys)


def paired(facts: Sequence[Any], rows: Sequence[Any], *keys: Key) -> dict[int, Any]:
    """The first key is the strictest; one counts where it is unique on both sides among what is still free."""
    pairs: dict[int, Any] = {}
    taken: set[int] = set()
    for key in keys:
        left = [one for one in facts if id(one) not in pairs and key(one) is not None]
        free = [row for row in rows if row.id not in taken]
        mine, theirs = Counter(map(key, left)), Counter(map(key, free))
        only = {key(row): row for row in free if theirs[key(row)] == 1}
        fresh = {id(one): only[key(one)] for one in left if mine[key(one)] == 1 and key(one) in only}
        pairs |= fresh
        taken |= {row.id for row in fresh.values()}
    return pairs


def by(*names: str) -> Key:
    """A key of these attributes; None when one of them is not said. Names are compared folded."""

    def key(one: Any) -> Hashable:
        values = [getattr(one, name) for name in names]
        return None if None in values or "" in values else tuple(fold(value) if isinstance(value, str) else value for value in values)

    return key


def closest(name: str, names: Iterable[str], alike: float = 0.6) -> str:
    """The name somebody may have meant, or nothing."""
    folded = {fold(one): one for one in names}
    found = get_close_matches(fold(name), folded, 1, alike)
    return folded[found[0]] if found else ""
