"""Closed vocabularies of patent products: where each stands, what is done to it, its patents."""

from collections.abc import Mapping
from enum import StrEnum


class ProductState(StrEnum):
    """Where a product stands; only the national platform files and recognises."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    FILED = "filed"
    RECOGNISED = "recognised"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "draft": "草拟",
            "submitted": "已提交",
            "filed": "已备案",
            "recognised": "已认定",
            "withdrawn": "已撤回",
        }[self.value]

    @property
    def is_editable(self) -> bool:
        """Whether what is told of it can still be changed: what was handed in is as it was."""
        return self is ProductState.DRAFT


class ProductAct(StrEnum):
    """What is done to a product."""

    TOLD = "told"
    CHANGED = "changed"
    IMPORTED = "imported"
    SUBMITTED = "submitted"
    TAKEN_BACK = "taken_back"
    FILED = "filed"
    FILING_UNDONE = "filing_undone"
    RECOGNISED = "recognised"
    RECOGNITION_UNDONE = "recognition_undone"
    WITHDRAWN = "withdrawn"
    RESUMED = "resumed"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "told": "填报产品",
            "changed": "修改产品资料",
            "imported": "由表格导入",
            "submitted": "提交",
            "taken_back": "退回修改",
            "filed": "登记备案",
            "filing_undone": "撤销备案登记",
            "recognised": "登记认定",
            "recognition_undone": "撤销认定登记",
            "withdrawn": "撤回",
            "resumed": "重新填报",
        }[self.value]


class PatentRole(StrEnum):
    """What a patent is to a product: what makes it what it is, or what stands round that."""

    CORE = "core"
    PERIPHERAL = "peripheral"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"core": "核心", "peripheral": "外围"}[self.value]


# State → the acts that can be done in it, and to which state each leads.
MOVES: Mapping[ProductState, Mapping[ProductAct, ProductState]] = {
    ProductState.DRAFT: {
        ProductAct.SUBMITTED: ProductState.SUBMITTED,
        ProductAct.WITHDRAWN: ProductState.WITHDRAWN,
    },
    ProductState.SUBMITTED: {
        ProductAct.FILED: ProductState.FILED,
        ProductAct.TAKEN_BACK: ProductState.DRAFT,
        ProductAct.WITHDRAWN: ProductState.WITHDRAWN,
    },
    ProductState.FILED: {
        ProductAct.RECOGNISED: ProductState.RECOGNISED,
        ProductAct.FILING_UNDONE: ProductState.SUBMITTED,
    },
    ProductState.RECOGNISED: {ProductAct.RECOGNITION_UNDONE: ProductState.FILED},
    ProductState.WITHDRAWN: {ProductAct.RESUMED: ProductState.DRAFT},
}
HANDED_IN = (ProductState.SUBMITTED, ProductState.FILED, ProductState.RECOGNISED)
# What the office writes down of the national platform; the rest is the firm's to do.
OF_OFFICE = frozenset(
    {
        ProductAct.FILED,
        ProductAct.FILING_UNDONE,
        ProductAct.RECOGNISED,
        ProductAct.RECOGNITION_UNDONE,
    }
)
