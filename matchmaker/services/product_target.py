"""Products of a survey of an import, keyed by firm, name and year; every one is a draft."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from ingest.types import ValidRow
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.list_hands import Author
from matchmaker.services.open_licence_words import differing
from matchmaker.services.organisation_book import OrganisationBook
from matchmaker.services.product_log import told
from matchmaker.services.product_rows import PATENTS, differences, industry_slugs
from matchmaker.services.target import Counts, FirstRows
from models.import_batch import ImportBatch
from models.product import Product, ProductStep
from models.product_enums import ProductAct
from models.queries import organisations as organisation_queries
from models.queries import products as product_queries
from models.values.org_name import OrgType


class ProductTarget:
    """Stores what firms tell of products; the file that comes last holds."""

    def __init__(self, session: Session, batch: ImportBatch, author: Author) -> None:
        self._session = session
        self._batch = batch
        self._author = author
        self._book = OrganisationBook(session, default_type=OrgType.ENTERPRISE)
        self._slugs = industry_slugs(industries_in_force(session))
        self._first = FirstRows()

    def store(self, rows: Sequence[ValidRow]) -> Counts:
        """Write what is new or different and say what became of the rows."""
        fresh, later, repeated = self._first.split(rows)
        if later:
            raise AssertionError("a file that contradicts itself is refused before")
        counts = Counts(unchanged=repeated)
        self._book.resolve(fresh)
        # A firm that tells of the same product by the form at this moment waits.
        organisation_queries.lock_names(self._session)
        for row in fresh:
            self._store(row, counts)
        self._session.flush()
        return counts

    def _store(self, row: ValidRow, counts: Counts) -> None:
        body = self._book.ids(row.owners)[0]
        firm = organisation_queries.get_survivor(self._session, body).id or 0
        key = product_queries.product_key(row.values["product_name"])
        product = product_queries.find_same(self._session, firm, key, row.values["year"])
        if product is None:
            product = Product(
                organisation_id=firm,
                name=row.values["product_name"],
                name_key=key,
                year=row.values["year"],
                actor=self._author.actor,
                made_at=self._author.at,
                changed_at=self._author.at,
            )
            self._session.add(product)
            self._session.flush()
            self._write(product, row, {})
            counts.new += 1
            return
        patents = product_queries.patents_of(self._session, [product.id or 0])
        changes = differences(product, patents.get(product.id or 0, ()), row, self._slugs)
        if not product.state.is_editable:
            # Of a firm under a spelling that the guard did not know: what was handed in stays.
            counts.kept += len(changes)
            counts.unchanged += 1
        elif changes or product.surveyed_on is None:
            self._write(product, row, told(self._session, product))
            counts.changed += 1
        else:
            counts.unchanged += 1

    def _write(self, product: Product, row: ValidRow, before: Mapping[str, str]) -> None:
        product_id = product.id or 0
        patents = product_queries.patents_of(self._session, [product_id])
        changes = differences(product, patents.get(product_id, ()), row, self._slugs)
        roles = changes.pop(PATENTS, None)
        for name, value in changes.items():
            setattr(product, name, value)
        product.surveyed_on = product.surveyed_on or self._batch.source_date
        product.import_batch_id = self._batch.id
        product.actor, product.changed_at = self._author.actor, self._author.at
        self._session.add(product)
        if roles is not None:
            product_queries.set_patents(self._session, product_id, roles)
        old, new = differing(before, told(self._session, product))
        self._session.add(
            ProductStep(
                product_id=product_id,
                act=ProductAct.IMPORTED,
                before=old,
                after=new,
                note=self._batch.file_name,
                actor=self._author.actor,
                made_at=self._author.at,
            )
        )
