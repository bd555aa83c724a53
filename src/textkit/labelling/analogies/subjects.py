"""The subject of the verb that governs a cue, by clauses: parentheses and reported speech are looked through."""

from textkit.labelling.analogies.clause import QUOTES, Clause, Span, is_be, is_plural, is_verb
from textkit.labelling.analogies.phrases import trim
from textkit.labelling.analogies.words import words

__all__ = ["antecedent", "clause_start", "first_verb", "subject_of"]

LONGEST_CLAUSE = 45  # words before the cue, so that time stays linear
LONGEST_ANTECEDENT = 7  # words
LONGEST_INTERJECTION = 6  # words of ", Mr. Lee said,"


def clause_start(clause: Clause, end: int) -> int:
    """First word of the clause that ends before a word: after a stop, a conjunction or a relative."""
    borders = (words("conjunction") - {"than", "as", "so"}) | words("relative")
    start = end
    least = max(0, end - LONGEST_CLAUSE)
    while start > least and clause.lower[start - 1] not in borders and not clause.is_stop(start - 1):
        start -= 1
    while start < end and clause.lower[start] in QUOTES:
        start += 1
    return start


def first_verb(clause: Clause, start: int, end: int) -> int:
    """Index of the first word in the span that can be a finite verb; end if none.

    A word that is noun or verb (talk, hit) counts after a plural or a pronoun, else only if no other verb is there.
    """
    doubtful = end
    for i in range(start, end):
        if _may_be_verb(clause, i, start):
            if clause.lower[i] not in words("noun_verb") or i == start or _calls_for_verb(clause.word(i - 1)):
                return i
            doubtful = min(doubtful, i)
    return doubtful


def _may_be_verb(clause: Clause, i: int, start: int) -> bool:
    before = clause.word(i - 1) if i > start else ""
    nominal = before in words("article", "determiner", "possessive", "preposition") or before.endswith("'s")
    return is_be(clause.lower[i]) or (is_verb(clause.lower[i]) and not nominal and not clause.is_name(i))


def _calls_for_verb(before: str) -> bool:
    return is_plural(before) or before in words("subject", "adverb", "modal", "auxiliary")


def subject_of(clause: Clause, end: int, *, depth: int = 4) -> Span:
    """The subject of what stands at ``end``: the words before the first verb of its clause.

    A pronoun nearer to it is preferred (said he was like), a clause that begins with its verb takes the subject of the
    one before, a relative clause its antecedent; interjections such as ", he said," are skipped.

    Examples
    --------
    >>> from textkit.labelling.analogies.clause import read_clause
    >>> from textkit.language.doc import read_doc
    >>> clause = read_clause(read_doc("Over the years, the firm has played like a grandmaster."), 0, 55)
    >>> clause.strings[slice(*subject_of(clause, 8))]
    ['the', 'firm']
    """
    start = clause_start(clause, end)
    verb = first_verb(clause, start, end)
    inner = _reported(clause, verb, end) or _last_pronoun(clause, start, end)
    span = inner or trim(clause, start + _is_participle(clause, start), verb, leading=words("adverb", "conjunction"))
    if span:
        return _without_leading_phrase(clause, span)
    if start == 0 or depth == 0:
        return None
    if clause.lower[start - 1] in words("relative"):
        return antecedent(clause, start - 1) or subject_of(clause, start - 1, depth=depth - 1)
    return subject_of(clause, _before_interjection(clause, start - 1), depth=depth - 1)


def _is_participle(clause: Clause, i: int) -> bool:
    """A gerund before a determiner opens a participle phrase: Outlining a strategy akin to …"""
    return clause.word(i).endswith("ing") and clause.word(i + 1) in words("article")


def _last_pronoun(clause: Clause, start: int, end: int) -> Span:
    """The last subject pronoun of the clause, contracted with its verb or not."""
    for i in range(end - 1, start - 1, -1):
        stem = clause.lower[i].partition("'")[0]
        contracted = is_be(clause.lower[i]) or clause.lower[i][-3:] in CLITICS
        if (stem in words("subject") and (contracted or clause.lower[i] == stem)) or clause.lower[i] == "that's":
            return i, i + 1
    return None


CLITICS = frozenset({"'ve", "'ll"})


def _reported(clause: Clause, verb: int, end: int) -> Span:
    """In "said A was like B" the subject is A."""
    if clause.word(verb) not in words("speech"):
        return None
    second = first_verb(clause, verb + 1, end)
    span = trim(clause, verb + 1, second, leading=words("adverb", "conjunction", "object"))
    return span if second < end else None


def _before_interjection(clause: Clause, end: int) -> int:
    """Skip ", he said," and ", which …," backwards; otherwise stay."""
    last = end
    while last > 0 and clause.lower[last - 1] in QUOTES:
        last -= 1
    first = last
    while first > 0 and not clause.is_stop(first - 1):
        first -= 1
    said = any(word in words("speech") for word in clause.lower[first:last]) and last - first <= LONGEST_INTERJECTION
    relative = clause.word(first) in words("relative") and clause.word(first - 1) == ","
    return first - 1 if first > 0 and (said or relative) else end


def _without_leading_phrase(clause: Clause, span: tuple[int, int]) -> Span:
    """Drop a prepositional phrase at the start if another noun phrase follows it without a comma."""
    first, last = span
    if clause.lower[first] in words("preposition") and last - first > 3:
        for i in range(first + 2, last):
            if clause.lower[i] in words("determiner", "possessive", "subject", "article"):
                return i, last
    return span


def antecedent(clause: Clause, end: int) -> Span:
    """The noun phrase that ends before a word (a relative, a comma, "as")."""
    last = end
    while last > 0 and (clause.is_stop(last - 1) or clause.lower[last - 1] in QUOTES):
        last -= 1
    first, least = last, max(0, last - LONGEST_ANTECEDENT)
    while first > least and not clause.is_stop(first - 1) and not is_verb(clause.lower[first - 1]):
        first -= 1
    return trim(clause, first, last, leading=words("preposition", "adverb", "conjunction", "relative"))
