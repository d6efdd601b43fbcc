"""The arithmetic of votes, by hand and by chance."""

from hypothesis import given
from hypothesis import strategies as st

from app.votes.arithmetic import Cast, Rule, Span, Typed, fault, per_person, places, reached, scores, share, span, tied, united

DOTS = Rule("dots", 10, 3)
NAMES = ["a", "b", "c", "d"]
GIVEN = st.dictionaries(st.sampled_from(NAMES), st.integers(1, 3), max_size=4)
MERGED = st.sampled_from([{}, {"b": "a"}, {"b": "a", "c": "a"}, {"c": "b", "b": "a"}, {"a": "d", "b": "d"}])


def test_dots_on_what_became_one_come_together_and_never_exceed_the_rule() -> None:
    assert united({"a": 1, "b": 1, "c": 2}, {"b": "a"}, DOTS) == {"a": 2, "c": 2}
    assert united({"a": 2, "b": 2}, {"b": "a"}, DOTS) == {"a": 3}
    assert united({"a": 1, "b": 1}, {"b": "a"}, Rule("hand", 1, 1)) == {"a": 1}


def test_of_two_grades_the_one_for_the_issue_that_stayed_counts_and_a_clear_one_before_an_unclear_one() -> None:
    scale = Rule("scale", 1, 1)
    assert united({"a": 2, "b": 5}, {"b": "a"}, scale) == {"a": 2}
    assert united({"a": 0, "b": 5}, {"b": "a"}, scale) == {"a": 5}
    assert united({"c": 0}, {}, scale) == {"c": 0}


@given(st.lists(GIVEN, max_size=8), MERGED)
def test_a_merge_counts_nobody_twice_and_loses_nobody(ballots: list[dict[str, int]], merged: dict[str, str]) -> None:
    casts = [Cast("phones", one) for one in ballots]
    apart, together = scores(casts, {}, DOTS), scores(casts, merged, DOTS)
    for root, score in together.items():
        mine = [one for one in NAMES if root == root_of(one, merged)]
        voters = sum(any(one in ballot for one in mine) for ballot in ballots)
        assert sum(score.voters.values()) == voters
        assert sum(score.dots.values()) == sum(min(3, sum(ballot.get(one, 0) for one in mine)) for ballot in ballots)
        assert sum(score.dots.values()) <= sum(sum(apart[one].dots.values()) for one in mine if one in apart)
    assert scores(casts, {}, DOTS) == apart, "and splitting gives back what was"


def root_of(one: str, merged: dict[str, str]) -> str:
    return root_of(merged[one], merged) if one in merged else one


@given(st.permutations([{"a": 1}, {"a": 2, "b": 1}, {"c": 3}, {}]))
def test_the_order_of_ballots_changes_nothing(ballots: list[dict[str, int]]) -> None:
    found = scores([Cast("tablet", one) for one in ballots], {"b": "a"}, DOTS)
    assert {name: dict(score.dots) for name, score in found.items()} == {"a": {"tablet": 4}, "c": {"tablet": 3}}


def test_counted_hands_of_two_are_at_least_the_larger_and_at_most_both_until_somebody_counts_again() -> None:
    counted = {frozenset("a"): Typed(7, 1), frozenset("b"): Typed(5, 2)}
    assert span("a", {}, counted.get) == Span(7, 7)
    assert span("a", {"a": ["b"]}, counted.get) == Span(7, 12)
    assert not Span(7, 12).exact
    assert span("a", {"a": ["b"]}, (counted | {frozenset("ab"): Typed(9, 3)}).get) == Span(9, 9)
    assert span("a", {"a": ["b", "c"]}, (counted | {frozenset("ab"): Typed(9, 3), frozenset("c"): Typed(4, 4)}).get) == Span(9, 13)
    again = counted | {frozenset("ab"): Typed(9, 3), frozenset("a"): Typed(12, 4)}
    assert span("a", {"a": ["b"]}, again.get) == Span(12, 17), "a part was counted again since: the number of both is not the last word"
    assert span("a", {"a": ["c"]}, counted.get) == Span(7, 7), "nobody has counted the other"
    assert span("c", {}, counted.get) is None


@given(st.fixed_dictionaries({name: st.sets(st.integers(0, 9)) for name in NAMES}), st.permutations(NAMES), st.sets(st.sampled_from(NAMES)))
def test_what_really_went_up_is_never_outside_of_what_is_told(hands: dict[str, set[int]], order: list[str], recounted: set[str]) -> None:
    """People raise their hands; issues are counted one by one, merged in any order, and some groups counted again."""
    first, *others = order
    counted = {frozenset({name}): Typed(len(hands[name]), seq) for seq, name in enumerate(NAMES)}
    whole = frozenset({first})
    for other in others:
        whole |= {other}
        if other in recounted:
            counted[whole] = Typed(len(set().union(*(hands[name] for name in whole))), 10 + len(whole))
    told = span(first, {first: others}, counted.get)
    assert told is not None
    assert told.low <= len(set().union(*hands.values())) <= told.high


def test_a_tie_is_a_tie() -> None:
    totals = {"a": Span(5, 5), "b": Span(7, 7), "c": Span(5, 9), "d": Span(0, 0), "e": Span(0, 0)}
    assert places(totals) == {"b": 1, "a": 2, "c": 2, "d": 4, "e": 4}
    assert tied(totals) == {"a", "c"}


def test_shares_are_of_people_and_nothing_is_rounded_over_a_threshold() -> None:
    assert per_person(9, 6) == 1.5
    assert per_person(9, None) is None
    assert per_person(9, 0) is None
    assert share(1, 3) == 33.3
    assert reached(4, 5, 80)
    assert not reached(7996, 10000, 80)
    assert reached(4, 5, None) is None
    assert reached(0, 0, 80) is None


def test_a_ballot_that_breaks_the_rule_is_named_by_its_fault() -> None:
    assert fault({"a": 3, "b": 3}, DOTS) is None
    assert fault({}, DOTS) is None
    assert fault({"a": 4}, DOTS) == "over_budget"
    assert fault({"a": 3, "b": 3, "c": 3, "d": 2}, DOTS) == "over_budget"
    assert fault({"a": 0}, DOTS) == "invalid"
    assert fault({"a": 0, "b": 5}, Rule("scale", 1, 1)) is None
    assert fault({"a": 6}, Rule("scale", 1, 1)) == "invalid"
