"""Names and numbers of persons as they may be shown: enough to know them by, too little to call."""

SHOWN_HEAD = 3
SHOWN_TAIL = 4
MASK = "****"


def mask_name(name: str) -> str:
    """Return 张** for 张三; nothing for nothing."""
    text = name.strip()
    return f"{text[0]}**" if text else ""


def mask_phone(phone: str) -> str:
    """Return 138****1234 for 13812341234; of a number too short for that only the mask."""
    digits = "".join(character for character in phone if character.isdigit())
    if not digits:
        return ""
    if len(digits) <= SHOWN_HEAD + SHOWN_TAIL:
        return MASK
    return f"{digits[:SHOWN_HEAD]}{MASK}{digits[-SHOWN_TAIL:]}"
