"""The contract: every table that passes between the rooms, its columns, their types and their meaning.

All ``start`` and ``end`` are code points into ``documents.text``, end exclusive, so that ``text[start:end]`` is the
span. Unknown is NA (never ``""`` or 0); undefined numbers are NaN.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import pandas as pd

from textkit.checks import cast_column
from textkit.errors import MissingColumnError, OptionError, near_names

__all__ = [
    "ADDED",
    "ATTRIBUTIONS",
    "FORMER",
    "LATER",
    "OWN_NAMES",
    "RESULTS",
    "TABLES",
    "WRITER",
    "Column",
    "build_table",
    "describe_table",
    "empty_table",
    "given_name",
    "modernise",
    "require_columns",
]

WRITER = "the writer"  # in results, whoever writes the text; in the tables of labels NA

TEXT, NAME, SPAN, MAYBE_SPAN, COUNT, REAL, FLAG, DAY = (
    "str",
    "category",
    "int32",
    "Int32",
    "int32",
    "float64",
    "bool",
    "datetime64[s]",
)

_DOC = ("doc_id", TEXT, "document, as in documents.doc_id")
_START = ("start", SPAN, "first code point of the span in documents.text")
_END = ("end", SPAN, "code point after the span")
ADDED = ("passages", "targets")  # tables that labels of 0.1.0 have not
ATTRIBUTIONS = ("speech", "thought", "intention")  # what is said, believed or wanted
FORMER = MappingProxyType({"quotes": MappingProxyType({"group": "utterance_id"})})  # names of columns in 0.1.0
LATER = MappingProxyType(  # columns of which 0.1.0, or labels made by 0.2.0 before its release, knew nothing
    {"tokens": ("pos",), "quotes": ("attribution",), "analogies": ("probability",)}
)
_KEYNESS = (
    "term n_target n_reference per_million_target per_million_reference n_documents_target n_documents_reference "
    "dp_target dp_reference side "
    "log_ratio_confidence log_ratio log_likelihood log_likelihood_4_cells log_odds_dirichlet percent_difference "
    "odds_ratio simple_maths bic chi_squared chi_squared_signed low high p_adjusted driven_by caution"
)
_MEAN, _SIGNED = "n_documents mean low high negative positive uncertain", "polarity p_negative p_neutral p_positive"
_DIFFERENCE, _EXPECTED = "difference difference_low difference_high", "expected expected_low expected_high"
_SCORES = "labeller figure n_gold n_found n_both precision recall f1 f1_low f1_high"
RESULTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {  # columns of the tables that measures return, besides those of by=
        name: tuple(columns.split())
        for name, columns in {
            "analogy_pairs": "tenor vehicle kind stance n n_documents",
            "analogy_reasons": "accepted reason n share",
            "collocations": "node collocate n n_node n_collocate n_documents n_tokens span expected log_dice dice "
            "mutual_information mi3 npmi t_score log_likelihood log_likelihood_4_cells z_score delta_p delta_p_node",
            "compare_readers": "question first_reader second_reader n agreement kappa",
            "corpus_size": "n_documents n_sentences n_words n_quoted quoted_share",
            "count_analogies": f"n n_documents n_words per_10k_words low high {_EXPECTED} {_DIFFERENCE}",
            "count_cues": "cue category stance n n_documents share",
            "count_terms": "term n per_million n_documents",
            "dispersion": "term n n_parts range dp dp_norm juilland_d rosengren_s carroll_d2 kl_divergence arf",
            "diversity": "n_tokens n_types ttr mattr mtld hdd yule_k shorter_than_window",
            "estimate": "measure naive corrected low high sample_only sample_low sample_high n_units n_read worth "
            "refused",
            "evaluate": _SCORES,
            "evaluate_polarity": "figure n value low high",
            "evidence": "doc_id start end before text after row",
            "from_review": "kind n_reviewed n_right n_blank accuracy low high",
            "gold_errors": "labeller figure error doc_id start end expected found context",
            "key_terms": _KEYNESS,
            "keyness": _KEYNESS,
            "kwic": "doc_id start end left node right",
            "list_analogies": "doc_id title kind stance speaker tenor vehicle referent reason sentence path start",
            "loaded_terms": "kind term value n n_documents example",
            "paragraph_roles": "role n_paragraphs n_chars share",
            "past_referents": "doc_id date year referent referent_year distance_years stance speaker vehicle",
            "past_referents_by_period": "period n n_documents n_words per_10k_words low high",
            "plan": "measure naive width n n_group n_units rests_on",
            "polarity_arc": "doc_id par_id position n_sentences mean smooth",
            "polarity_by": f"n_sentences {_MEAN} in_sd reference {_DIFFERENCE}",
            "polarity_extremes": f"doc_id extreme position {_SIGNED} voice speaker text",
            "polarity_passages": f"doc_id sent_id par_id start end voice speaker n_words {_SIGNED} text",
            "polarity_towards": f"target n_mentions {_MEAN} {_DIFFERENCE}",
            "quoted_share": "n_words n_quoted n_unattributed share share_unattributed",
            "rated_sentences": "doc_id start end text human polarity",
            "readability": "n_sentences n_words n_syllables n_polysyllables n_complex n_unfamiliar n_long n_letters "
            "n_characters flesch_reading_ease flesch_kincaid gunning_fog smog coleman_liau "
            "automated_readability_index dale_chall lix",
            "reader_agreement": _SCORES,
            "running_median": "n",
            "shared_quotations": "statement doc_id start end speaker text n_words n_shared share left_out "
            "n_documents n_speakers share_in_document missing",
            "speaker_share": "speaker n_quotes n_words share n_indirect",
            "target_mentions": f"doc_id target mention start end voice speaker holder {_SIGNED} text",
            "term_positions": "term doc_id token_id n_tokens position",
            "tf_idf": "term n tf idf tf_idf n_groups",
        }.items()
    }
)
# Fields to group by that keep their names although results have such a column; there they have _given behind them
_FREE = frozenset({"year", "period", "category"})
GIVEN = "_given"
_SHOWN = 80  # characters of a column's name in an error, which may be a damaged file


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its name, its pandas dtype and what it means."""

    name: str
    dtype: str
    meaning: str


def _columns(*rows: tuple[str, str, str]) -> tuple[Column, ...]:
    return tuple(Column(*row) for row in rows)


def _spanned(name: str, meaning: str) -> tuple[tuple[str, str, str], ...]:
    """The three columns of a part of a row's span: its words and where they stand."""
    return (
        (name, TEXT, meaning),
        (f"{name}_start", MAYBE_SPAN, f"first code point of {name}; NA if not expressed"),
        (f"{name}_end", MAYBE_SPAN, f"code point after {name}; NA if not expressed"),
    )


TABLES: Mapping[str, tuple[Column, ...]] = MappingProxyType(
    {
        "documents": _columns(
            ("doc_id", TEXT, "unique key: the file stem unless metadata says otherwise"),
            (
                "text",
                TEXT,
                "the text as read: decoded, newlines unified, front matter removed, else untouched",
            ),
            ("title", TEXT, "title from metadata or the first heading"),
            ("author", TEXT, "author from metadata"),
            ("date", DAY, "day of publication from metadata; of a month or year its first day; NaT if unknown"),
            ("source", TEXT, "outlet or collection from metadata"),
            ("genre", TEXT, "genre from metadata"),
            ("path", TEXT, "file the document came from"),
            ("sha256", TEXT, "SHA-256 of the text in UTF-8"),
            ("n_chars", COUNT, "length of text in code points"),
        ),
        "paragraphs": _columns(
            _DOC,
            ("par_id", COUNT, "number of the paragraph in its document, from 0"),
            _START,
            _END,
            ("role", NAME, "title, byline, dateline, heading, body, blockquote or boilerplate"),
            ("continues", FLAG, "the paragraph goes on in the next one (page break in mid-sentence)"),
        ),
        "sentences": _columns(
            _DOC,
            ("sent_id", COUNT, "number of the sentence in its document, from 0"),
            ("par_id", COUNT, "paragraph in which the sentence begins"),
            _START,
            _END,
            ("voice", NAME, "narration, quotation or mixed, by its words"),
            ("speaker", TEXT, "who speaks most of its quoted words; NA if nobody or unknown"),
            ("polarity", REAL, "-1 (negative) to 1 (positive)"),
        ),
        "tokens": _columns(
            ("doc_id", NAME, "document, as in documents.doc_id"),
            ("sent_id", COUNT, "sentence of the token; -1 outside every sentence"),
            ("token_id", COUNT, "number of the token in its document, from 0"),
            _START,
            _END,
            ("token", NAME, "the token as it stands"),
            ("norm", NAME, "case-folded, apostrophes unified"),
            ("lemma", NAME, "dictionary form of norm, by its part of speech"),
            ("pos", NAME, "part of speech, a tag of Universal Dependencies; NA in labels of 0.1.0"),
            ("kind", NAME, "word, number, punctuation or symbol"),
            ("is_stop", FLAG, "norm is on the stop list"),
            ("voice", NAME, "narration, or quotation for words inside quoted speech"),
            ("speaker", NAME, "who speaks the word, if quoted and known"),
        ),
        "passages": _columns(
            _DOC,
            ("sent_id", COUNT, "sentence of the words"),
            ("voice", NAME, "narration (the writer's words without the quoted ones) or quotation"),
            ("speaker", TEXT, "whose quoted words they are; NA for narration and if unknown"),
            ("n_words", COUNT, "words of this voice in the sentence, by letters: far-right are two"),
            ("polarity", REAL, "-1 (negative) to 1 (positive), of these words alone"),
        ),
        "quotes": _columns(
            _DOC,
            ("quote_id", COUNT, "number of the quote in its document, from 0"),
            ("utterance_id", COUNT, "number of the utterance in its document; its pieces share it"),
            _START,
            _END,
            ("text", TEXT, "the words, without quotation marks"),
            ("kind", NAME, "direct, mixed, block, indirect or scare"),
            (
                "attribution",
                NAME,
                "speech, thought or intention: said, believed or wanted; NA if scare and in labels of 0.1.0",
            ),
            ("speaker", TEXT, "resolved name of the source; NA if unknown or scare"),
            *_spanned("mention", "words that name the source in the text (of a relative clause: Ann Lee, who)"),
            *_spanned("cue", "words that report the speech"),
            ("rule", NAME, "the rule that decided"),
            ("confidence", REAL, "0 to 1"),
        ),
        "speakers": _columns(
            _DOC,
            ("speaker", TEXT, "canonical name"),
            ("aliases", TEXT, "other names in the text, separated by ' | '; NA if none"),
            ("kind", NAME, "person, organisation, role or pronoun-only"),
            ("n_mentions", COUNT, "mentions in the text"),
            ("n_quotes", COUNT, "utterances (groups) attributed to the speaker"),
            ("n_words", COUNT, "words inside direct, mixed and block quotes"),
        ),
        "targets": _columns(
            _DOC,
            ("sent_id", COUNT, "sentence of the mention"),
            ("target", TEXT, "the person or organisation, as in speakers.speaker"),
            ("mention", TEXT, "the name that stands here"),
            _START,
            _END,
            ("voice", NAME, "narration, quotation, or reported for a clause of which part is quoted"),
            ("holder", TEXT, "whose words they are; NA for narration and if unknown"),
            ("polarity", REAL, "-1 (negative) to 1 (positive), towards the target"),
        ),
        "analogies": _columns(
            _DOC,
            ("analogy_id", COUNT, "number of the candidate in its document, from 0, in the order of the cues"),
            _START,
            _END,
            ("kind", NAME, "simile, comparison, historical or antonomasia"),
            *_spanned("cue", "words that draw the likeness"),
            *_spanned("tenor", "words for what is likened"),
            *_spanned("vehicle", "words for what it is likened to"),
            ("referent", TEXT, "entry of the historical lexicon that the vehicle names"),
            ("referent_year", MAYBE_SPAN, "first year of the referent"),
            ("stance", NAME, "affirmed, denied or meta"),
            ("speaker", TEXT, "who makes the analogy; NA = the writer"),
            ("accepted", FLAG, "counted as an analogy"),
            ("reason", TEXT, "why it was accepted or refused"),
            ("probability", REAL, "that it is an analogy, as its judge says; NA in labels of earlier versions"),
        ),
    }
)


_DOCUMENTS = frozenset(column.name for column in TABLES["documents"])
OWN_NAMES = (
    frozenset({column.name for columns in TABLES.values() for column in columns}.union(*RESULTS.values()))
    - _DOCUMENTS
    - _FREE
)


def given_name(name: str, taken: Collection[str] = ()) -> str:
    """What a field of the user's is called: with ``_given`` behind it if its name is that of a column of ours.

    ``taken`` are the other fields.

    Examples
    --------
    >>> given_name("party"), given_name("speaker"), given_name("n_words")
    ('party', 'speaker_given', 'n_words_given')
    """
    if name not in OWN_NAMES:
        return name
    new = name + GIVEN
    while new in taken:
        new += GIVEN
    return new


def table_columns(name: str) -> tuple[Column, ...]:
    """The columns of table ``name``; OptionError for another name."""
    if name not in TABLES:
        raise OptionError(f"No table is called {name!r}; the tables are {', '.join(TABLES)}.")
    return TABLES[name]


def empty_table(name: str) -> pd.DataFrame:
    """Table ``name`` without rows, with its columns and dtypes.

    Examples
    --------
    >>> list(empty_table("paragraphs"))
    ['doc_id', 'par_id', 'start', 'end', 'role', 'continues']
    """
    table_columns(name)  # refuses other names
    return _empty_table(name).copy()


@cache
def _empty_table(name: str) -> pd.DataFrame:
    return pd.DataFrame({c.name: cast_column([], c.dtype, c.name) for c in TABLES[name]})


def build_table(name: str, data: Mapping[str, Sequence[Any]] | pd.DataFrame) -> pd.DataFrame:
    """Columns of data as table ``name``: in the contract's order and dtypes, further columns behind.

    Raises
    ------
    MissingColumnError
        If a column of the contract is missing.
    CorpusError
        If a value does not have the type of its column; the message names column and row.

    Examples
    --------
    >>> table = build_table("paragraphs", {"doc_id": ["a"], "par_id": [0], "start": [0], "end": [9],
    ...                                    "role": ["body"], "continues": [False]})
    >>> table.end.dtype
    dtype('int32')
    """
    columns = table_columns(name)
    require_columns(data, [c.name for c in columns], table=name)
    built = {c.name: cast_column(data[c.name], c.dtype, c.name).array for c in columns}
    index = data.index if isinstance(data, pd.DataFrame) else None
    return pd.DataFrame(built | {k: data[k] for k in data if k not in built}, index=index)


def describe_table(name: str) -> pd.DataFrame:
    """What each column of table ``name`` means.

    Returns
    -------
    DataFrame
        column, dtype, meaning.

    Examples
    --------
    >>> import textkit as tk
    >>> tk.describe_table("sentences").column.tolist()[:3]
    ['doc_id', 'sent_id', 'par_id']
    """
    rows = [(c.name, c.dtype, c.meaning) for c in table_columns(name)]
    return pd.DataFrame(rows, columns=["column", "dtype", "meaning"])


def modernise(name: str, table: pd.DataFrame, wanted: Collection[str] | None = None) -> pd.DataFrame:
    """Table ``name`` of an earlier version with the names of today; of ``wanted``, what it did not know is NA.

    Examples
    --------
    >>> modernise("tokens", pd.DataFrame({"token": ["No"]})).pos.isna().tolist()
    [True]
    >>> list(modernise("quotes", pd.DataFrame({"group": [0]}), ["utterance_id"]))
    ['utterance_id']
    """
    former = {old: new for old, new in FORMER.get(name, {}).items() if new not in table}
    table = table.rename(columns=former) if former else table
    missing = [c for c in LATER.get(name, ()) if c not in table and (wanted is None or c in wanted)]
    if not missing:
        return table
    dtypes = {c.name: c.dtype for c in TABLES[name]}
    whole = table.assign(**{column: cast_column([None] * len(table), dtypes[column], column) for column in missing})
    contract = [c.name for c in TABLES[name] if c.name in whole]
    return whole[contract + [c for c in whole if c not in contract]]


def require_columns(data: Mapping[str, Any] | pd.DataFrame, names: Iterable[str], *, table: str) -> None:
    """Raise MissingColumnError unless ``data`` is a table with all columns ``names``.

    Examples
    --------
    >>> require_columns({"n": [1]}, ["n", "term"], table="terms")
    Traceback (most recent call last):
    textkit.errors.MissingColumnError: The table 'terms' needs the columns n, term; missing: term. It has: n. ...
    """
    wanted = list(names)
    if not isinstance(data, Mapping | pd.DataFrame):
        raise MissingColumnError(
            f"A table with the columns {', '.join(wanted)} is needed ({table}), not {type(data).__name__}."
        )
    missing = [n for n in wanted if n not in data]
    if missing:
        there = ", ".join(str(name)[:_SHOWN] for name in data) or "none"
        raise MissingColumnError(
            f"The table {table!r} needs the columns {', '.join(wanted)}; missing: {', '.join(missing)}. "
            f"It has: {there}. Pass the table that textkit made, or rename your columns."
            f"{near_names(missing[0], data)}"
        )
