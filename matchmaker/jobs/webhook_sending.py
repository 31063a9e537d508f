"""One delivery over the network: the name resolved and judged, sent to what was judged, bounded."""

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from socket import SOCK_STREAM, getaddrinfo

import httpx2

from matchmaker.services.webhook_address import Address, Guard, Ip, judge, parse_address
from matchmaker.services.webhook_claims import Sent
from models.errors import InvalidValue

# From the first step of connecting to the last byte of the answer that is read.
SECONDS = 10.0
MOST_ANSWER_BYTES = 64 * 1024
USER_AGENT = "patent-matchmaker"


def check_address(address: Address) -> Sequence[Ip]:
    """Return the numbers that the host of an address leads to, in the resolver's order.

    Raises InvalidValue where the name is not known, or where one of them may not be sent to.
    """
    try:
        found = getaddrinfo(address.host, address.port, type=SOCK_STREAM)
    except (OSError, UnicodeError):
        raise InvalidValue(
            address.host, "推送地址的主机名无法解析", "请核对主机名，以及本机的域名解析设置。"
        ) from None
    numbers = list(dict.fromkeys(ip_address(entry[4][0]) for entry in found))
    for number in numbers:
        judge(address, number)
    return numbers


@dataclass(frozen=True)
class Wire:
    """How deliveries are sent; seconds: that one may take; tls: None for the system's roots."""

    guard: Guard = check_address
    seconds: float = SECONDS
    tls: ssl.SSLContext | None = None


def send(wire: Wire, text: str, body: bytes, headers: Mapping[str, str]) -> Sent:
    """Send a body to an address and say what came of it, in words that quote no answer.

    Redirects are not followed, proxies of the environment not used; of the answer no more is read
    than its limit.
    """
    return asyncio.run(_send_in_time(wire, text, body, headers))


async def _send_in_time(wire: Wire, text: str, body: bytes, headers: Mapping[str, str]) -> Sent:
    try:
        async with asyncio.timeout(wire.seconds):
            address = parse_address(text)
            numbers = await asyncio.to_thread(wire.guard, address)
            status = await _post(wire, address, numbers, (body, headers))
    except InvalidValue as error:
        return Sent(None, str(error))
    except TimeoutError:
        return Sent(None, f"{wire.seconds:g} 秒内没有答复")
    except httpx2.ConnectError:
        return Sent(None, "无法连接，请核对地址、端口、防火墙与证书")
    except httpx2.HTTPError as error:
        return Sent(None, f"连接中断或答复有误（{type(error).__name__}）")
    return Sent(status, _complaint(status))


def _complaint(status: int) -> str:
    """Return what is wrong with an answer, empty for one that says that all is well."""
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return f"答复 {status}：不跟随跳转，请填写最终地址"
    return f"答复 {status}"


async def _post(
    wire: Wire, address: Address, numbers: Sequence[Ip], said: tuple[bytes, Mapping[str, str]]
) -> int:
    """Return the status of the first of some numbers that can be connected to."""
    tls = wire.tls or ssl.create_default_context()
    async with httpx2.AsyncClient(
        # The limit of time is that of the whole, not of each step.
        verify=tls,
        trust_env=False,
        follow_redirects=False,
        timeout=None,
    ) as client:
        for number in numbers[:-1]:
            try:
                return await _post_to(client, address, number, said)
            except httpx2.ConnectError:
                continue
        return await _post_to(client, address, numbers[-1], said)


async def _post_to(
    client: httpx2.AsyncClient,
    address: Address,
    number: Ip,
    said: tuple[bytes, Mapping[str, str]],
) -> int:
    body, headers = said
    sent = {
        **headers,
        "host": address.netloc,
        "content-type": "application/json; charset=utf-8",
        "user-agent": USER_AGENT,
        # What is packed could unpack to any length.
        "accept-encoding": "identity",
    }
    # Connected to the number that was judged; the certificate has to be that of the name.
    name = {"sni_hostname": address.host}
    async with client.stream(
        "POST", address.at(number), content=body, headers=sent, extensions=name
    ) as answer:
        read = 0
        async for part in answer.aiter_raw():
            read += len(part)
            if read >= MOST_ANSWER_BYTES:
                break
        return answer.status_code
