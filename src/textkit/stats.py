"""The formulas behind the measures: keyness, association, dispersion, diversity, readability, agreement, intervals.

>>> from textkit import stats
>>> round(stats.log_likelihood(10, 5, 1000, 1000), 2)
1.7
"""

from textkit.gold.readings import cohen_kappa, krippendorff_alpha
from textkit.measure.dispersion import arf, carroll_d2, count_range, dp, dp_norm, juilland_d, kl_divergence, rosengren_s
from textkit.measure.diversity import hdd, mattr, mtld, ttr, yule_k
from textkit.measure.formulas import (
    benjamini_hochberg,
    delta_p,
    dice,
    expected_count,
    log_dice,
    mi3,
    mutual_information,
    npmi,
    running_median,
    simple_log_likelihood,
    t_score,
    z_score,
)
from textkit.measure.keyness import (
    bic,
    chi_squared,
    log_likelihood,
    log_odds_dirichlet,
    log_ratio,
    log_ratio_confidence,
    odds_ratio,
    percent_difference,
    simple_maths,
)
from textkit.measure.readability import (
    automated_readability_index,
    coleman_liau,
    dale_chall,
    flesch_kincaid,
    flesch_reading_ease,
    gunning_fog,
    lix,
    smog,
)

__all__ = [
    "arf",
    "automated_readability_index",
    "benjamini_hochberg",
    "bic",
    "carroll_d2",
    "chi_squared",
    "cohen_kappa",
    "coleman_liau",
    "count_range",
    "dale_chall",
    "delta_p",
    "dice",
    "dp",
    "dp_norm",
    "expected_count",
    "flesch_kincaid",
    "flesch_reading_ease",
    "gunning_fog",
    "hdd",
    "juilland_d",
    "kl_divergence",
    "krippendorff_alpha",
    "lix",
    "log_dice",
    "log_likelihood",
    "log_odds_dirichlet",
    "log_ratio",
    "log_ratio_confidence",
    "mattr",
    "mi3",
    "mtld",
    "mutual_information",
    "npmi",
    "odds_ratio",
    "percent_difference",
    "rosengren_s",
    "running_median",
    "simple_log_likelihood",
    "simple_maths",
    "smog",
    "t_score",
    "ttr",
    "yule_k",
    "z_score",
]
