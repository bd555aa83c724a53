"""One name for one person across a corpus."""

import time
from dataclasses import replace

import pandas as pd
import pytest

import textkit as tk

FULL = "“We shall see,” said Ann Lee, the minister. “Not now,” Lee added."
SHORT = "“Perhaps later,” Lee said. She spoke like a general."
OTHER = "“No,” said Bob Lee. “Never,” Lee said."


def speakers(*texts):
    labels = tk.link_speakers(tk.label(tk.read_corpus(list(texts))))
    return labels, labels.quotes.speaker.dropna().unique().tolist()


def test_a_surname_alone_becomes_the_full_name_of_the_corpus():
    labels, names = speakers(FULL, SHORT)
    assert names == ["Ann Lee"]
    assert labels.tokens.speaker.dropna().unique().tolist() == ["Ann Lee"]
    assert labels.speakers.set_index(["doc_id", "speaker"]).aliases.str.contains("Lee").all()
    assert labels.provenance["linked speakers"] == "Lee = Ann Lee (nobody else has this name)"


def test_a_surname_of_two_people_stays():
    _, names = speakers(FULL, SHORT, OTHER)
    assert set(names) == {"Ann Lee", "Bob Lee", "Lee"}


def test_a_label_in_capitals_becomes_the_full_name_of_the_corpus():
    _, names = speakers(FULL, "“LEE: Why now?\n\n“ODE: It is late.\n\n“LEE: Not so late.”")
    assert names == ["Ann Lee", "ODE"]


def test_a_middle_name_makes_no_other_person():
    _, names = speakers(FULL, FULL, FULL.replace("Ann Lee", "Ann B. Lee"), SHORT)
    assert names == ["Ann Lee"]


def test_the_person_of_nine_in_ten_documents_is_meant():
    _, names = speakers(*[FULL] * 9, SHORT, OTHER)
    assert set(names) == {"Ann Lee", "Bob Lee"}


def test_counts_are_kept_and_input_is_not_changed():
    before = tk.label(tk.read_corpus([FULL, SHORT]))
    copy = before.speakers.copy()
    after = tk.link_speakers(before)
    for column in ("n_mentions", "n_quotes", "n_words"):
        assert after.speakers[column].sum() == before.speakers[column].sum()
    pd.testing.assert_frame_equal(before.speakers, copy)
    for name, table in after.tables().items():
        assert list(map(str, table.dtypes)) == list(map(str, getattr(before, name).dtypes))


@pytest.mark.slow
def test_many_speakers_are_united_in_time():
    one = tk.label(tk.read_corpus([FULL])).speakers.iloc[[0]]
    rows = [one.assign(doc_id=f"d{n}", speaker=name, aliases=None) for n in range(2_000) for name in ("Ann Lee", "Lee")]
    labels = replace(tk.label(tk.read_corpus([FULL])), speakers=pd.concat(rows, ignore_index=True))
    start = time.process_time()
    united = tk.link_speakers(labels).speakers
    assert time.process_time() - start < 3  # by a group of pandas for each row it took eight
    assert united.speaker.eq("Ann Lee").all()
    assert united.aliases.eq("Lee").all()
    assert len(united) == 2_000


@pytest.mark.parametrize("texts", [["Rain."], [OTHER], [""]])
def test_nothing_to_unite_leaves_the_labels_alone(texts):
    labels = tk.label(tk.read_corpus(texts))
    assert tk.link_speakers(labels) is labels


RULES = [
    # what the texts give, what the analyst says, the names after linking
    ([FULL, SHORT], {}, {"Ann Lee"}),
    ([FULL, SHORT], {"different": [("Ann Lee", "Lee")]}, {"Ann Lee", "Lee"}),
    ([FULL, SHORT, OTHER], {"same": [("Bob Lee", "Lee")]}, {"Ann Lee", "Bob Lee"}),
    ([FULL, SHORT, OTHER], {"different": [("Bob Lee", "Lee")]}, {"Ann Lee", "Bob Lee"}),
    (
        [FULL, FULL.replace("Ann Lee", "Ann B. Lee")],
        {"different": [("Ann Lee", "Ann B. Lee")]},
        {"Ann Lee", "Ann B. Lee"},
    ),
    ([FULL, SHORT.replace("Lee", "Roe")], {"same": [("Ann Lee", "Roe")]}, {"Ann Lee"}),
    ([FULL, FULL.replace("Ann Lee", "ANN LEE")], {}, {"Ann Lee"}),
]


@pytest.mark.parametrize(("texts", "rules", "names"), RULES)
def test_an_analyst_may_say_who_is_one_and_who_is_not(texts, rules, names):
    apart = tk.label(tk.read_corpus(texts), link_speakers=False)
    assert set(tk.link_speakers(apart, **rules).quotes.speaker.dropna()) == names


def test_a_corpus_may_say_it_in_its_settings(tmp_path):
    (tmp_path / "one.txt").write_text(FULL, encoding="utf-8")
    (tmp_path / "two.txt").write_text(SHORT.replace("Lee", "Roe"), encoding="utf-8")
    (tmp_path / "corpus.toml").write_text('same_speaker = [["Ann Lee", "Roe"], ["alone"]]', encoding="utf-8")
    labels = tk.label(tk.read_corpus(tmp_path))
    assert tk.speaker_links(labels).values.tolist() == [["Roe", "Ann Lee", "listed as the same"]]
    assert "1 of its groups are not lists of two and more names" in labels.problems.problem.iloc[0]


def test_what_is_no_group_of_names_is_refused():
    labels = tk.label(tk.read_corpus([FULL]))
    for wrong in ("Ann Lee", ["Ann Lee"], [("Ann Lee",)], [("Ann Lee", 3)]):
        with pytest.raises(tk.errors.OptionError, match="takes groups of names"):
            tk.link_speakers(labels, same=wrong)


def test_straight_and_curly_apostrophes_are_one_name():
    curly = "“We shall see,” the Prime Minister’s Office said."
    _, names = speakers(curly, curly.replace("’", "'"), curly)
    assert names == ["Prime Minister’s Office"]


def test_names_are_linked_over_all_shards_also_when_texts_are_added(tmp_path):
    def both(texts):
        frame = pd.DataFrame({"doc_id": [f"d{n}" for n in range(len(texts))], "text": texts})
        on_disk = tk.scan_labels(tk.label_to(tmp_path / "labels", frame, workers=1, shard_size=1))
        return on_disk, tk.label(frame)

    for texts in ([FULL, SHORT], [FULL, SHORT, OTHER], [SHORT, FULL]):  # linked, told apart again, linked again
        on_disk, in_memory = both(texts)
        for name, table in in_memory.tables().items():
            pd.testing.assert_frame_equal(on_disk.load()[name], table)
        pd.testing.assert_frame_equal(tk.speaker_links(on_disk), tk.speaker_links(in_memory))


PARTIES = "name,alias,party,Home State\nAnn Lee,Lee,Green,Ohio\nBo Roe,,Blue,\n"
SPEECHES = {"one": FULL, "two": "“Never,” said Bo Roe. “I admire Ann Lee,” Roe added. Ann Lee is a disaster."}


@pytest.fixture
def folder(tmp_path):
    for name, text in SPEECHES.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "speakers.csv").write_text(PARTIES, encoding="utf-8")
    return tmp_path


def test_what_is_known_of_speakers_is_a_field_to_count_by(folder):
    labels = tk.label(tk.read_corpus(folder))
    spoken = labels.quotes[labels.quotes.kind == "direct"]
    assert dict(zip(spoken.speaker, spoken.speaker_party, strict=True)) == {"Ann Lee": "Green", "Bo Roe": "Blue"}
    assert spoken.speaker_home_state.dropna().unique().tolist() == ["Ohio"]
    towards = labels.targets.drop_duplicates("target")
    assert dict(zip(towards.target, towards.target_party, strict=True)) == {"Ann Lee": "Green", "Bo Roe": "Blue"}
    words = tk.count_terms(labels, by="speaker_party").groupby("speaker_party").n.sum()
    assert words.to_dict() == {"Blue": 5, "Green": 5}
    assert set(tk.speaker_share(labels, by="speaker_party").speaker_party.dropna()) == {"Blue", "Green"}


def test_facts_are_on_disk_as_in_memory(folder, tmp_path):
    labels = tk.label(tk.read_corpus(folder))
    on_disk = tk.scan_labels(tk.label_to(tmp_path.with_suffix(".labels"), folder, workers=1, shard_size=1))
    for name, table in labels.tables().items():
        pd.testing.assert_frame_equal(on_disk.load()[name], table)
    for measure in (tk.count_terms, tk.speaker_share, tk.polarity_by, tk.count_analogies):
        pd.testing.assert_frame_equal(measure(on_disk, by="speaker_party"), measure(labels, by="speaker_party"))
    labels.save(folder.with_suffix(".csv"))
    pd.testing.assert_frame_equal(tk.load_labels(folder.with_suffix(".csv")).quotes, labels.quotes)


def test_facts_follow_a_corrected_speaker(folder):
    labels = tk.label(tk.read_corpus(folder))
    sheet = labels.quotes.iloc[[0]].assign(verdict="wrong", correct_speaker="Bo Roe")
    assert tk.gold.apply_corrections(labels, sheet).quotes.speaker_party.iloc[0] == "Blue"


KNOWN = pd.DataFrame(
    {
        "Speaker": ["Ann Lee", "Bo Roe"],
        "alias": ["Lee", None],
        "speaker_party": ["Green", "Blue"],
        "Home State": ["Ohio", None],
    }
)


def test_what_is_known_of_speakers_can_be_given_to_label(folder, tmp_path):
    expected = tk.label(tk.read_corpus(folder)).tables()
    bare = tk.read_corpus(pd.DataFrame({"doc_id": list(SPEECHES), "text": list(SPEECHES.values())}))
    rows = KNOWN.fillna("").to_dict("records")
    for speakers in (KNOWN, rows, folder / "speakers.csv", str(folder / "speakers.csv")):
        labels = tk.label(bare, speakers=speakers)
        for name in ("quotes", "targets", "speakers", "analogies"):
            pd.testing.assert_frame_equal(labels[name], expected[name])
    assert "speakers" in labels.provenance["own lexicons"]
    on_disk = tk.label_to(tmp_path / "labels", bare, workers=1, shard_size=1, speakers=KNOWN)
    pd.testing.assert_frame_equal(tk.scan_labels(on_disk).load().quotes, expected["quotes"])


def test_rows_given_to_label_come_behind_those_of_the_folder(folder):
    labels = tk.label(tk.read_corpus(folder), speakers=[{"name": "Bo Roe", "party": "Red"}])
    assert {*labels.speakers.speaker_party.dropna()} == {"Green", "Red"}


@pytest.mark.parametrize(
    ("speakers", "error", "message"),
    [
        ([{"who": "Ann Lee"}], tk.errors.OptionError, "needs a column 'name', and has who"),
        (
            [{"name": "Ann Lee", "kind": "dog"}],
            tk.errors.OptionError,
            r"Row 1 \('Ann Lee'\): its kind is 'dog'. Use person",
        ),
        ([{"name": "", "party": "Green"}], tk.errors.OptionError, "Row 1: it has no name. Write one.$"),
        ("nowhere.csv", tk.errors.CorpusError, "nowhere.csv"),
    ],
)
def test_a_list_of_speakers_that_cannot_be_used_is_refused(speakers, error, message):
    with pytest.raises(error, match=message):
        tk.label(tk.read_corpus(["Rain."]), speakers=speakers)


def test_polarity_towards_is_divided_by_what_is_known_of_holders_and_targets():
    text = "“The cruel and corrupt Bo Roe lied,” said Ann Lee. “The brave Ann Lee is a hero,” said Bo Roe."
    labels = tk.label(tk.read_corpus([text]), speakers=KNOWN)
    for by in ("holder_party", "speaker_party", ["holder_party", "target_party"]):
        table = tk.polarity_towards(labels, ["Ann Lee", "Bo Roe"], by=by)
        table = table[table.iloc[:, 0].notna()]  # the writer is of no party
        assert dict(zip(table.iloc[:, 0], table["target"], strict=True)) == {"Blue": "Ann Lee", "Green": "Bo Roe"}
    mentions = tk.target_mentions(labels, ["Bo Roe"])
    assert mentions.loc[mentions.holder == "Ann Lee", ["holder_party", "target_party"]].values.tolist() == [
        ["Green", "Blue"]
    ]
    with pytest.raises(tk.errors.MissingColumnError, match=r"Did you mean 'speaker_party' or 'holder_party'"):
        tk.polarity_towards(labels, by="party")
    with pytest.raises(tk.errors.MissingColumnError, match=r"by='speaker_party'.*quotes\['speaker_party'\] == 'Green'"):
        labels.where(speaker_party="Green")


def test_what_is_not_known_of_speakers_is_said_where_to_give():
    labels = tk.label(tk.read_corpus(["“No,” said Ann Lee."]))
    with pytest.raises(tk.errors.MissingColumnError, match=r"tk.label\(corpus, speakers=table\), or speakers.csv"):
        tk.polarity_towards(labels, by="holder_party")
