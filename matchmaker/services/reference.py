"""Reference data of the database: industries and areas."""

from sqlmodel import Session

from matchmaker.industry.taxonomy import areas_version, load_areas, load_taxonomy
from models.queries.taxonomy import save_areas, save_industries
from models.taxonomy import Area, Industry


def seed_reference(session: Session) -> None:
    """Bring industries and areas to the bundled versions."""
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
