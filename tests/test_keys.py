"""The key of a page or file covers all that it shows: no key ever stands for two things, whatever is edited.

``YANLU_EDITS``: how many random edits are tried; ``YANLU_SEED``: by which numbers. Nothing is rendered, so that many can be.
"""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from generator.build import Compiled, Options, compile_site, refuses
from generator.memo import Memo, digest_of, digest_of_bytes
from generator.model import PlannedFile, SiteError
from generator.plan import concordance, facets, shelves, uses
from tests import edits

EDITS = int(os.environ.get("YANLU_EDITS") or 20)
SEED = int(os.environ.get("YANLU_SEED") or 1)


@pytest.fixture(params=["usual", "small"])
def room(request, monkeypatch):
    """Pages as they are, and pages that hold so few rows that most lists stand on several."""
    if request.param == "small":
        for module, name, value in (
            (concordance, "ON_TERM_PAGE", 3),
            (concordance, "_ON_PAGE", 2),
            (concordance, "EVERY_USE", 9),
            (uses, "EVERY_USE", 9),
            (shelves, "ROOM", 3),
            (shelves, "_HEADED", 2),
            (facets, "_PARTED", 3),
            (facets, "_STRIP", 1),
        ):
            monkeypatch.setattr(module, name, value)
    return request.param


def made(compiled: Compiled) -> Iterator[tuple[tuple[object, ...], bytes]]:
    """Of each page and file its key, and a digest of what is made."""
    site = digest_of(msgspec.structs.replace(compiled.site, theme=(), theme_digest=b""))
    for page in compiled.pages:
        views = b"".join(map(msgspec.msgpack.encode, page.make()))
        yield (site, page.url, page.key), digest_of_bytes(views)
    for file in compiled.files:
        if isinstance(file, PlannedFile):
            yield (file.url, file.key), digest_of_bytes(file.make())
            parts = [*(file.parts() if file.parts else ())]
            yield from (((file.url, "part", key), digest_of_bytes(make())) for key, make in parts)


def test_no_key_stands_for_two_things(tmp_path: Path, room: str) -> None:
    """Random edits of everything: what has the key that it had before is what it was before."""
    rng, state, memo = random.Random(f"{SEED} {room}"), edits.rich(), Memo(None)
    good = [state]
    known: dict[tuple[object, ...], bytes] = {}
    again = 0
    for turn in range(EDITS):
        state.write(tmp_path / "in")
        options = Options(tmp_path / "in/content", state.base_url, drafts=state.drafts)
        try:
            compiled, problems = compile_site(options, memo, None)
        except SiteError:
            compiled = None
        if compiled and not refuses(problems, strict=False):
            good.append(state)
            for key, digest in made(compiled):
                again += key in known
                assert known.setdefault(key, digest) == digest, f"YANLU_SEED={SEED}, edit {turn}: {key[1:]}"
        state = (rng.choice(good[-6:]) if rng.random() < 0.1 else good[-1]).copy()
        edits.edit(rng, state)
    assert again > len(known) > 500
