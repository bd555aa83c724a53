"""Who is spoken of, by whom, and how: every mention of a person, body or group, with the polarity towards it.

Mentions of persons and organisations are in the table of targets. Targets that are asked for by name are found by all
names that the corpus has for them, others (common nouns, patterns, groups of patterns) as ``kwic`` finds them; what is
not in the table yet is labelled then.
"""

import warnings
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from textkit.errors import NothingFoundWarning, OptionError, say_near
from textkit.labelling.labels import Labels, join_fields
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.labelling.relabelling import label_spans, targets_of
from textkit.labelling.sentiment.targets import KINDS
from textkit.labelling.speaker_linking import add_facts, known_facts
from textkit.language.names import (
    find_name,
    find_names,
    given_before,
    given_names,
    has_surname,
    is_naming,
    spell_initials,
)
from textkit.measure.calls import ALL, as_list, measure
from textkit.measure.polarity import SIGNED, name_writer, summarise_polarity
from textkit.measure.polarity_scale import add_signs
from textkit.measure.queries import Queries, compile_queries
from textkit.measure.search import find_queries
from textkit.measure.terms import place_tokens
from textkit.read.dates import PERIODS

__all__ = ["polarity_towards", "target_mentions"]

COLUMNS = ["doc_id", "target", "mention", "start", "end", "voice", "speaker", "holder", *SIGNED, "text"]
FOUND = ["doc_id", "start", "end", "target"]
LEAD = 5  # times the mentions of the next longer name, for a last name to be taken for the first


@measure(table="target_mentions", reads=ALL)
def polarity_towards(
    labels: Labels | LabelsOnDisk,
    targets: Queries | None = None,
    *,
    least_mentions: int = 3,
    by: str | Iterable[str] | None = "speaker",
    against: Any = None,
    rounds: int = 1000,
    level: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Mean polarity of what is said around the mentions of each target, by who says it, and when.

    The writer is judged by the words outside quotation marks, a speaker by the quoted words, and by the reported
    clause where part of it is quoted ("he called Trump a “menace”"). Only mentions by name count, not pronouns; what
    speakers say of themselves is left out. The model is right for about two of three mentions: read the counts, and
    the sentences (`target_mentions`), before a mean of few.

    Parameters
    ----------
    labels : Labels or LabelsOnDisk
    targets : str, list of str or dict of these, optional
        As in ``target_mentions``; the persons among the speakers if left out.
    least_mentions : int
        Targets with fewer mentions are left out, unless ``targets`` are given.
    by : str or list of str
        ``holder`` (whose attitude it is; ``speaker`` is the same), ``voice``, ``doc_id``, document fields, what is
        known of speakers (``holder_party``), and periods of the date: week, month, quarter, year, decade. ``["holder",
        "month"]``: who says what about whom, over time.
    against : value, optional
        A group to compare with, by its value in the first column of ``by``: ``by="source", against="Gazette"``.
    rounds, level, seed : int, float, int
        Of the bootstrap over documents.

    Returns
    -------
    DataFrame
        by…, target, n_mentions, n_documents, mean (−1…1), low, high, negative, positive (shares beyond ±.05), uncertain
        (share of mentions of which no sign has a probability of .6). With ``against`` also difference (of the mean to
        that of the group ``against`` towards the same target), difference_low, difference_high (its interval). With
        periods, in their order; else most mentions first.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["The corrupt and cruel Grey lied. Reporters admire the brave Brown."]))
    >>> table = tk.polarity_towards(labels, targets=["Grey", "Brown"])
    >>> table.set_index("target")["mean"].gt(0).to_dict()
    {'Brown': True, 'Grey': False}
    >>> texts = pd.DataFrame({"text": ["Trade is a disaster."] * 2, "date": ["2025-02-01", "2025-01-01"]})
    >>> table = tk.polarity_towards(tk.label(tk.read_corpus(texts, duplicates="keep")), "trade", by=["holder", "month"])
    >>> table[["holder", "month", "target"]].values.tolist()
    [['the writer', '2025-01', 'trade'], ['the writer', '2025-02', 'trade']]
    """
    keys = as_list(by)
    mentions = target_mentions(labels, targets=targets)
    if targets is None:
        mentions = mentions[mentions.groupby("target")["target"].transform("size") >= least_mentions]
    mentions = join_fields(mentions, labels.documents, keys, table="target_mentions")
    table = summarise_polarity(
        mentions, [*keys, "target"], of="targets", against=against, rounds=rounds, level=level, seed=seed
    )
    times = [key for key in keys if key in PERIODS]
    table = table.sort_values(times, kind="stable", ignore_index=True) if times else table
    return table.rename(columns={"n_sentences": "n_mentions"})


@measure(reads=ALL)
def target_mentions(labels: Labels | LabelsOnDisk, targets: Queries | None = None) -> pd.DataFrame:
    """Every mention by name of the targets, with the voice it is made in and the polarity towards it.

    Parameters
    ----------
    labels : Labels or LabelsOnDisk
    targets : str, list of str or dict of these, optional
        Names, such as "Ann Lee"; those of the persons among the speakers of all documents if left out. A surname means
        the person whom the document names in full, of several the one it names five times as often; where it names
        none, the one of the corpus. Of whom it remains unclear is nobody's mention, and so is another's full name ("Ben
        Lee"). Initials are taken for what they stand for; any other name is itself ("Canada" is not "Supreme Court of
        Canada"). What is not a name is a pattern as in ``kwic``, in any case:
        "immigrants", "border polic*"; a dictionary makes groups: ``{"immigrants": ["immigrant*", "migrant*"]}``.

    Returns
    -------
    DataFrame
        doc_id, target, mention, start, end, voice (narration, quotation, or reported: a partly quoted clause),
        speaker, holder (the same: whose attitude it is), polarity, p_negative, p_neutral, p_positive (how probable it
        is that people find the attitude so), text (the words of that voice in the sentence); behind them what is known
        of speakers (``tk.label(speakers=)``, speakers.csv): speaker_party, holder_party, target_party …

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
    labels, full = replace(labels, targets=targets_of(labels)), _full_names(labels)
    found = _find_names(labels, full, _persons(labels)) if targets is None else _find(labels, full, targets)
    table = name_writer(label_spans(labels, found), "holder").rename(columns={"holder": "speaker", "passage": "text"})
    table = table.assign(
        speaker=table["speaker"].map(lambda name: full.get(name, name), na_action="ignore"),
        order=(table["voice"] != "reported").astype(int),
    )
    table = add_signs(table.assign(holder=table["speaker"]), of="targets")
    table = table.sort_values(["doc_id", "start", "order"], kind="stable").astype({"voice": "str", "text": "str"})
    table = table.loc[table["speaker"] != table["target"], COLUMNS].reset_index(drop=True)
    return add_facts({"target_mentions": table}, known_facts(labels))["target_mentions"]


def _find(labels: Labels, full: Mapping[str, str], targets: Queries) -> pd.DataFrame:
    """doc_id, start, end and target of every mention of the targets, which are names or patterns."""
    names, patterns = _names_and_patterns(targets)
    found = _find_names(labels, full, names)
    absent = [name for name in names if full.get(name, name) not in found["target"].unique()]
    found = pd.concat([found, _find_patterns(labels, patterns | {name: name for name in absent})])
    _warn_of_absent([name for name in [*absent, *patterns] if name not in found["target"].unique()], labels)
    return found


def _names_and_patterns(targets: Queries) -> tuple[list[str], dict[str, Any]]:
    """The targets that are names, and the others with their patterns."""
    if isinstance(targets, Mapping):
        return [], dict(targets)
    compile_queries(targets)  # says what is wrong with them
    wanted = list(dict.fromkeys(as_list(targets)))
    names = [target for target in wanted if is_naming(target) and not set("*?|[") & set(target)]
    return names, {target: target for target in wanted if target not in names}


def _find_names(labels: Labels, full: Mapping[str, str], names: Iterable[str]) -> pd.DataFrame:
    """doc_id, start, end and target of every mention by name."""
    wanted = list(dict.fromkeys(full.get(name, name) for name in names))
    listed = _listed_names(labels, full, frozenset(wanted))
    bearers = _Bearers(labels, wanted)
    rows = []
    for doc_id, text in zip(labels.documents["doc_id"], labels.documents["text"], strict=True):
        known = {target: target for target in wanted if is_naming(target)}
        known |= bearers.of_surnames(text) | listed[doc_id]
        rows += [(doc_id, *span) for span in find_names(text, known)]
    return pd.DataFrame(rows, columns=FOUND)


def _find_patterns(labels: Labels, patterns: Mapping[str, Any]) -> pd.DataFrame:
    """doc_id, start, end and target of everything that the patterns find."""
    if not patterns:
        return pd.DataFrame(columns=FOUND)
    if labels.tokens.empty and not labels.sentences.empty:
        raise OptionError("Targets that are not names need the table of tokens: label with all tables.")
    queries = compile_queries(patterns)
    hits = find_queries(queries, labels.tokens, place_tokens(labels.tokens))
    doc_ids = labels.tokens["doc_id"].iloc[hits.first].astype("str").array
    names = [queries[number].name for number in hits.queries]
    return pd.DataFrame({"doc_id": doc_ids, "start": hits.starts, "end": hits.ends, "target": names})


def _warn_of_absent(absent: Sequence[str], labels: Labels) -> None:
    if absent:
        known = labels.speakers["speaker"].value_counts().index.tolist()
        told = "; ".join(f"{name!r} ({say_near(name, known, most=3)})" for name in absent)
        warnings.warn(
            f"These targets are not mentioned: {told}. Names are looked for as they are written, other words with "
            "the wildcards of kwic.",
            NothingFoundWarning,
            stacklevel=5,
        )


def _full_names(labels: Labels) -> dict[str, str]:
    """Surnames with the full name of the person, if one is mentioned far more than any other; initials of bodies."""
    counts = labels.speakers.groupby("speaker")["n_mentions"].sum().sort_values(ascending=False, kind="stable")
    persons = set(labels.speakers["speaker"][labels.speakers["kind"] == "person"])
    longer = defaultdict(list)
    for name in counts.index[counts.index.str[:1].str.isupper()]:
        if name in persons and has_surname(name):
            longer[name.rsplit(" ", 1)[1].casefold()].append(name)
    first = {end: names[0] for end, names in longer.items() if _leads(counts[names].tolist())}
    surnames = {name: first[name.casefold()] for name in _last_names(counts.index) if name.casefold() in first}
    return spell_initials(counts.index) | surnames


def _last_names(names: Iterable[str]) -> set[str]:
    return {name for name in names if " " not in name} | {name.rsplit(" ", 1)[-1] for name in names}


def _leads(counts: Sequence[int]) -> bool:
    return len(counts) == 1 or counts[0] >= LEAD * counts[1]


def _persons(labels: Labels) -> list[str]:
    """The persons among the speakers of any document."""
    speakers = labels.speakers
    return list(dict.fromkeys(speakers["speaker"][speakers["kind"] == "person"]))


def _listed_names(labels: Labels, full: Mapping[str, str], wanted: Collection[str]) -> dict[str, dict[str, str | None]]:
    """Per document, what its speakers are called, with the target; None for others of whose name a target is a part."""
    found: dict[str, dict[str, str | None]] = {doc_id: {} for doc_id in labels.documents["doc_id"]}
    parts = {word for target in wanted for word in target.split()}
    for row in labels.speakers.itertuples(index=False):
        target = full.get(row.speaker, row.speaker)
        aliases = row.aliases.split(" | ") if isinstance(row.aliases, str) else []
        named = [row.speaker, *filter(is_naming, aliases)]  # what was asked for, also if it looks like an office
        if target in wanted and row.kind in KINDS:
            found[row.doc_id] |= dict.fromkeys(named, target)
        elif target not in wanted and not parts.isdisjoint(" ".join(named).split()):
            found[row.doc_id] = dict.fromkeys(named) | found[row.doc_id]
    return found


class _Bearers:
    """Whom a surname means in each document: of several bearers the one it names in full, if not one of many.

    A document that gives none of them a given name means the one who has it by far most often in the corpus; who is
    left unclear is nobody.
    """

    def __init__(self, labels: Labels, wanted: Iterable[str]) -> None:
        persons = frozenset(_persons(labels))
        self.given = {name.split()[0] for name in (*persons, *wanted) if has_surname(name)}
        self.targets: dict[str, dict[str, str]] = defaultdict(dict)
        for name in wanted:
            if has_surname(name) and (name in persons or name.split()[0] in given_names()):
                self.targets[name.rsplit(" ", 1)[-1]][name.split()[0]] = name
        self.all: dict[str, Counter[str]] = defaultdict(Counter)
        for text in labels.documents["text"]:
            for surname in self.targets:
                self.all[surname] += self._named(text, surname)

    def _named(self, text: str, surname: str) -> Counter[str]:
        """How often each given name stands before a surname."""
        starts = find_name(text, surname)
        return Counter(given for start in starts if (given := given_before(text, start, self.given)))

    def of_surnames(self, text: str) -> dict[str, str | None]:
        """The surnames in a text with the target that each means, None if another person or nobody."""
        found: dict[str, str | None] = {}
        for surname in self.targets:
            here = self._named(text, surname)
            given = _leader(here) or (None if here else _leader(self.all[surname]))
            if given is None and not self.all[surname] and len(self.targets[surname]) == 1:
                (given,) = self.targets[surname]  # nobody is ever named in full
            found[surname] = self.targets[surname].get(given)
            found |= {f"{other} {surname}": None for other in here if other not in self.targets[surname]}
        return found


def _leader(named: Counter[str]) -> str | None:
    """Who is named by far most often."""
    ordered = named.most_common(2)
    return ordered[0][0] if ordered and _leads([n for _, n in ordered]) else None
