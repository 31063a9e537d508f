"""Whoever asks for something, and whether it may be done for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from matchmaker.access.grants import EVERYONE, GRANTS, NOT_ON_BEHALF
from matchmaker.access.permissions import Permission, Reach
from matchmaker.errors import Forbidden, NotSignedIn
from models.account_enums import Role


@dataclass(frozen=True)
class Owned:
    """Whose a record is: its cities and organisations; without any it is the province's."""

    cities: frozenset[str] = frozenset()
    organisations: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Viewer:
    """A person, a program, or nobody yet known (role None without a token).

    name: as logs have it; organisations: the own one and its parts; organisation_id: of a person,
    the own one; city_code: of a city organiser, or of the own organisation; acting_for: the name
    of the organisation for which somebody of the office acts as if of it.
    """

    name: str
    grants: Mapping[Permission, Reach] = field(repr=False)
    role: Role | None = None
    account_id: int | None = None
    token_id: int | None = None
    city_code: str | None = None
    organisations: frozenset[int] = frozenset()
    organisation_id: int | None = None
    acting_for: str = ""

    @property
    def is_known(self) -> bool:
        """Whether it is somebody who has signed in, or a program with a token."""
        return self.account_id is not None or self.token_id is not None

    @property
    def is_organiser(self) -> bool:
        """Whether it organises the campaign, in the province or in a city."""
        return self.role in (Role.PROVINCIAL_ORGANISER, Role.CITY_ORGANISER)

    def reach(self, permission: Permission) -> Reach | None:
        """Return how far a permission reaches, None where it is not given."""
        return self.grants.get(permission)

    def may(self, permission: Permission, owned: Owned | None = None) -> bool:
        """Whether the permission is given at all, or, with a record's owners, for that record."""
        reach = self.reach(permission)
        if reach is None or owned is None:
            return reach is not None
        if reach is Reach.CITY:
            return self.city_code in owned.cities
        return reach is Reach.ALL or not self.organisations.isdisjoint(owned.organisations)

    def require(self, permission: Permission, owned: Owned | None = None) -> None:
        """Raise NotSignedIn or Forbidden where may() is False."""
        if self.may(permission, owned):
            return
        if not self.is_known:
            raise NotSignedIn("请先登录")
        if self.acting_for:
            raise Forbidden(
                f"正在代“{self.acting_for}”办理，这件事不能代办。请先结束代办，以自己的身份办理；"
                "查看联系方式和表示同意，须由该单位自己的账号办理"
            )
        raise Forbidden("您的账号无权这样做。如有需要，请联系省级管理员")


GUEST = Viewer("未登录", {Permission.PUBLIC: Reach.ALL})


def person(
    account_id: int,
    name: str,
    role: Role,
    *,
    city_code: str | None = None,
    organisations: Iterable[int] = (),
    organisation_id: int | None = None,
) -> Viewer:
    """Return the viewer that an account is."""
    return Viewer(
        name=name,
        grants=GRANTS[role],
        role=role,
        account_id=account_id,
        city_code=city_code,
        organisations=frozenset(organisations),
        organisation_id=organisation_id,
    )


def on_behalf(member: Viewer, organisation: str) -> Viewer:
    """Return a member of an organisation as whom somebody of the office acts."""
    grants = {may: reach for may, reach in member.grants.items() if may not in NOT_ON_BEHALF}
    return replace(member, grants=grants, acting_for=organisation)


def program(
    token_id: int,
    name: str,
    scopes: Iterable[Permission],
    *,
    city_code: str | None = None,
    organisations: Iterable[int] = (),
) -> Viewer:
    """Return the viewer that a program is: it reaches as far as its token is bound to.

    scopes: what it was given, of matchmaker.access.grants.SCOPES.
    """
    own = frozenset(organisations)
    reach = Reach.OWN if own else Reach.CITY if city_code else Reach.ALL
    return Viewer(
        name=name,
        grants={
            Permission.PUBLIC: Reach.ALL,
            **{scope: EVERYONE.get(scope, reach) for scope in scopes},
        },
        token_id=token_id,
        city_code=city_code,
        organisations=own,
    )
