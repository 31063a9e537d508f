"""Signing in, accounts, programs."""

from tests.matchmaker.services.accounts.cases import PASSWORD
from tests.matchmaker.web.matrix.rules import (
    ADMIN,
    AUDITOR,
    CITY,
    EVERYBODY,
    PEOPLE,
    PROVINCE,
    UNIVERSITY,
    Call,
    Rule,
    anyone,
    on_sides,
)

NEW_PASSWORD = "Xian-Tao#2027y"
REGISTRATION = {
    "login": "qian.yi",
    "password": PASSWORD,
    "name": "钱一",
    "role": "enterprise_member",
    "organisation": "襄阳轴承有限公司",
    "uscc": "91420600MA4KXXXX1C",
    "city": "襄阳",
}

RULES: dict[str, Rule] = {
    "sign_in": anyone(
        lambda w, s: Call("POST", "/api/v1/sessions", {"login": "auditor", "password": PASSWORD}),
        EVERYBODY,
    ),
    "list_sessions": anyone(lambda w, s: Call("GET", "/api/v1/sessions"), PEOPLE),
    "sign_out": anyone(lambda w, s: Call("DELETE", "/api/v1/sessions/current"), PEOPLE),
    # Nobody has a session of this number: those who may end their own are told so.
    "end_session": anyone(lambda w, s: Call("DELETE", "/api/v1/sessions/9999"), PEOPLE, 404),
    "get_me": anyone(lambda w, s: Call("GET", "/api/v1/me"), PEOPLE),
    "change_password": anyone(
        lambda w, s: Call("POST", "/api/v1/me/password", {"old": PASSWORD, "new": NEW_PASSWORD}),
        PEOPLE,
    ),
    "begin_second_factor": anyone(lambda w, s: Call("POST", "/api/v1/me/second-factor"), PEOPLE),
    "confirm_second_factor": anyone(
        lambda w, s: Call(
            "PUT",
            "/api/v1/me/second-factor",
            {"secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "code": "000000", "password": PASSWORD},
        ),
        PEOPLE,
        422,
    ),
    "remove_second_factor": anyone(
        lambda w, s: Call("DELETE", "/api/v1/me/second-factor", {"password": PASSWORD}), PEOPLE
    ),
    "register": anyone(
        lambda w, s: Call("POST", "/api/v1/accounts/registrations", REGISTRATION), EVERYBODY
    ),
    "list_accounts": anyone(
        lambda w, s: Call("GET", "/api/v1/accounts"), {ADMIN, PROVINCE, CITY, AUDITOR, UNIVERSITY}
    ),
    "add_account": anyone(
        lambda w, s: Call(
            "POST", "/api/v1/accounts", {"login": "sun", "name": "孙二", "role": "auditor"}
        ),
        {ADMIN},
    ),
    "get_account": on_sides(
        lambda w, s: Call("GET", f"/api/v1/accounts/{w.members[s]}"),
        ours={ADMIN, PROVINCE, CITY, AUDITOR},
        theirs={ADMIN, PROVINCE, AUDITOR},
    ),
    "list_account_candidates": on_sides(
        lambda w, s: Call("GET", f"/api/v1/accounts/{w.waiting[s]}/candidates"),
        ours={ADMIN, PROVINCE, CITY},
        theirs={ADMIN, PROVINCE},
    ),
    "approve_account": on_sides(
        lambda w, s: Call(
            "POST",
            f"/api/v1/accounts/{w.waiting[s]}/approve",
            {"organisation_id": w.firm[s]},
        ),
        ours={ADMIN, PROVINCE, CITY},
        theirs={ADMIN, PROVINCE},
    ),
    "refuse_account": on_sides(
        lambda w, s: Call(
            "POST", f"/api/v1/accounts/{w.waiting[s]}/refuse", {"reason": "查无此人"}
        ),
        ours={ADMIN, PROVINCE, CITY},
        theirs={ADMIN, PROVINCE},
    ),
    "change_position": anyone(
        lambda w, s: Call(
            "PUT", f"/api/v1/accounts/{w.members['ours']}/position", {"role": "auditor"}
        ),
        {ADMIN},
    ),
    "disable_account": anyone(
        lambda w, s: Call(
            "POST", f"/api/v1/accounts/{w.members['ours']}/disable", {"reason": "离职"}
        ),
        {ADMIN},
    ),
    # It is not shut, which only those hear who might open it.
    "enable_account": anyone(
        lambda w, s: Call("POST", f"/api/v1/accounts/{w.members['ours']}/enable"), {ADMIN}, 409
    ),
    "reset_password": anyone(
        lambda w, s: Call("POST", f"/api/v1/accounts/{w.members['ours']}/password"), {ADMIN}
    ),
    "list_program_tokens": anyone(lambda w, s: Call("GET", "/api/v1/programs"), {ADMIN}),
    "issue_program_token": anyone(
        lambda w, s: Call(
            "POST", "/api/v1/programs", {"name": "大屏", "scopes": ["event:read"], "days": 7}
        ),
        {ADMIN},
    ),
    "revoke_program_token": anyone(
        lambda w, s: Call("DELETE", f"/api/v1/programs/{w.program_id}"), {ADMIN}
    ),
    "list_audit_records": anyone(lambda w, s: Call("GET", "/api/v1/audit/records"), {AUDITOR}),
    "verify_audit": anyone(lambda w, s: Call("GET", "/api/v1/audit/verification"), {AUDITOR}),
}
