"""Names and numbers of persons, masked as they are shown to whoever has no right to them.

The least data is shown (Personal Information Protection Law, arts. 6, 19): enough to know again a
contact that one already has, too little to find one that one has not.
"""

import re

from models.values.text import clean

# Columns of patents, demands, know-how and participants that hold a person's contact.
CONTACT_FIELDS = ("contact_name", "contact_phone", "contact_email")
HIDDEN = "**"
HIDDEN_NUMBER = "****"
# An office is no person.
_OFFICE = re.compile(r"(?:院|处|中心|部|办|办公室|室|所|系|科|公司|大学|学校|集团)$")
_NUMBER = re.compile(r"[+(]?[0-9][-–—() 0-9]{5,}[0-9]")
_AREA_CODE = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})")
_COUNTRY_CODE = re.compile(r"^(?:\+|00)?86(?=1[0-9]{10}$)")
_MOBILE_DIGITS = 11
# What mask_phone returns, which is not to be masked further.
_MASKED = r"(?:[0-9]{3,4})?\*{4}(?:[0-9]{4})?"
_MASKED_PHONE = re.compile(rf"{_MASKED}(?:、{_MASKED})*")

# A number at which a person is reached, as it stands in a text, and addresses.
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_FIXED = re.compile(r"(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


def contacts_in(text: str) -> list[str]:
    """Return the telephone numbers and mail addresses that stand in a text."""
    return [
        found.group() for pattern in (_MOBILE, _FIXED, _MAIL) for found in pattern.finditer(text)
    ]


def mobiles_in(text: str) -> list[str]:
    """Return the numbers of mobile telephones that stand in a text."""
    return [found.group() for found in _MOBILE.finditer(text)]


def mask_contact(field: str, text: str) -> str:
    """Return what may be shown of a column of CONTACT_FIELDS; of another column the text itself.

    What is masked already stays as it is.
    """
    if field == "contact_name":
        return mask_name(text)
    if field == "contact_phone":
        return text if _MASKED_PHONE.fullmatch(text) else mask_phone(text)
    return mask_email(text) if field == "contact_email" else text


def mask_email(text: str) -> str:
    """Return every address with all but its first character before the sign hidden: z***@a.cn.

    Of what is no address only the mask is shown.
    """
    parts = [one for one in re.split(r"[,，、;；\s]+", clean(text)) if one]
    return "、".join(map(_mask_address, parts))


def _mask_address(text: str) -> str:
    person, mark, host = text.rpartition("@")
    return f"{person[0]}***@{host}" if mark and person else HIDDEN


def mask_name(text: str) -> str:
    """Return the offices as they are, and of a person the family name's first character: 张**."""
    return "、".join(map(_mask_one, split_names(text)))


def split_names(text: str) -> list[str]:
    """Return the persons and offices that a cell names, each as it is written."""
    return [one.strip() for one in re.split(r"[,，、;；/]+", clean(text)) if one.strip()]


def _mask_one(text: str) -> str:
    """Mask one person with their offices: a name that is written apart (张 三) is one name."""
    parts = text.split()
    offices = [part for part in parts if _OFFICE.search(part)]
    persons = [part for part in parts if part not in offices]
    return " ".join([*offices, *(person[0] + HIDDEN for person in persons[:1])])


def mask_phone(text: str) -> str:
    """Return every number with its middle hidden: 138****1234, 027****5678.

    Of any other figures only the mask is shown, and nothing of what holds none.
    """
    found = _NUMBER.findall(clean(text))
    if not found:
        return HIDDEN_NUMBER if any(sign.isdigit() for sign in text) else ""
    return "、".join(map(_mask_number, found))


def _mask_number(number: str) -> str:
    digits = _COUNTRY_CODE.sub("", re.sub(r"[^0-9]", "", number))
    if len(digits) == _MOBILE_DIGITS and digits[0] == "1":
        return f"{digits[:3]}{HIDDEN_NUMBER}{digits[-4:]}"
    area = _AREA_CODE.match(digits)
    if area is not None and len(digits) - area.end() >= 7:
        return f"{area[0]}{HIDDEN_NUMBER}{digits[-4:]}"
    return HIDDEN_NUMBER
