"""One name for one speaker across the documents: "Trump" in a text that gives no first name is "Donald Trump".

Labelling reads one document at a time. What is linked, and why, is found from the names alone (``find_links``) and
written into the tables (``apply_links``), so labels on disk are linked shard by shard.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from textkit.checks import KEYS, checked_call
from textkit.errors import OptionError
from textkit.labelling.document import NO_RESOURCES, Resources
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk, in_memory
from textkit.labelling.relabelling import relabel
from textkit.language.names import bare_forms, has_surname
from textkit.language.tokens import straighten
from textkit.language.vocabulary import categorical
from textkit.schema import build_table

__all__ = [
    "LINKED",
    "Link",
    "add_facts",
    "apply_links",
    "canonical_speaker",
    "count_names",
    "fact_columns",
    "facts_of",
    "find_links",
    "known_facts",
    "link_speakers",
    "renew_facts",
    "speaker_links",
    "tell_links",
]

LINKED = "linked speakers"  # in the provenance
DOMINANCE = 0.9  # of the documents that give a fuller name, the share that must mean the same person
SUMS = ("n_mentions", "n_quotes", "n_words")
Facts = Mapping[str, Mapping[str, str]]  # fact → name → value
WITH_SPEAKERS = MappingProxyType(  # columns that name speakers
    {
        **dict.fromkeys(("sentences", "tokens", "passages", "quotes", "analogies"), ("speaker",)),
        "targets": ("target", "holder"),
    }
)
FACTS_IN = MappingProxyType(
    {**WITH_SPEAKERS, "speakers": ("speaker",), "target_mentions": ("speaker", "holder", "target")}
)


class Link(NamedTuple):
    """A name that means the speaker of another name, and why."""

    name: str
    speaker: str
    reason: str


@checked_call
def link_speakers(
    labels: Labels | LabelsOnDisk,
    *,
    same: Iterable[Sequence[str]] = (),
    different: Iterable[Sequence[str]] = (),
) -> Labels:
    """Labels in which a speaker has one name in all documents; ``label`` and ``label_to`` do so unless told otherwise.

    A shorter name becomes the fuller one that ends with it if that is the only one in the corpus, or the one meant in
    nine of ten documents that have such a name; otherwise it stays (in a corpus on the Clintons, "Clinton" is nobody in
    particular). Names that differ in capitals, in the form of their apostrophes or in a middle name are one. It
    misleads where a relative of the same surname is never named in full: then say so in ``different``.

    Parameters
    ----------
    labels : Labels or LabelsOnDisk
        They stay as they are.
    same : iterable of sequences of str, optional
        Names of one speaker each, the one to use first. A corpus folder says it as ``same_speaker`` in corpus.toml.
    different : iterable of sequences of str, optional
        Names that are never linked with one another; ``different_speakers`` in corpus.toml.

    Returns
    -------
    Labels
        With ``speaker`` renamed in all tables, the counts of linked speakers added up, the shorter name among the
        aliases, and the links in the provenance: ``speaker_links`` gives them as a table.

    Raises
    ------
    OptionError
        If the labels are not in memory, or ``same`` or ``different`` are not lists of names.

    Examples
    --------
    >>> import textkit as tk
    >>> texts = ["“No,” said Ann Lee. “Never,” Lee added.", "“Perhaps,” Lee said later."]
    >>> labels = tk.label(tk.read_corpus(texts), link_speakers=False)
    >>> tk.link_speakers(labels).quotes.speaker.unique().tolist()
    ['Ann Lee']
    """
    labels = in_memory(labels, "link_speakers")
    rules = {"same_speaker": _rows(same, "same"), "different_speakers": _rows(different, "different")}
    links = find_links(count_names(labels.speakers), rules)
    return renew_facts(apply_links(labels, links), labels.speakers) if links else labels


def _rows(groups: Iterable[Sequence[str]], argument: str) -> tuple[dict[str, str], ...]:
    """Groups of names as rows: the first with each of the others for ``same``, each with each for ``different``."""
    groups = [groups] if isinstance(groups, str) else list(groups)
    for group in groups:
        if isinstance(group, str) or len(group) < 2 or not all(isinstance(name, str) for name in group):
            raise OptionError(f'{argument} takes groups of names such as [("Ann Lee", "Lee")], not {group!r}.')
    return tuple({"name": one, "other": two} for group in groups for one, two in combinations(group, 2))


def speaker_links(labels: Labels | LabelsOnDisk) -> pd.DataFrame:
    """Which names of speakers were linked across the documents, and why.

    Returns
    -------
    DataFrame
        name, speaker (whom it was taken for), reason; in alphabetical order.

    Examples
    --------
    >>> import textkit as tk
    >>> texts = ["“No,” said Ann Lee. “Never,” Lee added.", "“Perhaps,” Lee said later."]
    >>> tk.speaker_links(tk.label(tk.read_corpus(texts))).values.tolist()
    [['Lee', 'Ann Lee', 'nobody else has this name']]
    """
    told = labels.provenance.get(LINKED, "")
    rows = [(name, *rest.removesuffix(")").rsplit(" (", 1)) for name, _, rest in _entries(told)]
    return pd.DataFrame(rows, columns=["name", "speaker", "reason"], dtype="str")


def _entries(told: str) -> list[tuple[str, str, str]]:
    return [entry.partition(" = ") for entry in told.split("; ") if entry]


def tell_links(links: Iterable[Link]) -> str:
    """The links as the provenance tells them."""
    return "; ".join(f"{link.name} = {link.speaker} ({link.reason})" for link in links)


def count_names(speakers: pd.DataFrame) -> list[tuple[str, str, int]]:
    """Name, kind and number of documents of the speakers of a table of speakers."""
    counts = Counter(zip(speakers["speaker"].tolist(), speakers["kind"].tolist(), strict=True))
    return [(name, kind, n) for (name, kind), n in sorted(counts.items())]


def find_links(names: Iterable[tuple[str, str, int]], resources: Resources = NO_RESOURCES) -> list[Link]:
    """The links among names, given with kind and number of documents; rules of the corpus go before."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for name, kind, n in names:
        counts[kind][name] += n
    documents = sum(counts.values(), Counter())
    apart = _apart(resources)
    listed = {
        row["other"]: Link(row["other"], row["name"], "listed as the same")
        for row in resources.get("same_speaker", ())
        if row["other"] in documents and row["other"] != row["name"]
    }
    spelled = _spellings(documents, apart)
    persons: Counter[str] = Counter()
    for name, n in counts["person"].items():
        persons[spelled[name].speaker if name in spelled else name] += n
    return _resolved([_fuller(persons, apart), spelled, listed])


def _apart(resources: Resources) -> set[frozenset[str]]:
    return {frozenset((row["name"], row["other"])) for row in resources.get("different_speakers", ())}


def _resolved(steps: Sequence[Mapping[str, Link]]) -> list[Link]:
    """One link for each name, to the end of its chain; later steps have precedence."""
    known: dict[str, Link] = {}
    for step in steps:
        known |= step
    found = []
    for name, link in sorted(known.items()):
        speaker, seen = link.speaker, {name}
        while speaker in known and speaker not in seen:
            seen.add(speaker)
            speaker = known[speaker].speaker
        if speaker != name:
            found.append(link._replace(speaker=speaker))
    return found


def _spellings(documents: Mapping[str, int], apart: set[frozenset[str]]) -> dict[str, Link]:
    """Names that differ from a more usual one in capitals or in the form of apostrophes."""
    forms: dict[str, list[str]] = defaultdict(list)
    for name in documents:
        forms[straighten(name).casefold()].append(name)
    links = {}
    for same in forms.values():
        usual = max(same, key=lambda form: (" " in form and not form.isupper(), documents[form], form))
        for name in same:
            if name != usual and frozenset((name, usual)) not in apart:
                links[name] = Link(name, usual, "written alike")
    return links


def _fuller(documents: Mapping[str, int], apart: set[frozenset[str]]) -> dict[str, Link]:
    """Names of persons that are a fuller name without its beginning or its middle."""
    usual = {name: full for same in _by_ends(documents) for name, full in _usual(same, documents, apart)}
    links = {name: Link(name, full, "the same first and last name") for name, full in usual.items() if full != name}
    bearers: dict[str, Counter[str]] = defaultdict(Counter)
    for name, n in documents.items():
        words = name.split()
        for cut in range(1, len(words)):
            short = " ".join(words[cut:])
            for form in {short, short.upper()}:  # LEE: of a transcript
                if frozenset((form, name)) not in apart and frozenset((form, usual[name])) not in apart:
                    bearers[form][usual[name]] += n
    for name in documents:
        if name in bearers and name not in usual and (link := _dominant(name, bearers[name])):
            links[name] = link
    return links


def _by_ends(documents: Iterable[str]) -> Iterable[list[str]]:
    """Names of two and more words, those with the same first and last word together."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in documents:
        words = name.split()
        if len(words) > 1:
            groups[words[0], words[-1]].append(name)
    return groups.values()


def _usual(same: Sequence[str], documents: Mapping[str, int], apart: set[frozenset[str]]) -> Iterator[tuple[str, str]]:
    """Each name with the form that most documents have, itself if these are said to be two."""
    full = max(same, key=lambda form: (documents[form], form))
    for name in same:
        yield name, name if frozenset((name, full)) in apart else full


def _dominant(name: str, bearers: Counter[str]) -> Link | None:
    """The person whom a surname alone can only mean, or means in most documents that tell."""
    full, n = bearers.most_common(1)[0]
    total = bearers.total()
    if n < DOMINANCE * total:
        return None
    reason = "nobody else has this name" if len(bearers) == 1 else f"meant in {n} of {total} documents that tell"
    return Link(name, full, reason)


def canonical_speaker(name: str, speakers: pd.DataFrame) -> str:
    """The name by which a table of speakers has a person, whatever the case, the title and the initials; else ``name``.

    Examples
    --------
    >>> speakers = pd.DataFrame({"speaker": ["Ann Lee"], "aliases": ["Lee | the mayor"]})
    >>> [canonical_speaker(name, speakers) for name in ("ann lee", "The mayor", "Mayor Ann B. Lee", "Bo Lee")]
    ['Ann Lee', 'Ann Lee', 'Ann Lee', 'Bo Lee']
    """
    aliases = [a.casefold().split(" | ") if isinstance(a, str) else [] for a in speakers["aliases"]]
    for full, others in zip(speakers["speaker"], aliases, strict=True):
        others += full.casefold().split()[-1:] if has_surname(full) else []
    for form in bare_forms(name):
        folded = form.casefold()
        known = [s for s, other in zip(speakers["speaker"], aliases, strict=True) if folded in (s.casefold(), *other)]
        exact = [s for s in known if s.casefold() == folded]
        if exact or len(known) == 1:
            return (exact or known)[0]
    return name


def apply_links(labels: Labels, links: Sequence[Link]) -> Labels:
    """The labels with the names linked in all tables, and the provenance telling it."""
    names = {link.name: link.speaker for link in links}
    tables = {name: _rename(labels[name], columns, names) for name, columns in WITH_SPEAKERS.items()}
    provenance = MappingProxyType({**labels.provenance, LINKED: tell_links(links)})
    linked = replace(labels, **tables, speakers=_merge(labels.speakers, names), provenance=provenance)
    doubled = _doubled(linked)
    return replace(linked, **relabel(linked, doubled)) if doubled else linked


def _rename(table: pd.DataFrame, columns: Iterable[str], names: Mapping[str, str]) -> pd.DataFrame:
    renamed = {column: _renamed(table[column], names) for column in columns}
    changed = {column: values for column, values in renamed.items() if values is not None}
    return table.assign(**changed) if changed else table


def _renamed(values: pd.Series, names: Mapping[str, str]) -> pd.Series | None:
    """The column with other names, looked up once per name; None if it has none of them."""
    codes, known = pd.factorize(values)
    given = [names.get(name, name) for name in known]
    if given == list(known):
        return None
    if isinstance(values.dtype, pd.CategoricalDtype):
        return pd.Series(categorical(codes, given), index=values.index)
    return pd.Series(pd.Series(given, dtype="str").array.take(codes, allow_fill=True), index=values.index)


def facts_of(resources: Resources) -> Facts:
    """What the corpus's list of speakers tells beside name, alias and kind: party, gender, country …"""
    rows = resources.get("speakers", ())
    names = dict.fromkeys(column for row in rows for column in row if column not in ("name", "alias", "kind"))
    facts = {_fact_name(column): {row["name"]: row[column] for row in rows if row.get(column)} for column in names}
    return {fact: known for fact, known in facts.items() if fact and known}


def _fact_name(column: str) -> str:
    return "_".join(re.sub(r"\W+", " ", column).split()).casefold()[:60]


def add_facts(tables: Mapping[str, pd.DataFrame], facts: Facts) -> dict[str, pd.DataFrame]:
    """Tables with what is known of each speaker, target and holder: ``speaker_party``, ``target_party`` …"""
    added = dict(tables)
    for name, column, fact in [(n, c, f) for n, columns in FACTS_IN.items() for c in columns for f in facts]:
        if name in added:
            values = _looked_up(added[name][column], facts[fact])
            added[name] = added[name].assign(**{f"{column}_{fact}": values})
    return added


def known_facts(labels: Labels) -> Facts:
    """What the tables of labels tell of speakers and targets: fact → name → value."""
    facts: dict[str, dict[str, str]] = {}
    for table, column in ((labels.speakers, "speaker"), (labels.targets, "target")):
        for own in [name for name in table if name.startswith(f"{column}_")]:
            rows = table[[column, own]].dropna().astype("str").drop_duplicates()
            facts.setdefault(own.removeprefix(f"{column}_"), {}).update(rows.itertuples(index=False, name=None))
    return facts


def fact_columns(name: str, facts: Iterable[str]) -> list[str]:
    """The columns that ``add_facts`` adds to a table, or to the result of the measure of that name."""
    return [f"{column}_{fact}" for column in FACTS_IN.get(name, ()) for fact in facts]


def _looked_up(names: pd.Series, known: Mapping[str, str]) -> pd.Categorical:
    codes, unique = pd.factorize(names)
    values = sorted({*known.values()} & {known[name] for name in unique if name in known})
    place = np.array([values.index(known[name]) if name in known else -1 for name in unique] + [-1], dtype=int)
    return pd.Categorical.from_codes(place[codes], pd.Index(values, dtype="str"))


def renew_facts(labels: Labels, known: pd.DataFrame) -> Labels:
    """The labels with what the table of speakers ``known`` tells looked up again: names in the tables have changed."""
    own = [column for column in known if column.startswith("speaker_")]
    facts = {
        column.removeprefix("speaker_"): dict(known[["speaker", column]].dropna().astype("str").itertuples(index=False))
        for column in own
    }
    return replace(labels, **add_facts(labels.tables(), facts)) if facts else labels


def _doubled(labels: Labels) -> set[str]:
    """Documents with two passages of one speaker in a sentence, or two targets at one place, that are one now."""
    return {
        doc_id
        for name in ("passages", "targets")
        for doc_id in labels[name]["doc_id"][labels[name].duplicated(["doc_id", *KEYS[name]])]
    }


def _merge(speakers: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Rows of the same speaker in the same document are one; the other names are aliases."""
    renamed = speakers["speaker"].isin(list(names))
    touched = speakers["doc_id"].isin(speakers["doc_id"][renamed])
    rows = pd.concat([speakers[~touched], _merged(speakers[touched], names)]).sort_index(kind="stable")
    return build_table("speakers", rows.reset_index(drop=True)) if renamed.any() else speakers


def _merged(speakers: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    merged: dict[tuple[str, str], dict[str, Any]] = {}
    for place, row in zip(speakers.index, speakers.to_dict("records"), strict=True):
        full = names.get(row["speaker"], row["speaker"])
        aliases = [*(row["aliases"].split(" | ") if isinstance(row["aliases"], str) else ()), row["speaker"]]
        empty = {**row, "speaker": full, "aliases": {}, "place": place, **dict.fromkeys(SUMS, 0)}
        known = merged.setdefault((row["doc_id"], full), empty)
        known["aliases"] |= dict.fromkeys(aliases)
        known.update({name: known[name] + row[name] for name in SUMS})
    for (_, full), row in merged.items():
        row["aliases"] = " | ".join(alias for alias in row["aliases"] if alias != full) or None
    return pd.DataFrame(list(merged.values()), columns=[*speakers, "place"]).set_index("place")
