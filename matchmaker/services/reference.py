"""Reference data of the database: industries, areas, and the province's universities."""

import csv
from functools import cache
from importlib.resources import files

from sqlmodel import Session

from matchmaker.industry.taxonomy import areas_version, load_areas, load_taxonomy
from models.queries.organisations import SeedOrganisation, save_seeds
from models.queries.taxonomy import save_areas, save_industries
from models.taxonomy import Area, Industry
from models.values.org_name import OrgType


def seed_reference(session: Session) -> None:
    """Bring industries, areas and universities to the bundled versions."""
    taxonomy = load_taxonomy()
    save_industries(
        session,
        [
            Industry(
                slug=industry.slug,
                name=industry.name,
                industry_group=industry.group,
                status=industry.status,
                position=position,
                version=taxonomy.version,
            )
            for position, industry in enumerate(taxonomy.industries)
        ],
    )
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
