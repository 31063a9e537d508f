"""Reference data of the database: industries, areas, and the province's universities."""

import csv
from functools import cache
from importlib.resources import files

from sqlmodel import Session

from matchmaker.industry.taxonomy import areas_version, load_areas
from matchmaker.services.industry_editions import mirror_industries
from models.queries.organisations import SeedOrganisation, save_seeds
from models.queries.taxonomy import save_areas
from models.taxonomy import Area
from models.values.org_name import OrgType


def seed_reference(session: Session) -> None:
    """Bring areas and universities to the bundled versions, industries to the list in force."""
    mirror_industries(session)
    version = areas_version()
    save_areas(
        session,
        [
            Area(slug=area.slug, name=area.name, city_codes=list(area.cities), version=version)
            for area in load_areas()
        ],
    )
    save_seeds(session, load_universities())


@cache
def load_universities() -> tuple[SeedOrganisation, ...]:
    """Return the universities of the province with their former and short names."""
    source = files("matchmaker.data").joinpath("universities_hubei.csv").read_text("utf-8")
    return tuple(
        SeedOrganisation(
            row["name"],
            OrgType.UNIVERSITY,
            row["city_code"],
            tuple(filter(None, row["aliases"].split(";"))),
        )
        for row in csv.DictReader(source.splitlines())
    )
