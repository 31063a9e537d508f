"""Pages of one's own account, and of asking for one."""

from tests.matchmaker.services.accounts.cases import PASSWORD
from tests.matchmaker.web.matrix.accounts import REGISTRATION
from tests.matchmaker.web.matrix.rules import EVERYBODY, PEOPLE, Call, Rule, anyone

_PROOF = {"secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "code": "000000", "password": PASSWORD}
_TYPED = {**REGISTRATION, "again": PASSWORD}

RULES: dict[str, Rule] = {
    "GET /register": anyone(lambda w, s: Call("GET", "/register"), EVERYBODY),
    "POST /register": anyone(lambda w, s: Call("POST", "/register", form=_TYPED), EVERYBODY),
    "GET /account": anyone(lambda w, s: Call("GET", "/account"), PEOPLE),
    # Nobody has a session of this number: those who may end their own are told so.
    "POST /account/sessions/{session_id}/end": anyone(
        lambda w, s: Call("POST", "/account/sessions/9999/end"), PEOPLE, 404
    ),
    "POST /account/sessions/end-others": anyone(
        lambda w, s: Call("POST", "/account/sessions/end-others"), PEOPLE
    ),
    "GET /account/second-factor": anyone(
        lambda w, s: Call("GET", "/account/second-factor"), PEOPLE
    ),
    "POST /account/second-factor": anyone(
        lambda w, s: Call("POST", "/account/second-factor", form=_PROOF), PEOPLE, 422
    ),
    "POST /account/second-factor/remove": anyone(
        lambda w, s: Call("POST", "/account/second-factor/remove", form={"password": PASSWORD}),
        PEOPLE,
    ),
    "GET /account/privacy": anyone(lambda w, s: Call("GET", "/account/privacy"), PEOPLE),
    "POST /account/privacy": anyone(
        lambda w, s: Call("POST", "/account/privacy", form={"kind": "access"}), PEOPLE
    ),
    "POST /account/privacy/consents/{purpose}": anyone(
        lambda w, s: Call("POST", "/account/privacy/consents/push", form={"given": "true"}),
        PEOPLE,
    ),
}
