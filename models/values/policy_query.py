"""What is looked for in the policy library, and where it was found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PolicyQuery:
    """What is looked for, as keys; phrases: each has to stand there; whole: all that is typed.

    terms: of which one has to stand there where no phrase is asked for; number: may be (a part of)
    a document number, empty where it cannot be.
    """

    terms: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    whole: str = ""
    number: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is looked for."""
        return not (self.terms or self.phrases or self.number)

    @property
    def marked(self) -> tuple[str, ...]:
        """What an excerpt marks."""
        return (*self.phrases, *self.terms)


@dataclass(frozen=True)
class PolicyHit:
    """A policy in which something stands; in_head, in_text: by place of the query's terms.

    whole_in_head, whole_in_text: whether all that is typed stands there in one piece.
    """

    policy_id: int
    in_head: tuple[bool, ...]
    in_text: tuple[bool, ...]
    whole_in_head: bool = False
    whole_in_text: bool = False
    by_number: bool = False
