"""A patent of which nothing bars an open licence."""

from datetime import date
from decimal import Decimal

from matchmaker.licensing.facts import LicensingFacts
from models.values.legal_status import LegalState
from models.values.licence_fee import FeeMode, LicenceFee
from models.values.patent_kind import PatentKind

TODAY = date(2024, 5, 6)
FREE_OF_BARS = LicensingFacts(
    today=TODAY,
    number="CN202010000001.9",
    kind=PatentKind.INVENTION,
    legal_state=LegalState.IN_FORCE,
    legal_text="授权",
    filing_date=date(2020, 1, 5),
    grant_date=date(2022, 3, 1),
    owners=("武汉科技大学",),
    exclusive=None,
    pledged=False,
    annuity_paid=True,
    no_exclusive_licence=True,
    not_suspended=True,
    fee=LicenceFee(FeeMode.NET_SALES, rate=Decimal(3)),
    term_from=date(2024, 6, 1),
    term_until=date(2029, 5, 31),
    contact_name="张三",
    contact_phone="13812341234",
    texts=("许可在中国境内制造、销售。",),
)
