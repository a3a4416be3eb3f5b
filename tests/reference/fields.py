"""The facts of a speech as its front matter writes them, read without the program."""

import re
from typing import NamedTuple

import yaml


class Facts(NamedTuple):
    """What a citation must give back."""

    title: str
    names: list[str]
    place: str
    date: str


def facts_of(written: str) -> Facts:
    """The facts in some YAML, every value being text; a subtitle is joined to the title."""
    values = yaml.load(written, Loader=yaml.BaseLoader)
    subtitle = values.get("subtitle", "").lstrip("—")
    names = [
        re.sub(r"\s", "", one.get("name") or "") or one.get("office") or one["organization"]
        for one in values.get("speakers", [])
    ]
    title = values["title"] + (f"：{subtitle}" if subtitle else "")
    return Facts(title, names, values.get("place", ""), values.get("date", ""))
