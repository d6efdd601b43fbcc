"""Might this text hold personal data? It is only ever flagged, never blocked: a person looks, and decides.

Found are e-mail addresses, telephone numbers, PESEL numbers whose checksum is right, and names: "pani Kowalska", "Jan Nowak".
Streets, squares and schools named after people are no personal data, nor are amounts of money.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from app.issues.first_names import FIRST_NAMES

Sign = Literal["pesel", "email", "phone", "name"]
GONE = "[…]"

EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++(?:@|\s?[\[(]?\b(?:małpa|at)[\])]?\s?)[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}", re.IGNORECASE)
ELEVEN = re.compile(r"(?<!\d)\d{11}(?!\d)")
WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)

AREAS = "1[2-8]|2[2-5]|29|3[2-4]|4[1-468]|5[24-9]|6[1-35789]|7[1-7]|8[1-79]|9[145]"
MOBILES = "45|5[0137]|60|66|69|7[2389]|88"
APART = r"[ .\-\u00a0]?"
PHONE = re.compile(
    rf"(?<![\d,.])(?:\+\d{{1,3}}{APART}\(?\d{{1,3}}\)?(?:{APART}\d{{2,4}}){{2,4}}"
    rf"|(?:\(?0?{APART}(?:{AREAS})\)?{APART}\d{{3}}{APART}\d{{2}}{APART}\d{{2}}"
    rf"|(?:{AREAS}|{MOBILES})\d{APART}\d{{3}}{APART}\d{{3}}))(?![\d]|[,.]\d)"
)
ROUND = re.compile(r"0{6}$")
AFTER_AMOUNT = re.compile(r"\s*(?:zł|pln|tys|mln|mld|milion|miliard|euro|eur|€|\$|%|m²|m2|osób|ludzi|mieszk)", re.IGNORECASE)

CAPITAL = "A-ZĄĆĘŁŃÓŚŹŻІЇЄҐА-Я"
WORD = rf"[{CAPITAL}][\w’'-]+"
TITLED = re.compile(rf"\b(?:[Pp]an(?:i|a|u|em|ią|ie)?|[Pp]aństwo|[Pp]aństwa|[Pp]\.)\s+(?P<words>{WORD}(?:\s+{WORD})?)")
PAIR = re.compile(rf"\b(?P<first>{WORD})\s+(?P<last>{WORD})")
NOT_A_SURNAME = re.compile(
    r"(?:prezyden|burmistrz|dyrektor|radn|przewodnicz|minist|premier|wójt|wojewod|marszał|profesor|doktor|ksi[ąę]dz|kierowni|moderator|"
    r"prowadząc|sędzi|poseł|posł|senator|bóg|bog|jezus|miast|urz[ąę]d|i{1,3}$|iv$|vi*$|x+$)",
    re.IGNORECASE,
)
PLACE = re.compile(
    r"(?:\b(?:ul|al|pl|os|im|św|gen|ks|rtm|płk|kpt|mjr|por|dr|prof)\.|\b(?:ulic|alej|plac|skwer|park|rond|most|bulwar|osiedl|imieni|szkoł|liceum|"
    r"pomnik|przystan|pętl|skrzyżowani|stadion|hal|teatr|muzeum|bibliotek|zespół|tramwaj|patron|świ[ęe]t|dom\b|domu\b|centrum|fundacj)\w*)"
    rf"(?:\s+(?:{WORD}|\w+\.))*\s*$",
    re.IGNORECASE,
)
LONGEST_LOOK_BACK = 60


class Found(NamedTuple):
    """Where in a text there is a sign of personal data."""

    sign: Sign
    start: int
    end: int


@lru_cache(maxsize=16_384)
def personal_in(text: str) -> tuple[Sign, ...]:
    """The signs of personal data in this text; empty for most."""
    return tuple(dict.fromkeys(one.sign for one in found_in(text)))


def masked(text: str) -> str:
    """The text without what was noticed."""
    kept, at = [], 0
    for one in sorted(found_in(text), key=lambda one: one.start):
        if one.end > at:
            kept += [text[at : one.start], GONE] if one.start >= at else []
            at = one.end
    return "".join(kept) + text[at:]


def found_in(text: str) -> Iterator[Found]:
    """Every sign, kind by kind."""
    yield from (Found("pesel", *one.span()) for one in ELEVEN.finditer(text) if is_pesel(one[0]))
    yield from (Found("email", *one.span()) for one in EMAIL.finditer(text))
    yield from (Found("phone", *one.span()) for one in PHONE.finditer(text) if _is_phone(one))
    yield from (Found("name", *one.span("words")) for one in TITLED.finditer(text) if _is_person(one, one["words"].split()[0]))
    yield from _full_names(text)


def is_pesel(digits: str) -> bool:
    """Eleven digits with a day of birth in them and the right checksum; 8 of 10 random numbers have neither."""
    month, day = int(digits[2:4]) % 20, int(digits[4:6])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return False
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=False))
    return (10 - weighed % 10) % 10 == int(digits[10])


def _is_phone(found: re.Match[str]) -> bool:
    """Nine digits that may be dialled, and are no sum of money."""
    digits = re.sub(r"\D", "", found[0])
    return not ROUND.search(digits) and not AFTER_AMOUNT.match(found.string, found.end())


def _full_names(text: str) -> Iterator[Found]:
    """A first name and a word with a capital letter after it."""
    start = 0
    while found := PAIR.search(text, start):
        if found["first"].lower() in FIRST_NAMES and _is_person(found, found["last"]):
            yield Found("name", *found.span())
        start = found.start("last")


def _is_person(found: re.Match[str], surname: str) -> bool:
    """Not an office, and not what a street or a school is called after."""
    before = found.string[max(0, found.start() - LONGEST_LOOK_BACK) : found.start()]
    return not NOT_A_SURNAME.match(surname) and not PLACE.search(before)
