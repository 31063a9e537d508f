"""Which industries a patent or a demand belongs to, how surely, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from matchmaker.industry.taxonomy import OTHER, IndustryDef, Taxonomy
from matchmaker.industry.text_model import IndustryTextModel
from matchmaker.text.term_scan import TermScanner

# What a classification symbol alone says, by experts' judgement: the main one nearly settles it.
MAIN_CORE, MAIN_RELATED = 0.90, 0.50
FURTHER_CORE, FURTHER_RELATED = 0.60, 0.30
# n weighted term hits give n / (n + TERM_HALF): two in the body or one in the title are a half.
TERM_HALF = 2.0
TITLE_WEIGHT = 2.0
MAX_TERM_CONFIDENCE = 0.85
# Above what symbol and terms together can say (0.985): the firm knows its industry.
DECLARED_CONFIDENCE = 0.99
# Words of an industry that no symbol of the patent belongs to are seldom what it is about.
TERMS_AGAINST_IPC = 0.6
KEEP_CONFIDENCE = 0.34
KEEP_RATIO = 0.45
# Twice what an even guess among fifteen industries gives: enough to be named, with that figure.
LEAST_PROBABILITY = 0.13
MAX_INDUSTRIES = 3
SHOWN_TERMS = 4
# 其他: declared, or by a classification that no industry claims, or for want of any evidence.
ELSEWHERE_CONFIDENCE, UNKNOWN_CONFIDENCE = 0.8, 0.2


@dataclass(frozen=True)
class IndustryTag:
    """An industry with a confidence in 0..1 and a reason in Chinese."""

    slug: str
    confidence: float
    reason: str


class IndustryClassifier:
    """Classifies by IPC prefixes, by terms of the taxonomy, and by a learnt model if there is one.

    The model is asked of texts without a classification only: symbols know better.
    """

    def __init__(self, taxonomy: Taxonomy, model: IndustryTextModel | None = None) -> None:
        self._taxonomy = taxonomy
        self._model = model
        self._industries_of: dict[str, list[str]] = {}
        for industry in taxonomy.offered:
            for term in industry.terms:
                self._industries_of.setdefault(term, []).append(industry.slug)
        self._scanner = TermScanner(self._industries_of)
        self._claimed: dict[str, list[tuple[str, str, bool]]] = {}

    def classify(
        self, title: str, body: str, ipc: Sequence[str] = (), declared: str = ""
    ) -> list[IndustryTag]:
        """Return the industries, surest first; 其他 where nothing speaks for any.

        title, body: texts; ipc: symbols, the main one first; declared: what the sheet says.
        """
        by_terms = self._by_terms(title, f"{body}\n{declared}")
        if ipc:
            others = self._by_ipc(ipc)
            by_terms = {slug: _doubted(tag, others) for slug, tag in by_terms.items()}
        else:
            others = self._by_model(title, body)
        named = {i.slug: i.is_named_in(declared) for i in self._taxonomy.offered}
        tags = []
        for industry in self._taxonomy.offered:
            combine = _combine if ipc else _add
            tag = combine(industry.slug, others.get(industry.slug), by_terms.get(industry.slug))
            if named[industry.slug]:
                tag = IndustryTag(
                    industry.slug, DECLARED_CONFIDENCE, f"填报的产业为“{industry.name}”"
                )
            if tag is not None:
                tags.append(tag)
        # A firm knows its industry better than its words, whatever these add up to.
        tags.sort(key=lambda t: (not named.get(t.slug, False), -t.confidence))
        # The likeliest is heard even where a model is unsure of all.
        least = LEAST_PROBABILITY if others and not ipc else KEEP_CONFIDENCE
        kept = [tag for tag in tags[:1] if tag.confidence >= least]
        floor = max(KEEP_CONFIDENCE, KEEP_RATIO * tags[0].confidence) if kept else 0.0
        kept += [tag for tag in tags[1:MAX_INDUSTRIES] if kept and tag.confidence >= floor]
        if not kept:
            return [_other(ipc)]
        if kept[0].slug == OTHER:
            kept = kept[:1]
        return [_at_most(tag) for tag in kept if tag.slug != OTHER or tag is kept[0]]

    def _by_model(self, title: str, body: str) -> dict[str, IndustryTag]:
        """Return what the model says of every industry, 其他 among them."""
        if self._model is None or not (title or body):
            return {}
        verdict = self._model.judge(title, body)
        tags = {}
        for slug, probability in verdict.probabilities.items():
            telling = "、".join(verdict.terms[slug])
            reason = f"用词近于该产业的专利（{telling}）" if telling else "用词近于该产业的专利"
            tags[slug] = IndustryTag(slug, probability, reason)
        return tags

    def _by_ipc(self, ipc: Sequence[str]) -> dict[str, IndustryTag]:
        found: dict[str, IndustryTag] = {}
        for position, symbol in enumerate(ipc):
            sure = (MAIN_CORE, MAIN_RELATED) if position == 0 else (FURTHER_CORE, FURTHER_RELATED)
            name = "主分类号" if position == 0 else "副分类号"
            for slug, prefix, is_core in self._claims(symbol):
                confidence = sure[0] if is_core else sure[1]
                if confidence > _confidence(found.get(slug)):
                    reason = f"{name} {symbol} 属 {prefix}"
                    found[slug] = IndustryTag(slug, confidence, reason)
        return found

    def _claims(self, symbol: str) -> list[tuple[str, str, bool]]:
        """Return the industries that claim a symbol, by which prefix, and whether as their core.

        A stock names the same symbols over and over, so every answer is kept.
        """
        if symbol not in self._claimed:
            claims = ((i.slug, _longest(symbol, i)) for i in self._taxonomy.offered)
            self._claimed[symbol] = [(slug, *claim) for slug, claim in claims if claim]
        return self._claimed[symbol]

    def _by_terms(self, title: str, body: str) -> dict[str, IndustryTag]:
        weights: dict[str, dict[str, float]] = {}
        for text, weight in ((title, TITLE_WEIGHT), (body, 1.0)):
            # A term repeated in one text is one piece of evidence, not many.
            for term in dict.fromkeys(self._scanner.scan(text)):
                for slug in self._industries_of[term]:
                    evidence = weights.setdefault(slug, {})
                    evidence[term] = evidence.get(term, 0.0) + weight
        tags = {}
        for slug, terms in weights.items():
            total = sum(terms.values())
            confidence = min(MAX_TERM_CONFIDENCE, total / (total + TERM_HALF))
            ranked = sorted(terms, key=lambda term: (-terms[term], term))
            shown = "、".join(ranked[:SHOWN_TERMS])
            tags[slug] = IndustryTag(slug, confidence, f"出现“{shown}”")
        return tags


def _doubted(tag: IndustryTag, by_ipc: Mapping[str, IndustryTag]) -> IndustryTag:
    """Return what terms say, less surely where the classification does not say the same."""
    if tag.slug in by_ipc:
        return tag
    return replace(tag, confidence=tag.confidence * TERMS_AGAINST_IPC)


def _other(ipc: Sequence[str]) -> IndustryTag:
    """Return 其他 with what speaks for it: a classification elsewhere, or nothing at all."""
    if ipc:
        reason = f"主分类号 {ipc[0]} 与用词均不属重点产业"
        return IndustryTag(OTHER, ELSEWHERE_CONFIDENCE, reason)
    return IndustryTag(OTHER, UNKNOWN_CONFIDENCE, "没有分类号，用词也未指向重点产业")


def _longest(symbol: str, industry: IndustryDef) -> tuple[str, bool] | None:
    """Return the longest prefix of the industry that the symbol has, and whether it is core."""
    matches = [(len(p), True, p) for p in industry.ipc if is_under(symbol, p)]
    matches += [(len(p), False, p) for p in industry.ipc_related if is_under(symbol, p)]
    if not matches:
        return None
    _, is_core, prefix = max(matches)
    return prefix, is_core


def is_under(symbol: str, prefix: str) -> bool:
    """Whether a symbol lies under a prefix; G01S1 must not take in G01S19."""
    if not symbol.startswith(prefix):
        return False
    rest = symbol[len(prefix) :]
    return len(prefix) <= 4 or "/" in prefix or not rest or not rest[0].isdigit()


def _confidence(tag: IndustryTag | None) -> float:
    return tag.confidence if tag else 0.0


def _combine(slug: str, ipc: IndustryTag | None, terms: IndustryTag | None) -> IndustryTag | None:
    """Join independent evidence: 1 − (1 − a)(1 − b), with both reasons."""
    if ipc is None or terms is None:
        return ipc or terms
    confidence = 1.0 - (1.0 - ipc.confidence) * (1.0 - terms.confidence)
    return IndustryTag(slug, confidence, f"{ipc.reason}；{terms.reason}")


def _at_most(tag: IndustryTag) -> IndustryTag:
    """Cut what terms and a model say together to what a firm's own word is worth."""
    return replace(tag, confidence=min(tag.confidence, DECLARED_CONFIDENCE))


def _add(slug: str, learnt: IndustryTag | None, terms: IndustryTag | None) -> IndustryTag | None:
    """Join evidence that comes from the same words: their sum, to be cut to what is possible."""
    if learnt is None or terms is None:
        return learnt or terms
    confidence = learnt.confidence + terms.confidence
    return IndustryTag(slug, confidence, f"{terms.reason}；{learnt.reason}")
