"""Every table, imported once, so that the metadata is complete for migrations."""

from models.account import Account, LoginAttempt, LoginSession, ProgramToken
from models.audit import AuditAnchor, AuditHead, AuditRecord
from models.candidate_list import CandidateEntry, CandidateList, ListAction
from models.chain import ChainDemand, ChainPatent, ChainReading, ChainRun
from models.city_request import CityRequest
from models.course import Course, CourseAttendance, CourseSeat, CourseSession
from models.demand import Demand, DemandIndustry, DemandRecipient
from models.event import Event
from models.feedback import Feedback, ImprovementRequest
from models.finance_demand import FinanceDemand, FinancePatent
from models.firm_list import FirmAction, FirmEntry, FirmList
from models.header_mapping import HeaderMapping
from models.import_batch import ImportBatch, RefusedRow
from models.industry_model import IndustryModel
from models.kept_record import RecordChange, RecordFile
from models.know_how import KnowHow
from models.ledger import Activity, BaseFigure, CountingRule, Deal, DealPatent, DealReport
from models.legal_event import LegalEvent
from models.listing import ListingProposal, ListingStep
from models.matching import Match, MatchChunk, MatchExplanation, MatchReason, MatchRun
from models.meeting import (
    EventHall,
    MeetingOutcome,
    MeetingRow,
    TimetableVersion,
)
from models.model_case import CaseCriteria, CaseMark, CaseReviewer, CaseRound, ModelCase
from models.open_licence import OpenLicence, OpenLicenceStep, OpenLicenceUse
from models.organisation import (
    Organisation,
    OrganisationAlias,
    OrganisationMerge,
    OrganisationReview,
)
from models.participant import Participant, Wish
from models.patent import Patent, PatentIndustry, PatentOwner
from models.policy import Policy
from models.privacy import Consent, Disclosure, PairConsent, PrivacyRequest
from models.product import Product, ProductPatent, ProductStep
from models.provenance import ImportDifference, RecordEdit
from models.rate_bucket import RateBucket
from models.read_row import ReadRow
from models.report_template import ReportTemplate
from models.roadshow import (
    ReviewerMark,
    RoadshowEntry,
    RoadshowSelection,
    RoadshowSettings,
)
from models.saved_search import SavedSearch
from models.schedule import Reminder, ScheduledRun, ScheduleLease, TimerJob
from models.service_offer import ServiceOffer
from models.submission import CitySubmission, DueDay
from models.taxonomy import Area, Industry, IndustryCorrection, IndustryEdition
from models.thesaurus import ThesaurusEntry
from models.upload import Upload
from models.webhook import Webhook, WebhookDelivery
from models.white_list import WhiteListBatch, WhiteListEntry
from models.work import Work, WorkProgress

__all__ = [
    "Account",
    "Activity",
    "Area",
    "AuditAnchor",
    "AuditHead",
    "AuditRecord",
    "BaseFigure",
    "CandidateEntry",
    "CandidateList",
    "CaseCriteria",
    "CaseMark",
    "CaseReviewer",
    "CaseRound",
    "ChainDemand",
    "ChainPatent",
    "ChainReading",
    "ChainRun",
    "CityRequest",
    "CitySubmission",
    "Consent",
    "CountingRule",
    "Course",
    "CourseAttendance",
    "CourseSeat",
    "CourseSession",
    "Deal",
    "DealPatent",
    "DealReport",
    "Demand",
    "DemandIndustry",
    "DemandRecipient",
    "Disclosure",
    "DueDay",
    "Event",
    "EventHall",
    "Feedback",
    "FinanceDemand",
    "FinancePatent",
    "FirmAction",
    "FirmEntry",
    "FirmList",
    "HeaderMapping",
    "ImportBatch",
    "ImportDifference",
    "ImprovementRequest",
    "Industry",
    "IndustryCorrection",
    "IndustryEdition",
    "IndustryModel",
    "KnowHow",
    "LegalEvent",
    "ListAction",
    "ListingProposal",
    "ListingStep",
    "LoginAttempt",
    "LoginSession",
    "Match",
    "MatchChunk",
    "MatchExplanation",
    "MatchReason",
    "MatchRun",
    "MeetingOutcome",
    "MeetingRow",
    "ModelCase",
    "OpenLicence",
    "OpenLicenceStep",
    "OpenLicenceUse",
    "Organisation",
    "OrganisationAlias",
    "OrganisationMerge",
    "OrganisationReview",
    "PairConsent",
    "Participant",
    "Patent",
    "PatentIndustry",
    "PatentOwner",
    "Policy",
    "PrivacyRequest",
    "Product",
    "ProductPatent",
    "ProductStep",
    "ProgramToken",
    "RateBucket",
    "ReadRow",
    "RecordChange",
    "RecordEdit",
    "RecordFile",
    "RefusedRow",
    "Reminder",
    "ReportTemplate",
    "ReviewerMark",
    "RoadshowEntry",
    "RoadshowSelection",
    "RoadshowSettings",
    "SavedSearch",
    "ScheduleLease",
    "ScheduledRun",
    "ServiceOffer",
    "ThesaurusEntry",
    "TimerJob",
    "TimetableVersion",
    "Upload",
    "Webhook",
    "WebhookDelivery",
    "WhiteListBatch",
    "WhiteListEntry",
    "Wish",
    "Work",
    "WorkProgress",
]
