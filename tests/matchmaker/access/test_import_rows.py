"""Who may load what of a file, and whose rows."""

import pytest

from matchmaker.access.import_rows import RowLimit, load_limit, preview_limit
from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import GUEST, Owned, Viewer, person, program
from matchmaker.errors import Forbidden, NotSignedIn
from models.account_enums import Role
from models.enums import ImportKind

WUHAN, SHIYAN = "420100", "420300"
OURS = Owned(frozenset({WUHAN}), frozenset({7}))
THEIRS = Owned(frozenset({SHIYAN}), frozenset({8}))
OWN, CITY = RowLimit(organisations=frozenset({7, 9})), RowLimit(city_code=WUHAN)
OF_ORGANISATION = (
    Role.INSTITUTION_MEMBER,
    Role.DEPARTMENT_REVIEWER,
    Role.UNIVERSITY_REVIEWER,
    Role.ENTERPRISE_MEMBER,
)
# What each role may load; nothing of what is not named.
LOADS: dict[Role, dict[ImportKind, RowLimit | None]] = {
    Role.PROVINCIAL_ORGANISER: dict.fromkeys(ImportKind),
    Role.CITY_ORGANISER: dict.fromkeys(ImportKind, CITY),
    Role.UNIVERSITY_REVIEWER: {ImportKind.PATENTS: OWN, ImportKind.KNOW_HOW: OWN},
    Role.ENTERPRISE_MEMBER: {ImportKind.DEMANDS: OWN, ImportKind.PRODUCTS: OWN},
}


def viewer_of(role: Role) -> Viewer:
    own = (7, 9) if role in OF_ORGANISATION else ()
    city = WUHAN if own or role is Role.CITY_ORGANISER else None
    return person(1, "张", role, city_code=city, organisations=own)


@pytest.mark.parametrize("kind", ImportKind)
@pytest.mark.parametrize("role", Role)
def test_a_role_loads_what_it_may_write_and_nothing_else(role: Role, kind: ImportKind) -> None:
    allowed = LOADS.get(role, {})
    if kind in allowed:
        assert load_limit(viewer_of(role), kind) == allowed[kind]
    else:
        with pytest.raises(Forbidden):
            load_limit(viewer_of(role), kind)


@pytest.mark.parametrize(
    ("limit", "owned", "admitted"),
    [
        (OWN, OURS, True),
        (OWN, THEIRS, False),
        (OWN, Owned(frozenset({WUHAN}), frozenset({8})), False),
        (OWN, Owned(frozenset(), frozenset({8, 9})), True),
        (CITY, OURS, True),
        (CITY, THEIRS, False),
        (CITY, Owned(frozenset({SHIYAN, WUHAN}), frozenset({8})), True),
        (CITY, Owned(), False),
        (RowLimit(), Owned(frozenset(), frozenset()), False),
    ],
)
def test_rows_are_admitted_by_their_owners(limit: RowLimit, owned: Owned, admitted: bool) -> None:
    assert limit.admits(owned) is admitted


def test_whoever_sends_a_file_to_be_reviewed_previews_the_own_rows() -> None:
    for role in OF_ORGANISATION:
        assert preview_limit(viewer_of(role)) == OWN
    assert preview_limit(viewer_of(Role.CITY_ORGANISER)) == CITY
    assert preview_limit(viewer_of(Role.PROVINCIAL_ORGANISER)) is None


def test_what_is_to_be_reviewed_says_by_whom() -> None:
    with pytest.raises(Forbidden, match="须经本单位审核后导入"):
        load_limit(viewer_of(Role.DEPARTMENT_REVIEWER), ImportKind.PATENTS)
    with pytest.raises(Forbidden, match="您的账号不能导入专利"):
        load_limit(viewer_of(Role.ENTERPRISE_MEMBER), ImportKind.PATENTS)
    with pytest.raises(NotSignedIn):
        load_limit(GUEST, ImportKind.PATENTS)


def test_a_program_of_an_organisation_needs_to_write_what_it_loads() -> None:
    scopes = [Permission.IMPORT, Permission.PATENT_WRITE]
    bound = program(3, "校内系统", scopes, organisations=(7, 9))
    assert load_limit(bound, ImportKind.PATENTS) == OWN
    with pytest.raises(Forbidden):
        load_limit(bound, ImportKind.DEMANDS)
    assert load_limit(program(3, "省平台", scopes), ImportKind.DEMANDS) is None
