"""Noun phrases and subjects in a sentence, from the tags of its words and closed word classes.

Nothing is parsed: a noun phrase ends at a mark, a conjunction or a verb, a subject is sought from a cue to the left,
from one verb to the next. Spans are pairs of word indices, end exclusive; an empty span is None.
"""

from textkit.labelling.analogies.sentence_words import (
    NOMINATIVES,
    QUOTES,
    Clause,
    Span,
    holds_pronoun,
    is_verb,
    is_verb_at,
    words,
)

__all__ = ["NOMINAL_TAGS", "OBJECTS", "antecedent", "noun_phrase", "subject_of", "trim"]

LONGEST_PHRASE = 12  # words
LONGEST_CLAUSE = 45  # words before the cue, so that time stays linear
LONGEST_ANTECEDENT = 7  # words
LONGEST_ACT = 16  # words of a subject that is a gerund or an infinitive
LONGEST_INTERJECTION = 6  # words of ", Mr. Lee said,"
OBJECTS = frozenset({"me", "him", "us", "them"})
NOMINAL_TAGS = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
LONGEST_ABSOLUTE = 10  # words
OPENING = frozenset({"a", "an", "the"})
NOUN_LIKE = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM"})
MOST_VERBS = 8  # that are asked for the subject of a cue


def trim(clause: Clause, first: int, last: int, *, leading: frozenset[str] = frozenset()) -> Span:
    """A span without quotation marks and stops at its edges, and without the given leading words."""
    while first < last and (clause.lower[first] in QUOTES or clause.is_stop(first) or clause.lower[first] in leading):
        first += 1
    hanging = words("preposition", "conjunction") - {"that"}
    while last > first and (
        clause.lower[last - 1] in QUOTES or clause.lower[last - 1] in hanging or clause.is_stop(last - 1)
    ):
        last -= 1
    return (first, last) if last > first else None


def noun_phrase(clause: Clause, first: int, *, longest: int = LONGEST_PHRASE) -> Span:
    """The phrase that begins at a word: up to a mark, a conjunction, a relative or a finite auxiliary.

    Examples
    --------
    >>> from textkit.labelling.analogies.sentence_words import read_clause
    >>> from textkit.language.doc import read_doc
    >>> clause = read_clause(read_doc("a sprinter in a marathon, starting fast"), 0, 39)
    >>> clause.strings[slice(*noun_phrase(clause, 0))]
    ['a', 'sprinter', 'in', 'a', 'marathon']
    """
    last = first
    while last < min(len(clause), first + longest) and not clause.is_stop(last):
        if last > first and _breaks(clause, first, last):
            break
        last += 1
    while last > first + 1 and clause.lower[last - 1] in words(
        "preposition", "determiner", "subject", "adverb", "article"
    ):
        last -= 1
    return trim(clause, first, last)


def _breaks(clause: Clause, first: int, i: int) -> bool:
    """Whether a noun phrase from ``first`` ends before a word; between A and B is one."""
    word, before = clause.lower[i], clause.lower[i - 1]
    if before in words("article", "determiner", "possessive"):
        return word in words("be", "modal", "relative")
    if word == "and" and "between" in clause.lower[first:i] and "and" not in clause.lower[first:i]:
        return False
    breaks = words("relative", "conjunction", "be", "auxiliary", "modal") | NOMINATIVES | {"compared"}
    said = word in words("speech") and clause.tags[i] != "NOUN"
    if word in ("and", "or") and _joins(clause, first, i):
        return False
    return word in breaks or said or holds_pronoun(word) or _is_finite(clause, i)


def _joins(clause: Clause, first: int, i: int) -> bool:
    """Whether and, or joins parts of one phrase: a lost and frantic bird, coins or counters, a sigh and a shrug."""
    k = i + 1 + (clause.word(i + 1) == "even")
    before, behind = clause.tags[i - 1], clause.tags[k : k + 2]
    if {"NOUN", "PROPN", "PRON"}.isdisjoint(clause.tags[first:i]):
        return before in ("ADJ", "VERB") and behind[:1] in (["ADJ"], ["VERB"], ["ADV"])
    opening, second = (clause.word(n)[:1] if clause.word(n) in OPENING else "" for n in (first, k))
    last = k
    while last < len(clause) and clause.tags[last] in NOUN_LIKE and not is_verb_at(clause, last):
        last += 1
    heads = last > k and clause.tags[last - 1] in ("NOUN", "PROPN") and before in ("NOUN", "PROPN")
    alike = opening == second and (before == "PROPN") == ("PROPN" in behind)
    ends = last >= len(clause) or clause.is_stop(last) or clause.lower[last] in QUOTES or clause.tags[last] == "ADP"
    return alike and heads and ends and clause.word(last) not in ("like", "as")


def _is_finite(clause: Clause, i: int) -> bool:
    """A verb behind a noun or a name: the shooting in Ohio drew rebukes."""
    participle = clause.lower[i].endswith(("ing", "ed", "en"))
    return clause.tags[i] == "VERB" and not participle and clause.tags[i - 1] in ("NOUN", "PROPN")


def subject_of(clause: Clause, end: int) -> Span:
    """The subject of what stands at ``end``, sought from right to left: what the nearest verb is said of.

    A verb behind a conjunction, in an infinitive or in a participle phrase takes the subject of the verb before it, a
    relative clause its antecedent; what stands between marks before a verb is skipped.

    Examples
    --------
    >>> from textkit.labelling.analogies.sentence_words import read_clause
    >>> from textkit.language.doc import read_doc
    >>> clause = read_clause(read_doc("Over the years, the firm has played like a grandmaster."), 0, 55)
    >>> clause.strings[slice(*subject_of(clause, 8))]
    ['the', 'firm']
    """
    behind, least = end, max(0, end - LONGEST_CLAUSE)
    verb = end if clause.tags[min(end, len(clause) - 1)] == "VERB" else None  # the cue itself: resembled
    whole = _act(clause, end) or (_absolute(clause, end) if verb is None else None)
    if whole:
        return whole
    for _ in range(MOST_VERBS):
        if verb is None:
            verb = _verb_before(clause, behind, least)
        if verb < least:
            return _phrase_before(clause, behind - _is_doubtful(clause, behind - 1))
        if clause.lower[verb] in ("who's", "which's"):
            return antecedent(clause, verb)
        if holds_pronoun(clause.lower[verb]):
            return verb, verb + 1
        behind = _group_start(clause, verb, least)
        found = _subject_before(clause, behind, verb, end)
        if found:
            return found
        verb = None
    return None


def _absolute(clause: Clause, end: int) -> Span:
    """A phrase without a verb between two marks: She ran, her hair like a flag; his hand, as thin as a leaf, rested."""
    last = end
    while last > 0 and (clause.is_stop(last - 1) or clause.lower[last - 1] in QUOTES or clause.tags[last - 1] == "ADV"):
        last -= 1
    first, least = last, max(0, last - LONGEST_ABSOLUTE)
    while first > least and not clause.is_stop(first - 1) and not is_verb_at(clause, first - 1):
        first -= 1
    while first < last and (clause.lower[first] in QUOTES or clause.lower[first] in ("and", "but")):
        first += 1
    if first == last or first == least > 0 or (first and is_verb_at(clause, first - 1)):
        return None
    opens = clause.lower[first] in words("determiner", "article", "possessive") or clause.tags[first] == "PROPN"
    joins = not {"SCONJ", "CCONJ"}.isdisjoint(clause.tags[first:last])
    if not opens or joins or clause.tags[last - 1] not in NOMINAL_TAGS:
        return None
    return trim(clause, first, last - _is_doubtful(clause, last - 1))


def _is_doubtful(clause: Clause, i: int) -> bool:
    """A verb that was taken for a noun: the rumour spread."""
    return i > 0 and is_verb(clause.lower[i]) and clause.tags[i - 1] in ("NOUN", "PROPN")


def _act(clause: Clause, end: int) -> Span:
    """To split them is like …, expecting him to change is like …: the act is the subject."""
    last, nominal = clause.before(end), words("determiner", "possessive", "article", "object")
    if clause.word(last) not in words("be"):
        return None
    start, least = last, max(0, last - LONGEST_ACT)
    while start > least and not clause.is_stop(start - 1) and clause.lower[start - 1] not in QUOTES:
        if clause.tags[start - 1] == "SCONJ" and clause.word(start).endswith("ing"):
            break
        start -= 1
    start += clause.word(start) in ("but", "and")
    gerund = clause.word(start).endswith("ing") and clause.tags[start] in ("VERB", "AUX")
    infinitive = clause.word(start) == "to" and clause.word(start + 1) not in nominal
    return trim(clause, start, last) if gerund or infinitive else None


def _verb_before(clause: Clause, end: int, least: int) -> int:
    """Index of the nearest verb to the left that is not inside an interjection; below ``least`` if none."""
    i = end - 1
    while i >= least and not is_verb_at(clause, i):
        skipped = _before_interjection(clause, i) if clause.is_stop(i) else i
        i = skipped if skipped < i else i - 1
    return i


def _group_start(clause: Clause, verb: int, least: int) -> int:
    """Where the auxiliaries, the to or the adverbs before a verb begin."""
    start = i = verb
    while i > least:
        i -= 1
        word = clause.lower[i]
        if word in words("be", "auxiliary", "modal") or (word == "to" and clause.tags[i] == "PART"):
            start = i
        elif clause.tags[i] != "ADV" and word not in words("adverb"):
            break
    return start


def _subject_before(clause: Clause, start: int, verb: int, end: int) -> Span:
    """The subject that stands before a group of verbs; None if that is the subject of a verb further left."""
    i = start - 1
    passed = QUOTES | words("adverb") | {")"}
    while i >= 0 and (clause.tags[i] == "ADV" or clause.lower[i] in passed):
        i = _opening_mark(clause, i) - 1 if clause.lower[i] == ")" else i - 1
    if clause.word(i) in words("relative") and clause.word(i) != "whose":
        return _relative_subject(clause, i)
    if i < 0 or clause.tags[i] == "SCONJ" or clause.lower[i] == "but":
        return _inverted(clause, start, verb, end)
    if holds_pronoun(clause.lower[i]):
        return i, i + 1
    bare = start == verb and clause.lower[verb].endswith("ing")
    if clause.is_stop(i):
        return None if bare or clause.lower[start] == "to" else _around_parenthesis(clause, i)
    if clause.lower[start] == "to" or clause.lower[i] == "from":
        return _controller(clause, i if clause.lower[start] != "to" else i + 1)
    if clause.lower[i] == "as" and clause.lower[start].endswith("ing"):
        return _phrase_before(clause, i)
    adjective = clause.tags[i] == "ADJ" and "DET" in clause.tags[max(0, i - 3) : i]  # the poor are like
    if (clause.tags[i] not in NOMINAL_TAGS and not adjective) or is_verb_at(clause, i):
        return None
    span = _phrase_before(clause, i + 1)
    governed = not span or clause.tags[span[0]] == "ADP"
    undergoes = clause.lower[i] in OBJECTS and not bare and clause.word(i - 1) not in words("control_verb")
    return None if governed or undergoes else _of_relative(clause, span[0] - 1) or span


def _of_relative(clause: Clause, verb: int) -> Span:
    """The man who runs the town is like …: the verb before the phrase is that of a relative clause."""
    if verb <= 0 or not is_verb_at(clause, verb) or clause.lower[verb] in words("speech", "control_verb"):
        return None
    relative = _group_start(clause, verb, max(0, verb - LONGEST_PHRASE)) - 1
    return antecedent(clause, relative) if clause.word(relative) in ("who", "which") else None


def _relative_subject(clause: Clause, i: int) -> Span:
    """What a relative before a verb stands for; that without a noun before it stands for itself."""
    if clause.lower[i] == "that" and not (i and clause.tags[clause.before(i)] in NOMINAL_TAGS | {"PUNCT"}):
        return (i, i + 1) if i and clause.tags[i] != "SCONJ" else None
    return antecedent(clause, i)


def _around_parenthesis(clause: Clause, closing: int, depth: int = 3) -> Span:
    """The phrase before what stands between two marks before a verb; None if a clause stands there."""
    opening = _opening_mark(clause, closing)
    if opening <= 0:
        return None
    first = clause.after(opening + 1)
    said = _before_interjection(clause, closing) < closing
    if not said and clause.tags[first] != "SCONJ" and clause.word(first) not in words("relative"):
        for i in range(first, closing):
            acts = i > first and clause.tags[i - 1] in NOMINAL_TAGS and not clause.lower[i].endswith("ing")
            if is_verb_at(clause, i) and (acts or not clause.lower[i].endswith(("ing", "ed", "en"))):
                return None
    before = clause.before(opening)
    if clause.word(before) in words("relative"):
        return antecedent(clause, before)
    span = _phrase_before(clause, opening)
    hangs = span and clause.tags[span[0]] in ("VERB", "ADP") and clause.is_stop(span[0] - 1)
    return _around_parenthesis(clause, span[0] - 1, depth - 1) if span and hangs and depth else span


def _inverted(clause: Clause, start: int, verb: int, end: int) -> Span:
    """Is the future like …: in a question the subject stands behind the auxiliary."""
    asks = clause.lower[start] in words("be", "auxiliary", "modal")
    return noun_phrase(clause, start + 1, longest=(verb if verb > start else end) - start - 1) if asks else None


def _controller(clause: Clause, end: int) -> Span:
    """They want the press to be played like …, it keeps him from acting like …: the object before the infinitive."""
    span = _phrase_before(clause, end) if clause.tags[end - 1] in NOMINAL_TAGS else None
    return span if span and clause.word(span[0] - 1) in words("control_verb") else None


def _opening_mark(clause: Clause, closing: int) -> int:
    """The mark that opens what a comma, dash or bracket closes; -1 if there is none."""
    for i in range(closing - 1, max(-1, closing - LONGEST_CLAUSE), -1):
        if clause.is_stop(i) and (clause.lower[closing] != ")" or clause.lower[i] == "("):
            return i
    return -1


def _phrase_before(clause: Clause, end: int) -> Span:
    """The noun phrase that ends before a word, with what belongs to it: from the border of its clause."""
    while end > 0 and (clause.is_stop(end - 1) or clause.lower[end - 1] in QUOTES or clause.tags[end - 1] == "ADV"):
        end -= 1
    if end and clause.lower[end - 1] in NOMINATIVES:
        return end - 1, end
    start = _phrase_start(clause, end)
    start += clause.word(start) == "for" and clause.is_stop(start - 1)  # a conjunction
    span = trim(clause, start, end, leading=words("adverb", "conjunction"))
    span = span and _without_leading_phrase(clause, span)
    if span and start and clause.tags[span[0]] == "ADP" and is_verb_at(clause, start - 1):  # of a relative clause
        return trim(clause, _phrase_start(clause, start - 1), end, leading=words("adverb", "conjunction"))
    return span


def _phrase_start(clause: Clause, end: int) -> int:
    k, least = end, max(0, end - LONGEST_CLAUSE)
    while k > least:
        i = k - 1
        if clause.is_stop(i) or clause.tags[i] == "SCONJ" or _opens_quotation(clause, i, end):
            break
        if clause.lower[i] in words("conjunction") and not _joins_nouns(clause, i, least):
            break
        if clause.lower[i] in words("relative") and k < end and not _points(clause, i):
            break
        if is_verb_at(clause, i) and not _is_inside_phrase(clause, i, end):
            break
        k = i
    return k


def _points(clause: Clause, i: int) -> bool:
    """That before its noun."""
    if clause.lower[i] == "whose":
        return False
    return clause.tags[i] == "DET" or (clause.lower[i] == "that" and clause.tags[i + 1] in ("NOUN", "ADJ"))


def _opens_quotation(clause: Clause, i: int, end: int) -> bool:
    """A mark whose quotation is still open at ``end``."""
    mark = clause.lower[i]
    if mark in ("“", "‘", "``", "„", "«"):
        return not {"”", "’", "''", "»"} & {*clause.lower[i + 1 : end]}
    return mark in ('"', "''") and clause.lower[:i].count(mark) % 2 == 0 and mark not in clause.lower[i + 1 : end]


def _joins_nouns(clause: Clause, i: int, least: int) -> bool:
    """And, or between two nouns of one phrase: no verb before it in its clause."""
    if clause.lower[i] not in ("and", "or", "nor"):
        return False
    if clause.is_stop(i - 1):
        return False
    for k in range(i - 1, least - 1, -1):
        if clause.is_stop(k) or clause.tags[k] == "SCONJ":
            return True
        if is_verb_at(clause, k):
            return False
    return True


def _is_inside_phrase(clause: Clause, i: int, end: int) -> bool:
    """A participle behind its noun and before a preposition: the plan proposed by the mayor."""
    if i == 0 or i + 1 >= end or clause.tags[i - 1] not in NOMINAL_TAGS or clause.lower[i - 1] in NOMINATIVES:
        return False
    return clause.lower[i].endswith("ing") or (clause.tags[i + 1] == "ADP" and clause.lower[i].endswith(("ed", "en")))


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
    if clause.lower[first] in words("preposition") and last - first > 2:
        for i in range(first + 2, last):
            opens = clause.lower[i] in words("determiner", "possessive", "subject", "article")
            new_name = clause.is_name(i) and clause.tags[i - 1] == "NOUN"
            if (opens and clause.lower[i - 1] not in words("determiner", "preposition")) or new_name:
                return i, last
    return span


def antecedent(clause: Clause, end: int) -> Span:
    """The noun phrase that ends before a word (a relative, a comma, "as"); before a bare noun with its head and of."""
    last = end
    while last > 0 and (clause.is_stop(last - 1) or clause.lower[last - 1] in QUOTES):
        last -= 1
    first, least, opened = last, max(0, last - LONGEST_ANTECEDENT), False
    while first > least and not clause.is_stop(first - 1):
        word, tag = clause.lower[first - 1], clause.tags[first - 1]
        of = word == "of" and not opened
        if not of and (
            tag not in NOMINAL_TAGS | {"ADJ", "DET", "PART"}
            or is_verb_at(clause, first - 1)
            or word in words("conjunction")
        ):
            break
        if word in words("article", "determiner", "possessive") and clause.word(first - 2) != "of":
            return trim(clause, first - 1, last)
        opened = (opened or word in words("article", "determiner", "possessive")) and not of
        first -= 1
    return trim(clause, first, last, leading=words("preposition", "adverb", "conjunction", "relative"))
