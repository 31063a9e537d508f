"""Registration of a firm or an institution by a form; an organiser of the city looks at it."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.accounts.registration import ROLES, Registration, register
from matchmaker.services.accounts.registration_check import registration_flaws
from matchmaker.services.list_hands import Author
from matchmaker.web.access import May
from matchmaker.web.api.fields import Line
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.notices import Done, go_on
from matchmaker.web.templating import render
from models.account_enums import Role
from models.errors import Conflict
from models.values.region import HUBEI_CITIES

PATH = "/register"

router = APIRouter(include_in_schema=False)

Anyone = Annotated[Viewer, Depends(May(Permission.PUBLIC))]
Secret = Annotated[str, Field(max_length=128, repr=False)]


class RegistrationForm(BaseModel):
    """What somebody types who asks for an account."""

    role: Line = Role.ENTERPRISE_MEMBER.value
    organisation: Line = ""
    uscc: Line = ""
    city: Line = ""
    department: Line = ""
    name: Line = ""
    phone: Line = ""
    login: Line = ""
    password: Secret = ""
    again: Secret = ""

    def as_registration(self) -> Registration:
        """Return the same for the service; a role that is none counts as a firm's."""
        roles = {role.value: role for role in ROLES}
        return Registration(
            login=self.login,
            password=self.password,
            name=self.name,
            phone=self.phone,
            role=roles.get(self.role, Role.ENTERPRISE_MEMBER),
            organisation=self.organisation,
            uscc=self.uscc,
            city=self.city,
            department=self.department,
        )


@router.get(PATH, response_class=HTMLResponse)
def show(request: Request, _viewer: Anyone) -> Response:
    """Show the form."""
    return _form(request, RegistrationForm(), {})


@router.post(PATH, response_class=HTMLResponse)
def ask(
    request: Request,
    typed: Annotated[RegistrationForm, Form()],
    _viewer: Anyone,
    session: SessionDep,
    now: NowDep,
) -> Response:
    """Ask for an account, or show the form again with what is wrong at each field."""
    given = typed.as_registration()
    flaws = dict(registration_flaws(session, given))
    if typed.password != typed.again:
        flaws["again"] = "两次输入的密码不同。请重新输入。"
    if flaws:
        return _form(request, typed, flaws)
    try:
        register(session, given, Author("注册", now))
        session.commit()
    except Conflict as error:
        # Somebody else has taken the name since it was looked at.
        return _form(request, typed, {"login": str(error)})
    text = f"注册已提交：用户名“{given.login}”。所在市州的组织者审核通过后即可登录"
    return go_on(request, "/login", Done(text))


def _form(request: Request, typed: RegistrationForm, flaws: Mapping[str, str]) -> Response:
    context = {
        "typed": typed,
        "flaws": flaws,
        "roles": [(role.value, role.label) for role in ROLES],
        "cities": [(city.code, city.short_name) for city in HUBEI_CITIES],
    }
    return render(request, "account/register.html", context, status=422 if flaws else 200)
