"""What is on the map now, asked of the tables once for each seq: all languages and all doors share it."""

from typing import Any, NamedTuple

from sqlalchemy import Connection

from app.editions.queries import current_edition, sittings
from app.live import journal
from app.live.installation import epoch_of
from app.live.languages import LANGUAGES
from app.projector.figures import counts, figures_on_map
from app.projector.island import picture
from app.projector.rows import has_working_names, headcounts, map_themes, map_topics
from app.projector.rows_on_map import Heap, MapTheme, MapTopic
from app.projector.rows_said import light_issues, read_out, shares_of
from app.projector.scenes import Part, programme
from app.projector.support import gathered, people_at_a_table
from app.projector.voted import with_votes
from app.votes.standing import standing


class Drawn(NamedTuple):
    """The rows of the current edition, and the picture made of them. Nobody may change any of it."""

    edition_id: int
    themes: tuple[MapTheme, ...]
    topics: list[MapTopic]
    heaps: list[Heap]
    island: dict[str, Any]


_last: dict[tuple[str, str, int], Drawn] = {}


def drawn_now(db: Connection) -> Drawn:
    """Remembered until the journal grows. A copy of a house has its epoch, too: the place of the database tells them apart."""
    key = (str(db.engine.url), epoch_of(db), journal.latest(db))
    found = _last.get(key)
    if found is None:
        found = _draw(db)
        _last.clear()
        _last[key] = found
    return found


def _draw(db: Connection) -> Drawn:
    """0 in an empty house: no theme, an empty river."""
    edition = current_edition(db)
    edition_id = edition.id if edition else 0
    themes, topics, people = map_themes(db, edition_id), map_topics(db, edition_id), headcounts(db, edition_id)
    said = light_issues(db, edition_id)
    mean = people_at_a_table(people.values())
    heaps = gathered(shares_of(said, people), mean)
    if voted := standing(db, edition_id):
        heaps = with_votes(heaps, said, topics, voted, people, mean)
    island = picture(themes, topics, heaps, read_out(db, said))
    island["counts"] |= counts(heaps, people)
    island["programme"] = programme([Part(*(row._mapping[name] for name in Part._fields)) for row in sittings(db, edition_id)])
    working = has_working_names(db, edition_id)
    island["figures"] = {lang: figures_on_map(island["counts"], working, lang) for lang in LANGUAGES}
    return Drawn(edition_id, themes, topics, heaps, island)
