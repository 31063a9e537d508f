"""Rows of a survey that would change what has been handed in, or name no industry, are refused."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from ingest.pipeline import Admit
from ingest.types import Objection, ValidRow
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.product_rows import differences, industry_slugs
from models.product import Product
from models.queries import organisations as organisation_queries
from models.queries import products as product_queries
from models.values.org_name import org_key


class ProductGuard:
    """Tells rows that may be written; inner: what is asked before, None for nothing."""

    def __init__(self, session: Session, inner: Admit | None) -> None:
        self._session = session
        self._inner = inner
        listed = industries_in_force(session)
        self._slugs = industry_slugs(listed)
        self._offered = "、".join(one.name for one in listed.offered)

    def __call__(self, rows: Sequence[ValidRow]) -> list[ValidRow | Objection]:
        """Return each row, or why it is not taken."""
        said = list(rows if self._inner is None else self._inner(rows))
        bodies = organisation_queries.ids_of_keys(
            self._session, {org_key(row.owners[0]) for row in rows}
        )
        return [row if isinstance(row, Objection) else self._judged(row, bodies) for row in said]

    def _judged(self, row: ValidRow, bodies: Mapping[str, int]) -> ValidRow | Objection:
        text = row.values.get("industry_text", "")
        if text and text not in self._slugs:
            return Objection(
                ("industry_text",), f"没有“{text}”这个产业", f"请留空，或填写：{self._offered}"
            )
        known = self._known(row, bodies)
        if known is None or known.state.is_editable:
            return row
        patents = product_queries.patents_of(self._session, [known.id or 0])
        if not differences(known, patents.get(known.id or 0, ()), row, self._slugs):
            return row
        return Objection(
            ("product_name",),
            f"这个产品{known.state.label}（编号 {known.id}），不能由表格改动",
            "要改的请先在产品页退回修改，再导入；不改的请删去这一行",
        )

    def _known(self, row: ValidRow, bodies: Mapping[str, int]) -> Product | None:
        body = bodies.get(org_key(row.owners[0]))
        if body is None:
            return None
        firm = organisation_queries.get_survivor(self._session, body)
        key = product_queries.product_key(row.values["product_name"])
        return product_queries.find_same(self._session, firm.id or 0, key, row.values["year"])
