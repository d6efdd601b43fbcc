"""The map keeps still, keeps apart, and is the same for everyone."""

import random
from collections.abc import Callable, Iterator, Sequence
from math import hypot, isclose, pi

import pytest

from app.projector.grid import HEIGHT, ISLET_A, ISLET_B, WIDTH, cells
from app.projector.layout import PETAL, Map, build
from app.projector.names import LABEL, Label, labels, regions
from app.projector.rows_on_map import Heap, MapTheme, MapTopic, loose_key
from app.projector.shore import TOPIC_SLOTS
from app.projector.text_width import LINE, text_width
from tests.projector.made_hall import TITLES, Said, heaps, made_ideas, real_ideas, themes, topics

Box = tuple[float, float, float, float]
NEAR = 20  # px at 1080p


def lines_boxes(lines: Sequence[str], size: float, x: float, y: float) -> Iterator[Box]:
    for n, line in enumerate(lines):
        yield x, y + (n * LINE - 0.8) * size, text_width(line, size), LINE * size


def touch(a: Box, b: Box) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def texts(the_map: Map, of: list[MapTheme]) -> tuple[list[list[Box]], list[Label]]:
    """Every group of words on the map as boxes: the names of themes, the large names, the title's cell."""
    large = labels(of, the_map.places)
    groups = [list(lines_boxes(r.lines, r.size, r.x, r.y)) for r in regions(tuple(of)).values()]
    groups += [list(lines_boxes(one.lines, one.size, one.x, one.y)) for one in large]
    return [*groups, [(32.0, 24.0, 440.0, 330.0)]], large


def faults(the_map: Map, of: list[MapTheme]) -> list[str]:
    """Whatever overlaps, leaves the screen or cuts a word."""
    groups, large = texts(the_map, of)
    found = [
        f"{p.key} meets {q.key}"
        for n, p in enumerate(the_map.places)
        for q in the_map.places[:n]
        if hypot(p.x - q.x, p.y - q.y) < p.r + q.r
    ]
    for n, group in enumerate(groups):
        found += [f"text {n} meets a text" for other in groups[:n] for a in group for b in other if touch(a, b)]
        found += [f"text {n} off the screen" for x, y, w, h in group if x < 0 or y < 0 or x + w > WIDTH or y + h > HEIGHT]
        found += [
            f"text {n} meets {p.key}"
            for p in the_map.places
            for x, y, w, h in group
            if hypot(p.x - min(max(p.x, x), x + w), p.y - min(max(p.y, y), y + h)) < p.r
        ]
    title = {p.key: p.title for p in the_map.places}
    found += [f"{one.key} has a cut word" for one in large if not whole(one, title[one.key] or "")]
    return found


def whole(label: Label, title: str) -> bool:
    """All of the title's words, or its first words and an ellipsis."""
    shown = " ".join(label.lines).replace("\u00a0", " ").removesuffix("…")
    return title == shown or title.startswith((f"{shown} ", f"{shown},"))


def moved(before: Map, now: Map) -> float:
    """How far any place that both pictures know has moved."""
    old = {p.key: p for p in before.places}
    return max((hypot(p.x - old[p.key].x, p.y - old[p.key].y) for p in now.places if p.key in old), default=0)


def resized(before: Map, now: Map) -> float:
    """By how much the radius of any place changed to which nothing happened."""
    old = {p.key: p for p in before.places}
    return max((abs(p.r - old[p.key].r) for p in now.places if p.key in old and p.support == old[p.key].support), default=0)


class Hall:
    """A hall in which things happen at random, and its map after every step."""

    def __init__(self, ideas: list[tuple[int, str]], seed: int) -> None:
        self.rng = random.Random(seed)
        self.themes, self.topics = themes(), topics()
        self.said: list[Said] = []
        self.ideas = self.rng.sample(ideas, len(ideas))

    def map(self) -> Map:
        return build(self.themes, self.topics, heaps(self.said))

    def issue(self) -> None:
        number, _ = self.ideas.pop()
        mine = [t.id for t in self.topics if t.theme_id == 100 + number and t.listed]
        self.said.append(Said(100 + number, self.rng.choice([*mine, None]), 0))

    def hands(self) -> None:
        n = self.rng.randrange(len(self.said))
        self.said[n] = self.said[n]._replace(hands=self.rng.randint(0, 40))

    def withdraw_issue(self) -> None:
        self.said.pop(self.rng.randrange(len(self.said)))

    def push_topic(self) -> None:
        born = len(self.topics) * 10
        self.topics.append(MapTopic(f"late{born}", 100 + self.rng.randint(1, 11), self.rng.choice(TITLES), born))

    def rename_topic(self) -> None:
        n = self.rng.randrange(len(self.topics))
        self.topics[n] = self.topics[n]._replace(title=self.rng.choice(TITLES))

    def hide_topic(self) -> None:
        n = self.rng.randrange(len(self.topics))
        self.topics[n] = self.topics[n]._replace(listed=not self.topics[n].listed)

    def step(self) -> None:
        steps: list[Callable[[], None]] = [self.issue] * 6
        steps += [self.hands] * 8 + [self.withdraw_issue, self.push_topic, self.rename_topic, self.hide_topic]
        self.rng.choice(steps if self.said else [self.issue])()


@pytest.mark.parametrize("ideas", [made_ideas, real_ideas])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_known_moves_and_nothing_overlaps_whatever_happens(ideas: Callable[[], list[tuple[int, str]]], seed: int) -> None:
    hall = Hall(ideas(), seed)
    before, jumps = hall.map(), 0
    for n in range(400):
        hall.step()
        now = hall.map()
        assert moved(before, now) == 0
        jumps += resized(before, now) > NEAR
        if n % 8 == 0:
            assert faults(now, hall.themes) == []
        before = now
    assert jumps == 0  # also when forty hands at once are counted for one of the first topics


@pytest.mark.parametrize("ideas", [made_ideas, real_ideas])
@pytest.mark.parametrize("count", [0, 1, 671])
def test_a_hall_of_any_size_is_drawn_whole(ideas: Callable[[], list[tuple[int, str]]], count: int) -> None:
    hall = Hall(ideas(), 4)
    for _ in range(count):
        hall.issue()
    for _ in range(count // 2):
        hall.hands()
    the_map = hall.map()
    assert faults(the_map, hall.themes) == []
    assert sum(p.issues for p in the_map.places) == count
    assert sum(p.hands for p in the_map.places) == sum(one.hands for one in hall.said)


def test_the_order_of_rows_changes_nothing() -> None:
    hall = Hall(made_ideas(), 6)
    for _ in range(300):
        hall.step()
    rows = heaps(hall.said)
    first = build(hall.themes, hall.topics, rows)
    second = build(hall.themes, hall.topics[::-1], rows[::-1])
    assert first.places == second.places
    assert labels(hall.themes, first.places) == labels(hall.themes, second.places)


def test_every_stolik_that_said_it_and_every_vote_has_the_same_area() -> None:
    rows = [Heap(101, "t1-0", 31, 0, stoliki=10), Heap(102, "t2-0", 1, 9), Heap(103, "t3-0", 5, 40, stoliki=2, votes=18.0)]
    places = {p.key: p for p in build(themes(), topics(), rows).places}
    assert places["t1-0"].r == places["t2-0"].r
    area = {key: pi * (p.r / PETAL) ** 2 for key, p in places.items()}
    bud = area["t4-0"]
    assert isclose(area["t3-0"] - bud, 2 * (area["t1-0"] - bud))


def test_issues_without_a_topic_have_a_place_of_their_own_in_their_theme() -> None:
    the_map = build(themes(), topics(), [Heap(103, None, 2, 5)])
    place = next(p for p in the_map.places if p.key == loose_key(103))
    assert (place.issues, place.hands, place.title) == (2, 5, None)
    assert all(one.key != loose_key(103) for one in labels(themes(), the_map.places))


def test_a_withdrawn_topic_leaves_the_map_and_comes_back_to_the_same_slot() -> None:
    mine = topics()
    gone = [t._replace(listed=t.id != "t5-1") for t in mine]
    with_it, without = build(themes(), mine, []), build(themes(), gone, [])
    assert {p.key for p in with_it.places} - {p.key for p in without.places} == {"t5-1"}
    assert moved(with_it, without) == 0
    still = build(themes(), gone, [Heap(105, "t5-1", 1, 0)])
    assert "t5-1" in {p.key for p in still.places}


@pytest.mark.parametrize("many", [12, 20, 30])
def test_a_crowded_theme_is_drawn_as_far_as_it_has_slots(many: int) -> None:
    crowd = [MapTopic(f"c{n}", 103, TITLES[n % len(TITLES)], n) for n in range(many)]
    rows = [Heap(103, f"c{n}", 30, 17 * n) for n in range(many)] + [Heap(103, None, 9, 9)]
    the_map = build(themes(), crowd, rows)
    assert len(the_map.places) == min(many, len(TOPIC_SLOTS)) + 1
    assert len(the_map.unplaced) == max(0, many - len(TOPIC_SLOTS))
    assert faults(the_map, themes()) == []


@pytest.mark.parametrize("count", [0, 1, 3, 11, 12, 17, 30, 60, 100, 150])
def test_any_number_of_themes_finds_cells_on_the_screen(count: int) -> None:
    of, rows = themes(count), [Heap(100 + n, f"t{n}-1", n % 7 + 1, n % 30) for n in range(1, count + 1)]
    the_map = build(of, topics(count), rows)
    assert faults(the_map, of) == []
    assert len(set(cells(tuple(of)).values())) == count
    for cell in cells(tuple(of)).values():
        assert cell.x - ISLET_A * cell.scale > 0
        assert cell.x + ISLET_A * cell.scale < WIDTH
        assert cell.y + ISLET_B * cell.scale < HEIGHT


@pytest.mark.parametrize("numbers", [[0, 1, 2], [7, 7, 7], [-4, 900, 12]])
def test_odd_theme_numbers_never_share_a_cell(numbers: list[int]) -> None:
    of = [MapTheme(n, number, "Temat", 1) for n, number in enumerate(numbers)]
    assert len(set(cells(tuple(of)).values())) == len(numbers)
    assert faults(build(of, [], [Heap(n, None, 3, 3) for n in range(3)]), of) == []


def test_a_theme_added_at_the_end_moves_no_other() -> None:
    before, now = cells(tuple(themes(8))), cells(tuple(themes(11)))
    assert all(now[key] == before[key] for key in before)


def test_seven_large_names_at_most_and_none_of_them_cut() -> None:
    rows = [Heap(100 + n, f"t{n}-{k}", n + k, 3 * n) for n in range(1, 12) for k in range(4)]
    the_map = build(themes(), topics(), rows)
    large = labels(themes(), the_map.places)
    assert len(large) == 7
    assert {one.size for one in large} == {LABEL}


def test_the_layout_of_a_full_hall_takes_milliseconds(benchmark_ms: Callable[[Callable[[], object]], float]) -> None:
    hall = Hall(made_ideas(), 8)
    for _ in range(671):
        hall.issue()
    rows = heaps(hall.said)
    assert benchmark_ms(lambda: build(hall.themes, hall.topics, rows)) < 25


def test_a_long_title_is_named_by_its_first_words_and_an_endless_word_by_none() -> None:
    mine = [
        MapTopic("long", 104, "Najpierw głos mieszkańców, potem projekt i dopiero wtedy budowa", 1),
        MapTopic("mixed", 106, "Prosta komunikacja urząd–przedsiębiorcy-i-nie-tylko", 3),
        MapTopic("word", 105, "Konstantynopolitańczykowianeczka" * 2, 2),
    ]
    the_map = build(themes(), mine, [Heap(t.theme_id, t.id, 9, 9) for t in mine])
    named = {one.key: one.lines for one in labels(themes(), the_map.places)}
    assert named == {"long": ("Najpierw głos", "mieszkańców…"), "mixed": ("Prosta", "komunikacja…")}
