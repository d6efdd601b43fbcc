"""How wide a text may become, and where it may break: an upper bound known to the server, so that no browser has to be asked."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice, takewhile
from unicodedata import category

# Advances in em, rounded up to 0.02: the wider of Source Serif 4 and Source Sans 3 at weight 600.
GROUPS = (
    (0.24, " \u00a0"), (0.28, "'’"), (0.32, "!,.:;j|·"), (0.34, "-ilłíîії"), (0.36, "[]°"), (0.38, "/\\ft{}ť"),
    (0.40, "()I²³ІЇ"), (0.46, "*?"), (0.48, "rsśřš"), (0.50, "\"Jzźż„”žгґз"), (0.52, "§"),
    (0.54, "$_cećę–€éèêčěçеєсэё"), (0.56, "#+0123456789<=>S^`a~ąŚ×äáàâŠаь"), (0.58, "g«»втГҐЗ"),
    (0.60, "ZovxyóŹŻöôýŽбоухя"), (0.62, "FLkqŁдкч"), (0.64, "EPbdpuĘüúûůďÉлрЕЄРЬЭЁ"), (0.66, "ThnńßňñБТ"),
    (0.68, "BCXYĆČнпцъВСХ"), (0.70, "ийЯ"), (0.72, "ARVĄÄÁАКЛУ"), (0.74, "&GKДЧ"), (0.76, "DNOQUŃÓÖÜОЪ"),
    (0.80, "мПФЦ"), (0.82, "HИЙН"), (0.84, "—"), (0.86, "wжфы"), (0.88, "@ю"), (0.94, "MшМ"), (0.96, "%½щ"),
    (0.98, "m…Ы"), (1.00, "Ж"), (1.02, "W"), (1.04, "Ю"), (1.06, "№"), (1.10, "ШЩ"),
)  # fmt: skip
EMS = {letter: em for em, letters in GROUPS for letter in letters}
UNKNOWN, WIDE, WIDE_FROM = 1.1, 1.4, "\u2190"  # em; from arrows on: signs, CJK and emoji of whatever font has them
EM = 50  # units of width in one em
LINE = 1.06  # line height of names and labels, in em
LEADING = {"przy", "oraz", "przed", "przez", "między", "with", "from", "біля", "перед", "через", "між"}
BLANKS = re.compile(r"[^\S\u00a0]+")
MARKS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
TOWERS = re.compile(f"(?<={MARKS}{MARKS}){MARKS}+")
CLINGS = re.compile(r"(?<!\S)(\w|ul\.|pl\.|al\.|nr|im\.|os\.) ")


class Units(dict[str, int]):
    """Widths in fiftieths of an em: whole numbers, so that a line is as wide as its words and blanks in whatever order they are added."""

    def __missing__(self, letter: str) -> int:
        return round(EM * advance(letter))


UNITS = Units({letter: round(EM * em) for letter, em in EMS.items()})
BLANK = UNITS[" "]


def units(text: str) -> int:
    return sum(map(UNITS.__getitem__, text))


def text_width(text: str, size: float) -> float:
    return size * units(text) / EM


@lru_cache(maxsize=4096)
def advance(letter: str) -> float:
    """Of a letter that was not measured. A sign of direction stands nowhere; a mark that no font has stands beside its letter, in a box."""
    return 0.0 if category(letter) == "Cf" else WIDE if letter >= WIDE_FROM else UNKNOWN


def words_of(text: str) -> list[str]:
    """A lone letter and a short abbreviation cling to the word after them. A tower of marks is cut to two: it stood in the line above."""
    return CLINGS.sub("\\1\u00a0", " ".join(BLANKS.split(TOWERS.sub("", text).strip()))).split(" ")


def pour(sizes: Iterable[int], limit: float) -> list[tuple[int, int]]:
    """Greedy lines, as how many words they take and how wide they are; a word longer than the limit stands alone and is too wide."""
    lines, count, wide = [], 0, 0
    for size in sizes:
        if count and wide + BLANK + size > limit:
            lines.append((count, wide))
            count, wide = 0, 0
        wide += BLANK + size if count else size
        count += 1
    return [*lines, (count, wide)]


@lru_cache(maxsize=2048)
def wrap(text: str, size: float, width: float, most: int) -> tuple[str, ...] | None:
    """Whole words in at most `most` lines, as even as they go; None when they do not fit."""
    words = words_of(text)
    sizes, best = [units(word) for word in words], None
    for limit in (EM * width * part / 12 / size for part in range(12, 3, -1)):
        lines = pour(sizes, limit)
        if len(lines) > most or (best and len(lines) > len(best)) or max(wide for _, wide in lines) > limit:
            break
        best = lines
    return tuple(lines_of(words, best)) if best else None


def lines_of(words: Iterable[str], lines: Iterable[tuple[int, int]]) -> Iterator[str]:
    rest = iter(words)
    return (" ".join(islice(rest, count)) for count, _ in lines)


@lru_cache(maxsize=256)
def clip(text: str, size: float, width: float, most: int) -> tuple[str, ...]:
    """Like `wrap`, but what does not fit ends after a whole word with an ellipsis; only an endless first word is shortened inside."""
    whole = wrap(text, size, width, most)
    if whole:
        return whole
    words = words_of(text[:1000])
    fitting = list(takewhile(lambda word: text_width(word + "…", size) <= width, words))
    if not fitting:
        return (chop(words[0], size, width),)
    there = pour(map(units, fitting), EM * width / size)[:most]
    for count in range(sum(count for count, _ in there), 0, -1):
        lines = wrap(" ".join(fitting[:count]).rstrip(".,;:–-") + "…", size, width, most)
        if lines and (count == 1 or not leads(fitting[count - 1])):
            return lines
    return (chop(words[0], size, width),)


def leads(word: str) -> bool:
    """Whether a word only leads to the next one, so that no line should end with it and an ellipsis."""
    return len(word) < 4 or word in LEADING


def chop(word: str, size: float, width: float) -> str:
    if text_width(word, size) <= width:
        return word
    while word and text_width(word + "…", size) > width:
        word = word[:-1]
    return word + "…"
