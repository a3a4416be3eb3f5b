"""Word boundaries by jieba, for slugs and for the check of two-character matches.

The only module that loads the segmenter: its dictionary takes a second, so it is loaded on the first use.
"""

import functools
import logging
import tempfile
from collections.abc import Iterable
from typing import Any


@functools.cache
def _segmenter(words: tuple[str, ...]) -> Any:
    import jieba  # heavy: half a second and 150 MB

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    # jieba caches its dictionary under a fixed name in a folder that every user may write: give it a private one.
    with tempfile.TemporaryDirectory(prefix="yanlu-") as folder:
        tokenizer.tmp_dir = folder
        tokenizer.initialize()
    for word in words:
        tokenizer.add_word(word)
    return tokenizer


def cut(text: str, words: Iterable[str] = ()) -> list[str]:
    """Cut a text into words; ``words`` are kept whole where the segmenter would not know them."""
    return list(_segmenter(tuple(words)).cut(text))
