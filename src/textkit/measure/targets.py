"""Who is spoken of, by whom, and how: every mention of a named person or body, with the polarity towards it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import pandas as pd

from textkit.labelling.pipeline import Labels
from textkit.labelling.sentiment.targets import target_polarity
from textkit.lexicons import read_lexicon
from textkit.measure.grouping import as_list, resolve
from textkit.measure.passages import polarity_passages, reported_passages
from textkit.measure.sentiment import summarise_polarity

__all__ = ["polarity_towards", "target_mentions"]

COLUMNS = ["doc_id", "target", "mention", "start", "end", "voice", "speaker", "polarity", "text"]
KINDS = ("person", "organisation")
LEAD = 5  # times the mentions of the next longer name, for a last name to be taken for the first


def polarity_towards(
    labels: Labels,
    *,
    targets: Sequence[str] | None = None,
    least_mentions: int = 3,
    by: str | Iterable[str] = "speaker",
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
    targets : sequence of str, optional
        Names; those of the persons among the speakers if left out.
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
    fields = [key for key in keys if key not in mentions]
    joined = resolve(labels, "documents", fields, columns=["doc_id"]).set_index("doc_id")
    mentions = mentions.assign(**{key: joined[key].reindex(mentions["doc_id"]).array for key in fields})
    table = summarise_polarity(mentions, [*keys, "target"], rounds=rounds, level=level, seed=seed)
    return table.rename(columns={"n_sentences": "n_mentions"})


def target_mentions(labels: Labels, *, targets: Sequence[str] | None = None) -> pd.DataFrame:
    """Every mention by name of the targets, with the voice it is made in and the polarity towards it.

    Parameters
    ----------
    labels : Labels
    targets : sequence of str, optional
        Names; those of the persons among the speakers if left out. A name of one word that ends exactly one longer
        name of the corpus is taken for it.

    Returns
    -------
    DataFrame
        doc_id, target, mention, start, end, voice (narration, quotation, or reported: a partly quoted clause),
        speaker, polarity, text (the words of that voice in the sentence).

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["Anna Grey spoke. Grey then left."]))
    >>> tk.target_mentions(labels, targets=["Anna Grey"]).mention.tolist()
    ['Anna Grey', 'Grey']
    """
    full = _full_names(labels)
    names_of = _names_by_document(labels, full, targets)
    patterns = {doc_id: _pattern(names) for doc_id, names in names_of.items() if names}
    passages = pd.concat([polarity_passages(labels), reported_passages(labels)])
    rows = [
        (row.doc_id, names_of[row.doc_id][match[0]], match[0], row.start + match.start(), row.start + match.end(),
         row.voice, row.speaker, target_polarity(row.text, *match.span()), " ".join(row.text.split()))
        for row in passages.itertuples(index=False) if row.doc_id in patterns
        for match in patterns[row.doc_id].finditer(row.text)
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"doc_id": "str", "speaker": "str", "polarity": "float64"})
    table["speaker"] = table["speaker"].map(lambda name: full.get(name, name), na_action="ignore")
    return _once(table)


def _once(table: pd.DataFrame) -> pd.DataFrame:
    """One row per mention: reported speech is the speaker's; nobody is judged by speaking of himself."""
    order = table["voice"].map({"reported": 0}).fillna(1)
    ranked = table.assign(order=order).sort_values(["doc_id", "start", "order"], kind="stable")
    kept = ranked.drop_duplicates(["doc_id", "start"]).drop(columns="order")
    return kept[kept["speaker"] != kept["target"]].reset_index(drop=True)


def _full_names(labels: Labels) -> dict[str, str]:
    """Last names, and the longer name of the corpus that ends so, if one is mentioned far more than any other."""
    counts = labels.speakers.groupby("speaker")["n_mentions"].sum().sort_values(ascending=False, kind="stable")
    longer = defaultdict(list)
    for name in counts.index[counts.index.str[:1].str.isupper()]:
        if " " in name:
            longer[name.rsplit(" ", 1)[1].casefold()].append(name)
    first = {end: names[0] for end, names in longer.items() if _leads(counts[names].tolist())}
    return {name: first[name.casefold()] for name in _last_names(counts.index) if name.casefold() in first}


def _last_names(names: Iterable[str]) -> set[str]:
    return {name for name in names if " " not in name} | {name.rsplit(" ", 1)[-1] for name in names}


def _leads(counts: Sequence[int]) -> bool:
    return len(counts) == 1 or counts[0] >= LEAD * counts[1]


def _names_by_document(
    labels: Labels, full: Mapping[str, str], targets: Sequence[str] | None
) -> dict[str, dict[str, str]]:
    """Per document, the names that stand for each target."""
    wanted = None if targets is None else {full.get(name, name) for name in targets}
    found: dict[str, dict[str, str]] = {doc_id: {} for doc_id in labels.documents["doc_id"]}
    speakers = labels.speakers[labels.speakers["kind"].isin(KINDS[:1] if targets is None else KINDS)]
    for row in speakers.itertuples(index=False):
        target = full.get(row.speaker, row.speaker)
        if wanted is None or target in wanted:
            aliases = row.aliases.split(" | ") if isinstance(row.aliases, str) else []
            found[row.doc_id] |= {alias: target for alias in [row.speaker, *aliases] if _is_name(alias)}
    for names in found.values():
        for target in wanted or ():
            names |= {name: target for name in (target, target.rsplit(" ", 1)[-1]) if _is_name(name)}
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
