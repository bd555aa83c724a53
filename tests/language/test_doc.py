"""The document that all labellers share."""

import numpy as np
import pytest

from textkit.language.doc import make_doc, read_doc
from textkit.language.paragraphs import Paragraph, Sentence
from textkit.language.vocabulary import Vocabulary

TEXT = "A visit\n\nIt rained. “Not for long,” said Ann Lee.\n\nPage 3\n\nThen they left."


def strings(doc):
    return [doc.text[start:end] for start, end in zip(doc.starts, doc.ends, strict=True)]


def test_each_token_is_its_type_and_lies_in_its_sentence():
    doc = read_doc(TEXT)
    assert [doc.vocabulary.strings[number] for number in doc.types] == strings(doc)
    for start, end, number in zip(doc.starts, doc.ends, doc.sentence_of, strict=True):
        assert doc.sentences[number].start <= start < end <= doc.sentences[number].end


def test_words_outside_sentences_are_not_tokens():
    doc = make_doc("one two three", [], [Sentence(4, 7, 0)])
    assert strings(doc) == ["two"]


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_an_empty_text_is_a_document_of_nothing(text):
    doc = read_doc(text)
    assert len(doc.types) == len(doc.sentences) == len(doc.segments) == 0
    assert doc.tokens_of(0, 5) == slice(0, 0)


def test_documents_share_a_vocabulary():
    vocabulary = Vocabulary()
    first, second = (read_doc(text, vocabulary=vocabulary) for text in ("No deal.", "A deal."))
    assert first.types[1] == second.types[0 + 1]
    assert np.array_equal(first.is_word, [True, True, False])


def test_own_stop_words_and_boilerplate_are_heeded():
    doc = read_doc("Buy now\n\nThe tariff rose.", boilerplate=["Buy now"], vocabulary=Vocabulary(frozenset({"tariff"})))
    assert strings(doc) == ["The", "tariff", "rose", "."]
    assert [doc.vocabulary.described[number].is_stop for number in doc.types] == [True, True, False, False]


def test_quotation_marks_are_paired_within_paragraphs():
    text = "He said “no.\n\nThen “yes” came."
    doc = make_doc(text, [Paragraph(0, 12, "body"), Paragraph(14, len(text), "body")], [Sentence(0, len(text), 0)])
    assert [text[s.start : s.end] for s in doc.segments] == ["no.", "yes"]
