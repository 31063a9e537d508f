"""What a city is called in records and reports, and what is no city's but the province's own."""

from models.values.region import find_region

PROVINCE = "省本级"


def city_name(code: str | None) -> str:
    """Return the usual name of a city, PROVINCE for none; a code that is none stands for itself."""
    if code is None:
        return PROVINCE
    region = find_region(code)
    return code if region is None else region.short_name
