"""Invented firms with a credit code of the right form."""

from dataclasses import dataclass

from sample.dice import Dice
from sample.numbers import uscc
from sample.places import City

# Rare pairs of characters, so that no real firm is meant.
_BRAND_FIRST = "峡楚荆岚沄澔砺璟珩樾昱翊煜澜淏铄钰铭睿骁瀚沅芷栩皓屹珞禹堰襄隽漾"
_BRAND_SECOND = "源川砺桓畅拓衡岳泽坤芯锐沃朗澈禾翔嵘玥峤霖沣晟弘诺帆屿隆拾迈循舟"
_SUFFIXES = ("有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司")


@dataclass(frozen=True)
class Firm:
    """A firm that states a demand."""

    name: str
    uscc: str
    city: City
    county: str


class FirmRegister:
    """Makes firms whose names and codes do not repeat."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._names: set[str] = set()

    def new_firm(self, city: City, firm_words: tuple[str, ...]) -> Firm:
        name = self._new_name(city, firm_words)
        self._names.add(name)
        area_code, county = self._dice.pick(city.counties)
        return Firm(name, uscc(area_code, len(self._names)), city, county)

    def _new_name(self, city: City, firm_words: tuple[str, ...]) -> str:
        while True:
            first = self._dice.pick(_BRAND_FIRST)
            second = self._dice.pick(_BRAND_SECOND)
            name = city.short + first + second + self._dice.pick(firm_words)
            name += self._dice.pick(_SUFFIXES)
            if first != second and name not in self._names:
                return name
