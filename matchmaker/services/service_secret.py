"""What is derived from the secret of the service: a key for each purpose, and a sealed box.

Nothing of it stands in the database: who reads a stolen copy reads no sealed value.
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from matchmaker.errors import BadConfiguration

KEY_BYTES = 32
LEAST_CHARACTERS = 32
_CONTEXT = "patent-matchmaker/"


class Purpose(StrEnum):
    """What a key is for: one that leaks tells nothing of the others."""

    CSRF = "csrf"
    SEAL = "seal"
    WEBHOOK = "webhook"
    LIMIT = "limit"


@dataclass(frozen=True)
class ServiceSecret:
    """The secret in use, and earlier ones, which still open what they have sealed."""

    current: bytes = field(repr=False)
    earlier: tuple[bytes, ...] = field(default=(), repr=False)

    def key(self, purpose: Purpose) -> bytes:
        """Return the key of 32 bytes for a purpose (HKDF with SHA-256, RFC 5869)."""
        return _derive(self.current, purpose)

    def seal(self, text: str, purpose: Purpose = Purpose.SEAL) -> str:
        """Return the text enciphered and authenticated (Fernet), in URL-safe characters."""
        return self._box(purpose).encrypt(text.encode()).decode()

    def unseal(self, sealed: str, purpose: Purpose = Purpose.SEAL) -> str:
        """Return what was sealed for the purpose.

        Raises BadConfiguration where no secret fits or it was altered.
        """
        try:
            return self._box(purpose).decrypt(sealed).decode()
        except InvalidToken:
            raise _wrong_key() from None

    def reseal(self, sealed: str, purpose: Purpose = Purpose.SEAL) -> str:
        """Return the same text sealed by the secret in use, so that an earlier one may go.

        Raises BadConfiguration as unseal does.
        """
        try:
            return self._box(purpose).rotate(sealed).decode()
        except InvalidToken:
            raise _wrong_key() from None

    def _box(self, purpose: Purpose) -> MultiFernet:
        known = (self.current, *self.earlier)
        return MultiFernet([Fernet(_fernet_key(secret, purpose)) for secret in known])


def parse_secret(text: str) -> ServiceSecret:
    """Return the secret that a setting or a file holds: one a line, the one in use first.

    Raises BadConfiguration where there is none, or one is shorter than 32 characters.
    """
    secrets = [part.encode() for part in text.split()]
    if not secrets or min(len(secret) for secret in secrets) < LEAST_CHARACTERS:
        raise BadConfiguration(
            f"服务密钥缺失或过短：每个密钥至少 {LEAST_CHARACTERS} 个字符，不含空格，一行一个。"
            "可用 openssl rand -base64 48 生成"
        )
    return ServiceSecret(secrets[0], tuple(secrets[1:]))


def _derive(secret: bytes, purpose: Purpose) -> bytes:
    info = f"{_CONTEXT}{purpose.value}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret)


def _fernet_key(secret: bytes, purpose: Purpose) -> bytes:
    return urlsafe_b64encode(_derive(secret, purpose))


def _wrong_key() -> BadConfiguration:
    return BadConfiguration(
        "封存的内容无法用现在的服务密钥打开。请在密钥文件中补上原来的密钥（新密钥在前，一行一个）"
    )
