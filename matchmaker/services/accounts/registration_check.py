"""What is wrong with a registration, field by field, so that a form can say all of it at once."""

from collections.abc import Callable, Mapping

from sqlmodel import Session

from matchmaker.services.accounts import passwords
from matchmaker.services.accounts.registration import Registration
from matchmaker.services.accounts.registry import LONGEST_NAME, require_login
from models.account_enums import Role
from models.errors import Conflict, InvalidValue
from models.values.region import get_city
from models.values.text import clean
from models.values.uscc import Uscc


def registration_flaws(session: Session, given: Registration) -> Mapping[str, str]:
    """Return field → what is wrong with it and what to write instead; nothing where all is well."""
    checks: dict[str, Callable[[], object]] = {
        "organisation": lambda: _require(
            given.organisation, "没有填写单位名称", "请填写营业执照或法人证书上的全称。"
        ),
        "uscc": lambda: Uscc.parse(given.uscc),
        "city": lambda: get_city(given.city),
        "department": lambda: _require_department(given),
        "name": lambda: _require_name(given.name),
        "login": lambda: require_login(session, given.login),
        "password": lambda: passwords.require_good_password(
            given.password, given.login, given.name, given.phone
        ),
    }
    found = {}
    for field, check in checks.items():
        try:
            check()
        except InvalidValue as error:
            found[field] = f"{error.reason}。{error.remedy}"
        except Conflict as error:
            found[field] = str(error)
    return found


def _require(text: str, reason: str, remedy: str) -> None:
    if not clean(text):
        raise InvalidValue(text, reason, remedy)


def _require_name(name: str) -> None:
    if not 1 <= len(clean(name)) <= LONGEST_NAME:
        raise InvalidValue(name, "姓名不合要求", f"请填写 1–{LONGEST_NAME} 个字的姓名。")


def _require_department(given: Registration) -> None:
    if given.role is Role.DEPARTMENT_REVIEWER:
        _require(given.department, "没有填写院系", "请填写院系名称。")
