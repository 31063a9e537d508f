"""Closed vocabularies of the policy library."""

from enum import StrEnum


class PolicyLevel(StrEnum):
    """Whose body has issued a policy."""

    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"nation": "国家", "province": "省", "city": "市"}[self.value]


class PolicyState(StrEnum):
    """Whether a policy holds on a day, as its own days tell; nobody sets it."""

    COMING = "coming"
    IN_FORCE = "in_force"
    ENDING = "ending"
    ENDED = "ended"
    REPEALED = "repealed"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _LABELS[self]

    @property
    def holds(self) -> bool:
        """Whether it can be relied on that day."""
        return self in (PolicyState.IN_FORCE, PolicyState.ENDING)


_LABELS = {
    PolicyState.COMING: "尚未施行",
    PolicyState.IN_FORCE: "有效",
    PolicyState.ENDING: "即将到期",
    PolicyState.ENDED: "已失效",
    PolicyState.REPEALED: "已废止",
}
