"""Pages of the desk of those who organise, but for those of its events."""

from collections.abc import Callable, Mapping

from tests.matchmaker.web.matrix.campaign_world import FAILED
from tests.matchmaker.web.matrix.imports import IMPORTERS
from tests.matchmaker.web.matrix.imports import OURS as OF_UPLOAD
from tests.matchmaker.web.matrix.rules import (
    ADMIN,
    AUDITOR,
    CITY,
    DEPARTMENT,
    OFFICE,
    PEOPLE,
    PROVINCE,
    UNIVERSITY,
    Call,
    Rule,
    Who,
    anyone,
    on_sides,
)
from tests.matchmaker.web.matrix.work import OVERSIGHT
from tests.matchmaker.web.matrix.world import OURS, PATENT, SHEET, THEIRS, World

READERS = {ADMIN, PROVINCE, CITY, AUDITOR, UNIVERSITY}
KEEPERS = {ADMIN, PROVINCE}
PEOPLE_AT = "/office/people"
PRIVACY_AT = "/office/privacy"


def _page(path: str, who: Who = OFFICE) -> Rule:
    """Return the rule of a page that is about nobody's record in particular."""
    return anyone(lambda w, s: Call("GET", path), who)


def _form(path: str, who: Who, form: Mapping[str, str], answer: int | None = None) -> Rule:
    """Return the rule of a form that is about nobody's record in particular."""
    return anyone(lambda w, s: Call("POST", path, form=form), who, answer)


def _decision(act: str, form: Mapping[str, str]) -> Rule:
    """Return the rule of what is decided of somebody who waits."""
    return on_sides(
        lambda w, s: Call("POST", f"{PEOPLE_AT}/{w.waiting[s]}/{act}", form=form),
        ours={ADMIN, PROVINCE, CITY},
        theirs={ADMIN, PROVINCE},
    )


def _management(act: str, form: Mapping[str, str]) -> Rule:
    """Return the rule of what is done to an account by whoever manages it."""
    return anyone(
        lambda w, s: Call("POST", f"{PEOPLE_AT}/{w.members[OURS]}/{act}", form=form), {ADMIN}
    )


def _file(method: str, act: str, ours: Who, theirs: Who) -> Rule:
    """Return the rule of a page or form of a file."""
    return on_sides(
        lambda w, s: Call(method, f"/office/imports/{w.upload[s]}{act}"), ours=ours, theirs=theirs
    )


def _work(method: str, act: str, ours: Who, theirs: Who) -> Rule:
    """Return the rule of a page or form of work, of which others are told that there is none."""
    return Rule(
        lambda w, s: Call(method, f"/office/work/{w.work[s]}{act}"),
        {OURS: ours, THEIRS: theirs},
        unseen=frozenset({OURS, THEIRS}),
    )


def _privacy(call: Callable[[World, str], Call]) -> Rule:
    """Return the rule of a request of a person at a firm: organisers answer it, each in reach."""
    return on_sides(call, ours={PROVINCE, CITY}, theirs={PROVINCE})


def _listing(method: str, act: str, ours: Who) -> Rule:
    """Return the rule of a proposal, of which only those hear whose it is."""
    return Rule(
        lambda w, s: Call(
            method,
            f"/office/listings/{w.listing[s]}{act}",
            form={"note": "请补充"} if method == "POST" else None,
        ),
        {OURS: ours, THEIRS: {PROVINCE}},
        unseen=frozenset({THEIRS}),
    )


RULES: dict[str, Rule] = {
    "GET /office": _page("/office"),
    "POST /office/reminders/{reminder_id}/seen": anyone(
        lambda w, s: Call("POST", f"/office/reminders/{w.campaign.reminder}/seen"), KEEPERS
    ),
    "GET /office/map": _page("/office/map"),
    "GET /office/reports": _page("/office/reports"),
    "GET /office/reports/summary.docx": _page("/office/reports/summary.docx"),
    "GET /office/reports/templates/{kind}.docx": _page("/office/reports/templates/case.docx"),
    "GET /office/reports/bundled/{kind}.docx": _page("/office/reports/bundled/case.docx"),
    "GET /office/figures": _page("/office/figures"),
    "GET /office/figures.xlsx": _page("/office/figures.xlsx"),
    "GET /office/figures/base": _page("/office/figures/base"),
    "GET /office/figures/base/sheet.xlsx": _page("/office/figures/base/sheet.xlsx?year=2023"),
    "POST /office/figures/base/carry-over": _form(
        "/office/figures/base/carry-over", {PROVINCE}, {"carried": "2023"}
    ),
    "GET /office/figures/{slug}": _page("/office/figures/visits"),
    "GET /office/progress": _page("/office/progress"),
    "GET /office/people": _page(PEOPLE_AT, READERS),
    "GET /office/people/{account_id}": on_sides(
        lambda w, s: Call("GET", f"{PEOPLE_AT}/{w.members[s]}"),
        ours={ADMIN, PROVINCE, CITY, AUDITOR},
        theirs={ADMIN, PROVINCE, AUDITOR},
    ),
    "POST /office/people/{account_id}/approve": _decision("approve", {"organisation_id": "new"}),
    "POST /office/people/{account_id}/refuse": _decision("refuse", {"reason": "查无此人"}),
    "POST /office/people/{account_id}/position": _management("position", {"role": AUDITOR}),
    "POST /office/people/{account_id}/disable": _management("disable", {"reason": "离职"}),
    "POST /office/people/{account_id}/enable": _management("enable", {}),
    "POST /office/people/{account_id}/password": _management("password", {}),
    "GET /office/acting": on_sides(
        lambda w, s: Call("GET", f"/office/acting?organisation={w.firm[s]}"),
        ours={PROVINCE, CITY},
        theirs={PROVINCE},
    ),
    "POST /office/acting": on_sides(
        lambda w, s: Call(
            "POST",
            "/office/acting",
            form={"organisation_id": str(w.firm[s]), "reason": "企业来电"},
        ),
        ours={PROVINCE, CITY},
        theirs={PROVINCE},
    ),
    # Nobody acts for anybody, which only those hear who might.
    "POST /office/acting/end": _form("/office/acting/end", {PROVINCE, CITY}, {}),
    "GET /office/new-account": _page("/office/new-account", {ADMIN}),
    "POST /office/new-account": _form(
        "/office/new-account", {ADMIN}, {"login": "sun", "name": "孙二", "role": AUDITOR}
    ),
    "GET /office/programs": _page("/office/programs", {ADMIN}),
    "POST /office/programs": _form(
        "/office/programs", {ADMIN}, {"name": "大屏", "scopes": "event:read", "days": "7"}
    ),
    "POST /office/programs/{token_id}/revoke": anyone(
        lambda w, s: Call("POST", f"/office/programs/{w.program_id}/revoke"), {ADMIN}
    ),
    "GET /office/imports": _page("/office/imports", IMPORTERS),
    "POST /office/imports": anyone(
        lambda w, s: Call(
            "POST",
            "/office/imports",
            form={"kind": "patents"},
            files={"file": ("专利.csv", SHEET.encode())},
        ),
        IMPORTERS,
    ),
    "GET /office/imports/{upload_id}": _file("GET", "", OF_UPLOAD, {PROVINCE}),
    "POST /office/imports/{upload_id}/try": _file("POST", "/try", OF_UPLOAD, {PROVINCE}),
    # What members and reviewers of departments send is looked through by their university.
    "POST /office/imports/{upload_id}/confirm": _file(
        "POST", "/confirm", {PROVINCE, CITY, UNIVERSITY}, {PROVINCE}
    ),
    "POST /office/imports/{upload_id}/remove": on_sides(
        lambda w, s: Call("POST", f"/office/imports/{w.removable[s]}/remove"),
        ours=OF_UPLOAD,
        theirs={PROVINCE},
    ),
    "GET /office/listings": _page("/office/listings", {PROVINCE, CITY, DEPARTMENT, UNIVERSITY}),
    "GET /office/listings/{proposal_id}": _listing(
        "GET", "", {PROVINCE, CITY, DEPARTMENT, UNIVERSITY}
    ),
    "GET /office/open-licences": _page("/office/open-licences", OFFICE),
    # They wait for the university: no department is named.
    "POST /office/listings/{proposal_id}/pass": _listing(
        "POST", "/pass", {PROVINCE, CITY, UNIVERSITY}
    ),
    "POST /office/listings/{proposal_id}/return": _listing(
        "POST", "/return", {PROVINCE, CITY, UNIVERSITY}
    ),
    "GET /office/work": _page("/office/work", PEOPLE),
    "GET /office/work/{work_id}": _work("GET", "", OVERSIGHT | {CITY}, OVERSIGHT),
    "POST /office/work/{work_id}/cancel": _work(
        "POST", "/cancel", {ADMIN, PROVINCE, CITY}, {ADMIN, PROVINCE}
    ),
    "POST /office/work/planned/retry": _form(
        "/office/work/planned/retry", KEEPERS, {"key": FAILED}
    ),
    "GET /office/organisations/doubtful": _page("/office/organisations/doubtful", {PROVINCE}),
    "POST /office/organisations/doubtful/{review_id}": anyone(
        lambda w, s: Call(
            "POST",
            f"/office/organisations/doubtful/{w.doubtful}",
            form={"answer": "different"},
        ),
        {PROVINCE},
    ),
    "GET /office/organisations/merges": _page("/office/organisations/merges", {PROVINCE}),
    "POST /office/organisations/merges/{merge_id}/undo": anyone(
        lambda w, s: Call("POST", f"/office/organisations/merges/{w.merge}/undo"), {PROVINCE}
    ),
    "GET /office/privacy": _page(PRIVACY_AT, {PROVINCE, CITY}),
    "GET /office/privacy/{request_id}": _privacy(
        lambda w, s: Call("GET", f"{PRIVACY_AT}/{w.correction_request[s]}?everybody=true")
    ),
    "POST /office/privacy/{request_id}/copy": _privacy(
        lambda w, s: Call("POST", f"{PRIVACY_AT}/{w.copy_request[s]}/copy", form={"form": "json"})
    ),
    "POST /office/privacy/{request_id}/correction": _privacy(
        lambda w, s: Call(
            "POST",
            f"{PRIVACY_AT}/{w.correction_request[s]}/correction",
            form={"record": f"demand-{w.demand[s]}", "phone": "13800138001", "then": "answer"},
        )
    ),
    "POST /office/privacy/{request_id}/answer": _privacy(
        lambda w, s: Call(
            "POST",
            f"{PRIVACY_AT}/{w.copy_request[s]}/answer",
            form={"outcome": "refused", "text": "查无此人"},
        )
    ),
    "GET /office/privacy/{request_id}/erasure": _privacy(
        lambda w, s: Call("GET", f"{PRIVACY_AT}/{w.privacy_request[s]}/erasure?everybody=true")
    ),
    "POST /office/privacy/{request_id}/erasure": _privacy(
        lambda w, s: Call(
            "POST", f"{PRIVACY_AT}/{w.privacy_request[s]}/erasure", form={"confirmed": "true"}
        )
    ),
    "GET /office/rules": _page("/office/rules", PEOPLE),
    "POST /office/rules": _form("/office/rules", KEEPERS, {"term": "轧辊", "other": "滚子"}),
    # Nothing is chosen, which only those hear who might decide.
    "POST /office/rules/decisions": _form(
        "/office/rules/decisions", KEEPERS, {"status": "accepted"}
    ),
    "GET /office/rules/industries": _page("/office/rules/industries", PEOPLE),
    "POST /office/rules/industries": _form(
        "/office/rules/industries", KEEPERS, {"number": PATENT[OURS], "industry": "equipment"}
    ),
    # No day is given, which only those hear who might save.
    "GET /office/rules/industries/-/new": _page("/office/rules/industries/-/new", KEEPERS),
    "POST /office/rules/industries/-/new": _form(
        "/office/rules/industries/-/new", KEEPERS, {}, 422
    ),
    "GET /office/rules/industries/{slug}": _page("/office/rules/industries/ninth", PEOPLE),
    "POST /office/rules/industries/{slug}": _form(
        "/office/rules/industries/ninth", KEEPERS, {"name": "低空经济"}, 422
    ),
    "GET /office/rules/industries/history": _page("/office/rules/industries/history", PEOPLE),
    "POST /office/rules/industries/history": _form(
        "/office/rules/industries/history", KEEPERS, {"edition": "77", "follows": "0"}
    ),
    "POST /office/rules/industries/-/release": _form(
        "/office/rules/industries/-/release", KEEPERS, {"follows": "77"}
    ),
    "POST /office/rules/industries/-/sorting": _form(
        "/office/rules/industries/-/sorting", KEEPERS, {}
    ),
    "GET /office/audit": _page("/office/audit", {AUDITOR}),
    "GET /office/audit/verification": _page("/office/audit/verification", {AUDITOR}),
    "GET /office/audit/disclosures": _page("/office/audit/disclosures", {AUDITOR}),
}
