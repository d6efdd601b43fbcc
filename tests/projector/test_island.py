"""What the page carries and what every push carries again."""

import json
import re
from collections.abc import Callable

import pytest

from app.projector.flowers import SPECIES, radii
from app.projector.ground import figure_lines, ground, title_lines
from app.projector.island import picture
from app.projector.layout import PETAL
from app.projector.palette import DARK, INKS, LIGHT, contrast, css
from app.projector.rows_on_map import Heap, Voice
from app.projector.scenes import NEWEST, OLDER, WIDTH, ReadOut
from app.projector.text_width import EMS, wrap
from tests.projector.made_hall import Said, heaps, made_ideas, real_ideas, themes, topics

POLISH_AND_UKRAINIAN = "aąbcćdeęfghijklłmnńoóprsśtuwyzźż" + "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"


def voices(ideas: list[tuple[int, str]]) -> list[Voice]:
    return [Voice(f"v{n}", text, number, 100 + number, 1_732_000_000_000 - n) for n, (number, text) in enumerate(ideas)]


@pytest.mark.parametrize("ideas", [made_ideas, real_ideas])
def test_the_picture_is_small_and_holds_every_place_once(ideas: Callable[[], list[tuple[int, str]]]) -> None:
    said = [Said(100 + number, f"t{number}-{n % 4}", n % 9) for n, (number, _) in enumerate(ideas())]
    drawn = picture(themes(), topics(), heaps(said), ReadOut(voices=voices(ideas())[:7]))
    keys = [row[0] for row in drawn["places"]]
    assert len(keys) == len(set(keys)) == 44
    assert drawn["counts"] == {"topics": 44}
    assert sum(row[2] for row in drawn["garden"]) == 671
    assert len(json.dumps(drawn)) < 9000


def test_an_empty_house_has_an_empty_picture() -> None:
    drawn = picture([], [], [], ReadOut())
    assert drawn["places"] == drawn["labels"] == drawn["garden"] == []
    assert drawn["read"] == {"voices": [], "supported": [], "minority": [], "tools": []}
    assert ground(()).islets == []


@pytest.mark.parametrize("text", ["zieleń", "a" * 4000, "Prosimy o ławki. " * 200, "Ґанок і щастя", "<b>nie</b>", "😀 " * 90])
def test_any_voice_fits_its_scene(text: str) -> None:
    said = voices([(n % 11 + 1, text) for n in range(9)])
    shown = picture(themes(), [], [], ReadOut(voices=said, minority=said))["read"]
    assert len(shown["voices"]) == len(shown["minority"]) == 7
    assert all(wrap(one["text"], OLDER, WIDTH, 2) for one in shown["minority"])
    assert wrap(shown["voices"][0]["text"], NEWEST, WIDTH, 2)


def test_a_voice_of_an_unknown_theme_is_left_out() -> None:
    elsewhere = ReadOut(voices=voices([(9, "Gdzie indziej")]))
    assert picture(themes(2), [], [Heap(109, None, 1, 0)], elsewhere)["read"]["voices"] == []


def test_the_title_stands_whole_in_three_languages() -> None:
    for title in ("Mapa zagadnień i tematów", "Map of topics and themes", "Мапа питань і тем"):
        lines = [line.text.replace("\u00a0", " ") for line in title_lines(title)]
        assert " ".join(lines) == title
        assert len(lines) <= 3


def test_figures_never_break_inside_themselves() -> None:
    assert figure_lines(["11 stolików", "671 wpisów", "8 839 głosów"]) == ["11 stolików · 671 wpisów", "8 839 głosów"]
    assert figure_lines(["0 stolików"]) == ["0 stolików"]


def test_every_species_has_the_same_area_and_reach() -> None:
    for colour in SPECIES:
        mine = radii(colour)
        assert sum(r * r for r in mine) / len(mine) == pytest.approx(PETAL**-2, rel=0.01)
        assert max(mine) <= 1.0001


def test_every_letter_of_our_languages_has_a_measured_width() -> None:
    assert [c for c in POLISH_AND_UKRAINIAN + POLISH_AND_UKRAINIAN.upper() + "0123456789.,:;!?-–„”()/ " if c not in EMS] == []


def test_text_and_shapes_keep_their_contrast_in_both_schemes() -> None:
    for dark, scheme in enumerate((LIGHT, DARK)):
        assert min(contrast(scheme[text], scheme[under]) for text in ("ink", "quiet") for under in ("water", "land", "line")) >= 7
        assert min(contrast(ink[dark], scheme["land"]) for ink in INKS.values()) >= 3
        assert min(contrast(ink[dark], scheme["water"]) for ink in INKS.values()) >= 3


def test_the_style_sheets_say_the_same_colours(map_css: str, base_css: str) -> None:
    said = dict(re.findall(r"--(water|line|land|ink|quiet): light-dark\((.*?\)), ", map_css))
    assert said == {name: css(colour) for name, colour in LIGHT.items()}
    for number, (light, dark) in INKS.items():
        assert f'[data-theme="{number}"] {{ --theme: light-dark({css(light)}, {css(dark)});' in base_css
