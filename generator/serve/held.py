"""What a process that lives on need not read twice: remembered results, decoded."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from generator.memo import Memo

T = TypeVar("T")
_ALONE = 2000
"""Values; texts of 6,000 characters take 100 MB together."""


class HeldMemo(Memo):
    """A memo that reads and decodes nothing twice.

    What is asked for many at once, as every compilation asks for something of all speeches, is held until a compilation did not
    ask for it; of what is asked for alone, as the text of a speech is, the last ``_ALONE``.
    """

    def __init__(self, path: Path | None) -> None:
        super().__init__(path)
        self._held: dict[tuple[bytes, Any], Any] = {}
        self._before: dict[tuple[bytes, Any], Any] = {}
        self._alone: OrderedDict[tuple[bytes, Any], Any] = OrderedDict()
        self._turns = threading.Lock()

    def turn(self) -> None:
        """Begin a compilation: what the last one did not ask for goes."""
        self._held, self._before = {}, self._held

    def recall(self, keys: Sequence[bytes], type_: type[T]) -> list[T | None]:
        """What is known of ``keys``, None for the others."""
        if len(keys) == 1:
            return [self._recall_one((keys[0], type_))]
        held, before = self._held, self._before
        found: list[T | None] = []
        for key in keys:
            value = held.get((key, type_))
            found.append(before.get((key, type_)) if value is None else value)
        missing = [i for i, value in enumerate(found) if value is None]
        read = super().recall([keys[i] for i in missing], type_) if missing else []
        for i, value in zip(missing, read, strict=True):
            found[i] = value
        held.update(
            ((key, type_), value) for key, value in zip(keys, found, strict=True) if value is not None
        )
        return found

    def _recall_one(self, which: tuple[bytes, Any]) -> Any:
        with self._turns:
            value = self._alone.pop(which, None)
        if value is None:
            [value] = super().recall([which[0]], which[1])
        if value is not None:
            with self._turns:
                self._alone[which] = value
                if len(self._alone) > _ALONE:
                    self._alone.popitem(last=False)
        return value
