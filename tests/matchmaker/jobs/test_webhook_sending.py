"""One delivery over the network: where it may go, how long it may take, what is believed."""

import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from matchmaker.jobs.webhook_sending import Wire, check_address, send
from matchmaker.services.webhook_address import Address, Ip, parse_address
from matchmaker.services.webhook_claims import Sent
from models.errors import InvalidValue
from tests.matchmaker.jobs.webhook_cases import HERE, Receiver, receiving, to_this_machine

NAME = "receiver.test"
LOGGED = """
import sys
from matchmaker.jobs.webhook_sending import send
from matchmaker.log import configure_logging
from matchmaker.settings import Settings
from tests.matchmaker.jobs.webhook_cases import HERE
configure_logging(Settings(log_level=sys.argv[1]))
print(send(HERE, sys.argv[2], b"{}", {}))
"""
GOOD = b"HTTP/1.1 204 No Content\r\n\r\n"
BODY = b"{}"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def post(address: str, wire: Wire = HERE) -> Sent:
    return send(wire, address, BODY, {})


def read_request(connection: socket.socket) -> None:
    """Read all of a request: who hangs up with some of it unread takes the answer back."""
    got = b""
    while not got.endswith(b"\r\n\r\n" + BODY) and (more := connection.recv(65536)):
        got += more


@contextmanager
def answering(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """Give the address of a server that answers one connection as it likes."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                read_request(connection)
                answer(connection)

        thread = Thread(target=serve)
        thread.start()
        try:
            yield f"http://{NAME}:{server.getsockname()[1]}/"
        finally:
            thread.join()


def resolving(monkeypatch: pytest.MonkeyPatch, *numbers: str) -> None:
    """Have every name lead to some numbers."""

    def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(0, 0, 0, "", (number, port)) for number in numbers]

    monkeypatch.setattr("matchmaker.jobs.webhook_sending.getaddrinfo", look_up)


def test_a_name_leads_to_its_numbers_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "10.1.2.3", "10.1.2.3", "fd12::1")
    numbers = check_address(parse_address(f"http://{NAME}/"))
    assert numbers == [ip_address("10.1.2.3"), ip_address("fd12::1")]


def test_a_name_is_refused_if_one_of_its_numbers_is(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "10.1.2.3", "169.254.169.254")
    with pytest.raises(InvalidValue, match=r"推送地址指向 169\.254\.169\.254"):
        check_address(parse_address(f"https://{NAME}/"))


def test_a_name_that_nobody_knows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "unknown")

    monkeypatch.setattr("matchmaker.jobs.webhook_sending.getaddrinfo", fail)
    with pytest.raises(InvalidValue, match="推送地址的主机名无法解析"):
        check_address(parse_address(f"https://{NAME}/"))


@pytest.mark.parametrize("host", ["localhost", "0x7f.1", "2130706433", "017700000001"])
def test_this_machine_is_refused_by_whatever_name(host: str) -> None:
    with pytest.raises(InvalidValue, match=r"推送地址指向|无法解析"):
        check_address(parse_address(f"https://{host}/"))


def test_what_leads_elsewhere_by_now_is_not_sent(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolving(monkeypatch, "127.0.0.1")
    sent = post(receiver.address, Wire())
    assert sent.status is None
    assert "推送地址指向 127.0.0.1，是本机" in sent.error
    assert receiver.got == []


def test_it_is_sent_to_the_number_that_was_judged_not_looked_up_again(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolving(monkeypatch, "10.255.255.254")
    assert post(receiver.address, HERE) == Sent(204)


def test_where_the_first_number_does_not_answer_the_next_is_tried(receiver: Receiver) -> None:
    def two(_: Address) -> Sequence[Ip]:
        # Nothing listens at the first.
        return [ip_address("127.0.0.2"), ip_address("127.0.0.1")]

    assert post(receiver.address, Wire(two)) == Sent(204)


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    with receiving() as other:
        receiver.status, receiver.headers = 307, {"location": other.address}
        assert post(receiver.address) == Sent(307, "答复 307：不跟随跳转，请填写最终地址")
        assert (len(receiver.got), len(other.got)) == (1, 0)


def test_proxies_of_the_environment_are_not_used(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiving() as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{proxy.port}")
        assert post(receiver.address) == Sent(204)
        assert proxy.got == []


def test_nobody_at_the_address_is_a_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    sent = post(f"http://{NAME}:{port}/")
    assert sent == Sent(None, "无法连接，请核对地址、端口、防火墙与证书")


def test_who_does_not_answer_in_time_has_failed(receiver: Receiver) -> None:
    over = Event()
    receiver.on_request = over.wait  # type: ignore[assignment]
    sent = post(receiver.address, Wire(to_this_machine, seconds=0.3))
    over.set()
    assert sent == Sent(None, "0.3 秒内没有答复")


def test_who_answers_drop_by_drop_has_failed_too() -> None:
    def drip(connection: socket.socket) -> None:
        connection.settimeout(0.02)
        try:
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            while True:
                connection.sendall(b"x: y\r\n")
                try:
                    if connection.recv(1) == b"":
                        return
                except TimeoutError:
                    continue
        except OSError:
            return

    with answering(drip) as address:
        sent = post(address, Wire(to_this_machine, seconds=0.3))
    assert sent.status is None
    assert sent.error


def test_an_answer_without_end_is_read_no_further_than_its_limit() -> None:
    def pour(connection: socket.socket) -> None:
        try:
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            while True:
                connection.sendall(b"x" * 65536)
        except OSError:
            return

    with answering(pour) as address:
        assert post(address, Wire(to_this_machine, seconds=60)) == Sent(200)


@pytest.mark.parametrize("answer", [b"", b"\0\xff\r\n\r\n", b"HTTP/1.1 2x4\r\n\r\n"])
def test_what_is_no_answer_is_a_failure(answer: bytes) -> None:
    with answering(lambda connection: connection.sendall(answer)) as address:
        sent = post(address)
    assert sent.status is None
    assert sent.error.startswith("连接中断或答复有误（")


def test_an_answer_is_never_quoted(receiver: Receiver) -> None:
    receiver.status, receiver.answer = 400, "鹡鸰".encode()
    receiver.headers = {"x-word": "wagtail"}
    assert post(receiver.address) == Sent(400, "答复 400")


@pytest.mark.parametrize("level", ["info", "debug"])
def test_no_log_tells_the_address_that_is_sent_to(receiver: Receiver, level: str) -> None:
    address = f"{receiver.address}/wagtail"
    done = subprocess.run(
        [sys.executable, "-c", LOGGED, level, address], capture_output=True, text=True, check=True
    )
    assert (done.stdout, receiver.got[0].path) == (
        "Sent(status=204, error='')\n",
        "/hook/wagtail",
    )
    assert "wagtail" not in done.stderr


@pytest.mark.parametrize(
    ("name", "expected"),
    [(NAME, Sent(204)), ("other.test", Sent(None, "无法连接，请核对地址、端口、防火墙与证书"))],
)
def test_a_certificate_has_to_be_that_of_the_name(
    tmp_path: Path, name: str, expected: Sent
) -> None:
    file = write_certificate(tmp_path, NAME)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(file)
    trusting = ssl.create_default_context(cafile=str(file))
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            try:
                with serving.wrap_socket(connection, server_side=True) as wrapped:
                    read_request(wrapped)
                    wrapped.sendall(GOOD)
            except OSError:
                connection.close()

        thread = Thread(target=serve)
        thread.start()
        wire = Wire(to_this_machine, tls=trusting)
        assert post(f"https://{name}:{server.getsockname()[1]}/", wire) == expected
        thread.join()


def write_certificate(folder: Path, name: str) -> Path:
    """Write a key and a certificate by itself of a name into a file; return it."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder / "both.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
