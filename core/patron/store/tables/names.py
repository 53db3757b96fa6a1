"""Names as they are compared: `王 伟` is `王伟`, `Smith, John` is `john smith`."""

from __future__ import annotations

import re
import unicodedata

_BETWEEN = re.compile(r"[\s,，、·•・.]+")
_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


def name_key(name: str | None) -> str | None:
    """A name without case, width and punctuation; words of other scripts than Chinese in any order. None without a name."""
    words = [word for word in _BETWEEN.split(unicodedata.normalize("NFKC", name or "").casefold()) if word]
    if not words:
        return None
    return "".join(words) if any(_CHINESE.search(word) for word in words) else " ".join(sorted(words))
