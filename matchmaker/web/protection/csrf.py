"""Requests that another site has made a browser send are refused (CSRF)."""

import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Set
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest, digest

from matchmaker.errors import Forbidden
from matchmaker.services.accounts.secrets import ANCHOR_END
from matchmaker.web.protection.site import parse_origin

SESSION_COOKIE = "matchmaker_session"
# Browsers take a cookie of this name over https only, for the whole of one host, and from no other.
SECURE_SESSION_COOKIE = f"__Host-{SESSION_COOKIE}"
TOKEN_HEADER = "x-csrf-token"  # noqa: S105 - the name of a header
TOKEN_FIELD = "csrf_token"  # noqa: S105 - the name of a field
TOKEN_BYTES = sha256().digest_size
# Pad and digest in Base64; the last character holds four bits that say nothing.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{85}[AQgw]")
READING = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITES = frozenset({"same-origin", "none"})


@dataclass(frozen=True)
class Asked:
    """What tells where a request comes from; None for a header that is not there.

    cookie: value of the session cookie; bearer: whether it carries a token in Authorization.
    """

    method: str
    origin: str | None = None
    fetch_site: str | None = None
    referer: str | None = None
    cookie: str | None = None
    bearer: bool = False

    @property
    def is_harmless(self) -> bool:
        """Whether no browser could be misused for it: it only reads, or a program has sent it."""
        return self.method in READING or (self.bearer and self.cookie is None)


def csrf_token(secret: bytes, cookie: str) -> str:
    """Return a token for the forms of a session (HMAC with SHA-256), another one at every call.

    It is of that part of the cookie that stays when the session's token is changed. Pages are
    compressed and may quote what was asked for, so a token that stayed the same could be guessed
    from their size (BREACH, Gluck, Harris and Prado 2013): it is hidden under a random pad.
    """
    pad = secrets.token_bytes(TOKEN_BYTES)
    hidden = _under_pad(_session_digest(secret, cookie), pad)
    return urlsafe_b64encode(pad + hidden).rstrip(b"=").decode()


def check_origin(asked: Asked, own: Set[str]) -> None:
    """Raise Forbidden for a change that comes from another site than our own origins.

    Without Origin and Sec-Fetch-Site, as old browsers send forms of their own site, the Referer
    decides; without any of them only a request that carries no session passes.
    """
    if asked.is_harmless:
        return
    if asked.fetch_site is not None and asked.fetch_site not in OWN_SITES:
        raise _from_elsewhere()
    if asked.origin is not None:
        if parse_origin(asked.origin) not in own:
            raise _from_elsewhere()
    elif asked.fetch_site is None:
        if asked.referer is None and asked.cookie is None:
            return
        if parse_origin(asked.referer or "") not in own:
            raise _from_elsewhere()


def check_token(asked: Asked, secret: bytes, token: str | None) -> None:
    """Raise Forbidden for a change within a session whose token is not that of the session."""
    if asked.is_harmless or asked.cookie is None:
        return
    if not compare_digest(_session_digest(secret, asked.cookie), _digest_in(token or "")):
        raise Forbidden("页面已过期或登录已更换，没有执行操作。请刷新页面后再试一次")


def check_csrf(asked: Asked, own: Set[str], secret: bytes, token: str | None) -> None:
    """Raise Forbidden unless both where a request comes from and its token are right."""
    check_origin(asked, own)
    check_token(asked, secret, token)


def _session_digest(secret: bytes, cookie: str) -> bytes:
    return digest(secret, cookie.partition(ANCHOR_END)[0].encode(), sha256)


def _digest_in(token: str) -> bytes:
    """Return what a token hides, nothing for a text that is no token."""
    if not _TOKEN.fullmatch(token):
        return b""
    both = urlsafe_b64decode(f"{token}==")
    return _under_pad(both[TOKEN_BYTES:], both[:TOKEN_BYTES])


def _under_pad(text: bytes, pad: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(text, pad, strict=True))


def _from_elsewhere() -> Forbidden:
    return Forbidden(
        "请求不是从本系统的页面发出的，没有执行操作。请从本系统页面重新操作；"
        "若经由代理访问，请管理员核对 MATCHMAKER_BASE_URL"
    )
