"""Fields of a front matter, read by type; what is wrong becomes problems with their lines, and reading goes on."""

import difflib
import re
from collections.abc import Iterable, Sequence
from typing import Any

from generator import dates, urls
from generator.frontmatter import FrontMatter, Path
from generator.model import Level, Problem, Span


class Fields:
    """A mapping of a front matter (or one inside it) that is read key by key; ``done`` reports the keys that nobody read."""

    def __init__(self, front: FrontMatter, path: str, problems: list[Problem], at: Path = ()) -> None:
        self.front, self.path, self.problems, self.at = front, path, problems, at
        self.values: dict[str, Any] = front.values
        for step in at:
            self.values = self.values[step]  # type: ignore[index]
        self._known: list[str] = []

    def report(self, key: str | None, code: str, message: str, level: Level = "error") -> None:
        """A problem at the line of a key."""
        line = self.front.line(*self.at, *([key] if key else []))
        self.problems.append(Problem(self.path, line, level, code, message))

    def _take(self, key: str) -> Any:
        self._known.append(key)
        return self.values.get(key)

    def text(self, key: str, *, required: bool = False) -> str:
        """A text; an empty one where the key is absent."""
        value = self._take(key)
        if value is None and not required:
            return ""
        if isinstance(value, str) and "\0" not in value:
            value = value.strip()
        elif value is True or value is False:
            value = str(value).lower()
        elif value is not None:
            self.report(key, "bad-value", f"{key}: expected a text, found a {_kind(value)}")
            return ""
        if required and not value:
            self.report(
                key if key in self.values else None,
                "missing-key",
                f"{key} is missing: every file of this kind has one",
            )
        return value or ""

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; one text alone counts as a list of one."""
        value = self._take(key)
        if value is None:
            return ()
        if isinstance(value, str):
            return (value.strip(),) if value.strip() else ()
        if isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value):
            return tuple(item.strip() for item in value)
        self.report(key, "bad-value", f"{key}: expected a list of texts")
        return ()

    def choice(self, key: str, choices: Sequence[str], default: str = "") -> str:
        """One of a list of words."""
        value = self.text(key)
        if not value:
            return default
        if value not in choices:
            self.report(
                key, "bad-value", f"{key}: “{value}” is none of {', '.join(choices)}{near(value, choices)}"
            )
            return default
        return value

    def choices(self, key: str, choices: Iterable[str]) -> tuple[str, ...]:
        """Some of a list of words."""
        choices = list(choices)
        found = self.texts(key)
        for value in found:
            if value not in choices:
                self.report(
                    key,
                    "bad-value",
                    f"{key}: “{value}” is none of {', '.join(choices)}{near(value, choices)}",
                )
        return tuple(value for value in found if value in choices)

    def flag(self, key: str, default: bool = False) -> bool:
        """true or false."""
        value = self._take(key)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        self.report(key, "bad-value", f"{key}: expected true or false, found {value!r}")
        return default

    def number(self, key: str) -> int:
        """A whole number, 0 where absent."""
        value = self.text(key)
        if value and not re.fullmatch(r"-?[0-9]{1,9}", value):
            self.report(key, "bad-value", f"{key}: expected a whole number, found “{value}”")
            return 0
        return int(value or 0)

    def date(self, key: str) -> Span | None:
        """A date in EDTF."""
        value = self.text(key)
        if not value:
            return None
        try:
            return dates.parse(value)
        except ValueError as error:
            self.report(key, "bad-date", f"{key}: {error}")
            return None

    def address(self, key: str) -> str:
        """The address of a document elsewhere; no other scheme than that of the web, since it becomes a link."""
        value = self.text(key)
        if value and not value.lower().startswith(("http://", "https://")):
            self.report(key, "bad-value", f"{key}: “{value}” is no address: expected https://…")
            return ""
        return value

    def slugs(self, key: str) -> tuple[str, ...]:
        """A list of ids or slugs."""
        found = self.texts(key)
        for value in found:
            if not urls.is_slug(value):
                self.report(key, "bad-slug", f"{key}: “{value}” is no slug (a–z, 0–9 and -, at most 48)")
        return tuple(value for value in found if urls.is_slug(value))

    def paths(self, key: str) -> tuple[str, ...]:
        """Old addresses inside the site: /a/b/ ; none that would leave it."""
        good = []
        for value in self.texts(key):
            parts = value.strip("/").split("/")
            if not value.startswith("/") or "\\" in value or any(not _plain(part) for part in parts):
                self.report(
                    key,
                    "bad-address",
                    f"{key}: “{value}” is no address of this site: expected /old/place/, letters of a–z, 0–9, - _ .",
                )
            else:
                good.append(value)
        return tuple(good)

    def each(self, key: str) -> list["Fields"]:
        """The mappings of a list of mappings; a text alone counts as its first field by ``name`` or ``title``."""
        value = self._take(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.report(key, "bad-value", f"{key}: expected a list of mappings (- name: …)")
            return []
        return [Fields(self.front, self.path, self.problems, (*self.at, key, i)) for i in range(len(value))]

    def inside(self, key: str) -> "Fields | None":
        """The mapping under a key."""
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.report(key, "bad-value", f"{key}: expected a mapping, found a {_kind(value)}")
            return None
        return Fields(self.front, self.path, self.problems, (*self.at, key))

    def done(self) -> None:
        """Report the keys that mean nothing here."""
        for key in self.values:
            if key not in self._known:
                self.report(key, "unknown-key", f"unknown key “{key}”{near(key, self._known)}")


def near(word: str, words: Iterable[str]) -> str:
    """A hint at the word that was perhaps meant, or nothing."""
    found = difflib.get_close_matches(word, list(words), 1, 0.6)
    return f" (did you mean “{found[0]}”?)" if found else ""


def _plain(part: str) -> bool:
    return (
        bool(part)
        and part.strip(".") != ""
        and all(c.isascii() and (c.isalnum() or c in "-_.") for c in part)
    )


def _kind(value: object) -> str:
    return {list: "list", dict: "mapping", bool: "truth value"}.get(type(value), "value")
