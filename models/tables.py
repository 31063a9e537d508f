"""Every table, imported once, so that the metadata is complete for migrations."""

from models.candidate_list import CandidateEntry, CandidateList
from models.demand import Demand, DemandIndustry
from models.event import Event
from models.import_batch import ImportBatch, RefusedRow
from models.know_how import KnowHow
from models.matching import Match, MatchReason, MatchRun
from models.organisation import Organisation, OrganisationAlias
from models.patent import Patent, PatentIndustry, PatentOwner
from models.taxonomy import Area, Industry

__all__ = [
    "Area",
    "CandidateEntry",
    "CandidateList",
    "Demand",
    "DemandIndustry",
    "Event",
    "ImportBatch",
    "Industry",
    "KnowHow",
    "Match",
    "MatchReason",
    "MatchRun",
    "Organisation",
    "OrganisationAlias",
    "Patent",
    "PatentIndustry",
    "PatentOwner",
    "RefusedRow",
]
