"""Vocabularies of accounts: what people and programs are to the service."""

from enum import StrEnum


class Role(StrEnum):
    """What an account is for; what each may do: matchmaker.access.grants."""

    PROVINCIAL_ADMIN = "provincial_admin"
    PROVINCIAL_ORGANISER = "provincial_organiser"
    CITY_ORGANISER = "city_organiser"
    AUDITOR = "auditor"
    INSTITUTION_MEMBER = "institution_member"
    DEPARTMENT_REVIEWER = "department_reviewer"
    UNIVERSITY_REVIEWER = "university_reviewer"
    ENTERPRISE_MEMBER = "enterprise_member"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _ROLE_LABELS[self]

    @property
    def is_of_institution(self) -> bool:
        """Whether the account belongs to a university or an institute."""
        return self in _OF_INSTITUTION

    @property
    def is_of_organisation(self) -> bool:
        """Whether the account belongs to an organisation, not to the office."""
        return self.is_of_institution or self is Role.ENTERPRISE_MEMBER


_ROLE_LABELS = {
    Role.PROVINCIAL_ADMIN: "省级管理员",
    Role.PROVINCIAL_ORGANISER: "省级组织者",
    Role.CITY_ORGANISER: "市州组织者",
    Role.AUDITOR: "审计员",
    Role.INSTITUTION_MEMBER: "院校成员",
    Role.DEPARTMENT_REVIEWER: "院系审核员",
    Role.UNIVERSITY_REVIEWER: "院校审核员",
    Role.ENTERPRISE_MEMBER: "企业成员",
}
_OF_INSTITUTION = frozenset(
    {Role.INSTITUTION_MEMBER, Role.DEPARTMENT_REVIEWER, Role.UNIVERSITY_REVIEWER}
)


class AccountState(StrEnum):
    """Where an account stands: whoever registers waits until an organiser has looked."""

    PENDING = "pending"
    ACTIVE = "active"
    REFUSED = "refused"
    DISABLED = "disabled"
    ERASED = "erased"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "pending": "待审核",
            "active": "正常",
            "refused": "未通过",
            "disabled": "停用",
            "erased": "已注销",
        }[self.value]
