"""The score of a patent for a roadshow: Σ weight × criterion, blended with reviewers' marks."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from matchmaker.events.roadshow_criteria import (
    CRITERIA,
    Criterion,
    Finding,
    Profile,
)
from matchmaker.events.roadshow_marks import FULL_MARK, Opinion, Panel
from models.errors import InvalidValue

# What the office asks for first (mature, promising, of visible benefit) and what firms ask for
# make three quarters. A convention of this project, to be set anew for an event.
DEFAULT_WEIGHTS: Mapping[Criterion, float] = {
    Criterion.MATURITY: 0.20,
    Criterion.PROSPECTS: 0.15,
    Criterion.BENEFIT: 0.20,
    Criterion.HEAT: 0.20,
    Criterion.LIFE: 0.10,
    Criterion.CLAIMS: 0.05,
    Criterion.FAMILY: 0.05,
    Criterion.SHOWN: 0.05,
}
REVIEWERS = "reviewers"
REVIEWERS_LABEL = "专家评审"
# Scores closer than this differ by rounding only.
SCORE_DIGITS = 9


@dataclass(frozen=True)
class Scheme:
    """How much counts what.

    weights: of every criterion, together one; blend: the part of the reviewers, 0..1.
    """

    weights: Mapping[Criterion, float]
    blend: float


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A part of a score: the shares of a patent's rows add up to it.

    criterion: its slug; weight: its part of the whole, 0..1; value: 0..1; known: whether the value
    tells of the patent, and is not what stands for the unknown.
    """

    criterion: str
    label: str
    weight: float
    value: float
    share: float
    sentence: str
    known: bool


@dataclass(frozen=True)
class Assessed:
    """A patent with what every criterion finds.

    opinion: of the reviewers, None where none of them marked it; mark: what they count for it,
    0..1, None where nobody marked anything.
    """

    profile: Profile
    findings: Mapping[Criterion, Finding]
    opinion: Opinion | None = None
    mark: float | None = None


def normalise_weights(given: Mapping[Criterion, float]) -> dict[Criterion, float]:
    """Return weights of every criterion that add up to one; a criterion left out has none.

    Raises InvalidValue for a negative or endless weight and where all are nought. All weights
    times a number give the same result to the last bit where the products are exact.
    """
    for criterion, weight in given.items():
        if not 0.0 <= weight < float("inf"):
            raise InvalidValue(str(weight), f"{criterion.label}的权重不能为负", "请填 0 或正数")
    exact = {criterion: Fraction(given.get(criterion, 0.0)) for criterion in Criterion}
    whole = sum(exact.values())
    if not whole:
        raise InvalidValue("0", "各项权重之和为零", "请至少给一项标准正的权重")
    return {criterion: float(weight / whole) for criterion, weight in exact.items()}


def assess(profile: Profile, panel: Panel) -> Assessed:
    """Return what the criteria and the reviewers say of a patent.

    One that nobody marked counts as the mean of all that were marked: being overlooked is neither
    praise nor blame.
    """
    findings = {criterion: find(profile) for criterion, find in CRITERIA.items()}
    opinion = panel.opinions.get(profile.patent_id)
    mark = panel.mean if opinion is None else opinion.mark
    return Assessed(profile, findings, opinion, None if mark is None else mark / FULL_MARK)


def total(item: Assessed, scheme: Scheme) -> float:
    """Return the score, 0..1."""
    own = sum(scheme.weights[criterion] * item.findings[criterion].value for criterion in Criterion)
    if item.mark is None:
        return round(own, SCORE_DIGITS)
    return round((1.0 - scheme.blend) * own + scheme.blend * item.mark, SCORE_DIGITS)


def explain(item: Assessed, scheme: Scheme) -> tuple[ScoreRow, ...]:
    """Return the rows whose shares add up to the score: the criteria, then the reviewers."""
    part = 1.0 if item.mark is None else 1.0 - scheme.blend
    rows = [
        _row(criterion, criterion.label, part * scheme.weights[criterion], finding)
        for criterion, finding in item.findings.items()
    ]
    if item.mark is not None:
        finding = Finding(item.mark, _opinion_sentence(item.opinion), item.opinion is not None)
        rows.append(_row(REVIEWERS, REVIEWERS_LABEL, scheme.blend, finding))
    return tuple(rows)


def _row(criterion: str, label: str, weight: float, finding: Finding) -> ScoreRow:
    return ScoreRow(
        str(criterion),
        label,
        weight,
        finding.value,
        weight * finding.value,
        finding.sentence,
        finding.known,
    )


def _opinion_sentence(opinion: Opinion | None) -> str:
    if opinion is None:
        return "没有评审打分，按全部评审的平均分计"
    said = f"{opinion.count} 位评审，平均 {opinion.mean:.1f} 分"
    spread = "" if opinion.spread is None else f"，标准差 {opinion.spread:.1f}"
    return f"{said}{spread}，均衡宽严后 {opinion.mark:.1f} 分"
