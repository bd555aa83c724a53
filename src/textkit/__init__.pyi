"""The public names and the modules that hold them: the one list, which editors and type checkers read too."""

from textkit.errors import (
    CorpusError as CorpusError,
    MissingColumnError as MissingColumnError,
    NothingFoundWarning as NothingFoundWarning,
    OptionError as OptionError,
    OutputError as OutputError,
    ReportError as ReportError,
    TextkitError as TextkitError,
    UnlabelledWarning as UnlabelledWarning,
)
from textkit.labelling.exchange.brat import (
    export_brat as export_brat,
    import_brat as import_brat,
)
from textkit.labelling.exchange.webanno import (
    export_webanno as export_webanno,
)
from textkit.labelling.exchange.webanno_reading import (
    import_webanno as import_webanno,
)
from textkit.labelling.on_disk import (
    LabelsOnDisk as LabelsOnDisk,
    scan_labels as scan_labels,
)
from textkit.labelling.labels import (
    Labels as Labels,
)
from textkit.labelling.pipeline import (
    label as label,
)
from textkit.labelling.review.corrections import (
    apply_corrections as apply_corrections,
)
from textkit.labelling.review.sheets import (
    read_review as read_review,
    to_review as to_review,
)
from textkit.labelling.scale import (
    label_to as label_to,
)
from textkit.labelling.sentiment.valence import (
    polarity as polarity,
)
from textkit.labelling.sentiment.targets import (
    explain_target as explain_target,
    target_polarities as target_polarities,
    target_polarity as target_polarity,
)
from textkit.labelling.storage import (
    load_labels as load_labels,
)
from textkit.labelling.united import (
    unite_speakers as unite_speakers,
)
from textkit.measure.agreement import (
    cohen_kappa as cohen_kappa,
    krippendorff_alpha as krippendorff_alpha,
)
from textkit.measure.analogy_counts import (
    analogy_pairs as analogy_pairs,
    analogy_reasons as analogy_reasons,
    count_analogies as count_analogies,
    list_analogies as list_analogies,
    past_referents as past_referents,
    past_referents_by_period as past_referents_by_period,
)
from textkit.measure.association import (
    expected_count as expected_count,
    log_dice as log_dice,
    mi3 as mi3,
    mutual_information as mutual_information,
    npmi as npmi,
    simple_log_likelihood as simple_log_likelihood,
    t_score as t_score,
)
from textkit.measure.collocation import (
    collocations as collocations,
)
from textkit.measure.concordance import (
    Concordance as Concordance,
    kwic as kwic,
    term_positions as term_positions,
)
from textkit.measure.frequency import (
    corpus_size as corpus_size,
    count_terms as count_terms,
    paragraph_roles as paragraph_roles,
    tf_idf as tf_idf,
)
from textkit.measure.dispersion import (
    arf as arf,
    carroll_d2 as carroll_d2,
    count_range as count_range,
    dispersion as dispersion,
    dp as dp,
    dp_norm as dp_norm,
    juilland_d as juilland_d,
    kl_divergence as kl_divergence,
    rosengren_s as rosengren_s,
)
from textkit.measure.diversity import (
    diversity as diversity,
    hdd as hdd,
    mattr as mattr,
    mtld as mtld,
    ttr as ttr,
    yule_k as yule_k,
)
from textkit.measure.evaluation import (
    evaluate as evaluate,
    evaluate_polarity as evaluate_polarity,
    gold_errors as gold_errors,
    rated_sentences as rated_sentences,
    reader_agreement as reader_agreement,
)
from textkit.measure.evidence import (
    evidence as evidence,
)
from textkit.measure.keyness import (
    bic as bic,
    chi_squared as chi_squared,
    log_likelihood as log_likelihood,
    log_odds_dirichlet as log_odds_dirichlet,
    log_ratio as log_ratio,
    log_ratio_confidence as log_ratio_confidence,
    odds_ratio as odds_ratio,
    percent_difference as percent_difference,
    simple_maths as simple_maths,
)
from textkit.measure.keywords import (
    benjamini_hochberg as benjamini_hochberg,
    key_terms as key_terms,
    keyness as keyness,
)
from textkit.measure.polarity import (
    loaded_terms as loaded_terms,
    polarity_arc as polarity_arc,
    polarity_by as polarity_by,
    polarity_extremes as polarity_extremes,
    polarity_passages as polarity_passages,
)
from textkit.measure.bootstrap import (
    running_median as running_median,
)
from textkit.measure.readability import (
    automated_readability_index as automated_readability_index,
    coleman_liau as coleman_liau,
    dale_chall as dale_chall,
    flesch_kincaid as flesch_kincaid,
    flesch_reading_ease as flesch_reading_ease,
    gunning_fog as gunning_fog,
    lix as lix,
    readability as readability,
    smog as smog,
)
from textkit.measure.reviewed_accuracy import (
    from_review as from_review,
)
from textkit.measure.speakers import (
    count_cues as count_cues,
    quoted_share as quoted_share,
    speaker_share as speaker_share,
)
from textkit.measure.polarity_towards import (
    polarity_towards as polarity_towards,
    target_mentions as target_mentions,
)
from textkit.read.reading import (
    check_corpus as check_corpus,
    load_dataset as load_dataset,
    read_corpus as read_corpus,
    reference_corpus as reference_corpus,
)
from textkit.read.corpus import (
    Corpus as Corpus,
)
from textkit.read.gold import (
    Gold as Gold,
    published_validity as published_validity,
    read_gold as read_gold,
    read_gold_readers as read_gold_readers,
)
from textkit.schema import (
    describe_table as describe_table,
)
from textkit.show.concordance_table import (
    ConcordanceTable as ConcordanceTable,
    concordance_table as concordance_table,
)
from textkit.show.figures import (
    provenance as provenance,
    save_figure as save_figure,
)
from textkit.show.plots.analogy_plots import (
    plot_analogies as plot_analogies,
    plot_analogy_pairs as plot_analogy_pairs,
    plot_analogy_reasons as plot_analogy_reasons,
    plot_past_referents as plot_past_referents,
    plot_past_referents_by_period as plot_past_referents_by_period,
)
from textkit.show.plots.word_plots import (
    plot_collocations as plot_collocations,
    plot_keyness as plot_keyness,
    plot_rank_frequency as plot_rank_frequency,
    plot_terms as plot_terms,
)
from textkit.show.plots.corpus_plots import (
    plot_corpus_size as plot_corpus_size,
    plot_paragraph_roles as plot_paragraph_roles,
    plot_timeline as plot_timeline,
)
from textkit.show.plots.text_scores import (
    plot_diversity as plot_diversity,
    plot_over_time as plot_over_time,
    plot_readability as plot_readability,
)
from textkit.show.plots.sentiment_plots import (
    plot_loaded_terms as plot_loaded_terms,
    plot_polarity_arc as plot_polarity_arc,
    plot_polarity_arcs as plot_polarity_arcs,
    plot_polarity_by as plot_polarity_by,
    plot_polarity_towards as plot_polarity_towards,
)
from textkit.show.plots.speaker_plots import (
    plot_cues as plot_cues,
    plot_quoted_share as plot_quoted_share,
    plot_speakers as plot_speakers,
)
from textkit.show.plots.spread import (
    plot_dispersion as plot_dispersion,
    plot_term_positions as plot_term_positions,
)
from textkit.show.plots.validity import (
    plot_evaluation as plot_evaluation,
    plot_rated_sentences as plot_rated_sentences,
    plot_validity as plot_validity,
)
from textkit.show.report import (
    run_report as run_report,
)
from textkit.show.text_table import (
    TextTable as TextTable,
    text_table as text_table,
)
from textkit.show.view import (
    view as view,
)
from textkit.show.colours import make_palette as make_palette

__version__: str
