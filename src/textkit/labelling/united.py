"""One name for one person across a corpus: "Trump" in a text that never gives a first name is "Donald Trump"."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pandas as pd

from textkit.integrity import KEYS
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import in_memory
from textkit.labelling.relabelling import relabel
from textkit.language.tokens import straighten
from textkit.schema import build_table

__all__ = ["unite_speakers"]

DOMINANCE = 0.9  # of the documents that give a fuller name, the share that must mean the same person
SUMS = ("n_mentions", "n_quotes", "n_words")
WITH_SPEAKERS = {  # tables with columns that name speakers
    **dict.fromkeys(("sentences", "tokens", "passages", "quotes", "analogies"), ("speaker",)),
    "targets": ("target", "holder"),
}


def unite_speakers(labels: Labels) -> Labels:
    """Labels in which a person has the fullest name that the corpus gives, also in texts with the surname alone.

    Labelling looks at one document at a time, so a person is "Trump" in a text that has no first name and "Donald
    Trump" in the next. A shorter name becomes the fuller one that ends with it if that is the only one in the corpus,
    or the one meant in nine of ten documents that have such a name; otherwise it stays (in a corpus on the Clintons,
    "Clinton" is nobody in particular). Forms with and without a middle name are one person, forms with a straight and
    a curly apostrophe one name. It misleads where a
    relative of the same surname is never named in full.

    Parameters
    ----------
    labels : Labels
        They stay as they are.

    Returns
    -------
    Labels
        With ``speaker`` renamed in all tables, the counts of merged speakers added up, the shorter name among the
        aliases, and ``provenance["united speakers"]`` telling what became what.

    Raises
    ------
    OptionError
        If the labels are not in memory.

    Examples
    --------
    >>> import textkit as tk
    >>> texts = ["“No,” said Ann Lee. “Never,” Lee added.", "“Perhaps,” Lee said later."]
    >>> tk.unite_speakers(tk.label(tk.read_corpus(texts))).quotes.speaker.unique().tolist()
    ['Ann Lee']
    """
    labels = in_memory(labels, "unite_speakers")
    names = _names(labels.speakers)
    if not names:
        return labels
    told = "; ".join(f"{short} = {full}" for short, full in sorted(names.items()))
    tables = {name: _rename(labels[name], name, columns, names) for name, columns in WITH_SPEAKERS.items()}
    provenance = MappingProxyType({**labels.provenance, "united speakers": told})
    united = replace(labels, **tables, speakers=_merge(labels.speakers, names), provenance=provenance)
    return replace(united, **relabel(united, _doubled(united)))


def _names(speakers: pd.DataFrame) -> dict[str, str]:
    """Name → the name of the same person or organisation in the corpus, where they differ."""
    spelled = _same_names(speakers)
    fuller = _fuller_names(speakers.assign(speaker=speakers["speaker"].replace(spelled)))
    return fuller | {name: fuller.get(form, form) for name, form in spelled.items()}


def _same_names(speakers: pd.DataFrame) -> dict[str, str]:
    """Name → the spelling it has in most documents, where straight and curly apostrophes are all that differs."""
    forms: dict[str, dict[str, int]] = defaultdict(dict)
    for name, n in speakers.groupby("speaker")["doc_id"].nunique().items():
        forms[straighten(name)][name] = n
    usual = {name: max(known, key=lambda form: (known[form], form)) for known in forms.values() for name in known}
    return {name: form for name, form in usual.items() if form != name}


def _fuller_names(speakers: pd.DataFrame) -> dict[str, str]:
    """Name → the name that the same person has in most documents."""
    people = speakers[speakers["kind"] == "person"]
    documents = people.groupby("speaker")["doc_id"].nunique()
    persons: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)  # by first and last name
    for name, n in documents.items():
        words = name.split()
        if len(words) > 1:
            persons[words[0], words[-1]][name] = n
    usual = {name: max(forms, key=lambda form: (forms[form], form)) for forms in persons.values() for name in forms}
    bearers: dict[str, Counter[str]] = defaultdict(Counter)
    for name, n in documents.items():
        words = name.split()
        for cut in range(1, len(words)):
            bearers[" ".join(words[cut:])][usual[name]] += n
    short = {name: _dominant(bearers[name]) for name in documents.index if name in bearers and name not in usual}
    return {name: full for name, full in (usual | short).items() if full and full != name}


def _dominant(bearers: Counter[str]) -> str | None:
    name, n = bearers.most_common(1)[0]
    return name if n >= DOMINANCE * bearers.total() else None


def _rename(table: pd.DataFrame, name: str, columns: Iterable[str], names: Mapping[str, str]) -> pd.DataFrame:
    renamed = {column: table[column].astype("str").replace(dict(names)) for column in columns}
    return build_table(name, table.assign(**renamed))


def _doubled(labels: Labels) -> set[str]:
    """Documents with two passages of one speaker in a sentence, or two targets at one place, that are one now."""
    return {
        doc_id
        for name in ("passages", "targets")
        for doc_id in labels[name]["doc_id"][labels[name].duplicated(["doc_id", *KEYS[name]])]
    }


def _merge(speakers: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Rows of the same person in the same document are one; its shorter names are aliases."""
    merged: dict[tuple[str, str], dict[str, Any]] = {}
    for row in speakers.to_dict("records"):  # plain Python: a pandas group for each row takes forty times as long
        full = names.get(row["speaker"], row["speaker"])
        aliases = [*(row["aliases"].split(" | ") if isinstance(row["aliases"], str) else ()), row["speaker"]]
        empty = {**row, "speaker": full, "aliases": {}, **dict.fromkeys(SUMS, 0)}
        known = merged.setdefault((row["doc_id"], full), empty)
        known["aliases"] |= dict.fromkeys(aliases)
        known.update({name: known[name] + row[name] for name in SUMS})
    for (_, full), row in merged.items():
        row["aliases"] = " | ".join(alias for alias in row["aliases"] if alias != full) or None
    return build_table("speakers", pd.DataFrame(list(merged.values()), columns=list(speakers)) if merged else speakers)
