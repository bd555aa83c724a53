"""Who says what: quotations, reported speech and their speakers, without a parser.

``attribution`` is the entry. Reading the text: ``narrative``, ``block_quotes``, ``transcripts``. Sources and cues:
``mentions`` (with ``name_words``), ``cues``, ``subjects``, ``clauses``. ``scenes`` holds a document's, and what is
found in it; ``ranking`` chooses; ``utterances`` and ``reported`` make the rows. Naming: ``entities``, ``coreference``.
"""

from textkit.labelling.quotations.attribution import QuotationLabels, Quote, SpeakerEntry, find_quotations

__all__ = ["QuotationLabels", "Quote", "SpeakerEntry", "find_quotations"]
