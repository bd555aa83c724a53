"""The annotated article: who speaks, which words are set apart, what is likened to what, in which tone.

A page without JavaScript: doubtful labels are dashed, notes appear on hover and on keyboard focus, and print keeps
borders and names. Every string of the corpus is escaped. The report has a page for each document, and a list of them.
"""

import os
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from textkit.errors import OptionError
from textkit.gold.annotations import stems_of
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk, in_memory
from textkit.measure.frequency import count_by_article
from textkit.output import csv_text, rearmed, slug, write_own
from textkit.read.corpus import Corpus
from textkit.show.markup import Mark, render, render_marks
from textkit.show.theme.colours import MEANINGS, PAPER, make_palette, mix, text_colour

__all__ = [
    "ArticleView",
    "annotate",
    "choose_documents",
    "passage_link",
    "view",
    "write_documents",
]

MOST_DOCUMENTS, MOST_CHARACTERS = 250, 1_000_000  # more pages than these nobody reads, and they take time
LISTED = ("title", "genre", "date", "source")
SURE = 0.6  # confidence, or distance of a probability from the other verdict, below which a mark is dashed
WORDS = 90  # characters of a quotation in the list below the article
SHOWN = ("paragraphs", "sentences", "quotes", "analogies")
SENTENCE, QUOTE, ANALOGY, PART, FOUND = 0, 1, 2, 3, 4  # layers: the outermost first
TAGS = {"title": "h2", "heading": "h3", "blockquote": "blockquote"}


def choose_documents(corpus: Corpus) -> Corpus:
    """The first documents of a corpus, as many as get a page: 250 documents or a million characters in all."""
    documents = corpus.documents.head(MOST_DOCUMENTS)
    few = documents[documents.n_chars.cumsum() - documents.n_chars < MOST_CHARACTERS]
    return replace(corpus, documents=few)


def write_documents(labels: Labels, folder: Path, *, corpus: str) -> None:
    """Write a page in ``documents/`` for every document of ``labels`` and ``documents/index.csv``, which lists them.

    ``corpus`` is the hash of the whole corpus: passages are linked only from figures of the same one.
    """
    pages = {doc_id: f"{stem}.html" for doc_id, stem in stems_of(labels.documents.doc_id).items()}
    names = list(pages.values())
    for place, (doc_id, name) in enumerate(pages.items()):
        around = {"Previous article": names[place - 1 : place], "Next article": names[place + 1 : place + 2]}
        navigation = render("article_bar.html.j2", around=[(page[0], word) for word, page in around.items() if page])
        view(labels, doc_id).save(folder / "documents" / name, navigation=navigation, folder=folder)
    table = labels.documents.reindex(columns=["doc_id", *LISTED]).assign(page=names, corpus=corpus)
    table = table.merge(count_by_article(labels), on="doc_id", how="left")
    write_own(folder / "documents" / "index.csv", csv_text(table), folder=folder)


def passage_link(folder: Path, corpus: str) -> Callable[[str, int], str | None]:
    """A function from document and sentence to the address of the passage, seen from ``evidence/``."""

    def link(doc_id: str, sentence: int) -> str | None:
        return f"../documents/{pages[doc_id]}#{slug(doc_id)}-s{sentence}" if doc_id in pages else None

    index = folder / "documents" / "index.csv"
    table = rearmed(pd.read_csv(index, dtype=str, keep_default_na=False)) if index.exists() else pd.DataFrame()
    pages = dict(table.loc[table.corpus == corpus, ["doc_id", "page"]].to_numpy()) if len(table) else {}
    return link


@dataclass(frozen=True, slots=True, repr=False)
class ArticleView:
    """An annotated article; shows itself in a notebook, ``save(path)`` writes it as a page of its own."""

    title: str
    body: Markup
    listing: str = ""

    def _repr_html_(self) -> str:
        return str(render("article_cell.html.j2", article=self.body))

    def __repr__(self) -> str:
        return f"ArticleView({self.title!r}): ends a notebook cell, or .save(path)"

    def save(
        self, path: str | os.PathLike[str], *, navigation: str = "", folder: str | os.PathLike[str] | None = None
    ) -> None:
        """Write a self-contained HTML page to ``path``; ``navigation`` is HTML to put above the article.

        A page that was saved there is replaced; a file of yours, or one that you changed, is not. Pages are listed in
        ``textkit-manifest.jsonl`` beside them, or in ``folder`` if it is another one above.

        Raises
        ------
        OutputError
            If the page cannot be written, or a file is in the way.
        """
        above = Markup(navigation)
        page = render(
            "article_page.html.j2", title=self.title, navigation=above, article=self.body, listing=Markup(self.listing)
        )
        write_own(path, page, folder=folder)


def view(labels: Labels | LabelsOnDisk, doc_id: str | None = None) -> ArticleView:
    """One article with its labels made visible.

    Quotations are tinted in the colour of their speaker, whose name stands before the first piece; reported speech
    has a dotted line, scare quotes a wavy one; analogies are boxed, with tenor and vehicle underlined; the bars in
    the margin show each sentence's polarity (blue positive, vermillion negative). Hover over a mark, or reach it
    with the Tab key, for cue, rule and confidence.

    Parameters
    ----------
    labels : Labels or LabelsOnDisk
    doc_id : str, optional
        Which document; the first if not given.

    Returns
    -------
    ArticleView
        Shows itself in a notebook; ``.save(path)`` writes a page.

    Raises
    ------
    OptionError
        If the document is not known.

    Examples
    --------
    >>> import textkit as tk
    >>> tk.view(tk.label(tk.read_corpus(["“It is over,” Ann Lee said."])))
    ArticleView(...): ends a notebook cell, or .save(path)
    """
    if isinstance(labels, LabelsOnDisk) and doc_id is not None:
        labels = labels.document(doc_id)
    return annotate(in_memory(labels, "view"), doc_id)


def annotate(
    labels: Labels,
    doc_id: str | None = None,
    *,
    marks: Sequence[Mark] = (),
    within: tuple[int, int] | None = None,
    palette: Mapping[str, str] | None = None,
) -> ArticleView:
    """The article of ``view`` with further ``marks``; of a long text the paragraphs that are ``within`` two places.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["One.\\n\\nTwo."]))
    >>> shown = annotate(labels, marks=[Mark(0, 3, FOUND, {"class": "found"})], within=(0, 4)).body
    >>> '<span class="found">One</span>' in shown, "Two" in shown
    (True, False)
    """
    document = _document(labels, doc_id)
    parts = {name: _rows(labels[name], document.doc_id) for name in SHOWN}
    palette, key = make_palette(labels) if palette is None else palette, slug(document.doc_id)
    paragraphs = parts["paragraphs"]
    low, high = within or (0, len(document.text))
    if within:
        paragraphs = paragraphs[(paragraphs.start < high) & (paragraphs.end > low)]
    if paragraphs.empty:  # labels of some tables only
        paragraphs = pd.DataFrame({"start": [max(0, low)], "end": [min(high, len(document.text))], "role": ["body"]})
    accepted = parts["analogies"][parts["analogies"].accepted.astype(bool)]
    marks = [*marks, *_sentence_marks(parts["sentences"], key)]
    marks += [*_quote_marks(parts["quotes"], palette, key), *_analogy_marks(accepted, key)]
    title = document.title if isinstance(document.title, str) else document.doc_id
    body = render(
        "article.html.j2",
        title=title,
        titled=bool((paragraphs.role == "title").any()),
        facts=_facts(document),
        speakers=_speakers(parts["quotes"], palette, key),
        kinds={kind: f"--tk-line:{_kind_colour(kind)}" for kind in sorted(accepted["kind"].astype("str").unique())},
        doubtful=any("tk-doubtful" in mark.attributes.get("class", "") for mark in marks),
        paragraphs=_paragraphs(document.text, paragraphs, marks, parts["sentences"]),
    )
    entries = {"Quotations": _listed_quotes(parts["quotes"], key), "Analogies": _listed_analogies(accepted, key)}
    lists = [{"heading": f"{name} ({len(part)})", "entries": part} for name, part in entries.items() if part]
    return ArticleView(title=title, body=body, listing=render("article_lists.html.j2", lists=lists))


def _listed_quotes(quotes: pd.DataFrame, key: str) -> list[dict[str, str]]:
    """The utterances of an article, each by its first piece."""
    spoken = quotes[quotes["kind"].ne("scare")].drop_duplicates("utterance_id")
    return [
        {"id": f"{key}-q{row.quote_id}", "who": _or(row.speaker, "no known speaker"), "words": _shorten(row.text),
         "note": str(row.kind)}
        for row in spoken.itertuples()
    ]  # fmt: skip


def _listed_analogies(analogies: pd.DataFrame, key: str) -> list[dict[str, str]]:
    return [
        {"id": f"{key}-a{row.analogy_id}", "who": _or(row.vehicle, _or(row.cue, str(row.kind))),
         "words": f"({row.kind}, {row.stance})", "note": f"by {_or(row.speaker, 'the writer')}"}
        for row in analogies.itertuples()
    ]  # fmt: skip


def _shorten(words: object) -> str:
    plain = " ".join(str(words).split())
    return plain if len(plain) <= WORDS else f"{plain[:WORDS].rsplit(' ', 1)[0]} …"


def _document(labels: Labels, doc_id: str | None) -> pd.Series:
    documents = labels.documents
    chosen = documents if doc_id is None else documents[documents.doc_id == doc_id]
    if chosen.empty:
        some = ", ".join(map(repr, documents.doc_id.head(5))) or "none"
        raise OptionError(f"No document has the id {doc_id!r}. The first documents are: {some}; see labels.documents.")
    return chosen.iloc[0]


def _rows(table: pd.DataFrame, doc_id: str) -> pd.DataFrame:
    return table[table.doc_id == doc_id]


def _facts(document: pd.Series) -> list[str]:
    facts = [document.get(name) for name in ("source", "author", "date", "genre")]
    shown = [str(fact)[:10] if isinstance(fact, pd.Timestamp) and not pd.isna(fact) else fact for fact in facts]
    return [fact for fact in shown if isinstance(fact, str) and fact]


def _speakers(quotes: pd.DataFrame, palette: Mapping[str, str], key: str) -> list[dict[str, str]]:
    """Each speaker of the article, with the place of the first quotation."""
    first = quotes[quotes.speaker.notna()].drop_duplicates("speaker")
    return [
        {"name": quote.speaker, "id": f"{key}-q{quote.quote_id}", "style": _tint(palette[quote.speaker])}
        for quote in first.itertuples()
    ]


def _tint(colour: str) -> str:
    paper = mix(colour, PAPER, 0.84)
    return f"--tk-tint:{paper};--tk-line:{colour};--tk-ink:{text_colour(colour, paper)}"


def _sentence_marks(sentences: pd.DataFrame, key: str) -> list[Mark]:
    """Places to jump to: ``#<slug of doc_id>-s<sent_id>``."""
    return [
        Mark(s.start, s.end, SENTENCE, {"class": "tk-s", "id": f"{key}-s{s.sent_id}"}) for s in sentences.itertuples()
    ]


def _quote_marks(quotes: pd.DataFrame, palette: Mapping[str, str], key: str) -> list[Mark]:
    seen: set[int] = set()
    marks = []
    for quote in quotes.itertuples():
        named = isinstance(quote.speaker, str) and quote.utterance_id not in seen
        seen |= {quote.utterance_id}
        attributes = {"id": f"{key}-q{quote.quote_id}"} | _quote_attributes(quote, palette, named=named)
        marks.append(Mark(quote.start, quote.end, QUOTE, attributes))
    return marks


def _quote_attributes(quote: object, palette: Mapping[str, str], *, named: bool) -> dict[str, str]:
    kind = {"indirect": "tk-indirect", "scare": "tk-scare"}.get(str(quote.kind), "tk-quote")
    doubtful = " tk-doubtful" * (kind != "tk-scare" and quote.confidence < SURE)
    attributes = {"class": kind + doubtful, "tabindex": "0", "title": _quote_title(quote)}
    if kind != "tk-scare":
        attributes["style"] = _tint(palette[quote.speaker])
    if named:
        attributes["data-who"] = quote.speaker
    return attributes


def _quote_title(quote: object) -> str:
    facts = [
        str(quote.kind),
        f"speaker: {_or(quote.speaker, 'unknown')}" if quote.kind != "scare" else "",
        f"named as: {quote.mention}" if isinstance(quote.mention, str) else "",
        f"cue: {quote.cue}" if isinstance(quote.cue, str) else "",
        f"rule: {_or(quote.rule, 'none')}",
        f"confidence: {quote.confidence:.2f}",
    ]
    return " · ".join(fact for fact in facts if fact)


def _or(value: object, otherwise: str) -> str:
    return value if isinstance(value, str) else otherwise


def _analogy_marks(analogies: pd.DataFrame, key: str) -> list[Mark]:
    marks = []
    for row in analogies.itertuples():
        doubtful = " tk-doubtful" * (not pd.isna(row.probability) and row.probability < SURE)
        box = {"class": f"tk-analogy{doubtful}", "id": f"{key}-a{row.analogy_id}", "tabindex": "0"}
        box |= {"title": _analogy_title(row), "style": f"--tk-line:{_kind_colour(row.kind)}"}
        box |= {"data-stance": str(row.stance)} if row.stance == "denied" else {}
        marks.append(Mark(row.start, row.end, ANALOGY, box))
        for part in ("tenor", "vehicle", "cue"):
            start, end = getattr(row, f"{part}_start"), getattr(row, f"{part}_end")
            if not pd.isna(start):
                marks.append(Mark(int(start), int(end), PART, {"class": f"tk-{part}", "title": part}))
    return marks


def _kind_colour(kind: object) -> str:
    return MEANINGS.get(str(kind), MEANINGS["other"])  # a kind of the analyst's own


def _analogy_title(row: object) -> str:
    facts = [f"{row.kind}, {row.stance}"]
    facts += [] if pd.isna(row.probability) else [f"probability: {row.probability:.2f}"]
    facts += [f"{name}: {getattr(row, name)}" for name in ("tenor", "vehicle", "cue", "referent")
              if isinstance(getattr(row, name), str)]  # fmt: skip
    return " · ".join([*facts, f"drawn by: {_or(row.speaker, 'the writer')}", f"why: {_or(row.reason, 'no reason')}"])


def _paragraphs(text: str, rows: pd.DataFrame, marks: list[Mark], sentences: pd.DataFrame) -> list[dict[str, object]]:
    inside = zip(_inside(rows, marks), _inside(rows, list(sentences.itertuples())), strict=True)
    return [_paragraph(text, row, *found) for row, found in zip(rows.itertuples(), inside, strict=True)]


def _inside(rows: pd.DataFrame, spans: Iterable[Any]) -> list[list[Any]]:
    """The spans that each paragraph has a part of."""
    starts, ends = rows.start.tolist(), rows.end.tolist()
    found: list[list[Any]] = [[] for _ in starts]
    for span in spans:
        for place in range(bisect_right(ends, span.start), bisect_left(starts, span.end)):
            found[place].append(span)
    return found


def _paragraph(text: str, row: Any, marks: list[Mark], sentences: list[Any]) -> dict[str, object]:
    bars = [_bar(s.polarity, min(s.end, row.end) - max(s.start, row.start), s.sent_id) for s in sentences]
    words = render_marks(text, row.start, row.end, marks)
    return {"role": row.role, "tag": TAGS.get(str(row.role), "p"), "bars": bars, "words": words}


def _bar(polarity: float, length: int, sentence: int) -> dict[str, str]:
    """Attributes of the bar beside a sentence, whose length is in characters."""
    if pd.isna(polarity):
        return {"style": f"flex-grow:{length}"}
    kind = "tk-positive" if polarity > 0 else "tk-negative"
    size = f"flex-grow:{length};width:{abs(polarity) * 100:.0f}%"
    title = f"sentence {sentence + 1}: polarity {polarity:+.2f}"
    return {"class": kind if polarity else "tk-none", "style": size, "title": title}
