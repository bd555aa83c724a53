"""Who is spoken of, by whom, and how: every mention of a person, body or group, with the polarity towards it.

Targets that are names are found by all names that the corpus has for them, others (common nouns, patterns, groups of
patterns) as ``kwic`` finds them. Only sentences with a mention are scored.
"""

import re
import warnings
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from textkit.errors import NothingFoundWarning, OptionError, say_near
from textkit.labelling.fields import join_fields
from textkit.labelling.pipeline import Labels
from textkit.labelling.quotations.name_words import given_names
from textkit.labelling.sentiment.targets import target_polarity
from textkit.lexicons import read_lexicon
from textkit.measure.grouping import as_list
from textkit.measure.passages import polarity_passages, reported_passages
from textkit.measure.patterns import Patterns, compile_queries
from textkit.measure.search import find_queries, place_tokens
from textkit.measure.sentiment import summarise_polarity
from textkit.measure.tracing import measure

__all__ = ["polarity_towards", "target_mentions"]

COLUMNS = ["doc_id", "target", "mention", "start", "end", "voice", "speaker", "polarity", "text"]
FOUND = ["doc_id", "start", "end", "target"]
KINDS = ("person", "organisation")
LEAD = 5  # times the mentions of the next longer name, for a last name to be taken for the first


@measure(table="target_mentions")
def polarity_towards(
    labels: Labels,
    *,
    targets: Patterns | None = None,
    least_mentions: int = 3,
    by: str | Iterable[str] | None = "speaker",
    rounds: int = 1000,
    level: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Mean polarity of what is said around the mentions of each target, by who says it.

    The writer is judged by the words outside quotation marks, a speaker by the quoted words, and by the reported
    clause where part of it is quoted ("he called Trump a “menace”"). Only mentions by name count, not pronouns; what
    speakers say of themselves is left out. The model is right for about two of three mentions: read the counts, and
    the sentences (`target_mentions`), before a mean of few.

    Parameters
    ----------
    labels : Labels
    targets : str, list of str or dict of these, optional
        As in ``target_mentions``; the persons among the speakers if left out.
    least_mentions : int
        Targets with fewer mentions are left out, unless ``targets`` are given.
    by : str or list of str
        ``speaker``, ``voice``, ``doc_id`` or document fields.
    rounds, level, seed : int, float, int
        Of the bootstrap over documents.

    Returns
    -------
    DataFrame
        by…, target, n_mentions, n_documents, mean (−1…1), low, high, negative, positive (shares beyond ±.05).

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["The corrupt and cruel Grey lied. Reporters admire the brave Brown."]))
    >>> table = tk.polarity_towards(labels, targets=["Grey", "Brown"])
    >>> table.set_index("target")["mean"].gt(0).to_dict()
    {'Brown': True, 'Grey': False}
    """
    keys = as_list(by)
    mentions = target_mentions(labels, targets=targets)
    if targets is None:
        mentions = mentions[mentions.groupby("target")["target"].transform("size") >= least_mentions]
    mentions = join_fields(mentions, labels.documents, keys, table="target_mentions")
    table = summarise_polarity(mentions, [*keys, "target"], rounds=rounds, level=level, seed=seed)
    return table.rename(columns={"n_sentences": "n_mentions"})


@measure
def target_mentions(labels: Labels, *, targets: Patterns | None = None) -> pd.DataFrame:
    """Every mention by name of the targets, with the voice it is made in and the polarity towards it.

    Parameters
    ----------
    labels : Labels
    targets : str, list of str or dict of these, optional
        Names, such as "Ann Lee"; those of the persons among the speakers if left out. A surname is taken for the
        person's full name ("Trump" for "Donald Trump"), initials for what they stand for; any other name is itself
        ("Canada" is not "Supreme Court of Canada"). What is not a name is a pattern as in ``kwic``, in any case:
        "immigrants", "border polic*"; a dictionary makes groups: ``{"immigrants": ["immigrant*", "migrant*"]}``.

    Returns
    -------
    DataFrame
        doc_id, target, mention, start, end, voice (narration, quotation, or reported: a partly quoted clause),
        speaker, polarity, text (the words of that voice in the sentence).

    Warns
    -----
    NothingFoundWarning
        If a target occurs nowhere.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["Anna Grey spoke. Grey then left."]))
    >>> tk.target_mentions(labels, targets=["Anna Grey"]).mention.tolist()
    ['Anna Grey', 'Grey']
    >>> tk.target_mentions(labels, targets={"people": ["grey*"]})[["target", "mention"]].values.tolist()
    [['people', 'Grey'], ['people', 'Grey']]
    """
    full = _full_names(labels)
    names, patterns = _names_and_patterns(targets)
    found = _find_names(labels, full, names)
    absent = [name for name in names or () if full.get(name, name) not in found["target"].unique()]
    found = pd.concat([found, _find_patterns(labels, patterns | {name: name for name in absent})])
    _warn_of_absent([name for name in [*absent, *patterns] if name not in found["target"].unique()], labels)
    rows = _in_passages(labels, found)
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"doc_id": "str", "speaker": "str", "polarity": "float64"})
    table["speaker"] = table["speaker"].map(lambda name: full.get(name, name), na_action="ignore")
    return _once(table)


def _names_and_patterns(targets: Patterns | None) -> tuple[list[str] | None, dict[str, Any]]:
    """The targets that are names (None: those of the speakers), and the others with their patterns."""
    if targets is None:
        return None, {}
    if isinstance(targets, Mapping):
        return [], dict(targets)
    compile_queries(targets)  # says what is wrong with them
    wanted = list(dict.fromkeys(as_list(targets)))
    names = [target for target in wanted if _is_name(target) and not set("*?|") & set(target)]
    return names, {target: target for target in wanted if target not in names}


def _find_names(labels: Labels, full: Mapping[str, str], names: Sequence[str] | None) -> pd.DataFrame:
    """doc_id, start, end and target of every mention by name."""
    names_of = _names_by_document(labels, full, names)
    texts = zip(labels.documents["doc_id"], labels.documents["text"], strict=True)
    rows = [
        (doc_id, *match.span(), names_of[doc_id][match[0]])
        for doc_id, text in texts
        if names_of[doc_id]
        for match in _pattern(names_of[doc_id]).finditer(text)
        if names_of[doc_id][match[0]]
    ]
    return pd.DataFrame(rows, columns=FOUND)


def _find_patterns(labels: Labels, patterns: Mapping[str, Any]) -> pd.DataFrame:
    """doc_id, start, end and target of everything that the patterns find."""
    if not patterns:
        return pd.DataFrame(columns=FOUND)
    if labels.tokens.empty and not labels.sentences.empty:
        raise OptionError("Targets that are not names need the table of tokens: label with all tables.")
    queries = compile_queries(patterns)
    hits = find_queries(queries, labels.tokens, place_tokens(labels.tokens), unit="norm")
    doc_ids = labels.tokens["doc_id"].iloc[hits.first].astype("str").array
    names = [queries[number].name for number in hits.queries]
    return pd.DataFrame({"doc_id": doc_ids, "start": hits.starts, "end": hits.ends, "target": names})


def _warn_of_absent(absent: Sequence[str], labels: Labels) -> None:
    if absent:
        known = labels.speakers["speaker"].value_counts().index.tolist()
        told = "; ".join(f"{name!r} ({say_near(name, known, most=3)})" for name in absent)
        warnings.warn(
            f"Of these targets there is no mention: {told}. Names are looked for as they are written, other words with "
            "the wildcards of kwic.",
            NothingFoundWarning,
            stacklevel=3,
        )


def _in_passages(labels: Labels, found: pd.DataFrame) -> list[tuple[object, ...]]:
    """The mentions found in the words of each voice, and their polarity; only sentences that have one are scored."""
    spans_of = {
        doc_id: sorted(zip(spans["start"].tolist(), spans["end"].tolist(), spans["target"], strict=True))
        for doc_id, spans in found.groupby("doc_id", sort=False)
    }
    sentences, quotes = (table[table["doc_id"].isin(spans_of)] for table in (labels.sentences, labels.quotes))
    places = zip(sentences["doc_id"], sentences["start"].tolist(), sentences["end"].tolist(), strict=True)
    hit = np.array([bool(_within(spans_of[doc_id], start, end)) for doc_id, start, end in places], dtype=bool)
    part = replace(labels, sentences=sentences[hit], quotes=quotes)
    passages = pd.concat([polarity_passages(part), reported_passages(part)])
    texts = dict(zip(labels.documents["doc_id"], labels.documents["text"], strict=True))
    return [
        (row.doc_id, target, texts[row.doc_id][start:end], start, end, row.voice, row.speaker,
         target_polarity(row.text, start - row.start, end - row.start), " ".join(row.text.split()))
        for row in passages.itertuples(index=False) if row.doc_id in spans_of
        for start, end, target in _within(spans_of[row.doc_id], row.start, row.end)
        if row.text[start - row.start : end - row.start] == texts[row.doc_id][start:end]
    ]  # fmt: skip


def _within(spans: list[tuple[int, int, str]], start: int, end: int) -> list[tuple[int, int, str]]:
    """The spans, sorted by their start, that lie between start and end."""
    near = spans[bisect_left(spans, (start,)) : bisect_left(spans, (end,))]
    return [span for span in near if span[1] <= end]


def _once(table: pd.DataFrame) -> pd.DataFrame:
    """One row per mention: reported speech is the speaker's; nobody is judged by speaking of himself."""
    order = table["voice"].map({"reported": 0}).fillna(1)
    ranked = table.assign(order=order).sort_values(["doc_id", "start", "order"], kind="stable")
    kept = ranked.drop_duplicates(["doc_id", "start", "target"]).drop(columns="order")
    return kept[kept["speaker"] != kept["target"]].reset_index(drop=True)


def _full_names(labels: Labels) -> dict[str, str]:
    """Surnames with the full name of the person, if one is mentioned far more than any other; initials of bodies."""
    counts = labels.speakers.groupby("speaker")["n_mentions"].sum().sort_values(ascending=False, kind="stable")
    persons = set(labels.speakers["speaker"][labels.speakers["kind"] == "person"])
    longer = defaultdict(list)
    for name in counts.index[counts.index.str[:1].str.isupper()]:
        if name in persons and _has_surname(name):
            longer[name.rsplit(" ", 1)[1].casefold()].append(name)
    first = {end: names[0] for end, names in longer.items() if _leads(counts[names].tolist())}
    surnames = {name: first[name.casefold()] for name in _last_names(counts.index) if name.casefold() in first}
    return _initials(counts.index) | surnames


def _has_surname(name: str) -> bool:
    """Whether the last word can stand for the whole: not in the name of a body, as in "Bank of Ontario"."""
    return " " in name and not {"of", "for", "and", "the", "&"} & set(name.casefold().split())


def _initials(names: Iterable[str]) -> dict[str, str]:
    """Initials that are a name of the corpus or may be, and the one name of several words that they stand for."""
    meant = defaultdict(set)
    for name in names:
        capitals = [word[0] for word in name.split() if word[:1].isupper()]
        if len(capitals) > 2 or (len(capitals) == 2 and not _has_surname(name)):
            meant["".join(capitals)].add(name)
    return {short: whole for short, found in meant.items() if len(found) == 1 for whole in found}


def _last_names(names: Iterable[str]) -> set[str]:
    return {name for name in names if " " not in name} | {name.rsplit(" ", 1)[-1] for name in names}


def _leads(counts: Sequence[int]) -> bool:
    return len(counts) == 1 or counts[0] >= LEAD * counts[1]


def _names_by_document(
    labels: Labels, full: Mapping[str, str], targets: Sequence[str] | None
) -> dict[str, dict[str, str | None]]:
    """Per document, the names that stand for each target; None for longer names in which they are a part."""
    wanted = None if targets is None else {full.get(name, name) for name in targets}
    found: dict[str, dict[str, str | None]] = {doc_id: {} for doc_id in labels.documents["doc_id"]}
    speakers = labels.speakers[labels.speakers["kind"].isin(KINDS[:1] if targets is None else KINDS)]
    for row in speakers.itertuples(index=False):
        target = full.get(row.speaker, row.speaker)
        if wanted is None or target in wanted:
            aliases = row.aliases.split(" | ") if isinstance(row.aliases, str) else []
            named = [row.speaker] if wanted is not None else []  # what was asked for, also if it looks like an office
            named += [alias for alias in [row.speaker, *aliases] if _is_name(alias)]
            found[row.doc_id] |= dict.fromkeys(named, target)
    persons = set(labels.speakers["speaker"][labels.speakers["kind"] == "person"])
    for target in wanted or ():
        is_person = target in persons or target.split()[0] in given_names()
        short = target.rsplit(" ", 1)[-1] if is_person and _has_surname(target) else target
        for names in found.values():
            names |= {name: target for name in (target, short) if _is_name(name)}
    for doc_id, name in zip(labels.speakers["doc_id"], labels.speakers["speaker"], strict=True):
        if any(f" {part} " in f" {name} " for part in wanted or ()):
            found[doc_id].setdefault(name, None)
    return found


def _is_name(alias: str) -> bool:
    """Whether an alias names by itself: neither a pronoun nor an office."""
    last = alias.rsplit(" ", 1)[-1]
    return last[:1].isupper() and not {last.lower(), alias.lower()} & _common_nouns()


@cache
def _common_nouns() -> frozenset[str]:
    lexicons = ("pronouns", "roles", "titles")
    return frozenset(row["term"].lower() for lexicon in lexicons for row in read_lexicon(lexicon))


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Any of the names as whole words, the longest first."""
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)")
