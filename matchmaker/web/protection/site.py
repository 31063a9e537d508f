"""Under which addresses the service is asked, and which of them are its own."""

import re
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from matchmaker.errors import BadConfiguration
from matchmaker.settings import Settings

# Always answered: whoever asks sits on the machine itself.
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
DEFAULT_PORTS = {"http": "80", "https": "443"}
_HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?")


@dataclass(frozen=True)
class Site:
    """The addresses of the service.

    base: origin of MATCHMAKER_BASE_URL, empty where none is set; names: hosts that are answered;
    any_address: whether every plain IP address is, too. A page elsewhere can bring a browser to ask
    for us under a name of its own (DNS rebinding), never under an address.
    """

    base: str
    names: frozenset[str]
    any_address: bool

    def answers(self, host: str) -> bool:
        """Say whether a Host header names this service."""
        found = _HOST.fullmatch(host)
        if found is None:
            return False
        name = found[1].lower()
        return name in self.names or (self.any_address and _is_address(name))

    def is_secure(self, scheme: str, host: str) -> bool:
        """Say whether the browser has asked over https, also where a proxy has hidden it."""
        return scheme == "https" or (
            self.base.startswith("https://") and parse_origin(f"https://{host}") == self.base
        )

    def origins(self, scheme: str, host: str) -> frozenset[str]:
        """Return the origins of the pages that are our own.

        One at the host of the base counts with the base's scheme only: a page that came to the same
        host over http may be anybody's.
        """
        asked = parse_origin(f"{scheme}://{host}")
        weaker = (
            asked is not None
            and scheme == "http"
            and self.base.startswith("https://")
            and _host_of(asked) == _host_of(self.base)
        )
        return frozenset(own for own in (self.base, "" if weaker else asked) if own)


def make_site(settings: Settings) -> Site:
    """Return the addresses that the settings name; raise BadConfiguration for what is none."""
    base = parse_origin(settings.base_url) if settings.base_url else ""
    if base is None:
        raise BadConfiguration(
            f"MATCHMAKER_BASE_URL “{settings.base_url}” 不是网址。请写成 https://主机名"
        )
    listed = _listed(settings.allowed_hosts)
    wrong = [name for name in listed if (found := _HOST.fullmatch(name)) is None or found[2]]
    if wrong:
        raise BadConfiguration(
            f"MATCHMAKER_ALLOWED_HOSTS 中的“{wrong[0]}”不是主机名。"
            "请只写主机名，不带端口，用逗号分隔"
        )
    names = {name.lower() for name in listed}
    if base:
        names.add(_host_of(base))
    return Site(base, LOOPBACK | names, any_address=not names)


def parse_trusted(settings: Settings) -> list[str]:
    """Return the addresses and networks of trusted proxies; raise BadConfiguration."""
    found = _listed(settings.trusted_proxies)
    for text in found:
        try:
            ip_network(text)
        except ValueError as error:
            raise BadConfiguration(
                f"MATCHMAKER_TRUSTED_PROXIES 中的“{text}”不是 IP 地址或网段。"
                "请写成如 10.0.0.5 或 10.0.0.0/24，用逗号分隔"
            ) from error
    return found


def parse_origin(text: str) -> str | None:
    """Return scheme, host and port of an address, a usual port left out; None for what is none."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.username is not None:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    usual = port is None or str(port) == DEFAULT_PORTS[parts.scheme]
    return f"{parts.scheme}://{host}" if usual else f"{parts.scheme}://{host}:{port}"


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _host_of(origin: str) -> str:
    found = _HOST.match(origin.partition("://")[2])
    return found[1].lower() if found else ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
