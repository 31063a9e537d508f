"""The name under which an uploaded file is shown: it names nothing but a file."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST_NAME = 60
LONGEST_SUFFIX = 10
NAMELESS = "未命名"
# Names that Windows keeps for devices, whatever stands behind a dot.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*]')
# Control, format (such as those that turn the direction of reading), private, unassigned, halves
# of characters; line and paragraph separators.
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})


def clean_name(name: str) -> str:
    """Return the last part of a path without what cannot be seen or cannot be in a file's name.

    At most LONGEST_NAME characters; the suffix is kept. Such a name fits into the 255 bytes that
    file systems allow.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    visible = "".join(
        " " if character.isspace() else character
        for character in last
        if character.isspace() or unicodedata.category(character) not in _INVISIBLE
    )
    bare = " ".join(_FORBIDDEN.sub("_", visible).split()).strip(". ")
    if not bare:
        return NAMELESS
    if _DEVICES.match(bare):
        bare = f"_{bare}"
    if len(bare) <= LONGEST_NAME:
        return bare
    suffix = PurePosixPath(bare).suffix
    if len(suffix) > LONGEST_SUFFIX:
        suffix = ""
    return bare[: LONGEST_NAME - len(suffix) - 1].rstrip(". ") + "…" + suffix
