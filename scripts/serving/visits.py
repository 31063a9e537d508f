"""Every page there is, with somebody who opens it: a route that is not here fails a test."""

from dataclasses import dataclass

from models.account_enums import Role
from scripts.serving.cases import MARKED_YEAR

GUEST = None


@dataclass(frozen=True)
class Visit:
    """A page as somebody opens it; who: a role, None for nobody."""

    path: str
    who: Role | None


# Of the loaded sample.
EVENT = "p1-wuhan"
# Of which figures are known.
BASE_YEAR = 2023
# Whose plans and reports cities hand in: the events of the sample are of it.
CAMPAIGN_YEAR = 2024
# At which somebody meets.
MEETING = "p2-xiangyang"
# Whose list of firms has two versions.
SHOW = "chain-2024-09"
_OFFICE = f"/office/events/{EVENT}"
_BY_ROLE: dict[Role | None, dict[str, str]] = {
    GUEST: {
        "/": "/",
        "/patents": "/patents?words=%E6%BF%80%E5%85%89&state=in_force",
        "/patents/{number}": "/patents/{patent}",
        "/institutions/{organisation_id}": "/institutions/{institution}",
        "/events/{slug}": f"/events/{EVENT}",
        "/courses": "/courses",
        "/courses/{course_id}": "/courses/{course}",
        "/services": "/services",
        "/services/{offer_id}": "/services/{offer}",
        "/policies": "/policies?words=%E4%B8%93%E5%88%A9%E8%BD%AC%E5%8C%96",
        "/policies/{policy_id}": "/policies/{policy}",
        "/cases": "/cases",
        "/cases/{case_id}": "/cases/{case}",
        "/checkin/{token}": "/checkin/{token}",
        "/docs": "/docs",
        "/login": "/login",
        "/register": "/register",
    },
    Role.AUDITOR: {
        "/password": "/password",
        "/account": "/account",
        "/account/privacy": "/account/privacy",
        "/account/second-factor": "/account/second-factor",
        "/office/audit": "/office/audit",
        "/office/audit/disclosures": "/office/audit/disclosures",
        "/office/audit/verification": "/office/audit/verification",
    },
    Role.PROVINCIAL_ADMIN: {
        "/office/people": "/office/people",
        "/office/people/{account_id}": "/office/people/1",
        "/office/new-account": "/office/new-account",
        "/office/programs": "/office/programs",
    },
    Role.ENTERPRISE_MEMBER: {
        "/enterprise": "/enterprise",
        "/enterprise/data": "/enterprise/data",
        "/enterprise/demands/new": "/enterprise/demands/new",
        "/enterprise/demands/{demand_id}": "/enterprise/demands/{demand}",
        "/enterprise/demands/{demand_id}/edit": "/enterprise/demands/{demand}/edit",
        "/enterprise/demands/{demand_id}/compare": (
            "/enterprise/demands/{demand}/compare?number={patent}&number={other}"
        ),
        "/enterprise/demands/{demand_id}/patents/{number}": (
            "/enterprise/demands/{demand}/patents/{patent}"
        ),
        "/enterprise/products": "/enterprise/products",
        "/enterprise/products/new": "/enterprise/products/new",
        "/enterprise/products/{product_id}": "/enterprise/products/{product}",
        "/enterprise/finance": "/enterprise/finance",
        "/enterprise/finance/new": "/enterprise/finance/new",
        "/enterprise/finance/{demand_id}": "/enterprise/finance/{finance}",
        "/enterprise/events": "/enterprise/events",
        "/enterprise/events/{slug}": f"/enterprise/events/{EVENT}",
    },
    Role.UNIVERSITY_REVIEWER: {
        "/institution": "/institution",
        "/institution/patents": "/institution/patents",
        "/institution/patents/{number}": "/institution/patents/{patent}",
        "/institution/listings": "/institution/listings",
        "/institution/open-licences": "/institution/open-licences",
        "/institution/open-licences/print": "/institution/open-licences/print",
        "/institution/patents/{number}/open-licence": "/institution/patents/{patent}/open-licence",
        "/institution/ending": "/institution/ending",
        "/institution/events": "/institution/events",
        "/institution/events/{slug}": f"/institution/events/{EVENT}",
        "/institution/wanted": "/institution/wanted",
        "/institution/wanted/{number}": "/institution/wanted/{patent}",
        "/institution/requests": "/institution/requests",
        "/institution/requests/{request_id}": "/institution/requests/{improvement}",
        "/institution/import": "/institution/import",
        "/institution/import/{upload_id}": "/institution/import/{own_upload}",
    },
    Role.CITY_ORGANISER: {
        "/office/requests/-/new": "/office/requests/-/new",
    },
    Role.PROVINCIAL_ORGANISER: {
        "/office": "/office",
        "/office/acting": "/office/acting?organisation={institution}&words=%E5%A4%A7%E5%AD%A6",
        "/office/map": "/office/map",
        "/office/finance": "/office/finance",
        "/office/finance/{demand_id}": "/office/finance/{finance}",
        "/office/chains": "/office/chains",
        "/office/chains/{chain}": "/office/chains/laser",
        "/office/chains/{chain}/{node}": "/office/chains/laser/laser-machining?show=patents",
        "/office/progress": "/office/progress",
        "/office/imports": "/office/imports",
        "/office/imports/{upload_id}": "/office/imports/{office_upload}",
        "/office/figures": "/office/figures?year=2024",
        "/office/figures/base": f"/office/figures/base?year={BASE_YEAR}",
        "/office/figures/{slug}": "/office/figures/docking_pairs?year=2024",
        "/office/reports": "/office/reports?year=2024",
        "/office/submissions/{kind}": f"/office/submissions/plan?year={CAMPAIGN_YEAR}",
        "/office/submissions/{kind}/{year}/{city}": (
            f"/office/submissions/report/{CAMPAIGN_YEAR}/420500"
        ),
        "/office/check": f"/office/check?year={CAMPAIGN_YEAR}",
        "/office/ledger": "/office/ledger",
        "/office/ledger/activities/new": "/office/ledger/activities/new?kind=docking",
        "/office/ledger/activities/{activity_id}": "/office/ledger/activities/{activity}",
        "/office/ledger/deals": "/office/ledger/deals",
        "/office/ledger/deals/new": "/office/ledger/deals/new?kind=licence",
        "/office/ledger/deals/{deal_id}": "/office/ledger/deals/{deal}",
        "/office/ledger/outcomes": "/office/ledger/outcomes",
        "/office/white-list": "/office/white-list?batch={batch}",
        "/office/white-list/{entry_id}": "/office/white-list/{listed}",
        "/office/ledger/cases": "/office/ledger/cases",
        "/office/ledger/cases/new": "/office/ledger/cases/new?deal={deal}",
        "/office/ledger/cases/{case_id}": "/office/ledger/cases/{open_case}",
        "/office/case-rounds": "/office/case-rounds",
        "/office/case-rounds/{year}": f"/office/case-rounds/{MARKED_YEAR}",
        "/reviewing": "/reviewing",
        "/office/listings": "/office/listings",
        "/office/listings/{proposal_id}": "/office/listings/{proposal}",
        "/office/open-licences": "/office/open-licences",
        "/office/products": "/office/products",
        "/office/products/{product_id}": "/office/products/{product}",
        "/office/courses": "/office/courses",
        "/office/courses/-/new": "/office/courses/-/new",
        "/office/courses/{course_id}": "/office/courses/{course}",
        "/office/courses/{course_id}/sheet": "/office/courses/{course}/sheet",
        "/office/services": "/office/services",
        "/office/services/-/new": "/office/services/-/new",
        "/office/services/{offer_id}": "/office/services/{offer}",
        "/office/requests": "/office/requests",
        "/office/requests/{request_id}": "/office/requests/{request}",
        "/office/policies": "/office/policies",
        "/office/policies/-/new": "/office/policies/-/new",
        "/office/policies/{policy_id}": "/office/policies/{policy}",
        "/office/organisations/doubtful": "/office/organisations/doubtful",
        "/office/organisations/merges": "/office/organisations/merges",
        "/office/privacy": "/office/privacy",
        "/office/privacy/{request_id}": "/office/privacy/{correction}",
        "/office/privacy/{request_id}/erasure": "/office/privacy/{erasure}/erasure",
        "/office/rules": "/office/rules",
        "/office/rules/counting": "/office/rules/counting?rule=taker",
        "/office/rules/industries": "/office/rules/industries",
        "/office/rules/industries/-/new": "/office/rules/industries/-/new",
        "/office/rules/industries/history": "/office/rules/industries/history?old=1&new=2",
        "/office/rules/industries/{slug}": "/office/rules/industries/ninth",
        "/office/exchange": "/office/exchange",
        "/office/exchange/platforms/{slug}": "/office/exchange/platforms/zhihuiqiao",
        "/office/work": "/office/work",
        "/office/work/{work_id}": "/office/work/{work}",
        "/office/events": "/office/events",
        "/office/events/-/new": "/office/events/-/new",
        "/office/events/{slug}": _OFFICE,
        "/office/events/{slug}/edit": f"{_OFFICE}/edit",
        "/office/events/{slug}/directed": f"{_OFFICE}/directed",
        "/office/events/{slug}/outcomes": f"{_OFFICE}/outcomes",
        "/office/events/{slug}/participants": f"{_OFFICE}/participants",
        "/office/events/{slug}/firms": f"/office/events/{SHOW}/firms",
        "/office/events/{slug}/firms/changes": f"/office/events/{SHOW}/firms/changes",
        "/office/events/{slug}/firms/print": f"/office/events/{SHOW}/firms/print",
        "/office/events/{slug}/roadshow": "/office/events/r-420100/roadshow",
        "/office/events/{slug}/timetable": f"{_OFFICE}/timetable",
        "/office/events/{slug}/timetable/print": f"/office/events/{MEETING}/timetable/print",
        "/office/events/{slug}/list/add": f"{_OFFICE}/list/add",
        "/office/events/{slug}/list/changes": f"{_OFFICE}/list/changes",
        "/office/events/{slug}/list/log": f"{_OFFICE}/list/log",
        "/office/events/{slug}/list/print": f"{_OFFICE}/list/print",
        "/office/events/{slug}/list/why-not": f"{_OFFICE}/list/why-not",
        "/office/events/{slug}/list/why-not/answer": (
            f"{_OFFICE}/list/why-not/answer?patent={{patent}}&demand=%23{{demand}}"
        ),
    },
}
VISITS = {
    route: Visit(path, who) for who, pages in _BY_ROLE.items() for route, path in pages.items()
}
# Tell of work that is under way: seen in the story of three people.
IN_STORY = {
    "/institution/import/{upload_id}/work/{work_id}",
    "/office/events/{slug}/work/{work_id}",
    # Of whom was appointed to mark: seen with the tests of the choice.
    "/reviewing/{case_id}",
}
# Answer with a file, not with a page.
FILES = {
    "/institution/import/{upload_id}/refused.xlsx",
    "/institution/open-licences.xlsx",
    "/enterprise/products.xlsx",
    "/office/products.xlsx",
    "/office/products/survey.xlsx",
    "/office/events/{slug}/list.xlsx",
    "/office/events/{slug}/firms.xlsx",
    "/office/figures.xlsx",
    "/office/check.xlsx",
    "/office/submissions/{kind}/{year}/{city}.docx",
    "/office/reports/summary.docx",
    "/office/reports/cases/{deal_id}.docx",
    "/office/reports/templates/{kind}.docx",
    "/office/reports/bundled/{kind}.docx",
    "/office/ledger/files/{file_id}",
    "/policies/{policy_id}/files/{file_id}",
    "/office/courses/{course_id}/certificates.xlsx",
    "/office/ledger/cases/{case_id}/case.docx",
    "/office/case-rounds/{year}/ranking.xlsx",
    "/office/case-rounds/{year}/booklet.docx",
    "/reviewing/{case_id}/files/{file_id}",
    "/office/figures/base/sheet.xlsx",
    "/office/exchange/files/{work_id}",
    "/office/exchange/platforms/{slug}/description.toml",
    "/office/exchange/platforms/{slug}/bundled.toml",
    "/office/requests.xlsx",
    "/office/white-list.xlsx",
    "/office/white-list/sheet.xlsx",
}
