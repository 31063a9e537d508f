"""Every table, imported once, so that the metadata is complete for migrations."""

from models.audit import AuditAnchor, AuditHead, AuditRecord
from models.candidate_list import CandidateEntry, CandidateList, ListAction
from models.demand import Demand, DemandIndustry
from models.event import Event
from models.header_mapping import HeaderMapping
from models.import_batch import ImportBatch, RefusedRow
from models.industry_model import IndustryModel
from models.know_how import KnowHow
from models.legal_event import LegalEvent
from models.matching import Match, MatchChunk, MatchExplanation, MatchReason, MatchRun
from models.meeting import (
    EventHall,
    MeetingOutcome,
    MeetingRow,
    TimetableVersion,
)
from models.organisation import (
    Organisation,
    OrganisationAlias,
    OrganisationMerge,
    OrganisationReview,
)
from models.participant import Participant, Wish
from models.patent import Patent, PatentIndustry, PatentOwner
from models.provenance import ImportDifference, RecordEdit
from models.read_row import ReadRow
from models.roadshow import (
    ReviewerMark,
    RoadshowEntry,
    RoadshowSelection,
    RoadshowSettings,
)
from models.schedule import Reminder, ScheduledRun, ScheduleLease, TimerJob
from models.taxonomy import Area, Industry, IndustryCorrection
from models.thesaurus import ThesaurusEntry

__all__ = [
    "Area",
    "AuditAnchor",
    "AuditHead",
    "AuditRecord",
    "CandidateEntry",
    "CandidateList",
    "Demand",
    "DemandIndustry",
    "Event",
    "EventHall",
    "HeaderMapping",
    "ImportBatch",
    "ImportDifference",
    "Industry",
    "IndustryCorrection",
    "IndustryModel",
    "KnowHow",
    "LegalEvent",
    "ListAction",
    "Match",
    "MatchChunk",
    "MatchExplanation",
    "MatchReason",
    "MatchRun",
    "MeetingOutcome",
    "MeetingRow",
    "Organisation",
    "OrganisationAlias",
    "OrganisationMerge",
    "OrganisationReview",
    "Participant",
    "Patent",
    "PatentIndustry",
    "PatentOwner",
    "ReadRow",
    "RecordEdit",
    "RefusedRow",
    "Reminder",
    "ReviewerMark",
    "RoadshowEntry",
    "RoadshowSelection",
    "RoadshowSettings",
    "ScheduleLease",
    "ScheduledRun",
    "ThesaurusEntry",
    "TimerJob",
    "TimetableVersion",
    "Wish",
]
