"""Words are never cut, and lines never end badly."""

from app.projector.text_width import clip, text_width, wrap


def test_wrap_leaves_no_lone_letter_or_abbreviation_at_the_end_of_a_line() -> None:
    lines = wrap("Remont schodów w parku przy ul. Długiej i nad Wisłą", 44, 430, 6) or ()
    assert lines
    assert not any(line.endswith((" w", " i", "ul.")) for line in lines)
    assert wrap("Konstantynopolitańczykowianeczka", 44, 300, 2) is None


def test_clip_ends_a_long_text_at_a_whole_word() -> None:
    long = "Prosimy o więcej zieleni na osiedlu " * 40
    lines = clip(long, 52, 1730, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert lines[-1].removesuffix("…").split(" ")[-1].replace("\u00a0", " ").split(" ")[-1] in long.split(" ")
    assert all(text_width(line, 52) <= 1730 for line in lines)
    assert clip("a" * 4000, 52, 1730, 2)[0].startswith("aaaaaaaaaaaaaaaaaaaa")


def test_an_endless_word_is_told_as_far_as_it_fits_and_a_tower_of_marks_is_cut() -> None:
    assert clip("Konstanty" * 40, 44, 300, 2)[0].startswith("Konstanty")
    assert text_width("\u202eZ\u2067", 44) == text_width("Z", 44)
    assert clip("z\u0351\u036b\u0343\u036a ma wieżę", 44, 600, 1) == ("z\u0351\u036b ma wieżę",)
