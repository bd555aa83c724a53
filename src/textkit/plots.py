"""How results are shown: a plot for each measure, concordances to explore, tables with texts that wrap.

>>> import textkit as tk
>>> labels = tk.label(tk.read_corpus(["Trade grows. Trade falls."]))
>>> tk.plots.plot_terms(tk.count_terms(labels)).get_xlabel() != ""
True
"""

from textkit.measure.concordance import Concordance
from textkit.show.colours import make_palette
from textkit.show.plots.analogy_plots import (
    plot_analogies,
    plot_analogy_pairs,
    plot_analogy_reasons,
    plot_past_referents,
    plot_past_referents_by_period,
)
from textkit.show.plots.corpus_plots import plot_corpus_size, plot_paragraph_roles, plot_timeline
from textkit.show.plots.document_plots import (
    plot_dispersion,
    plot_diversity,
    plot_over_time,
    plot_readability,
    plot_term_positions,
)
from textkit.show.plots.label_plots import (
    plot_cues,
    plot_evaluation,
    plot_quoted_share,
    plot_rated_sentences,
    plot_speakers,
    plot_validity,
)
from textkit.show.plots.sentiment_plots import (
    plot_loaded_terms,
    plot_polarity_arc,
    plot_polarity_arcs,
    plot_polarity_by,
    plot_polarity_towards,
)
from textkit.show.plots.word_plots import plot_collocations, plot_keyness, plot_rank_frequency, plot_terms
from textkit.show.text_tables import ConcordanceTable, TextTable, concordance_table, text_table

__all__ = [
    "Concordance",
    "ConcordanceTable",
    "TextTable",
    "concordance_table",
    "make_palette",
    "plot_analogies",
    "plot_analogy_pairs",
    "plot_analogy_reasons",
    "plot_collocations",
    "plot_corpus_size",
    "plot_cues",
    "plot_dispersion",
    "plot_diversity",
    "plot_evaluation",
    "plot_keyness",
    "plot_loaded_terms",
    "plot_over_time",
    "plot_paragraph_roles",
    "plot_past_referents",
    "plot_past_referents_by_period",
    "plot_polarity_arc",
    "plot_polarity_arcs",
    "plot_polarity_by",
    "plot_polarity_towards",
    "plot_quoted_share",
    "plot_rank_frequency",
    "plot_rated_sentences",
    "plot_readability",
    "plot_speakers",
    "plot_term_positions",
    "plot_terms",
    "plot_timeline",
    "plot_validity",
    "text_table",
]
