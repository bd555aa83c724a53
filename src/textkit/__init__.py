"""textkit: who speaks in political news, in which tone, with which rhetorical analogies.

>>> import textkit as tk
>>> labels = tk.label(tk.read_corpus(["“Never say never,” said Ann Lee."]))
>>> labels.quotes[["speaker", "text"]].values.tolist()
[['Ann Lee', 'Never say never,']]

The public functions are loaded from their modules when first used, so that importing textkit is cheap.
"""

from importlib import import_module
from importlib.metadata import version
from typing import Any

__version__ = version("textkit")

_API = {
    "textkit.errors": (
        "CorpusError",
        "MissingColumnError",
        "OptionError",
        "OutputError",
        "ReportError",
        "TextkitError",
        "UnlabelledWarning",
    ),
    "textkit.schema": ("describe_table",),
    "textkit.show.colours": ("make_palette",),
    "textkit.show.figures": ("provenance", "save_figure"),
    "textkit.show.report": ("run_report",),
    "textkit.show.view": ("view",),
    "textkit.show.concordance_table": ("ConcordanceTable", "concordance_table"),
    "textkit.show.plots.corpus": ("plot_corpus_size", "plot_paragraph_roles", "plot_timeline"),
    "textkit.measure.corpus_size": ("corpus_size", "paragraph_roles"),
    "textkit.read.corpus": ("Corpus",),
    "textkit.read.reading": ("read_corpus",),
    "textkit.read.check": ("check_corpus",),
    "textkit.read.reference": ("reference_corpus",),
    "textkit.read.gold": ("Gold", "read_gold", "read_gold_readers"),
    "textkit.read.validity": ("published_validity",),
    "textkit.measure.over_time": ("running_median",),
    "textkit.show.plots.words": ("plot_keyness", "plot_rank_frequency", "plot_terms"),
    "textkit.show.plots.collocation": ("plot_collocations",),
    "textkit.show.plots.spread": ("plot_dispersion", "plot_term_positions"),
    "textkit.show.plots.text_scores": ("plot_diversity", "plot_readability"),
    "textkit.measure.positions": ("term_positions",),
    "textkit.show.plots.over_time": ("plot_over_time",),
    "textkit.show.plots.validity": ("plot_evaluation", "plot_rated_sentences", "plot_validity"),
    "textkit.measure.agreement": ("cohen_kappa", "krippendorff_alpha"),
    "textkit.measure.evaluation": (
        "evaluate",
        "evaluate_polarity",
        "gold_errors",
        "rated_sentences",
        "reader_agreement",
    ),
    "textkit.measure.analogies": ("analogy_reasons", "count_analogies"),
    "textkit.measure.analogy_lists": ("analogy_pairs", "list_analogies", "past_referents", "past_referents_by_period"),
    "textkit.show.plots.analogies": ("plot_analogies", "plot_analogy_pairs", "plot_analogy_reasons"),
    "textkit.show.plots.past_referents": ("plot_past_referents", "plot_past_referents_by_period"),
    "textkit.measure.association": (
        "expected_count",
        "log_dice",
        "mi3",
        "mutual_information",
        "npmi",
        "simple_log_likelihood",
        "t_score",
    ),
    "textkit.measure.collocation": ("collocations",),
    "textkit.measure.concordance": ("Concordance", "kwic"),
    "textkit.measure.dispersion": (
        "arf",
        "carroll_d2",
        "count_range",
        "dp",
        "dp_norm",
        "juilland_d",
        "kl_divergence",
        "rosengren_s",
    ),
    "textkit.measure.dispersion_table": ("dispersion",),
    "textkit.measure.diversity": ("diversity", "hdd", "mattr", "mtld", "ttr", "yule_k"),
    "textkit.measure.frequency": ("count_terms", "tf_idf"),
    "textkit.measure.keyness": (
        "bic",
        "chi_squared",
        "log_likelihood",
        "log_odds_dirichlet",
        "log_ratio",
        "log_ratio_confidence",
        "odds_ratio",
        "percent_difference",
        "simple_maths",
    ),
    "textkit.measure.keyword_table": ("benjamini_hochberg", "key_terms"),
    "textkit.measure.keywords": ("keyness",),
    "textkit.measure.readability": (
        "automated_readability_index",
        "coleman_liau",
        "dale_chall",
        "flesch_kincaid",
        "flesch_reading_ease",
        "gunning_fog",
        "lix",
        "smog",
    ),
    "textkit.measure.readability_table": ("readability",),
    "textkit.read.datasets": ("load_dataset",),
    "textkit.labelling.pipeline": ("Labels", "label"),
    "textkit.labelling.storage": ("load_labels",),
    "textkit.labelling.scale": ("label_to",),
    "textkit.labelling.on_disk": ("LabelsOnDisk", "scan_labels"),
    "textkit.labelling.united": ("unite_speakers",),
    "textkit.labelling.review.sheets": ("read_review", "to_review"),
    "textkit.labelling.review.corrections": ("apply_corrections",),
    "textkit.measure.review": ("from_review",),
    "textkit.measure.evidence": ("evidence",),
    "textkit.labelling.exchange.brat": ("export_brat", "import_brat"),
    "textkit.labelling.exchange.webanno": ("export_webanno",),
    "textkit.labelling.exchange.webanno_reading": ("import_webanno",),
    "textkit.labelling.sentiment.sentences": ("polarity",),
    "textkit.labelling.sentiment.targets": ("explain_target", "target_polarities", "target_polarity"),
    "textkit.measure.passages": ("polarity_passages",),
    "textkit.measure.sentiment": ("polarity_arc", "polarity_by", "polarity_extremes"),
    "textkit.measure.targets": ("polarity_towards", "target_mentions"),
    "textkit.show.plots.sentiment": ("plot_loaded_terms", "plot_polarity_by", "plot_polarity_towards"),
    "textkit.show.plots.polarity_arc": ("plot_polarity_arc", "plot_polarity_arcs"),
    "textkit.measure.loaded_terms": ("loaded_terms",),
    "textkit.measure.speakers": ("count_cues", "quoted_share", "speaker_share"),
    "textkit.show.plots.speakers": ("plot_cues", "plot_quoted_share", "plot_speakers"),
}
_MODULE_OF = {name: module for module, names in _API.items() for name in names}

__all__ = ["__version__", *sorted(_MODULE_OF)]


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"textkit has no {name!r}; it has {', '.join(__all__)}.")
    value = getattr(import_module(_MODULE_OF[name]), name)
    if _MODULE_OF[name].startswith("textkit.measure."):
        from textkit.measure.tracing import returns_table, traced

        value = traced(value) if returns_table(value) else value
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
