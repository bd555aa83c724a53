"""Who says what: quotations, reported speech and their speakers, without a parser.

``finding`` is the entry. Reading the text: ``marks``, ``narrative``, ``block_quotes``, ``transcripts``. Sources and
cues: ``mentions`` (with ``name_words``), ``cues``, ``subjects``, ``clauses``, ``links``. Choosing: ``scenes``,
``slots``, ``features``, ``silence``, ``ranking``; ``utterances`` and ``reported`` make the rows. Naming: ``aliases``,
``pronouns``, ``pronoun_uses``, ``speakers``. ``findings`` is what these parts hand to one another.
"""

from textkit.labelling.quotations.finding import QuotationLabels, Quote, SpeakerEntry, find_quotations

__all__ = ["QuotationLabels", "Quote", "SpeakerEntry", "find_quotations"]
