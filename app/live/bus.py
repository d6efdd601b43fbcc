"""The bus says one thing: the journal has grown to seq N. It may be lost; followers also look by themselves."""

from collections.abc import Callable

Ear = Callable[[int], None]


class MemoryBus:
    """The doorbell inside one process."""

    def __init__(self) -> None:
        self._ears: list[Ear] = []

    def listen(self, ear: Ear) -> None:
        self._ears.append(ear)

    def ring(self, seq: int) -> None:
        for ear in self._ears:
            ear(seq)
