"""The table of who may do what and how far.

Whoever manages accounts opens no contacts and makes no lists, and only the auditor reads the audit
log, as GB/T 22239-2019 (third level, 8.1.5) asks that administration and audit be in different
hands.
"""

from collections.abc import Mapping

from matchmaker.access.permissions import Permission, Reach
from models.account_enums import Role

_P, _R = Permission, Reach

# What every account may do, whatever its role.
EVERYONE: Mapping[Permission, Reach] = {
    _P.PUBLIC: _R.ALL,
    _P.SELF: _R.OWN,
    _P.COURSE_JOIN: _R.OWN,
    _P.PATENT_READ: _R.ALL,
    _P.DEMAND_READ: _R.ALL,
    _P.ORGANISATION_READ: _R.ALL,
    _P.EVENT_READ: _R.ALL,
    _P.RULES_READ: _R.ALL,
    _P.RECOMMEND_PATENTS: _R.ALL,
    _P.WORK_READ: _R.OWN,
}

# What the office reads without doing it.
_OVERSIGHT: dict[Permission, Reach] = {
    _P.RECOMMEND_DEMANDS: _R.ALL,
    _P.OPEN_LICENCE_READ: _R.ALL,
    _P.PRODUCT_READ: _R.ALL,
    _P.FEEDBACK_READ: _R.ALL,
    _P.LIST_READ: _R.ALL,
    _P.PARTICIPANT_READ: _R.ALL,
    _P.TIMETABLE_READ: _R.ALL,
    _P.OUTCOME_READ: _R.ALL,
    _P.LEDGER_READ: _R.ALL,
    _P.PUBLIC_SERVICE_READ: _R.ALL,
    _P.ROADSHOW_READ: _R.ALL,
    _P.SCHEDULE_READ: _R.ALL,
    _P.ACCOUNT_READ: _R.ALL,
    _P.WORK_READ: _R.ALL,
}

_ORGANISING = (
    _P.PATENT_WRITE,
    _P.PATENT_REVIEW,
    _P.OPEN_LICENCE_READ,
    _P.OPEN_LICENCE_WRITE,
    _P.OPEN_LICENCE_MOVE,
    _P.PRODUCT_READ,
    _P.PRODUCT_WRITE,
    _P.PRODUCT_FILE,
    _P.DEMAND_WRITE,
    _P.IMPORT,
    _P.RECOMMEND_DEMANDS,
    _P.JUDGE,
    _P.IMPROVEMENT_ASK,
    _P.IMPROVEMENT_ANSWER,
    _P.FEEDBACK_READ,
    _P.CONTACT_OPEN,
    _P.EVENT_WRITE,
    _P.LIST_READ,
    _P.LIST_WRITE,
    _P.PARTICIPANT_READ,
    _P.PARTICIPANT_WRITE,
    _P.WISH_WRITE,
    _P.TIMETABLE_READ,
    _P.TIMETABLE_WRITE,
    _P.OUTCOME_READ,
    _P.OUTCOME_WRITE,
    _P.LEDGER_READ,
    _P.LEDGER_WRITE,
    _P.EXCHANGE,
    _P.PUBLIC_SERVICE_READ,
    _P.PUBLIC_SERVICE_WRITE,
    _P.ROADSHOW_READ,
    _P.ROADSHOW_WRITE,
    _P.SCHEDULE_READ,
    _P.ACCOUNT_READ,
    _P.ACCOUNT_APPROVE,
    _P.ACT_FOR,
)

# What the members of an organisation may do with what is its own.
_TAKING_PART = (
    _P.IMPORT,
    _P.JUDGE,
    _P.CONTACT_OPEN,
    _P.LIST_READ,
    _P.PARTICIPANT_READ,
    _P.PARTICIPANT_WRITE,
    _P.WISH_WRITE,
    _P.TIMETABLE_READ,
    _P.OUTCOME_READ,
)
_OF_INSTITUTION = (
    *_TAKING_PART,
    _P.PATENT_WRITE,
    _P.OPEN_LICENCE_READ,
    _P.OPEN_LICENCE_WRITE,
    _P.RECOMMEND_DEMANDS,
    _P.IMPROVEMENT_ANSWER,
    _P.FEEDBACK_READ,
)


def _each(permissions: tuple[Permission, ...], reach: Reach) -> dict[Permission, Reach]:
    return dict.fromkeys(permissions, reach)


_OF_ROLE: dict[Role, dict[Permission, Reach]] = {
    Role.PROVINCIAL_ADMIN: {
        **_OVERSIGHT,
        _P.SCHEDULE_WRITE: _R.ALL,
        _P.RULES_WRITE: _R.ALL,
        _P.INDEX_WRITE: _R.ALL,
        _P.ACCOUNT_APPROVE: _R.ALL,
        _P.ACCOUNT_WRITE: _R.ALL,
        _P.PROGRAM_WRITE: _R.ALL,
        _P.WEBHOOK_WRITE: _R.ALL,
        _P.BACKUP: _R.ALL,
    },
    Role.PROVINCIAL_ORGANISER: {
        **_OVERSIGHT,
        **_each(_ORGANISING, _R.ALL),
        _P.CASE_MARK: _R.ALL,
        _P.CASE_CHOOSE: _R.ALL,
        _P.ORGANISATION_WRITE: _R.ALL,
        _P.SCHEDULE_WRITE: _R.ALL,
        _P.RULES_WRITE: _R.ALL,
        _P.INDEX_WRITE: _R.ALL,
    },
    # Cases are marked by those whom the province appoints, never those of one's own city.
    Role.CITY_ORGANISER: {**_each(_ORGANISING, _R.CITY), _P.CASE_MARK: _R.ALL},
    Role.AUDITOR: {**_OVERSIGHT, _P.AUDIT_READ: _R.ALL, _P.DISCLOSURE_READ: _R.ALL},
    Role.INSTITUTION_MEMBER: {**_each(_OF_INSTITUTION, _R.OWN), _P.CASE_MARK: _R.ALL},
    Role.DEPARTMENT_REVIEWER: {
        **_each((*_OF_INSTITUTION, _P.PATENT_REVIEW), _R.OWN),
        _P.CASE_MARK: _R.ALL,
    },
    Role.UNIVERSITY_REVIEWER: {
        **_each(
            (*_OF_INSTITUTION, _P.PATENT_REVIEW, _P.OPEN_LICENCE_MOVE, _P.ACCOUNT_READ), _R.OWN
        ),
        _P.CASE_MARK: _R.ALL,
    },
    Role.ENTERPRISE_MEMBER: _each(
        (
            *_TAKING_PART,
            _P.DEMAND_WRITE,
            _P.IMPROVEMENT_ASK,
            _P.OPEN_LICENCE_ASK,
            _P.PRODUCT_READ,
            _P.PRODUCT_WRITE,
        ),
        _R.OWN,
    ),
}

GRANTS: Mapping[Role, Mapping[Permission, Reach]] = {
    role: {**EVERYONE, **own} for role, own in _OF_ROLE.items()
}

# What nobody does in the name of an organisation but its own people: opening contacts and agreeing
# to show them (PIPL art. 23), and what one does in person: coming to a course, marking cases. Files
# are loaded later, as far as the account reaches by then, and so by organisers in their own name.
NOT_ON_BEHALF = frozenset({_P.CONTACT_OPEN, _P.IMPORT, _P.COURSE_JOIN, _P.CASE_MARK})

# What may be given to a program: nothing of persons, accounts or the log.
SCOPES = frozenset(
    {
        _P.PATENT_READ,
        _P.PATENT_WRITE,
        _P.OPEN_LICENCE_READ,
        _P.PRODUCT_READ,
        _P.DEMAND_READ,
        _P.DEMAND_WRITE,
        _P.ORGANISATION_READ,
        _P.IMPORT,
        _P.RECOMMEND_PATENTS,
        _P.RECOMMEND_DEMANDS,
        _P.FEEDBACK_READ,
        _P.EVENT_READ,
        _P.LIST_READ,
        _P.TIMETABLE_READ,
        _P.OUTCOME_READ,
        _P.OUTCOME_WRITE,
        _P.LEDGER_READ,
        _P.LEDGER_WRITE,
        _P.EXCHANGE,
        _P.PUBLIC_SERVICE_READ,
        _P.PUBLIC_SERVICE_WRITE,
        _P.SCHEDULE_READ,
        _P.RULES_READ,
        _P.WORK_READ,
    }
)
