"""Closed vocabularies of the campaign's ledger: activities, contracts and what is counted where."""

from enum import StrEnum


class ActivityKind(StrEnum):
    """What kind of thing was done, by the seven tasks of the campaign."""

    BRIEFING = "briefing"
    DOCKING = "docking"
    ROADSHOW = "roadshow"
    PARK_FINANCE = "park_finance"
    CHAIN_ROADSHOW = "chain_roadshow"
    LISTING_HELP = "listing_help"
    VISIT = "visit"
    TRAINING = "training"
    PRESS = "press"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _ACTIVITY_LABELS[self]


_ACTIVITY_LABELS = {
    ActivityKind.BRIEFING: "政策宣讲",
    ActivityKind.DOCKING: "供需对接",
    ActivityKind.ROADSHOW: "路演推介",
    ActivityKind.PARK_FINANCE: "入园惠企",
    ActivityKind.CHAIN_ROADSHOW: "一月一链",
    ActivityKind.LISTING_HELP: "上市服务",
    ActivityKind.VISIT: "走访服务",
    ActivityKind.TRAINING: "实务培训",
    ActivityKind.PRESS: "宣传报道",
}


class DealKind(StrEnum):
    """What was agreed on."""

    INTENT = "intent"
    ASSIGNMENT = "assignment"
    LICENCE = "licence"
    SHARE = "share"
    PLEDGE = "pledge"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "intent": "意向",
            "assignment": "转让",
            "licence": "许可",
            "share": "作价入股",
            "pledge": "质押融资",
        }[self.value]

    @property
    def parties(self) -> tuple[str, str]:
        """What the one who gives and the one who takes are called."""
        return {
            "intent": ("供给方", "需求方"),
            "assignment": ("转让人", "受让人"),
            "licence": ("许可人", "被许可人"),
            "share": ("出资人", "被投资企业"),
            "pledge": ("出质人", "质权人"),
        }[self.value]

    @property
    def is_contract(self) -> bool:
        """Whether it binds, and is not an intent alone."""
        return self is not DealKind.INTENT


class CountedFor(StrEnum):
    """For which city a contract counts."""

    GIVER = "giver"
    TAKER = "taker"
    REPORTER = "reporter"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "giver": "转让人、许可人或出质人所在地",
            "taker": "受让人、被许可人或质权人所在地",
            "reporter": "首先报送的市州",
        }[self.value]
