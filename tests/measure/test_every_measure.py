"""What holds of every measure: found from the public names, so that a new measure is covered by being public."""

import inspect
import os
import pickle
import warnings
from collections.abc import Mapping, Sequence
from functools import partial
from typing import get_args

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import textkit as tk
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.measure.calls import is_measure
from textkit.schema import OWN_NAMES, RESULTS


def _returns_table(function: object) -> bool:
    found = inspect.isfunction(function) and inspect.signature(function).return_annotation
    return isinstance(found, type) and issubclass(found, pd.DataFrame)


PUBLIC = [getattr(space, name) for space in (tk, tk.gold, tk.sentiment, tk.stats) for name in space.__all__]
ROOMS = (
    "textkit.measure.",
    *(f"textkit.gold.{name}" for name in ("answers", "corrected_counts", "evaluation", "readings", "sheets")),
)
FILES = (
    "to_review",
    "read_review",
    "read_answers",
    "fill_from_gold",
    "published_validity",
)  # they read or fill, and measure nothing
NUMBERS = ("sign_probabilities",)  # of scores, not of labels
MEASURES = {
    f.__name__: f
    for f in PUBLIC
    if _returns_table(f) and f.__module__.startswith(ROOMS) and f.__name__ not in FILES + NUMBERS
}
GROUPED = {
    name: f for name, f in MEASURES.items() if {"by", "parts"} & set(inspect.signature(f).parameters) and name != "kwic"
}
RATED = pd.DataFrame({"key": ["tone:a#0-9"], "order": 1, "stratum": 1, "stratum_size": 9, "rating": "1"})
QUICK = {"rounds": 5}  # options that would make a sweep slow

TEXTS = [
    "“Trade is a great war,” Ann Lee said on Monday. The cruel Bo Roe claimed that trade hurts. Trade fell.\n\n"
    "Ann Lee fights like a lion. This is another Watergate. Bo Roe is a great disaster for trade.",
    "“No deal,” Bo Roe said. “A bad, terrible deal is worse,” Ann Lee wrote. She is no Nixon.\n\nTrade grew.",
    "Trade runs like a circus. The brave Ann Lee insisted that nobody wins. The cruel Roe lied about trade.",
]
NAMES = sorted(OWN_NAMES | {"group", "year", "period", "category", "size", "index", "level_0", "count", "total"})
KINDS_OF_FIELD = {
    "genre": ["report", "speech", "report"],
    "score": [1, 2, None],
    "date": ["2019-05-01", "2020-06-01", None],
    "title": ["One", "Two", "Three"],
}


def _frame(names: Sequence[str] = ()) -> pd.DataFrame:
    fields = {name: [f"{name} A", f"{name} B", None] for name in names}
    return pd.DataFrame({"doc_id": ["a", "b", "c"], "text": TEXTS, **KINDS_OF_FIELD, **fields})


@pytest.fixture(scope="module")
def labels() -> tk.Labels:
    return tk.label(tk.read_corpus(_frame(NAMES)))


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> tk.gold.Gold:
    return tk.gold.read_gold(tmp_path_factory.mktemp("gold"))


def _given(name: str) -> str:
    return f"{name}_given" if name in OWN_NAMES else name


def arguments(name: str, labels: object, gold: tk.gold.Gold) -> tuple[list, dict]:
    """The least that each measure must be given, if that is more than labels."""
    counts = pd.DataFrame({"term": ["war", "tax"], "side": ["target", "reference"]})
    needed = {
        "keyness": ([labels, pd.DataFrame({"term": ["war", "tax"], "n": [3, 4]})], {}),
        "key_terms": ([counts], {}),
        "running_median": ([pd.DataFrame({"year": [2019, 2020], "words": [3, 4]}), "words"], {}),
        "kwic": ([labels, "trade"], {}),
        "term_positions": ([labels, "trade"], {}),
        "evidence": ([{"speaker": "Ann Lee", "n_indirect": 0}, labels], {}),
        "from_review": ([pd.DataFrame({"key": ["quotes:a#0:0-9"], "kind": "direct", "verdict": ["right"]})], {}),
        "reader_agreement": ([gold, gold], {}),
        "plan": ([labels, "tone"], {"width": 0.2}),
        "compare_readers": ([{"Ann": RATED, "Ben": RATED}], {}),
        **dict.fromkeys(("evaluate", "evaluate_polarity", "gold_errors", "rated_sentences"), ([labels, gold], {})),
    }
    if name == "estimate":
        needed["estimate"] = ([tk.gold.sample(labels, "tone").assign(rating="1"), labels], {"least": 1})
    args, options = needed.get(name, ([labels], {}))
    known = inspect.signature(MEASURES[name]).parameters
    return args, options | {key: value for key, value in QUICK.items() if key in known}


def run(name: str, args: Sequence, options: Mapping) -> pd.DataFrame | None:
    """The measure’s table, without a warning but of words not found; None if it refuses with a message."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", tk.errors.NothingFoundWarning)
        try:
            table = MEASURES[name](*args, **options)
        except tk.errors.TextkitError:
            return None
    assert isinstance(table, pd.DataFrame)
    assert table.columns.is_unique
    return table


def group(name: str, source: object, by: object, gold: tk.gold.Gold) -> pd.DataFrame | None:
    args, options = arguments(name, source, gold) if name != "keyness" or by is None else ([source], {})
    key = "parts" if name == "dispersion" else "by"
    return run(name, args, options | {key: by})


# What a measure counts, and where: the rows of each group of documents are counted anew with pandas.
def _words(labels: tk.Labels) -> pd.DataFrame:
    return labels.tokens[labels.tokens["kind"] == "word"]


def _cues(labels: tk.Labels) -> pd.DataFrame:
    return labels.quotes.dropna(subset=["cue"]).drop_duplicates(["doc_id", "utterance_id", "cue_start"])


COUNTED = {
    "corpus_size": ("n_words", _words),
    "count_analogies": ("n", lambda labels: labels.analogies[labels.analogies["accepted"]]),
    "count_cues": ("n", _cues),
    "count_terms": ("n", _words),
    "dispersion": (None, _words),
    "estimate": (None, None),
    "plan": (None, None),
    "diversity": ("n_tokens", _words),
    "keyness": ("n_target", _words),
    "loaded_terms": ("n", None),
    "paragraph_roles": ("n_paragraphs", lambda labels: labels.paragraphs),
    "polarity_by": ("n_sentences", lambda labels: labels.sentences),
    "polarity_towards": ("n_mentions", tk.target_mentions),
    "quoted_share": ("n_words", _words),
    "readability": ("n_words", _words),
    "shared_quotations": (None, None),
    "speaker_share": ("n_words", lambda labels: _words(labels)[_words(labels)["voice"] == "quotation"]),
    "tf_idf": ("n", _words),
}  # fmt: skip
LENIENT = {"polarity_towards": {"least_mentions": 1}}


def _expected(name: str, labels: tk.Labels, values: Mapping[str, object], *, without_na: bool) -> dict:
    """How many rows of what ``name`` counts lie in the documents of each value; NA is the value None."""
    rows_of = COUNTED[name][1]
    ids = rows_of(labels)["doc_id"].astype("str") if rows_of else _loaded_ids(labels)
    groups = ids.map(values).astype(object)
    counts = groups.where(groups.notna(), None).value_counts(dropna=False)
    return {key: n for key, n in counts.items() if not (without_na and key is None)}


def _loaded_ids(labels: tk.Labels) -> pd.Series:
    table = tk.sentiment.loaded_terms(labels, by="doc_id")
    return table["doc_id"].repeat(table["n"])


def _counted(name: str, table: pd.DataFrame, key: str) -> dict:
    values = table[key].astype(object)
    sums = table.groupby(values.where(values.notna(), "NA of the test"))[COUNTED[name][0]].sum()
    return {None if value == "NA of the test" else value: int(n) for value, n in sums.items() if n}


def check_group(name: str, labels: tk.Labels, by: str, gold: tk.gold.Gold) -> str | None:
    """Measure by a name; the column that came, None if refused. What is of the documents is counted anew."""
    table = group(name, labels, by, gold) if name not in LENIENT else run(name, [labels], LENIENT[name] | {"by": by})
    if table is None:
        return None
    if COUNTED[name][0] is None:
        return by
    key = by if by in table and by not in RESULTS[name] else f"{by}_given"
    assert key in table, (name, by)
    assert set(table) <= {key, *RESULTS[name]}
    if key in labels.documents:
        values = labels.documents.set_index("doc_id", drop=False)[key]
        values = {doc_id: None if pd.isna(value) else value for doc_id, value in values.items()}
        assert _counted(name, table, key) == _expected(name, labels, values, without_na=name == "keyness"), (name, by)
    return key


def test_every_public_measure_is_one_object_and_says_what_it_returns():
    assert len(MEASURES) > 30
    for name, function in MEASURES.items():
        assert is_measure(function), f"{name} is defined without @measure"
        assert pickle.loads(pickle.dumps(function)) is function
        assert name in RESULTS
    assert set(RESULTS) == set(MEASURES)
    assert set(COUNTED) == set(GROUPED), "say in COUNTED what a new measure counts"


@pytest.mark.parametrize("name", MEASURES)
def test_its_columns_are_those_of_the_contract_and_its_input_stays(name, labels, gold):
    before = {table: frame.copy() for table, frame in labels.tables().items()}
    args, options = arguments(name, labels, gold)
    table = run(name, args, options)
    assert table is not None
    by = options.get("by", inspect.signature(MEASURES[name]).parameters.get("by"))
    keys = [by.default] if isinstance(by, inspect.Parameter) and isinstance(by.default, str) else []
    keys += ["doc_id"] if name == "tf_idf" else []  # it weighs what tells documents apart
    own = {*RESULTS[name], *keys, *(["year", "words"] if name == "running_median" else [])}
    assert set(table) <= own | ({"speaker", "kind"} if name == "evidence" else set())
    assert table.attrs["measure"] == name
    assert "parameters" in table.attrs
    for key, frame in labels.tables().items():
        assert_frame_equal(frame, before[key])


@pytest.mark.parametrize("name", GROUPED)
def test_fields_that_are_called_as_its_columns_are_the_users_own(name, labels, gold):
    for column in {*RESULTS[name][:2], RESULTS[name][-1], "speaker", "group", "index", "size"} - {"doc_id"}:
        assert check_group(name, labels, _given(column), gold) is not None, column
        if column != _given(column):
            check_group(name, labels, column, gold)


@pytest.mark.slow
@pytest.mark.parametrize("name", GROUPED)
def test_fields_of_any_name_are_the_users_own(name, labels, gold):
    """Every measure by some of the names, every name with one of the measures; on demand all with all."""
    first, step = (0, 1) if os.environ.get("TEXTKIT_LONG_TESTS") else (list(GROUPED).index(name), len(GROUPED))
    for column in NAMES[first::step]:
        assert check_group(name, labels, _given(column), gold) is not None, column
        if column != _given(column):
            check_group(name, labels, column, gold)


TABLE_OF = {  # measures that take a table alone
    **dict.fromkeys(("count_terms", "tf_idf", "diversity", "quoted_share", "dispersion", "keyness"), "tokens"),
    "polarity_by": "sentences",
    "paragraph_roles": "paragraphs",
    "count_cues": "quotes",
}


@pytest.mark.parametrize("name", TABLE_OF)
def test_columns_of_a_table_of_ones_own_are_counted_or_refused(name, labels, gold):
    frame = getattr(labels, TABLE_OF[name])
    values = {"a": "x", "b": "y", "c": None}
    groups = frame["doc_id"].astype("str").map(values).astype(object)
    taken = set(RESULTS[name])
    for column in sorted({*RESULTS[name][:2], "size", "group", "n", "total", "index", "level_0"} - set(frame)):
        own = frame.assign(**{column: groups.where(groups.notna(), None).array})
        own.attrs = {}
        table = group(name, own, column, gold)
        assert (table is None) == (column in taken and name != "dispersion"), column
        if table is not None and COUNTED[name][0]:
            assert _counted(name, table, column) == _expected(name, labels, values, without_na=name == "keyness")


@pytest.mark.parametrize("name", GROUPED)
def test_by_is_read_in_one_way(name, labels, gold):
    by = partial(group, name, labels, gold=gold)

    def call(wrong):
        args, options = arguments(name, labels, gold) if name in ("estimate", "plan") else ([labels], {})
        return MEASURES[name](*args, **options, **{"parts" if name == "dispersion" else "by": wrong})

    assert by("genre") is not None
    assert by(None) is not None
    assert_frame_equal(by("genre"), by(["genre"]))
    assert_frame_equal(by("genre"), by(["genre", "genre"]))
    assert_frame_equal(by("genre"), by(iter(["genre"])))
    assert_frame_equal(by("score"), by(("score",)))
    for wrong in ("genres", ["genre", "nonsense"]):
        with pytest.raises(tk.errors.MissingColumnError, match="genre"):
            call(wrong)
    with pytest.raises(tk.errors.MissingColumnError, match="Did you mean 'genre'"):
        call("genres")
    with pytest.raises(tk.errors.OptionError, match="name of a column"):
        call(5)


def test_without_by_a_measure_of_whole_texts_has_one_row(labels):
    for measure in (tk.corpus_size, tk.quoted_share, tk.diversity, tk.readability, tk.polarity_by, tk.count_analogies):
        assert len(measure(labels, by=None)) == 1
    assert tk.corpus_size(labels, by=None)["n_words"].item() == len(_words(labels))
    roles = tk.paragraph_roles(labels, by=None)
    assert roles["share"].sum() == pytest.approx(1)
    assert roles["n_paragraphs"].sum() == len(labels.paragraphs)


SMALL = {
    "neither quotations nor analogies": pd.DataFrame({"text": ["Rain fell.", "It fell."], "genre": ["x", None]}),
    "no words": pd.DataFrame({"text": ["— … !"], "genre": ["x"]}),
    "one document": _frame().head(1),
    "two documents for two keys": _frame().head(2),
    "a group without a value": _frame().assign(genre=None),
}


QUICKLY = ("neither quotations nor analogies", "one document")


@pytest.fixture(
    scope="module", params=[pytest.param(key, marks=() if key in QUICKLY else pytest.mark.slow) for key in SMALL]
)
def few(request: pytest.FixtureRequest) -> tk.Labels:
    return tk.label(tk.read_corpus(SMALL[request.param]))


@pytest.fixture(scope="module")
def nothing(few: tk.Labels) -> tk.Labels:
    """No document at all, as after a choice that leaves none."""
    tables = {name: table.iloc[:0] for name, table in few.tables().items()}
    return tk.Labels(**tables, provenance=few.provenance)


@pytest.mark.parametrize("name", MEASURES)
def test_little_text_is_no_error(name, few, nothing, gold):
    for source in (few, nothing):
        if name in ("estimate", "plan") and not len(source.sentences):
            continue  # nothing to draw a sample from
        args, options = arguments(name, source, gold)
        assert run(name, args, options) is not None or name == "evidence"
        if name not in GROUPED:
            continue
        for by in (None, "genre", ["doc_id", "genre"], "speaker"):
            assert group(name, source, by, gold) is not None or by == "speaker" or "doc_id" in RESULTS[name], by
    assert {*tk.corpus_size(few, by=["doc_id", "genre"])} == {"doc_id", "genre", *RESULTS["corpus_size"]}


BARE = {
    "kinds": "word",
    "roles": "body",
    "boundaries": "doc_id",
    "groups": "report",
    "targets": "Ann Lee",
    "terms": "trade",
    "node": "trade",
    "metadata": "genre",
    "sort": "R1",
}
MISSPELT = {"kinds": "wrod", "roles": "bdoy", "boundaries": "dok_id", "groups": "reprot", "measures": "nonsense"}


def _with(name: str, option: str) -> bool:
    return option in inspect.signature(MEASURES[name]).parameters and (name, option) != ("term_positions", "terms")


@pytest.mark.parametrize(("name", "option"), [(n, o) for n in MEASURES for o in BARE if _with(n, o)])
def test_a_bare_string_is_a_list_of_one(name, option, labels):
    positional, options = ([labels, "trade"] if name == "kwic" else [labels]), {}
    if name == "keyness":
        options = {"by": "genre"}
    if name == "shared_quotations":
        twice = pd.DataFrame({"text": [TEXTS[0], TEXTS[0]], "genre": ["report", "speech"]})
        positional = [tk.label(tk.read_corpus(twice, duplicates="keep"), tables=("sentences", "tokens", "quotes"))]
    one, several = (run(name, positional, options | {option: value}) for value in (BARE[option], [BARE[option]]))
    assert len(one)
    assert_frame_equal(one, several)


@pytest.mark.parametrize(("name", "option"), [(n, o) for n in MEASURES for o in MISSPELT if _with(n, o)])
def test_an_unknown_value_is_refused_with_those_that_are_known(name, option, labels):
    options = {"by": "genre"} if name == "keyness" else {}
    with pytest.raises(tk.errors.OptionError, match=f"{MISSPELT[option]}"):
        MEASURES[name](labels, **options, **{option: MISSPELT[option]})


@pytest.mark.parametrize("name", MEASURES)
def test_what_is_not_labelled_is_refused_with_a_remedy(name, labels, gold):
    args, options = arguments(name, labels, gold)
    parameters = list(inspect.signature(MEASURES[name]).parameters.values())
    for place, value in enumerate(args):
        taken = get_args(parameters[place].annotation)
        for wrong in ("some text", 5, None, ["a"], tk.read_corpus(["Rain."])):
            if isinstance(value, tk.Labels) and not isinstance(wrong, taken or int):
                changed = [*args[:place], wrong, *args[place + 1 :]]
                with pytest.raises(tk.errors.TextkitError, match=rf"^{name} needs .*(tk\.label|Pass)"):
                    MEASURES[name](*changed, **options)
    with pytest.raises(TypeError, match=rf"^{name}\(\) .*Its arguments are"):
        MEASURES[name](*args, nonsense=1)


@pytest.fixture(scope="module")
def on_disk(tmp_path_factory: pytest.TempPathFactory) -> LabelsOnDisk:
    pytest.importorskip("pyarrow")
    return tk.scan_labels(tk.label_to(tmp_path_factory.mktemp("disk") / "labels", _frame(NAMES), workers=1))


@pytest.mark.parametrize("name", MEASURES)
def test_labels_on_disk_give_the_same(name, labels, on_disk, gold):
    args, options = arguments(name, labels, gold)
    if not any(isinstance(value, tk.Labels) for value in args):
        return
    read = [on_disk if isinstance(value, tk.Labels) else value for value in args]
    one, two = run(name, args, options), run(name, read, options)
    assert_frame_equal(one, two)
    assert one.attrs["provenance"]["corpus"] == two.attrs["provenance"]["corpus"]
    if name not in GROUPED or name in ("estimate", "plan"):
        return
    for column in ("speaker_given", "size", "n_words_given", "n", "genre"):
        one, two = (group(name, source, column, gold) for source in (labels, on_disk))
        assert_frame_equal(one, two, check_categorical=False)
