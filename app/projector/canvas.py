"""The picture while it is being made. Every part of it is kept until something that it shows has changed: one more issue costs one bed
and one theme, not the whole hall. `Canvas(db)` is the picture from nothing; whatever is renewed later comes out the same (a test)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from app.editions.queries import current_edition, sittings
from app.live.languages import LANGUAGES
from app.projector.figures import counts, figures_on_map
from app.projector.grid import cells
from app.projector.island import Bloom, bloom_of, put_together
from app.projector.layout import Plot, plot_of, rung_of
from app.projector.names import regions
from app.projector.news import News
from app.projector.rows import has_working_names, headcounts, is_settled, map_themes, map_topics
from app.projector.rows_on_map import Heap, MapTheme, MapTopic, Voice
from app.projector.rows_said import light_issues, lights_now, voices
from app.projector.said import Said, Weights
from app.projector.scenes import Part, ReadOut, programme, texts_of
from app.projector.support import people_at_a_table
from app.votes.standing import standing


class Canvas:
    """Of one edition, with the plan it has; another plan needs another canvas."""

    def __init__(self, db: Connection) -> None:
        edition = current_edition(db)
        self.edition_id = edition.id if edition else 0  # 0 in an empty house: no theme, an empty river
        self.themes, self.settled = map_themes(db, self.edition_id), is_settled(db, self.edition_id)
        self.working = has_working_names(db, self.edition_id)
        parts = [Part(*(row._mapping[name] for name in Part._fields)) for row in sittings(db, self.edition_id)]
        self.programme = programme(parts)
        self.cells, self.regions = cells(self.themes), regions(self.themes)
        self.said = Said(light_issues(db, self.edition_id))
        self.voices: dict[str, Voice] = {}
        self.plots: dict[int, Plot] = {}
        self.blooms: dict[int, Bloom] = {}
        self.rung = -1
        self.read_topics(db)
        self.weights = Weights(*self.people(db), standing(db, self.edition_id))

    def read_topics(self, db: Connection) -> None:
        self.topics = map_topics(db, self.edition_id)
        self.lists: dict[int, list[MapTopic]] = {theme.id: [] for theme in self.themes}
        for topic in self.topics:
            self.lists[topic.theme_id].append(topic)
        self.plots.clear()

    def people(self, db: Connection) -> tuple[Mapping[int, int | None], float]:
        found = headcounts(db, self.edition_id)
        return found, people_at_a_table(found.values())

    def renewed(self, db: Connection, news: News) -> bool:
        """Whether it could take in what is new; else it is worth nothing now."""
        if news.plan or not (self.settled or map_themes(db, self.edition_id) == self.themes):
            return False
        now = lights_now(db, self.edition_id, news.issues)
        if not news.counted <= now.keys():
            return False  # counted for something hidden: it may show elsewhere
        for id in news.issues:
            self.voices.pop(id, None)
            if id in now:
                self.said.put(now[id])
            else:
                self.said.drop(id)
        if news.topics:
            self.read_topics(db)
        self.weigh(db, news)
        return True

    def weigh(self, db: Connection, news: News) -> None:
        """What a hand is worth; with it all sizes are others."""
        people, mean, voted = self.weights
        if news.people:
            self.voices.clear()
            people, mean = self.people(db)
        if news.votes:
            voted = standing(db, self.edition_id)
        if self.weights != (people, mean, voted):
            self.weights = Weights(people, mean, voted)
            self.said.weigh_again()

    def heaps(self) -> list[Heap]:
        return [stand.heap for stand in self.said.stands.values()]

    def island(self, db: Connection) -> dict[str, Any]:
        """The picture as it is now. Nobody may change any of it: the next one shares what stays."""
        drawn = self.drawn() | {"read": texts_of(self.read_out(db), self.themes)}
        drawn["counts"] |= counts(self.heaps(), self.weights.people)
        drawn["programme"] = self.programme
        drawn["figures"] = {lang: figures_on_map(drawn["counts"], self.working, lang) for lang in LANGUAGES}
        return drawn

    def drawn(self) -> dict[str, Any]:
        """Themes in which something was touched are laid out again, and bloom again; all of them when the hall takes another rung."""
        touched = self.said.count(self.weights)
        self.lay_out([theme for theme in self.themes if theme.id in touched or theme.id not in self.plots])
        plots = [self.plots[theme.id] for theme in self.themes]
        if (rung := rung_of(plots)) != self.rung:
            self.rung = rung
            self.blooms.clear()
        for theme in self.themes:
            if theme.id not in self.blooms:
                self.blooms[theme.id] = bloom_of(theme, self.plots[theme.id], rung, self.cells[theme.id], self.regions[theme.id])
        return put_together(rung, plots, [self.blooms[theme.id] for theme in self.themes])

    def lay_out(self, themes: list[MapTheme]) -> None:
        for theme in themes:
            stands, topics = self.said.stands, self.lists[theme.id]
            said = {topic: stands[bed].heap for topic in (*(one.id for one in topics), None) if (bed := (theme.id, topic)) in stands}
            self.plots[theme.id] = plot_of(theme, topics, said)
            self.blooms.pop(theme.id, None)

    def read_out(self, db: Connection) -> ReadOut:
        """The texts of the scenes; those that were read out before are remembered."""
        scenes = self.said.scenes()
        wanted = {id for ids in scenes.values() for id in ids}
        known = {id: voice for id, voice in self.voices.items() if id in wanted}
        self.voices = known | voices(db, wanted - known.keys())
        return ReadOut(**{scene: [self.voices[id] for id in ids] for scene, ids in scenes.items()})
