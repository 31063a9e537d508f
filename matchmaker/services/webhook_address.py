"""Which addresses of other systems may be sent to: how they are written, and where they lead.

What a name leads to is judged anew before every delivery, and the connection is made to the very
address that was judged: a name may lead elsewhere the next moment.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from models.errors import InvalidValue

Ip = IPv4Address | IPv6Address
# Returns what the host of an address leads to; raises InvalidValue where one of it is refused.
Guard = Callable[["Address"], Sequence[Ip]]

MOST_CHARACTERS = 500
PORTS = {"https": 443, "http": 80}
# The closed network of an office (RFC 1918, RFC 4193).
_CLOSED = tuple(
    ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)
# Where providers of virtual machines answer about them; others stand in the link-local range, which
# is refused as a whole.
_METADATA = frozenset(map(ip_address, ("168.63.129.16", "fd00:ec2::254", "fd20:ce::254")))
# What versions of Python judge differently: protocol assignments, and IPv6 that is carried to an
# IPv4 address of its own choosing (RFC 6890; RFC 7526, RFC 4380, RFC 3056; RFC 9637).
_SPECIAL = tuple(
    map(
        ip_network,
        ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2002::/16", "3fff::/20"),
    )
)
# All that is given out of IPv6 for the open network (RFC 4291, 2.4).
_GIVEN_OUT = ip_network("2000::/3")
_VISIBLE = re.compile(r"[!-~]+")
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_REMEDY = "请填写 https 地址，例如 https://example.gov.cn/hooks；专网内可用 http。"


@dataclass(frozen=True)
class Address:
    """An address to send to; host: in small letters, of IPv6 without brackets; target: the rest."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def netloc(self) -> str:
        """Host and port as the header Host has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def text(self) -> str:
        """The address as it is stored."""
        return f"{self.scheme}://{self.netloc}{self.target}"

    def at(self, ip: Ip) -> str:
        """Return the address of the same thing by the number of its host."""
        host = f"[{ip}]" if ip.version == 6 else str(ip)
        return f"{self.scheme}://{host}:{self.port}{self.target}"


def parse_address(text: str) -> Address:
    """Return an address as it is written; raise InvalidValue for what may not be sent to."""
    given = text.strip()
    if not _VISIBLE.fullmatch(given) or "\\" in given or len(given) > MOST_CHARACTERS:
        raise InvalidValue(
            given[:MOST_CHARACTERS],
            "推送地址不能为空、过长或含有空格、中文、反斜线",
            f"最多 {MOST_CHARACTERS} 个字符；中文域名请写成 xn-- 形式。",
        )
    try:
        parts = urlsplit(given)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise InvalidValue(given, "不是网址", _REMEDY) from None
    if parts.scheme not in PORTS:
        raise InvalidValue(given, "推送地址须以 https:// 或 http:// 开头", _REMEDY)
    if "@" in parts.netloc:
        raise InvalidValue(given, "推送地址不能含用户名或密码", "请删去 @ 及其前面的部分。")
    if "#" in given:
        raise InvalidValue(given, "推送地址不能含 #", "请删去 # 及其后面的部分。")
    if not _is_host(host, bracketed="[" in parts.netloc) or port == 0:
        raise InvalidValue(given, "推送地址的主机或端口不对", _REMEDY)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    address = Address(parts.scheme, host, port or PORTS[parts.scheme], target)
    literal = _literal(host)
    if literal is not None:
        judge(address, literal)
    return address


def judge(address: Address, ip: Ip) -> None:
    """Raise InvalidValue where an address leads to a number that may not be sent to.

    Only its host is quoted: the error may be logged, and the rest may hold a key.
    """
    why = _refusal(ip, address.scheme)
    if why:
        raise InvalidValue(address.netloc, f"推送地址指向 {ip}，{why}", "请改用接收系统的地址。")


def _refusal(ip: Ip, scheme: str) -> str:
    """Return why a number may not be sent to, empty where it may."""
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        return _refusal(ip.ipv4_mapped, scheme)
    if ip in _METADATA:
        return "是云主机的元数据地址"
    if ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_unspecified:
        return "是本机、链路本地、组播或未指定地址"
    if any(ip in network for network in _CLOSED):
        return ""
    if not _is_of_open_network(ip):
        return "是保留或转换地址"
    return "" if scheme == "https" else "在专网之外，须用 https"


def _is_of_open_network(ip: Ip) -> bool:
    if ip.version == 6 and ip not in _GIVEN_OUT:
        return False
    return ip.is_global and not ip.is_reserved and not any(ip in one for one in _SPECIAL)


def _is_host(host: str, *, bracketed: bool) -> bool:
    if bracketed:
        # A zone (%eth0) belongs to link-local numbers alone.
        return "%" not in host and _literal(host) is not None
    return len(host) <= 253 and _HOST.fullmatch(host) is not None


def _literal(host: str) -> Ip | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
