"""One call for the table of any measure: it says which measure made it, and that has its plot."""

from importlib import import_module
from types import MappingProxyType
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from textkit.errors import OptionError

__all__ = ["PLOT_OF", "plot"]

# measure → the module of the rooms of plots, and the function that draws its table
PLOT_OF = MappingProxyType(
    {
        "analogy_pairs": "analogy_plots.plot_analogy_pairs",
        "analogy_reasons": "analogy_plots.plot_analogy_reasons",
        "collocations": "word_plots.plot_collocations",
        "corpus_size": "corpus_plots.plot_corpus_size",
        "count_analogies": "analogy_plots.plot_analogies",
        "count_cues": "label_plots.plot_cues",
        "count_terms": "word_plots.plot_terms",
        "dispersion": "document_plots.plot_dispersion",
        "diversity": "document_plots.plot_diversity",
        "evaluate": "label_plots.plot_evaluation",
        "key_terms": "word_plots.plot_keyness",
        "keyness": "word_plots.plot_keyness",
        "loaded_terms": "sentiment_plots.plot_loaded_terms",
        "paragraph_roles": "corpus_plots.plot_paragraph_roles",
        "past_referents": "analogy_plots.plot_past_referents",
        "past_referents_by_period": "analogy_plots.plot_past_referents_by_period",
        "polarity_arc": "sentiment_plots.plot_polarity_arc",
        "polarity_by": "sentiment_plots.plot_polarity_by",
        "polarity_towards": "sentiment_plots.plot_polarity_towards",
        "quoted_share": "label_plots.plot_quoted_share",
        "rated_sentences": "label_plots.plot_rated_sentences",
        "readability": "document_plots.plot_readability",
        "speaker_share": "label_plots.plot_speakers",
        "term_positions": "document_plots.plot_term_positions",
    }
)


def plot(table: pd.DataFrame, **options: Any) -> Axes:
    """Draw the table of a measure with the plot made for it.

    Parameters
    ----------
    table : DataFrame
        As a measure returned it, or some of its rows.
    **options
        Those of the plot, such as ``top`` and ``ax``; ``help(tk.plots.plot_terms)`` describes those of one.

    Returns
    -------
    Axes

    Raises
    ------
    OptionError
        If the table does not say which measure made it, or that measure has no plot.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“Trade is great,” Ann Lee said. Trade hurts."]))
    >>> len(tk.plot(tk.count_terms(labels), top=3).patches)
    3
    """
    measure = table.attrs.get("measure") if isinstance(table, pd.DataFrame) else None
    if measure not in PLOT_OF:
        made = "This does not say which measure made it" if measure is None else f"The table of {measure} has no plot"
        raise OptionError(f"{made}. Pass the table of one of {', '.join(PLOT_OF)}; tk.plots has a plot for each.")
    module, function = PLOT_OF[measure].split(".")
    return getattr(import_module(f"textkit.show.plots.{module}"), function)(table, **options)
