"""A hall made up for the map's tests, and a hall of real ideas when the shared data lies beside the repository."""

import json
import random
from pathlib import Path
from typing import NamedTuple

from app.projector.rows_on_map import Heap, MapTheme, MapTopic

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "pl_hall_seed.json"
NAMES = ["Przestrzeń publiczna", "Zieleń miejska", "Transport i drogi", "Piesi i rowery", "Środowisko i zwierzęta", "Edukacja",
         "Kultura i dziedzictwo", "Sport i rekreacja", "Zdrowie i pomoc", "Bezpieczeństwo", "Narzędzia udziału"]  # fmt: skip
TITLES = ["Nowe drzewa przy szkołach i przystankach", "Dom", "Drogi rowerowe i piesze", "Ławki i cień", "Równe chodniki", "Nocny autobus",
          "Place zabaw", "Mniej betonu", "Psie wybiegi", "Oświetlone przejścia", "Konstantynopolitańczykowianeczka"]  # fmt: skip


class Said(NamedTuple):
    theme_id: int
    topic_id: str | None
    hands: int


def themes(count: int = 11) -> list[MapTheme]:
    return [MapTheme(100 + n, n, NAMES[(n - 1) % 11], (n - 1) % 11 + 1) for n in range(1, count + 1)]


def topics(count: int = 11, each: int = 4) -> list[MapTopic]:
    return [MapTopic(f"t{n}-{k}", 100 + n, TITLES[(n + k) % len(TITLES)], 0) for n in range(1, count + 1) for k in range(each)]


def heaps(said: list[Said]) -> list[Heap]:
    sums: dict[tuple[int, str | None], list[int]] = {}
    for one in said:
        heap = sums.setdefault((one.theme_id, one.topic_id), [0, 0])
        heap[0] += 1
        heap[1] += one.hands
    return [Heap(theme, topic, issues, hands) for (theme, topic), (issues, hands) in sums.items()]


def made_ideas() -> list[tuple[int, str]]:
    """671 sentences of our own, as many as one Congress brought."""
    rng = random.Random(5)
    places = ["na Rubinkowie", "przy ul. Długiej", "nad Wisłą", "na Skarpie", "koło szkoły nr 5", "w Kaszczorku"]
    return [(n % 11 + 1, f"{rng.choice(TITLES)} {rng.choice(places)}") for n in range(671)]


def real_ideas() -> list[tuple[int, str]]:
    """The shared hall of real residents' ideas; ours where it is not at hand."""
    if not SHARED.exists():
        return made_ideas()
    tables = json.loads(SHARED.read_text("utf-8"))["tables"]
    return [(table["number"], issue["text"]) for table in tables for issue in table["issues"]]
