"""How results are shown: a plot for each measure, concordances to explore, tables with texts that wrap.

>>> import textkit as tk
>>> labels = tk.label(tk.read_corpus(["Trade grows. Trade falls."]))
>>> tk.plots.plot_terms(tk.count_terms(labels)).get_xlabel() != ""
True
"""

from types import MappingProxyType
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from textkit.errors import OptionError
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.measure.concordance import Concordance
from textkit.measure.frequency import count_by_article
from textkit.show.explorer import Explorer, explore
from textkit.show.plots import choose_group
from textkit.show.plots.analogy_plots import (
    plot_analogies,
    plot_analogy_pairs,
    plot_analogy_reasons,
    plot_past_referents,
    plot_past_referents_by_period,
)
from textkit.show.plots.attitude_plots import plot_attitudes_over_time, plot_polarity_by, plot_polarity_towards
from textkit.show.plots.corpus_plots import (
    plot_corpus_size,
    plot_overview,
    plot_paragraph_roles,
    plot_speakers_by,
    plot_timeline,
)
from textkit.show.plots.document_plots import (
    plot_dispersion,
    plot_diversity,
    plot_over_time,
    plot_polarity_arc,
    plot_polarity_arcs,
    plot_readability,
)
from textkit.show.plots.label_plots import (
    plot_cues,
    plot_evaluation,
    plot_quoted_share,
    plot_rated_sentences,
    plot_shared_quotations,
    plot_speakers,
    plot_validity,
)
from textkit.show.plots.word_plots import (
    plot_collocations,
    plot_keyness,
    plot_loaded_terms,
    plot_rank_frequency,
    plot_term_positions,
    plot_terms,
)
from textkit.show.text_tables import ConcordanceTable, TextTable, concordance_table, text_table
from textkit.show.theme.colours import make_palette

__all__ = [
    "Concordance",
    "ConcordanceTable",
    "TextTable",
    "choose_group",
    "concordance_table",
    "count_by_article",
    "make_palette",
    "plot_analogies",
    "plot_analogy_pairs",
    "plot_analogy_reasons",
    "plot_attitudes_over_time",
    "plot_collocations",
    "plot_corpus_size",
    "plot_cues",
    "plot_dispersion",
    "plot_diversity",
    "plot_evaluation",
    "plot_keyness",
    "plot_loaded_terms",
    "plot_over_time",
    "plot_overview",
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
    "plot_shared_quotations",
    "plot_speakers",
    "plot_speakers_by",
    "plot_term_positions",
    "plot_terms",
    "plot_timeline",
    "plot_validity",
    "text_table",
]

# measure → the function that draws its table
PLOT_OF = MappingProxyType(
    {
        "analogy_pairs": plot_analogy_pairs,
        "analogy_reasons": plot_analogy_reasons,
        "collocations": plot_collocations,
        "corpus_size": plot_corpus_size,
        "count_analogies": plot_analogies,
        "count_cues": plot_cues,
        "count_terms": plot_terms,
        "dispersion": plot_dispersion,
        "diversity": plot_diversity,
        "evaluate": plot_evaluation,
        "key_terms": plot_keyness,
        "keyness": plot_keyness,
        "loaded_terms": plot_loaded_terms,
        "paragraph_roles": plot_paragraph_roles,
        "past_referents": plot_past_referents,
        "past_referents_by_period": plot_past_referents_by_period,
        "polarity_arc": plot_polarity_arc,
        "polarity_by": plot_polarity_by,
        "polarity_towards": plot_polarity_towards,
        "quoted_share": plot_quoted_share,
        "rated_sentences": plot_rated_sentences,
        "readability": plot_readability,
        "shared_quotations": plot_shared_quotations,
        "speaker_share": plot_speakers,
        "term_positions": plot_term_positions,
    }
)


def plot(
    table: pd.DataFrame, labels: Labels | LabelsOnDisk | None = None, *, interactive: bool = False, **options: Any
) -> Axes | Explorer:
    """Draw the table of a measure with the plot made for it, or with bars that lead to the passages behind them.

    Parameters
    ----------
    table : DataFrame
        As a measure returned it, or some of its rows.
    labels : Labels or LabelsOnDisk, optional
        What was measured; needed for ``interactive``.
    interactive : bool
        Show the rows as bars in the explorer (``tk.explore``): a click on one leads to its passages.
    **options
        Those of the plot, such as ``top`` and ``ax``; ``help(tk.plots.plot_terms)`` describes those of one.

    Returns
    -------
    Axes, or Explorer if it is interactive

    Raises
    ------
    OptionError
        If the table does not say which measure made it, or that measure has no plot; if ``labels`` are missing.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“Trade is great,” Ann Lee said. Trade hurts."]))
    >>> len(tk.plot(tk.count_terms(labels), top=3).patches)
    3
    >>> tk.plot(tk.speaker_share(labels), labels, interactive=True)
    Explorer of 1 lines, 0 ticked: ends a notebook cell
    """
    if interactive:
        if labels is None:
            raise OptionError("The passages are in the labels: tk.plot(table, labels, interactive=True).")
        return explore(labels, table=table.head(options.get("top", len(table))))
    measure = table.attrs.get("measure") if isinstance(table, pd.DataFrame) else None
    if measure not in PLOT_OF:
        made = "This does not say which measure made it" if measure is None else f"The table of {measure} has no plot"
        raise OptionError(f"{made}. Pass the table of one of {', '.join(PLOT_OF)}; tk.plots has a plot for each.")
    return PLOT_OF[measure](table, **options)
