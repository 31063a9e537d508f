"""The token of a form, looked for at its beginning, so that a large upload passes unread."""

import re
from collections.abc import Mapping

from starlette.types import Message, Receive

from matchmaker.web.protection.csrf import TOKEN_FIELD

# The field has to stand first in its form, at least before any file.
LOOKED_THROUGH_BYTES = 64 * 1024
_VALUE = rb"([A-Za-z0-9_-]+)"
_FIELD = TOKEN_FIELD.encode()
_IN_TEXT = re.compile(rb"(?:^|&)" + _FIELD + rb"=" + _VALUE + rb"(?:&|$)")
_IN_PARTS = re.compile(
    rb'(?:^|\r\n)--[^\r\n]+\r\ncontent-disposition: form-data; name="'
    + _FIELD
    + rb'"\r\n\r\n'
    + _VALUE
    + rb"\r\n--",
    re.IGNORECASE,
)
PATTERNS: Mapping[str, re.Pattern[bytes]] = {
    "application/x-www-form-urlencoded": _IN_TEXT,
    "multipart/form-data": _IN_PARTS,
}


class FormToken:
    """Looks for the token in a body and gives the body on as if nobody had read it."""

    def __init__(self, content_type: str, receive: Receive) -> None:
        self._pattern = PATTERNS.get(content_type.partition(";")[0].strip().lower())
        self._receive = receive
        self._read: list[Message] = []

    async def find(self) -> str | None:
        """Return the token of the form, None where it has none or is no form."""
        if self._pattern is None:
            return None
        seen = b""
        while len(seen) < LOOKED_THROUGH_BYTES:
            message = await self._receive()
            self._read.append(message)
            seen += message.get("body", b"")
            complete = not message.get("more_body", False)
            begun = seen[:LOOKED_THROUGH_BYTES]
            # A value may go on in the next piece, unless the next field has begun.
            ended = (complete and begun == seen) or self._pattern is _IN_PARTS
            found = self._pattern.search(begun if ended else begun[: begun.rfind(b"&") + 1])
            if found is not None:
                return found[1].decode()
            if complete:
                return None
        return None

    async def receive(self) -> Message:
        """Return the next message, those that were looked through first."""
        return self._read.pop(0) if self._read else await self._receive()
