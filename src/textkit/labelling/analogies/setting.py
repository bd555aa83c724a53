"""Evidence on any cue from its setting: kinds of things, parts of speech around it, the register of its sentence.

These pieces are small and many. Their weights (``lexicons/analogy_weights.csv``) are fitted on texts of many kinds; no
single one is a reason that a reader would be given.
"""

from collections.abc import Iterator
from types import MappingProxyType

from textkit.labelling.analogies.candidates import Context
from textkit.labelling.analogies.sentence_words import is_be, is_plural, kind_of_thing, words

__all__ = ["setting"]

BORDER = "border"  # the tag beyond the ends of a sentence
REACH = 14  # words of a complement that are read
NEAR = 7  # words before a cue in which its subject is sought
MOST = 3  # words before a head that are told apart
LENGTHS = ((12, "short"), (25, "middling"), (40, "long"))  # words of a sentence
DRYNESS = ((0, "not dry"), (1, "hardly dry"), (3, "rather dry"), (6, "dry"))  # figures, words of administration
DRY = 3
OFFICIAL = (0.02, 0.04, 0.06, 0.08)  # shares of such words in a document: fiction, news, addresses, reports
SUBJECTS = frozenset({"he", "she", "it", "they", "i", "you", "we"})
PERSONS = SUBJECTS - {"it", "they"}
DETERMINERS = frozenset({"any", "no", "every", "all", "most", "each", "some"})
ENDINGS = ("tion", "ness", "ment", "ity", "ism", "ance", "ence", "ship", "ian", "ist", "er", "or", "man", "woman")
LINKS = frozenset({"of", "in", "on", "for", "from", "with", "at", "that", "who"})  # behind a head noun
UNREAL = frozenset({"were", "was", "had", "is", "are", "could", "would", "might"})
LIKENERS = frozenset({"than", "like", "as", "into", "from", "to", "with", "but"})
LIKENESSES = frozenset({"like", "resemble", "likeness", "that_of"})


def setting(context: Context) -> Iterator[str]:
    """All such evidence on a candidate.

    Examples
    --------
    >>> from textkit.labelling.analogies.candidates import read_contexts
    >>> from textkit.language.doc import read_doc
    >>> [context] = read_contexts(read_doc("He fought like a lion."))
    >>> "thing: animal" in set(setting(context))
    True
    """
    yield from _register(context)
    yield from _complement(context)
    yield from _thing(context)
    if context.family in LIKENESSES:
        yield from _head(context)
    for function in BY_FAMILY.get(context.family, ()):
        yield from function(context)


def _tag(context: Context, i: int) -> str:
    tags = context.clause.tags
    return tags[i] if 0 <= i < len(tags) else BORDER


def _register(context: Context) -> Iterator[str]:
    """How long the sentence is, and how much of it are figures and words of administration."""
    lower = context.clause.lower
    yield f"sentence: {next((name for most, name in LENGTHS if len(lower) <= most), 'very long')}"
    official = words("administration")
    dry = sum([word in official or word[0].isdigit() for word in lower])
    yield f"sentence: {next((name for most, name in DRYNESS if dry <= most), 'very dry')}"
    yield f"{context.family}: in {'dry' if dry >= DRY else 'plain'} prose"
    yield from (f"text: over {share:.0%} official" for share in OFFICIAL if context.officialese > share)


def _complement(context: Context) -> Iterator[str]:
    """The first words behind the cue, and whether there is a clause."""
    clause, right = context.clause, context.right
    first, second = clause.word(right), clause.word(right + 1)
    if first in ("that", "those") and second in ("of", "which", "in", "who", "for"):
        yield "complement: that of, those of"
    if first in DETERMINERS:
        yield f"complement: {first}"
    if "other" in (first, second):
        yield "complement: other"
    if first == "so":
        yield "complement: so many"
    if words("ordinary") & {*clause.lower[right : right + 4]}:
        yield "complement: adequate, ordinary"
    if _says_what_it_is(context):
        yield "complement: what it is"
    if _lists(context):
        yield "complement: several things"
    if _repeats(context):
        yield "complement: a noun that stood before the cue"
    yield f"{context.family}: {'a clause' if _has_verb(context) else 'no clause'}"


def _repeats(context: Context) -> bool:
    """Whether a common noun of the complement stands in the same form before the cue: a suit like the suits of then."""
    clause, right = context.clause, context.right
    before = range(max(0, context.first - REACH), context.first)
    nouns = {clause.lower[i].removesuffix("s") for i in before if clause.tags[i] == "NOUN"}
    ahead = range(right, min(len(clause), right + NEAR))
    return any(clause.tags[i] == "NOUN" and clause.lower[i].removesuffix("s") in nouns for i in ahead)


def _says_what_it_is(context: Context) -> bool:
    """Like the scandal that it is, like the terrorists they are: no likeness, but an identity."""
    clause, span = context.clause, context.complement()
    return len(span) > 2 and is_be(clause.lower[span[-1]]) and clause.lower[span[-2]] in SUBJECTS


def _lists(context: Context) -> bool:
    """Like coal country and some inner cities: two noun phrases are examples more often than one vehicle."""
    clause, span = context.clause, context.complement()
    return any(
        clause.lower[i] in ("and", "or")
        and clause.tags[i - 1] in ("NOUN", "PROPN")
        and clause.tags[min(i + 1, len(clause) - 1)] in ("NOUN", "PROPN", "ADJ", "DET")
        for i in span[1:]
    )


def _has_verb(context: Context) -> bool:
    """Whether the complement has a finite verb, by its tags, before the next mark."""
    clause = context.clause
    for i in range(context.right, min(len(clause), context.right + REACH)):
        if clause.tags[i] == "PUNCT" and clause.lower[i] in ",;:.—–()!?":
            return False
        if clause.tags[i] == "AUX" or (clause.tags[i] == "VERB" and not clause.lower[i].endswith("ing")):
            return True
    return False


def _has_past(context: Context) -> bool:
    """Whether a verb of the complement is in the past tense: just as they reached the shore."""
    clause = context.clause
    return any(
        clause.tags[i] in ("VERB", "AUX") and (clause.lower[i].endswith("ed") or clause.lower[i] in words("past_verb"))
        for i in context.complement(REACH)
    )


def _thing(context: Context) -> Iterator[str]:
    """The figurative kind of the head noun (of X-like: of X), with the cue, the subject and the verb of perception."""
    kind = _kind(context)
    if kind:
        yield f"thing: {kind}"
        yield f"thing: with {context.family}"
        yield f"thing: {kind}, {'a person' if _subject(context) in PERSONS else 'no pronoun of a person'} before"
        if context.clause.word(context.left) in words("perception"):
            yield f"thing: {kind}, perceived"
    elif not context.family.startswith("-") and _later_kind(context):
        yield "thing: later in the phrase"


def _kind(context: Context) -> str | None:
    if context.family.startswith("-"):
        return kind_of_thing(context.clause.lower[context.first].rpartition("-")[0])
    return context.figurative()


def _later_kind(context: Context) -> bool:
    clause, first = context.clause, context.right
    return any(
        clause.tags[i] == "NOUN" and kind_of_thing(clause.lower[i]) for i in range(first, min(len(clause), first + 9))
    )


def _subject(context: Context) -> str:
    """The nearest subject pronoun before the cue."""
    return next((word for word in context.back(NEAR) if word in SUBJECTS), "none")


def _head(context: Context) -> Iterator[str]:
    """The head noun of the complement: its tag, its ending, what follows it, how far it is from the cue."""
    i, family = context.head(), context.family
    if i is None:
        return
    word, following = context.clause.lower[i], context.clause.word(i + 1)
    number = "plural" if word.endswith("s") else "singular"
    yield f"{family}, head: {_tag(context, i)}, {number}"
    yield f"head: in -{next((ending for ending in ENDINGS if word.rstrip('s').endswith(ending)), 'nothing listed')}"
    yield f"{family}, behind the head: {following if following in LINKS else _tag(context, i + 1)}"
    yield f"{family}, words before the head: {min(i - context.right, MOST + 1)}"


def _like(context: Context) -> Iterator[str]:
    """Its own tag and those on either side, the subject, a comma, an indefinite pronoun before it."""
    clause = context.clause
    before, right = clause.word(context.first - 1), _tag(context, context.right)
    yield f"like: between {_tag(context, context.left)} and {right}"
    yield f"like: tagged {_tag(context, context.first)}"
    yield f"like: subject {_subject(context)}"
    if before == ",":
        yield "like: behind a comma"
        yield f"like: behind a comma, before {'a gerund' if clause.word(context.right).endswith('ing') else right}"
    if before in ("something", "anything", "nothing", "someone"):
        yield f"like: {before}, {right}"
    governor = clause.word(context.left)
    if governor in words("administration"):
        yield "like: behind a word of administration"
    if governor in words("shape"):
        yield "like: shaped like"
    if governor in words("before_adjective") and right == "NOUN":
        yield f"like: an adjective, before a {'plural' if is_plural(clause.word(context.right)) else 'singular'}"
    if clause.word(context.right) in words("manner_noun"):
        yield "like: in like manner"
    if governor in ("feel", "feels", "felt", "feeling") and clause.word(context.right).endswith("ing"):
        yield "like: feel like going"


def _as_if(context: Context) -> Iterator[str]:
    """What follows (gerund, preposition, clause), and whether its verb is unreal."""
    clause, first = context.clause, context.after
    tag = "a gerund" if clause.word(first).endswith("ing") else _tag(context, first)
    verbs = (i for i in range(first, min(len(clause), first + 8)) if clause.tags[i] in ("AUX", "VERB"))
    verb = next((clause.lower[i] for i in verbs), "")
    yield f"as if: before {tag}"
    yield f"as if: behind {_tag(context, context.left)}"
    if any(clause.tags[i] == "NOUN" and kind_of_thing(clause.lower[i]) for i in context.complement(REACH)):
        yield "as if: a figurative thing in the clause"
    yield f"as if: verb {verb if verb in UNREAL else 'in -ed' if verb.endswith('ed') else 'of another form'}"


def _as_as(context: Context) -> Iterator[str]:
    """Adverb or adjective, what follows, degree."""
    clause = context.clause
    kind = "an adverb" if clause.word(context.after - 2).endswith("ly") else "an adjective"
    yield f"as … as: {kind}"
    yield f"as … as: {kind}, {'a clause' if _has_verb(context) else 'no clause'}"
    yield f"as … as: behind {_tag(context, context.left)}"
    if clause.word(context.first - 1) in words("multiple"):
        yield "as … as: a multiple"
    if clause.word(context.first + 1) in words("variety"):
        yield "as … as: as varied as"
    yield f"as … as: before {_tag(context, context.after)}, {_tag(context, context.after + 1)}"
    if clause.word(context.after) == "if":
        yield "as … as: before if"
    if clause.word(context.first - 1) == "just" or clause.word(context.first - 2) == "at":
        yield "as … as: just, at least"


def _that_of(context: Context) -> Iterator[str]:
    """That of a clerk: what governs it."""
    before = context.clause.word(context.left)
    yield f"that of: behind {before if before in LIKENERS else _tag(context, context.left)}"
    if set(context.back(NEAR)) & words("administration"):
        yield "that of: of a word of administration"


def _likeness(context: Context) -> Iterator[str]:
    if context.clause.word(context.right).endswith("ing"):
        yield "likeness: before a gerund"
    before = context.clause.word(context.left)
    if before in words("administration"):
        yield "likeness: behind a word of administration"
    yield f"likeness: behind {_tag(context, context.left)}"


def _same_way(context: Context) -> Iterator[str]:
    """Where it stands, what follows, and whether "so" takes it up."""
    clause, cue, after = context.clause, context.cue, context.after
    before = clause.word(context.first - 1)
    opens = context.first == 0 or before in (",", ";", "—", "and", "but")
    yield f"{cue}: {'opens a clause' if opens else 'within a clause'}"
    yield f"{cue}: before {_tag(context, after)}"
    clause_of = "a clause in the past" if _has_past(context) else "another clause"
    yield f"{cue}: {'opens' if opens else 'is in'} {clause_of}"
    if clause.word(context.complement(REACH).stop - 1) in words("auxiliary", "be", "modal"):
        yield "same way: ends with did, is"
    if "so" in clause.lower[after:]:
        yield "same way: so"
    if clause.word(after) in SUBJECTS:
        inside = context.complement(REACH)
        again = clause.word(after) in clause.lower[: inside.start] + clause.lower[inside.stop :]
        yield f"same way: {'the same pronoun' if again else 'a pronoun'} as subject"
    if _tag(context, after) == "DET":
        yield f"{cue}: the subject of {'a clause' if _has_verb(context) else 'no clause'}"
    if _tag(context, after) in ("ADJ", "ADV"):
        yield f"same way: {'as ADJ as' if 'as' in clause.lower[after + 1 : after + 4] else 'an adjective'}"


def _suffix(context: Context) -> Iterator[str]:
    """A word that the language has already: businesslike, ladylike."""
    if context.clause.lower[context.first].rpartition("-")[0] in words("established_like"):
        yield "form: an established adjective"
    if context.clause.word(context.after) in words("substance"):
        yield "form: a substance or look"
    yield f"-like: {_kind(context) or 'of no figurative thing'}"


def _unlike(context: Context) -> Iterator[str]:
    if "not" in context.back(2):
        yield "unlike: not unlike"


def _compare(context: Context) -> Iterator[str]:
    if context.clause.word(context.after) in ("favorably", "favourably", "unfavorably", "unfavourably", "well"):
        yield "compare: favourably"
    if set(context.back(3)) & {"if", "by", "when"}:
        yield "compare: if we compare, by comparing"
    if context.cue.startswith("equat"):
        yield "compare: equate"


def _comparison(context: Context) -> Iterator[str]:
    """Statistical comparisons; by analogy, in analogy; each noun for itself."""
    yield f"comparison: {context.cue}"
    if set(context.back(8) + context.ahead(8)) & words("research", "administration"):
        yield "comparison: of data"
    if context.cue == "analogy" and context.clause.word(context.first - 1) in ("by", "in", "no"):
        yield "comparison: by analogy"


BY_FAMILY = MappingProxyType(
    {
        "like": (_like,),
        "as_if": (_as_if,),
        "as_as": (_as_as,),
        "that_of": (_that_of,),
        "likeness": (_likeness,),
        "same_way": (_same_way,),
        "-like": (_suffix,),
        "unlike": (_unlike,),
        "compare": (_compare,),
        "comparison": (_comparison,),
    }
)
