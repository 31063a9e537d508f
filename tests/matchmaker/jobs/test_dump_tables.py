"""No table is forgotten when there is a new one."""

from sqlmodel import SQLModel

from matchmaker.services.dump.rows import KINDS

# Tables of which no line is written: what they hold stands in the lines of others, is of persons,
# is a step on the way to what stands there, or keeps the service going.
IN_OTHERS = """
    case_criteria case_round chain_reading chain_run course_session deal_patent deal_report
    demand_industry demand_recipient due_day industry_edition organisation_alias patent_industry
    patent_owner product_patent roadshow_entry roadshow_selection roadshow_settings wish
"""
OF_PERSONS = """
    account case_mark case_reviewer consent course_attendance course_seat disclosure finance_demand
    finance_patent login_attempt login_session pair_consent privacy_request reviewer_mark
"""
STEPS = """
    chain_demand chain_patent counting_rule event_hall firm_action
    import_batch import_difference improvement_request industry_correction industry_model
    know_how record_change record_file legal_event list_action listing_proposal listing_step
    match match_chunk match_explanation match_reason match_run open_licence_step
    organisation_merge organisation_review product_step read_row record_edit refused_row
    thesaurus_entry
"""
KEEPING = """
    apscheduler_jobs audit_anchor audit_head audit_record header_mapping program_token rate_bucket
    reminder report_template saved_search schedule_lease scheduled_run upload webhook
    webhook_delivery work work_progress
"""


def test_every_table_is_in_it_or_known_not_to_be() -> None:
    told = {str(kind.table.__tablename__) for kind in KINDS}
    left_out = f"{IN_OTHERS} {OF_PERSONS} {STEPS} {KEEPING}".split()
    assert sorted(SQLModel.metadata.tables) == sorted([*told, *left_out])
