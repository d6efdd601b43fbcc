"""Pages and the fragments of them that are pushed. A pushed fragment is a block of a page that a GET serves.

`@shown_on` says which nouns of the journal make a fragment stale, and where it is heard.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.ext import Extension
from jinja2.runtime import Context
from markupsafe import escape
from sqlalchemy import Connection

from app.live.journal import Entry
from app.live.languages import translations
from app.live.statics import StaticOfThisVersion

TEMPLATES = Path(__file__).parent.parent / "templates"
Where = Callable[[Connection, Entry], Iterable[tuple[str, str]]]
Render = Callable[[Connection, str, list[str], str], str | dict[str, Any]]
RenderSince = Callable[[Connection, str, list[str], str, int], str | dict[str, Any]]
CONSTANT = re.compile(r'\{\{ _\("([^"\\]*)"\) \}\}')
FRAGMENTS: list["Fragment"] = []


@dataclass(frozen=True)
class Fragment:
    """`where(db, entry)` gives (channel, key) pairs gone stale; `render(db, channel, keys, lang, prev)` gives HTML, or data for the map."""

    name: str
    nouns: frozenset[str]
    where: Where
    render: RenderSince


def shown_on(*nouns: str, where: Where) -> Callable[[Render], Render]:
    """Declare a fragment: stale when an entry of one of these nouns is recorded, at the places `where` names."""

    def declare(render: Render) -> Render:
        def whole(db: Connection, channel: str, keys: list[str], lang: str, prev: int) -> str | dict[str, Any]:
            return render(db, channel, keys, lang)

        _declared(render, nouns, where, whole)
        return render

    return declare


def shown_since(*nouns: str, where: Where) -> Callable[[RenderSince], RenderSince]:
    """The same for a fragment that says only what has changed after `prev`, the channel's push before this one."""

    def declare(render: RenderSince) -> RenderSince:
        _declared(render, nouns, where, render)
        return render

    return declare


def _declared(named: Callable[..., Any], nouns: Iterable[str], where: Where, render: RenderSince) -> None:
    FRAGMENTS.append(Fragment(f"{named.__module__}.{named.__name__}", frozenset(nouns), where, render))


class ConstantWords(Extension):
    """`{{ _("Zapisz") }}` is translated when the template is compiled: an environment speaks one language."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        say: Callable[[str], str] = translations(self.environment.globals["lang"]).gettext
        return CONSTANT.sub(lambda found: str(escape(say(found[1]) % {})), source)


@cache
def templates(lang: str) -> Environment:
    """The templates in one language."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n", ConstantWords, StaticOfThisVersion],
    )
    environment.globals["lang"] = lang
    environment.install_gettext_translations(translations(lang), newstyle=True)  # type: ignore[attr-defined]
    return environment


def block(template: str, name: str, values: dict[str, Any], lang: str) -> str:
    """One block of a page, alone: the same words the whole page has at that place."""
    found, words = _ready(template, lang)
    return "".join(found.blocks[name](Context(found.environment, words | values, found.name, found.blocks)))


@cache
def _ready(template: str, lang: str) -> tuple[Template, dict[str, Any]]:
    """A template and its global words in one flat dictionary, which Jinja would flatten for every block."""
    found = templates(lang).get_template(template)
    return found, dict(found.globals)


def whole(template: str, values: dict[str, Any], lang: str) -> str:
    """A whole page."""
    return templates(lang).get_template(template).render(values)


def partial(target: str, html: str, swap: str = "outerMorph") -> str:
    """An element that changes: htmx morphs it, so focus and caret stay."""
    return f'<hx-partial hx-target="{target}" hx-swap="{swap}">{html}</hx-partial>'


def upsert(target: str, html: str, key: str) -> str:
    """An element that is new, or known already: put in by its key's order, never twice."""
    return f'<hx-upsert hx-target="{target}" key="{key}">{html}</hx-upsert>'
