"""What is to be done with many patents at once, as the form beneath the table says it."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from matchmaker.services.listings import MOST_AT_ONCE, ListingWords
from matchmaker.web.api.fields import Line, Paragraph
from models.values.transfer_mode import TransferMode

MODES = tuple((mode.value, mode.label) for mode in TransferMode)
ENDING = "/institution/ending"
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)


class Act(StrEnum):
    """What can be done with many patents at once."""

    PROPOSE = "propose"
    EDIT = "edit"
    RENEW = "renew"
    TAKE_DOWN = "take_down"
    WITHDRAW = "withdraw"

    @property
    def label(self) -> str:
        """The act in Chinese."""
        return _LABELS[self]

    @property
    def for_reviewers(self) -> bool:
        """Whether only those who review may do it."""
        return self is not Act.PROPOSE

    @property
    def sets_fields(self) -> bool:
        """Whether it writes the fields of the form."""
        return self in (Act.PROPOSE, Act.EDIT)

    @property
    def warning(self) -> str:
        """What is asked before it is done, empty where it can be undone."""
        return _WARNINGS.get(self, "")


_LABELS = {
    Act.PROPOSE: "申报挂牌（可同时修改所填字段）",
    Act.EDIT: "只修改所填字段，挂牌不变",
    Act.RENEW: "挂牌续期",
    Act.TAKE_DOWN: "撤下：挂牌到今天为止",
    Act.WITHDRAW: "撤下：撤回推介同意，立即不再推介",
}
_WARNINGS = {
    Act.TAKE_DOWN: "撤下后要重新续期或申报才能再推介。确定撤下这些专利吗？",
    Act.WITHDRAW: "撤回同意后要重新申报并通过审核才能再推介。确定撤下这些专利吗？",
}


def read_day(text: str) -> date | None:
    """Return the day that was typed, None for what is none."""
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if FIRST_DAY <= found <= LAST_DAY else None


def wrong_day(text: str) -> str:
    """Return what is wrong with a day that was typed, empty for nothing; it may be left out."""
    return "请按 2027-06-30 这样填写日期" if text.strip() and read_day(text) is None else ""


class BulkForm(BaseModel):
    """What is chosen and typed.

    everything: all that the filter finds, not the rows checked; back: to which page it goes on,
    where that is not the table.
    """

    patents: Annotated[list[Line], Field(max_length=MOST_AT_ONCE)] = []
    everything: Line = ""
    act: Line = ""
    modes: Annotated[list[Line], Field(max_length=len(MODES))] = []
    price: Line = ""
    maturity: Line = ""
    until: Line = ""
    note: Paragraph = ""
    reason: Paragraph = ""
    back: Line = ""

    @property
    def chosen(self) -> Act | None:
        """The act, None where none that is known was chosen."""
        return Act(self.act) if self.act in Act.__members__.values() else None

    @property
    def cells(self) -> dict[str, str]:
        """The fields that are to be set; what is left empty stays as it is."""
        given = {
            "transfer_modes": "；".join(self.modes),
            "price": self.price.strip(),
            "maturity": self.maturity.strip(),
        }
        return {name: text for name, text in given.items() if text}

    @property
    def day(self) -> date | None:
        """Until when it is to be listed, None for the usual term and for what is no day."""
        return read_day(self.until)

    def wrong(self) -> dict[str, str]:
        """Return field → what is missing or wrong in it."""
        act, found = self.chosen, {}
        if act is None:
            return {"act": "请选择要做什么"}
        if wrong_day(self.until):
            found["until"] = wrong_day(self.until)
        if act is Act.EDIT and not self.cells:
            found["act"] = "没有要修改的内容，请至少填写一个字段"
        if act in (Act.TAKE_DOWN, Act.WITHDRAW) and not self.reason.strip():
            found["reason"] = "撤下请写明原因"
        return found

    def goal(self, table: str) -> str:
        """Return the page to go on to; table: the address of the table as it was."""
        return ENDING if self.back == ENDING else table

    def words(self, number: str) -> ListingWords:
        """Return what is proposed for one patent."""
        return ListingWords(number, self.cells, self.day, note=self.note.strip())

    def hidden(self) -> list[tuple[str, str]]:
        """Return the fields, but for the patents, as hidden ones of the next form."""
        single = ("act", "price", "maturity", "until", "note", "reason", "back")
        told = [(name, str(getattr(self, name))) for name in single]
        return [*told, *(("modes", mode) for mode in self.modes)]
