"""The secret of the service: from a setting, from a file that it names, or made once."""

import os
import secrets
import stat
from pathlib import Path

from matchmaker.errors import BadConfiguration
from matchmaker.services.service_secret import ServiceSecret, parse_secret
from matchmaker.settings import Settings

FILE_NAME = "secret.key"
SECRET_BYTES = 48
# Ours is for its owner alone. A file that an administrator has put there may be for a group too:
# systemd shows the access that it gives to a credential as that of a group.
OTHERS_OF_OURS = stat.S_IRWXG | stat.S_IRWXO
OTHERS_OF_NAMED = stat.S_IWGRP | stat.S_IXGRP | stat.S_IRWXO


def load_secret(settings: Settings) -> ServiceSecret:
    """Return the secret of the service; without a setting it is made in the data folder, once.

    Several processes that start at once get the same. Raises BadConfiguration where it is too
    short, where its file cannot be read, and where others may read that file.
    """
    if given := settings.secret_key.get_secret_value():
        return parse_secret(given)
    if settings.secret_key_file:
        return parse_secret(_read(Path(settings.secret_key_file), OTHERS_OF_NAMED))
    path = settings.data_dir / FILE_NAME
    if not path.exists():
        _make(path)
    return parse_secret(_read(path, OTHERS_OF_OURS))


def _make(path: Path) -> None:
    """Put a new secret there whole; whoever comes second leaves that of the first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{secrets.token_urlsafe(SECRET_BYTES)}\n")
            file.flush()
            os.fsync(file.fileno())
        # Unlike a renaming, a link never takes the place of a file that is there.
        path.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def _read(path: Path, forbidden: int) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & forbidden:
                raise BadConfiguration(
                    f"密钥文件 {path} 可被其他用户访问。请运行 chmod 600 {path}；"
                    "若内容可能已被他人看到，请换用新密钥"
                )
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise BadConfiguration(
            f"无法读取密钥文件 {path}。请核对 MATCHMAKER_SECRET_KEY_FILE 与文件权限"
        ) from error
