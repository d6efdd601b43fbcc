"""A harness that cannot catch a broken protocol proves nothing: every detector passes with the product and fails with its mutant."""

import pytest

from tests.torture.detectors import DETECTORS
from tests.torture.mutants import MUTANTS, Mutant
from tests.torture.tablets import Troupe


def test_there_are_fourteen_mutants_and_every_detector_has_one() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == 14
    assert {mutant.detector for mutant in MUTANTS} == set(DETECTORS)


@pytest.mark.parametrize("detector", DETECTORS)
def test_the_product_passes(troupe: Troupe, detector: str) -> None:
    DETECTORS[detector](troupe)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name.replace(" ", "-"))
def test_a_mutant_is_caught(troupe: Troupe, mutant: Mutant) -> None:
    with mutant.on(troupe), pytest.raises(AssertionError):
        DETECTORS[mutant.detector](troupe)
