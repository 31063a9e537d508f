"""The first tables.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON_TYPE = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "area",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("city_codes", JSON_TYPE, nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_area")),
    )
    op.create_table(
        "header_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("headers_digest", sa.String(), nullable=False),
        sa.Column("mapping", JSON_TYPE, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_header_mapping")),
        sa.UniqueConstraint(
            "kind", "headers_digest", name=op.f("uq_header_mapping_kind_headers_digest")
        ),
    )
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_digest", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("mapping", JSON_TYPE, nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("new_count", sa.Integer(), nullable=False),
        sa.Column("changed_count", sa.Integer(), nullable=False),
        sa.Column("unchanged_count", sa.Integer(), nullable=False),
        sa.Column("refused_count", sa.Integer(), nullable=False),
        sa.Column("source_date", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_import_batch_file_digest"), ["file_digest"], unique=False
        )

    op.create_table(
        "industry",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("industry_group", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_industry")),
    )
    op.create_table(
        "match_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("algorithm", sa.String(), nullable=False),
        sa.Column("index_version", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("settings", JSON_TYPE, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("demand_count", sa.Integer(), nullable=False),
        sa.Column("patent_count", sa.Integer(), nullable=False),
        sa.Column("gate_counts", JSON_TYPE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_run")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("org_type", sa.String(length=32), nullable=False),
        sa.Column("uscc", sa.String(), nullable=True),
        sa.Column("city_code", sa.String(), nullable=True),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("labels", sa.String(), nullable=False),
        sa.Column("intro", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_merged_into_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisation.id"], name=op.f("fk_organisation_parent_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_city_code"), ["city_code"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_organisation_merged_into_id"), ["merged_into_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_organisation_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_uscc"), ["uscc"], unique=False)

    op.create_table(
        "record_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_kind", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("old_value", JSON_TYPE, nullable=False),
        sa.Column("new_value", JSON_TYPE, nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_edit")),
    )
    with op.batch_alter_table("record_edit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_record_edit_record_kind_record_id"),
            ["record_kind", "record_id"],
            unique=False,
        )

    op.create_table(
        "demand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("demand_number", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("key_technique", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("keywords", JSON_TYPE, nullable=False),
        sa.Column("industry_text", sa.String(), nullable=False),
        sa.Column("technical_field", sa.String(), nullable=False),
        sa.Column("budget_low_cny", sa.BigInteger(), nullable=True),
        sa.Column("budget_high_cny", sa.BigInteger(), nullable=True),
        sa.Column("budget_negotiable", sa.Boolean(), nullable=False),
        sa.Column("cooperation_modes", JSON_TYPE, nullable=False),
        sa.Column("intended_partner", sa.String(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("confidentiality", sa.String(length=32), nullable=False),
        sa.Column("city_code", sa.String(), nullable=True),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("import_batch_id", sa.Integer(), nullable=True),
        sa.Column("field_sources", JSON_TYPE, nullable=False),
        sa.Column("duplicate_of_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["duplicate_of_id"], ["demand.id"], name=op.f("fk_demand_duplicate_of_id_demand")
        ),
        sa.ForeignKeyConstraint(
            ["import_batch_id"],
            ["import_batch.id"],
            name=op.f("fk_demand_import_batch_id_import_batch"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_demand_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand")),
        sa.UniqueConstraint("key", name=op.f("uq_demand_key")),
    )
    with op.batch_alter_table("demand", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_demand_city_code"), ["city_code"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_demand_demand_number"), ["demand_number"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_demand_duplicate_of_id"), ["duplicate_of_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_demand_import_batch_id"), ["import_batch_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_demand_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=False),
        sa.Column("area_slug", sa.String(), nullable=True),
        sa.Column("industries", JSON_TYPE, nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("venue", sa.String(), nullable=False),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("per_demand", sa.Integer(), nullable=False),
        sa.Column("per_patent", sa.Integer(), nullable=False),
        sa.Column("institution_share", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["area_slug"], ["area.slug"], name=op.f("fk_event_area_slug_area")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("slug", name=op.f("uq_event_slug")),
    )
    op.create_table(
        "import_difference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("record_kind", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("kept", JSON_TYPE, nullable=False),
        sa.Column("offered", JSON_TYPE, nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["import_batch.id"],
            name=op.f("fk_import_difference_batch_id_import_batch"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_difference")),
    )
    with op.batch_alter_table("import_difference", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_import_difference_batch_id"), ["batch_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_import_difference_record_kind_record_id"),
            ["record_kind", "record_id"],
            unique=False,
        )

    op.create_table(
        "know_how",
        sa.Column("transfer_modes", JSON_TYPE, nullable=False),
        sa.Column("price_low_cny", sa.BigInteger(), nullable=True),
        sa.Column("price_high_cny", sa.BigInteger(), nullable=True),
        sa.Column("price_negotiable", sa.Boolean(), nullable=False),
        sa.Column("maturity_text", sa.String(), nullable=False),
        sa.Column("maturity_trl", sa.Integer(), nullable=True),
        sa.Column("state_funded", sa.Boolean(), nullable=True),
        sa.Column("scenario", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("listed_until", sa.Date(), nullable=True),
        sa.Column("owner_consents", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_key", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("industry_text", sa.String(), nullable=False),
        sa.Column("import_batch_id", sa.Integer(), nullable=True),
        sa.Column("field_sources", JSON_TYPE, nullable=False),
        sa.ForeignKeyConstraint(
            ["import_batch_id"],
            ["import_batch.id"],
            name=op.f("fk_know_how_import_batch_id_import_batch"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organisation.id"], name=op.f("fk_know_how_owner_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_know_how")),
        sa.UniqueConstraint("owner_id", "title_key", name=op.f("uq_know_how_owner_id_title_key")),
    )
    with op.batch_alter_table("know_how", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_know_how_import_batch_id"), ["import_batch_id"], unique=False
        )

    op.create_table(
        "organisation_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("alias", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_alias_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_alias")),
        sa.UniqueConstraint("key", name=op.f("uq_organisation_alias_key")),
    )
    with op.batch_alter_table("organisation_alias", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organisation_alias_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "organisation_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("moved", JSON_TYPE, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.String(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["kept_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_merge_kept_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["merged_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_merge_merged_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_merge")),
    )
    with op.batch_alter_table("organisation_merge", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organisation_merge_kept_id"), ["kept_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_organisation_merge_merged_id"), ["merged_id"], unique=False
        )

    op.create_table(
        "organisation_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_review_candidate_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_review_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_review")),
        sa.UniqueConstraint(
            "organisation_id",
            "candidate_id",
            name=op.f("uq_organisation_review_organisation_id_candidate_id"),
        ),
    )
    with op.batch_alter_table("organisation_review", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organisation_review_candidate_id"), ["candidate_id"], unique=False
        )

    op.create_table(
        "patent",
        sa.Column("transfer_modes", JSON_TYPE, nullable=False),
        sa.Column("price_low_cny", sa.BigInteger(), nullable=True),
        sa.Column("price_high_cny", sa.BigInteger(), nullable=True),
        sa.Column("price_negotiable", sa.Boolean(), nullable=False),
        sa.Column("maturity_text", sa.String(), nullable=False),
        sa.Column("maturity_trl", sa.Integer(), nullable=True),
        sa.Column("state_funded", sa.Boolean(), nullable=True),
        sa.Column("scenario", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("listed_until", sa.Date(), nullable=True),
        sa.Column("owner_consents", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_number", sa.String(), nullable=False),
        sa.Column("check_character", sa.String(), nullable=False),
        sa.Column("publication_number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("abstract", sa.String(), nullable=False),
        sa.Column("first_claim", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("filing_date", sa.Date(), nullable=True),
        sa.Column("publication_date", sa.Date(), nullable=True),
        sa.Column("grant_date", sa.Date(), nullable=True),
        sa.Column("expiry_date", sa.Date(), nullable=True),
        sa.Column("classification_main", sa.String(), nullable=False),
        sa.Column("classifications", JSON_TYPE, nullable=False),
        sa.Column("industry_text", sa.String(), nullable=False),
        sa.Column("inventors", JSON_TYPE, nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=True),
        sa.Column("legal_state", sa.String(length=32), nullable=False),
        sa.Column("legal_text", sa.String(), nullable=False),
        sa.Column("licence_kind", sa.String(length=32), nullable=True),
        sa.Column("import_batch_id", sa.Integer(), nullable=True),
        sa.Column("field_sources", JSON_TYPE, nullable=False),
        sa.Column("duplicate_of_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["duplicate_of_id"], ["patent.id"], name=op.f("fk_patent_duplicate_of_id_patent")
        ),
        sa.ForeignKeyConstraint(
            ["import_batch_id"],
            ["import_batch.id"],
            name=op.f("fk_patent_import_batch_id_import_batch"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patent")),
        sa.UniqueConstraint("application_number", name=op.f("uq_patent_application_number")),
    )
    with op.batch_alter_table("patent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patent_city_code"), ["city_code"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_patent_duplicate_of_id"), ["duplicate_of_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_patent_import_batch_id"), ["import_batch_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_patent_legal_state"), ["legal_state"], unique=False)

    op.create_table(
        "refused_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("remedy", sa.String(), nullable=False),
        sa.Column("cells", JSON_TYPE, nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["import_batch.id"],
            name=op.f("fk_refused_row_batch_id_import_batch"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refused_row")),
    )
    with op.batch_alter_table("refused_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refused_row_batch_id"), ["batch_id"], unique=False)

    op.create_table(
        "candidate_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("input_digest", sa.String(), nullable=False),
        sa.Column("settings", JSON_TYPE, nullable=False),
        sa.Column("notices", JSON_TYPE, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_candidate_list_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["match_run.id"], name=op.f("fk_candidate_list_run_id_match_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_list")),
        sa.UniqueConstraint("event_id", "version", name=op.f("uq_candidate_list_event_id_version")),
    )
    op.create_table(
        "demand_industry",
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("industry_slug", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["demand_id"],
            ["demand.id"],
            name=op.f("fk_demand_industry_demand_id_demand"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["industry_slug"],
            ["industry.slug"],
            name=op.f("fk_demand_industry_industry_slug_industry"),
        ),
        sa.PrimaryKeyConstraint("demand_id", "industry_slug", name=op.f("pk_demand_industry")),
    )
    with op.batch_alter_table("demand_industry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_demand_industry_industry_slug"), ["industry_slug"], unique=False
        )

    op.create_table(
        "legal_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("record_number", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("import_batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_batch_id"],
            ["import_batch.id"],
            name=op.f("fk_legal_event_import_batch_id_import_batch"),
        ),
        sa.ForeignKeyConstraint(
            ["patent_id"],
            ["patent.id"],
            name=op.f("fk_legal_event_patent_id_patent"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_event")),
        sa.UniqueConstraint("patent_id", "digest", name=op.f("uq_legal_event_patent_id_digest")),
    )
    with op.batch_alter_table("legal_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_legal_event_import_batch_id"), ["import_batch_id"], unique=False
        )

    op.create_table(
        "match",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("industry_slug", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["demand.id"], name=op.f("fk_match_demand_id_demand")
        ),
        sa.ForeignKeyConstraint(
            ["industry_slug"], ["industry.slug"], name=op.f("fk_match_industry_slug_industry")
        ),
        sa.ForeignKeyConstraint(
            ["patent_id"], ["patent.id"], name=op.f("fk_match_patent_id_patent")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["match_run.id"], name=op.f("fk_match_run_id_match_run"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match")),
        sa.UniqueConstraint(
            "run_id", "demand_id", "patent_id", name=op.f("uq_match_run_id_demand_id_patent_id")
        ),
    )
    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_match_demand_id"), ["demand_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_match_patent_id"), ["patent_id"], unique=False)

    op.create_table(
        "patent_industry",
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("industry_slug", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["industry_slug"],
            ["industry.slug"],
            name=op.f("fk_patent_industry_industry_slug_industry"),
        ),
        sa.ForeignKeyConstraint(
            ["patent_id"],
            ["patent.id"],
            name=op.f("fk_patent_industry_patent_id_patent"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("patent_id", "industry_slug", name=op.f("pk_patent_industry")),
    )
    with op.batch_alter_table("patent_industry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_patent_industry_industry_slug"), ["industry_slug"], unique=False
        )

    op.create_table(
        "patent_owner",
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_patent_owner_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["patent_id"],
            ["patent.id"],
            name=op.f("fk_patent_owner_patent_id_patent"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("patent_id", "organisation_id", name=op.f("pk_patent_owner")),
    )
    with op.batch_alter_table("patent_owner", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_patent_owner_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "candidate_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("industry_slug", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["industry_slug"],
            ["industry.slug"],
            name=op.f("fk_candidate_entry_industry_slug_industry"),
        ),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["candidate_list.id"],
            name=op.f("fk_candidate_entry_list_id_candidate_list"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["match_id"], ["match.id"], name=op.f("fk_candidate_entry_match_id_match")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_entry")),
        sa.UniqueConstraint(
            "list_id", "match_id", name=op.f("uq_candidate_entry_list_id_match_id")
        ),
    )
    with op.batch_alter_table("candidate_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_entry_match_id"), ["match_id"], unique=False)

    op.create_table(
        "match_reason",
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("feature", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["match_id"],
            ["match.id"],
            name=op.f("fk_match_reason_match_id_match"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("match_id", "position", name=op.f("pk_match_reason")),
    )


def downgrade() -> None:
    op.drop_table("match_reason")
    with op.batch_alter_table("candidate_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_candidate_entry_match_id"))

    op.drop_table("candidate_entry")
    with op.batch_alter_table("patent_owner", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patent_owner_organisation_id"))

    op.drop_table("patent_owner")
    with op.batch_alter_table("patent_industry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patent_industry_industry_slug"))

    op.drop_table("patent_industry")
    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_match_patent_id"))
        batch_op.drop_index(batch_op.f("ix_match_demand_id"))

    op.drop_table("match")
    with op.batch_alter_table("legal_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_legal_event_import_batch_id"))

    op.drop_table("legal_event")
    with op.batch_alter_table("demand_industry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_demand_industry_industry_slug"))

    op.drop_table("demand_industry")
    op.drop_table("candidate_list")
    with op.batch_alter_table("refused_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_refused_row_batch_id"))

    op.drop_table("refused_row")
    with op.batch_alter_table("patent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patent_legal_state"))
        batch_op.drop_index(batch_op.f("ix_patent_import_batch_id"))
        batch_op.drop_index(batch_op.f("ix_patent_duplicate_of_id"))
        batch_op.drop_index(batch_op.f("ix_patent_city_code"))

    op.drop_table("patent")
    with op.batch_alter_table("organisation_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_review_candidate_id"))

    op.drop_table("organisation_review")
    with op.batch_alter_table("organisation_merge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_merge_merged_id"))
        batch_op.drop_index(batch_op.f("ix_organisation_merge_kept_id"))

    op.drop_table("organisation_merge")
    with op.batch_alter_table("organisation_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_alias_organisation_id"))

    op.drop_table("organisation_alias")
    with op.batch_alter_table("know_how", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_know_how_import_batch_id"))

    op.drop_table("know_how")
    with op.batch_alter_table("import_difference", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_difference_record_kind_record_id"))
        batch_op.drop_index(batch_op.f("ix_import_difference_batch_id"))

    op.drop_table("import_difference")
    op.drop_table("event")
    with op.batch_alter_table("demand", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_demand_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_demand_import_batch_id"))
        batch_op.drop_index(batch_op.f("ix_demand_duplicate_of_id"))
        batch_op.drop_index(batch_op.f("ix_demand_demand_number"))
        batch_op.drop_index(batch_op.f("ix_demand_city_code"))

    op.drop_table("demand")
    with op.batch_alter_table("record_edit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_edit_record_kind_record_id"))

    op.drop_table("record_edit")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_uscc"))
        batch_op.drop_index(batch_op.f("ix_organisation_parent_id"))
        batch_op.drop_index(batch_op.f("ix_organisation_merged_into_id"))
        batch_op.drop_index(batch_op.f("ix_organisation_city_code"))

    op.drop_table("organisation")
    op.drop_table("match_run")
    op.drop_table("industry")
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_batch_file_digest"))

    op.drop_table("import_batch")
    op.drop_table("header_mapping")
    op.drop_table("area")
