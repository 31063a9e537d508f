"""A database of an earlier revision keeps its rows through the later ones."""

import pytest
from alembic import command
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from models.candidate_list import CandidateList
from models.event import Event
from models.patent import Patent
from models.schema import alembic_config, upgrade_schema
from models.session import make_session

FACTS = {
    "effect": "",
    "keywords": [],
    "cpc": [],
    "claim_count": None,
    "family_size": None,
    "cited_by_count": None,
    "value_text": "",
    "value_source": "",
    "implementation_text": "",
    "open_licence_text": "",
    "open_licence_fee": "",
    "open_licence_term": "",
    "open_licence_scope": "",
    "contact_email": "",
}

FINANCE_ROWS = (
    (
        "organisation",
        "name, org_type, district, address, labels, intro",
        "'甲', 'enterprise', '', '', '', ''",
    ),
    (
        "finance_demand",
        "organisation_id, kind, purpose, state, lender, note, actor, made_at, changed_at",
        "1, 'pledge_loan', '买设备', 'open', '', '', '李', '2026-05-06', '2026-05-06'",
    ),
    ("finance_patent", "finance_demand_id, patent_id", "1, 1"),
)


def migrate(engine: Engine, revision: str, *, down: bool = False) -> None:
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)


def insert_old_patent(engine: Engine) -> None:
    """Write a patent as the first revision knows it."""
    values = {
        "application_number": "'2013106997442'",
        "check_character": "''",
        "publication_number": "''",
        "title": "'一种阀门'",
        "abstract": "'摘要'",
        "first_claim": "''",
        "kind": "'invention'",
        "classification_main": "''",
        "classifications": "'[]'",
        "industry_text": "''",
        "inventors": "'[\"张三\"]'",
        "department": "''",
        "address": "''",
        "legal_state": "'unknown'",
        "legal_text": "''",
        "field_sources": "'{}'",
        "transfer_modes": "'[]'",
        "price_negotiable": "false",
        "maturity_text": "''",
        "scenario": "''",
        "contact_name": "''",
        "contact_phone": "''",
        "owner_consents": "true",
    }
    columns, cells = ", ".join(values), ", ".join(values.values())
    with engine.begin() as connection:
        connection.exec_driver_sql(f"INSERT INTO patent ({columns}) VALUES ({cells})")


def test_a_patent_of_the_first_revision_becomes_valid_without_facts(bare: Engine) -> None:
    migrate(bare, "0001")
    insert_old_patent(bare)
    upgrade_schema(bare)
    with make_session(bare) as session:
        patent = session.exec(select(Patent)).one()
    assert {name: getattr(patent, name) for name in FACTS} == FACTS
    assert (patent.title, patent.abstract, patent.inventors) == ("一种阀门", "摘要", ["张三"])


def test_the_facts_go_again_and_the_patent_stays(bare: Engine) -> None:
    migrate(bare, "0002")
    insert_old_patent(bare)
    migrate(bare, "0001", down=True)
    with bare.connect() as connection:
        row = connection.execute(text("SELECT * FROM patent")).mappings().one()
    assert row["title"] == "一种阀门"
    assert set(FACTS) & set(row) == set()


def test_an_event_with_its_list_keeps_both_and_asks_for_one_entry_a_firm(bare: Engine) -> None:
    migrate(bare, "0006")
    for statement in (
        "INSERT INTO event (slug, name, kind, held_on, city_code, industries, format, venue, "
        "campaign, per_demand, per_patent, institution_share) VALUES ('a', '对接会', 'roadshow', "
        "'2024-06-18', '420100', '[]', '', '', '', 5, 3, 0.4)",
        "INSERT INTO match_run (kind, algorithm, index_version, as_of, settings, created_at, "
        "demand_count, patent_count, gate_counts, input_digest) VALUES ('event', 'x', 'y', "
        "'2024-06-01', '{}', '2024-06-01', 0, 0, '{}', '')",
        "INSERT INTO candidate_list (event_id, version, status, run_id, as_of, created_at, "
        "input_digest, settings, notices) VALUES (1, 1, 'draft', 1, '2024-06-01', '2024-06-01', "
        "'', '{}', '[]')",
    ):
        with bare.begin() as connection:
            connection.exec_driver_sql(statement)
    upgrade_schema(bare)
    with make_session(bare) as session:
        event, version = (
            session.exec(select(Event)).one(),
            session.exec(select(CandidateList)).one(),
        )
    assert (event.per_enterprise, event.per_city, event.total, event.quotas, event.repeats) == (
        1,
        0,
        None,
        {},
        False,
    )
    assert (version.gone, version.frozen, version.locked_at) == ([], {}, None)
    migrate(bare, "0006", down=True)
    with bare.connect() as connection:
        assert connection.execute(
            text("SELECT slug, version FROM event, candidate_list")
        ).all() == [("a", 1)]


def test_the_audit_log_goes_with_its_triggers_and_can_come_again(bare: Engine) -> None:
    migrate(bare, "0011")
    migrate(bare, "0010", down=True)
    migrate(bare, "0011")
    with bare.connect() as connection:
        head = connection.execute(text("SELECT id, number, hash FROM audit_head")).all()
    assert head == [(1, 0, "0" * 64)]
    with pytest.raises(DBAPIError, match="append-only"), bare.begin() as connection:
        connection.execute(text("INSERT INTO audit_head VALUES (1, 0, '')"))


def test_white_list_and_chains_go_again_and_can_come_again(bare: Engine) -> None:
    tables = {"white_list_batch", "white_list_entry", "chain_patent", "finance_patent"}
    migrate(bare, "0027")
    assert tables <= set(inspect(bare).get_table_names())
    migrate(bare, "0025", down=True)
    assert not tables & set(inspect(bare).get_table_names())
    migrate(bare, "0027")


def test_patents_of_finance_demands_are_known_by_their_numbers(bare: Engine) -> None:
    migrate(bare, "0001")
    insert_old_patent(bare)
    migrate(bare, "0031")
    with bare.begin() as connection:
        for table, columns, cells in FINANCE_ROWS:
            connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({cells})"))
    migrate(bare, "0032")
    own = "INSERT INTO finance_patent (finance_demand_id, number) VALUES (1, '2022100000092')"
    every = text("SELECT * FROM finance_patent ORDER BY 2")
    with bare.begin() as connection:
        connection.execute(text(own))
        assert connection.execute(every).all() == [(1, "2013106997442"), (1, "2022100000092")]
    # What the stock does not have had no place before.
    migrate(bare, "0031", down=True)
    with bare.connect() as connection:
        assert connection.execute(every).all() == [(1, 1)]


def test_open_licences_go_again_and_can_come_again(bare: Engine) -> None:
    tables = {"open_licence", "open_licence_step", "open_licence_use"}
    migrate(bare, "0024")
    assert tables <= set(inspect(bare).get_table_names())
    migrate(bare, "0021", down=True)
    assert not tables & set(inspect(bare).get_table_names())
    migrate(bare, "0024")
    indexes = {one["name"]: one["unique"] for one in inspect(bare).get_indexes("open_licence")}
    assert indexes["uq_open_licence_standing"]


def test_patent_products_go_again_and_can_come_again(bare: Engine) -> None:
    tables = {"product", "product_patent", "product_step"}
    migrate(bare, "0026")
    assert tables <= set(inspect(bare).get_table_names())
    migrate(bare, "0025", down=True)
    assert not tables & set(inspect(bare).get_table_names())
    migrate(bare, "0026")
    (once,) = inspect(bare).get_unique_constraints("product")
    assert once["column_names"] == ["organisation_id", "name_key", "year"]


def test_requests_of_cities_go_again_and_can_come_again(bare: Engine) -> None:
    migrate(bare, "0031")
    assert "city_request" in inspect(bare).get_table_names()
    migrate(bare, "0030", down=True)
    assert "city_request" not in inspect(bare).get_table_names()
    migrate(bare, "0031")


def test_lists_of_firms_go_again_and_an_event_of_before_has_no_chain(bare: Engine) -> None:
    tables = {"firm_list", "firm_entry", "firm_action"}
    migrate(bare, "0033")
    with bare.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO event (slug, name, kind, held_on, city_code, industries, format, venue, "
            "campaign, per_demand, per_patent, institution_share, per_enterprise, per_city, "
            "repeats, quotas) VALUES ('a', '甲', 'finance_roadshow', '2024-06-20', '420100', "
            "'[]', '', '', '', 5, 3, 0.4, 1, 0, false, '{}')"
        )
    migrate(bare, "0034")
    assert tables <= set(inspect(bare).get_table_names())
    with bare.connect() as connection:
        assert connection.execute(text("SELECT chain, most_firms FROM event")).all() == [("", 12)]
    migrate(bare, "0033", down=True)
    assert not tables & set(inspect(bare).get_table_names())
    assert "chain" not in {one["name"] for one in inspect(bare).get_columns("event")}
    migrate(bare, "0034")
