"""A document as every labeller sees it: made once, shared by all, changed by none."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from textkit.language.paragraphs import Paragraph, Sentence, find_paragraphs, split_sentences
from textkit.language.quotation_marks import Segment, find_segments
from textkit.language.tagger import tag_tokens
from textkit.language.tokens import tokenize
from textkit.language.vocabulary import Vocabulary

__all__ = ["Doc", "Joined", "Subtokens", "join_docs", "make_doc", "read_doc", "split_tokens", "tag_docs"]


@dataclass(frozen=True)
class Doc:
    """A text and what it is made of. Only the tokens of sentences are kept: page furniture is not text.

    Attributes
    ----------
    text : str
    date : str or None
        ISO date of the document.
    paragraphs, sentences : sequences
        In the order of the text.
    starts, ends : arrays of int
        Code points of each token.
    types : array of int
        Number of each token's type in ``vocabulary``.
    sentence_of : array of int
        Number of each token's sentence.
    vocabulary : Vocabulary
        What is known of the token types; documents that are labelled together share it.
    """

    text: str
    date: str | None
    paragraphs: Sequence[Paragraph]
    sentences: Sequence[Sentence]
    starts: np.ndarray
    ends: np.ndarray
    types: np.ndarray
    sentence_of: np.ndarray
    vocabulary: Vocabulary = field(repr=False)

    @cached_property
    def is_word(self) -> np.ndarray:
        """Whether each token is a word."""
        return self.vocabulary.words(self.types)

    @cached_property
    def tags(self) -> np.ndarray:
        """The part of speech of each token: its place in ``textkit.language.tagger.TAGS``."""
        return _tag([self])

    @cached_property
    def subtokens(self) -> "Subtokens":
        """The tokens, those with a clitic cut in two."""
        return split_tokens(self.starts, self.ends, self.types, self.vocabulary)

    @cached_property
    def segments(self) -> Sequence[Segment]:
        """What stands between quotation marks."""
        return find_segments(self.text, self.paragraphs)

    @cached_property
    def starts_list(self) -> list[int]:
        """``starts`` as a list, which is faster to search and to index one by one."""
        return self.starts.tolist()

    def tokens_of(self, start: int, end: int) -> slice:
        """The tokens that begin in ``text[start:end]``.

        Examples
        --------
        >>> read_doc("It rained. He left.").tokens_of(3, 14)
        slice(1, 4, None)
        """
        return slice(bisect_left(self.starts_list, start), bisect_left(self.starts_list, end))


@dataclass(frozen=True, slots=True)
class Subtokens:
    """Arrays over hosts and clitics: where each starts and ends, the number of its type, and its token."""

    starts: np.ndarray
    ends: np.ndarray
    types: np.ndarray
    tokens: np.ndarray


def split_tokens(starts: np.ndarray, ends: np.ndarray, types: np.ndarray, vocabulary: Vocabulary) -> Subtokens:
    """Tokens with a clitic as two: the host and the clitic.

    Examples
    --------
    >>> doc = read_doc("Lee’s plan isn’t his.")
    >>> [doc.text[a:b] for a, b in zip(doc.subtokens.starts, doc.subtokens.ends, strict=True)]
    ['Lee', '’s', 'plan', 'isn’t', 'his', '.']
    """
    has_clitic = np.zeros(len(vocabulary.strings), dtype=bool)
    has_clitic[list(vocabulary.parts)] = True
    places = np.flatnonzero(has_clitic[types])
    counts = np.ones(len(types), dtype=np.int32)
    counts[places] = 2
    tokens = np.repeat(np.arange(len(types), dtype=np.int32), counts)
    first, last, kinds = starts[tokens], ends[tokens], types[tokens]
    hosts = places.astype(np.int32) + np.arange(len(places), dtype=np.int32)
    parts = np.array([vocabulary.parts[type_] for type_ in types[places].tolist()], dtype=np.int32).reshape(-1, 2)
    clitics = np.array([len(vocabulary.strings[clitic]) for clitic in parts[:, 1].tolist()], dtype=np.int32)
    kinds[hosts], kinds[hosts + 1] = parts.T
    last[hosts] -= clitics
    first[hosts + 1] = last[hosts]
    return Subtokens(first, last, kinds, tokens)


class Joined(NamedTuple):
    """Documents as one, and how many characters, tokens and sentences stand before each of them and behind the last."""

    doc: Doc
    chars: np.ndarray
    tokens: np.ndarray
    sentences: np.ndarray


def join_docs(docs: Sequence[Doc]) -> Joined:
    """Documents that share a vocabulary as one, so that what is asked of many short texts is found at once.

    Examples
    --------
    >>> vocabulary = Vocabulary()
    >>> joined = join_docs([read_doc(text, vocabulary=vocabulary) for text in ("He left.", "It rained.")])
    >>> joined.doc.starts.tolist(), joined.tokens.tolist()
    ([0, 3, 7, 9, 12, 18], [0, 3, 6])
    """
    sizes = zip(*((len(doc.text) + 1, len(doc.types), len(doc.sentences)) for doc in docs), strict=True)
    chars, tokens, begun = (np.cumsum([0, *size], dtype=np.int64) for size in sizes)
    columns = {
        name: np.concatenate([getattr(doc, name) + shift for doc, shift in zip(docs, shifts, strict=False)])
        for name, shifts in (("starts", chars), ("ends", chars), ("sentence_of", begun))
    }
    spans = [(s, shift) for doc, shift in zip(docs, chars.tolist(), strict=False) for s in doc.sentences]
    joined = Doc(
        text="\n".join([doc.text for doc in docs]),
        date=None,
        paragraphs=(),
        sentences=[Sentence(s.start + shift, s.end + shift, 0) for s, shift in spans],
        types=np.concatenate([doc.types for doc in docs]),
        vocabulary=docs[0].vocabulary,
        **columns,
    )
    return Joined(joined, chars, tokens, begun)


def tag_docs(docs: Sequence[Doc]) -> None:
    """Give documents that share a vocabulary their ``tags``, ``is_word`` and ``subtokens``, all at once.

    For short texts that is faster than one by one.

    Examples
    --------
    >>> from textkit.language.tagger import TAGS
    >>> vocabulary = Vocabulary()
    >>> docs = [read_doc(text, vocabulary=vocabulary) for text in ("He left.", "It rained.")]
    >>> tag_docs(docs)
    >>> [[TAGS[code] for code in doc.tags] for doc in docs]
    [['PRON', 'VERB', 'PUNCT'], ['PRON', 'VERB', 'PUNCT']]
    """
    if not docs:
        return
    vocabulary = docs[0].vocabulary
    columns = [np.concatenate([getattr(doc, name) for doc in docs]) for name in ("starts", "ends", "types")]
    tags, is_word, parts = _tag(docs), vocabulary.words(columns[2]), split_tokens(*columns, vocabulary)
    borders = np.cumsum([0, *(len(doc.types) for doc in docs)])
    cuts = pairwise(np.searchsorted(parts.tokens, borders).tolist())
    for doc, (first, last), (begin, end) in zip(docs, pairwise(borders.tolist()), cuts, strict=True):
        own = (parts.starts[begin:end], parts.ends[begin:end], parts.types[begin:end], parts.tokens[begin:end] - first)
        doc.__dict__.update(tags=tags[first:last], is_word=is_word[first:last], subtokens=Subtokens(*own))


def _tag(docs: Sequence[Doc]) -> np.ndarray:
    types = np.concatenate([doc.types for doc in docs])
    if not len(types):
        return np.zeros(0, dtype=np.int8)
    begins = [np.diff(doc.sentence_of, prepend=-1) != 0 for doc in docs]
    return tag_tokens(types, np.flatnonzero(np.concatenate(begins)), docs[0].vocabulary.tag_scores())


def read_doc(
    text: str,
    *,
    date: str | None = None,
    boilerplate: Sequence[str] = (),
    vocabulary: Vocabulary | None = None,
) -> Doc:
    """Read a text.

    Parameters
    ----------
    text : str
    date : str, optional
        ISO date of the document.
    boilerplate : sequence of str
        Patterns of the corpus's own page furniture, as in ``find_paragraphs``.
    vocabulary : Vocabulary, optional
        Collects the token types; pass the same one for all texts that belong together.

    Examples
    --------
    >>> doc = read_doc("It rained. “Not for long,” said Ann Lee.")
    >>> len(doc.sentences), [doc.text[segment.start : segment.end] for segment in doc.segments]
    (2, ['Not for long,'])
    """
    paragraphs = find_paragraphs(text, boilerplate=boilerplate)
    return make_doc(text, paragraphs, split_sentences(text, paragraphs), date, vocabulary)


def make_doc(
    text: str,
    paragraphs: Sequence[Paragraph],
    sentences: Sequence[Sentence],
    date: str | None = None,
    vocabulary: Vocabulary | None = None,
) -> Doc:
    """A text whose paragraphs and sentences are known already.

    Examples
    --------
    >>> make_doc("It rained.", [Paragraph(0, 10, "body")], [Sentence(0, 10, 0)]).ends.tolist()
    [2, 9, 10]
    """
    vocabulary = Vocabulary() if vocabulary is None else vocabulary
    tokens = tokenize(text)
    types = vocabulary.number_types(tokens.strings)
    sentence = np.searchsorted([s.start for s in sentences], tokens.starts, side="right").astype(np.int32) - 1
    limits = np.array([s.end for s in sentences] or [0])
    inside = (sentence >= 0) & (tokens.starts < limits[sentence])
    parts = (tokens.starts[inside], tokens.ends[inside], types[inside], sentence[inside])
    return Doc(text, date, paragraphs, sentences, *parts, vocabulary)
