"""Closed vocabularies of open licences: where a declaration stands, and what is done to it."""

from collections.abc import Mapping
from enum import StrEnum


class OpenLicenceState(StrEnum):
    """Where a declaration stands; only CNIPA announces, the service writes down that it has."""

    INTENDED = "intended"
    SUBMITTED = "submitted"
    ANNOUNCED = "announced"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "intended": "拟开放许可",
            "submitted": "已提交，待公告",
            "announced": "已公告",
            "withdrawn": "已撤回",
            "ended": "已结束",
        }[self.value]

    @property
    def stands(self) -> bool:
        """Whether it has neither been withdrawn nor ended."""
        return self in STANDING

    @property
    def is_editable(self) -> bool:
        """Whether what is declared can still be changed: what was filed is as it was filed."""
        return self is OpenLicenceState.INTENDED


STANDING = (OpenLicenceState.INTENDED, OpenLicenceState.SUBMITTED, OpenLicenceState.ANNOUNCED)


class OpenLicenceAct(StrEnum):
    """What is done to a declaration or to a use of it."""

    DECLARED = "declared"
    CHANGED = "changed"
    SUBMITTED = "submitted"
    TAKEN_BACK = "taken_back"
    ANNOUNCED = "announced"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    USE_ASKED = "use_asked"
    USE_CHANGED = "use_changed"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "declared": "登记拟开放许可",
            "changed": "修改声明资料",
            "submitted": "登记已向国家知识产权局提交",
            "taken_back": "退回修改",
            "announced": "登记公告",
            "withdrawn": "登记撤回",
            "ended": "登记结束",
            "use_asked": "使用请求",
            "use_changed": "登记使用情况",
        }[self.value]


# State → the acts that can be done in it, and to which state each leads.
MOVES: Mapping[OpenLicenceState, Mapping[OpenLicenceAct, OpenLicenceState]] = {
    OpenLicenceState.INTENDED: {
        OpenLicenceAct.SUBMITTED: OpenLicenceState.SUBMITTED,
        OpenLicenceAct.WITHDRAWN: OpenLicenceState.WITHDRAWN,
    },
    OpenLicenceState.SUBMITTED: {
        OpenLicenceAct.ANNOUNCED: OpenLicenceState.ANNOUNCED,
        OpenLicenceAct.TAKEN_BACK: OpenLicenceState.INTENDED,
        OpenLicenceAct.WITHDRAWN: OpenLicenceState.WITHDRAWN,
    },
    OpenLicenceState.ANNOUNCED: {
        OpenLicenceAct.WITHDRAWN: OpenLicenceState.WITHDRAWN,
        OpenLicenceAct.ENDED: OpenLicenceState.ENDED,
    },
    OpenLicenceState.WITHDRAWN: {},
    OpenLicenceState.ENDED: {},
}
