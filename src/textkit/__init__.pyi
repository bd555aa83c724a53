"""The public names and the modules that hold them: the one list, which editors and type checkers read too."""

from textkit import (
    errors as errors,
    gold as gold,
    plots as plots,
    sentiment as sentiment,
    stats as stats,
)
from textkit.labelling.labels import (
    Labels as Labels,
)
from textkit.labelling.on_disk import (
    scan_labels as scan_labels,
)
from textkit.labelling.pipeline import (
    label as label,
)
from textkit.labelling.scale import (
    label_to as label_to,
)
from textkit.labelling.speaker_linking import (
    link_speakers as link_speakers,
    speaker_links as speaker_links,
)
from textkit.labelling.storage import (
    load_labels as load_labels,
)
from textkit.measure.analogy_counts import (
    analogy_pairs as analogy_pairs,
    analogy_reasons as analogy_reasons,
    count_analogies as count_analogies,
    list_analogies as list_analogies,
    past_referents as past_referents,
    past_referents_by_period as past_referents_by_period,
)
from textkit.measure.citations import (
    cite as cite,
)
from textkit.measure.collocation import (
    collocations as collocations,
)
from textkit.measure.concordance import (
    kwic as kwic,
    term_positions as term_positions,
)
from textkit.measure.dispersion import (
    dispersion as dispersion,
)
from textkit.measure.diversity import (
    diversity as diversity,
)
from textkit.measure.evidence import (
    evidence as evidence,
)
from textkit.measure.frequency import (
    corpus_size as corpus_size,
    count_terms as count_terms,
    paragraph_roles as paragraph_roles,
    tf_idf as tf_idf,
)
from textkit.measure.keywords import (
    key_terms as key_terms,
    keyness as keyness,
)
from textkit.measure.polarity import (
    polarity_arc as polarity_arc,
    polarity_by as polarity_by,
)
from textkit.measure.polarity_towards import (
    polarity_towards as polarity_towards,
    target_mentions as target_mentions,
)
from textkit.measure.readability import (
    readability as readability,
)
from textkit.measure.shared_quotations import (
    shared_quotations as shared_quotations,
)
from textkit.measure.speakers import (
    count_cues as count_cues,
    quoted_share as quoted_share,
    speaker_share as speaker_share,
)
from textkit.read.corpus import Corpus as Corpus
from textkit.read.reading import (
    check_corpus as check_corpus,
    read_corpus as read_corpus,
)
from textkit.schema import (
    describe_table as describe_table,
)
from textkit.show.explorer import (
    explore as explore,
)
from textkit.show.gallery import (
    provenance as provenance,
    save_figure as save_figure,
)
from textkit.plots import (
    plot as plot,
)
from textkit.show.report import (
    run_report as run_report,
)
from textkit.show.view import (
    view as view,
)

__version__: str
