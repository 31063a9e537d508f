"""Which allowance a request takes from."""

from enum import StrEnum

from matchmaker.web.protection.csrf import READING


class Group(StrEnum):
    """Kinds of request that are counted together."""

    LOGIN = "login"
    REGISTRATION = "registration"
    ASK = "ask"
    WRITE = "write"
    READ = "read"


# Counted in the database: exact over all processes and machines, and through a restart.
STORED = frozenset({Group.LOGIN, Group.REGISTRATION})
LOGIN_PATHS = frozenset({"/login", "/api/v1/sessions"})
REGISTRATION_PATHS = frozenset({"/register", "/api/v1/accounts/registrations"})
# What is worked out from the whole stock, or written as a workbook or document.
ASKING_PATHS = ("/api/v1/rank", "/enterprise/demands/preview")
ASKING_ENDINGS = (".xlsx", ".docx", ".zip", "/patents", "/demands", "/similar", "/why-not")
# What only lists records.
LISTS = frozenset({"/api/v1/patents", "/api/v1/demands"})
# Files that a browser keeps, and what watches the service from its own machine.
FREE_PATHS = ("/static/", "/health/", "/metrics/")


def group_of(method: str, path: str) -> Group | None:
    """Return the group of a request, None for one that is not counted."""
    path = path.rstrip("/") if path != "/" else path
    if f"{path}/".startswith(FREE_PATHS):
        return None
    if method not in READING and path in LOGIN_PATHS:
        return Group.LOGIN
    if method not in READING and path in REGISTRATION_PATHS:
        return Group.REGISTRATION
    asks = path.startswith(ASKING_PATHS) or path.endswith(ASKING_ENDINGS)
    if asks and path not in LISTS:
        return Group.ASK
    return Group.READ if method in READING else Group.WRITE
