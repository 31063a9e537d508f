"""For which organisation an organiser acts in a session, and why.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KEY = "fk_login_session_acting_for_organisation"


def upgrade() -> None:
    # The default is what stands in the rows that are there already.
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("acting_for", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("acting_reason", sa.String(), nullable=False, server_default="")
        )
        batch_op.create_foreign_key(
            op.f(KEY), "organisation", ["acting_for"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(KEY), type_="foreignkey")
        batch_op.drop_column("acting_reason")
        batch_op.drop_column("acting_for")
