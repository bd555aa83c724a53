"""Annotation by people: gold data, evaluation and agreement, samples and counts corrected with them, review, exchange.

>>> from textkit import gold
>>> bool(gold.published_validity("quotations").shape[0])
True
"""

from textkit.gold.answers import read_answers
from textkit.gold.brat import export_brat, import_brat
from textkit.gold.corrected_counts import estimate, plan
from textkit.gold.corrected_tables import correct_counts, find_sheets
from textkit.gold.corrections import apply_corrections
from textkit.gold.evaluation import (
    evaluate,
    evaluate_polarity,
    fill_from_gold,
    gold_errors,
    rated_sentences,
    reader_agreement,
)
from textkit.gold.judging_sheets import review
from textkit.gold.readings import Gold, compare_readers, published_validity, read_gold, read_gold_readers
from textkit.gold.refi_qda import export_refi_qda, import_refi_qda, read_codings
from textkit.gold.sampling import sample
from textkit.gold.sheets import from_review, read_review, to_review
from textkit.gold.webanno import export_webanno
from textkit.gold.webanno_reading import import_webanno
from textkit.labelling.storage import to_excel

__all__ = [
    "Gold",
    "apply_corrections",
    "compare_readers",
    "correct_counts",
    "estimate",
    "evaluate",
    "evaluate_polarity",
    "export_brat",
    "export_refi_qda",
    "export_webanno",
    "fill_from_gold",
    "find_sheets",
    "from_review",
    "gold_errors",
    "import_brat",
    "import_refi_qda",
    "import_webanno",
    "plan",
    "published_validity",
    "rated_sentences",
    "read_answers",
    "read_codings",
    "read_gold",
    "read_gold_readers",
    "read_review",
    "reader_agreement",
    "review",
    "sample",
    "to_excel",
    "to_review",
]
