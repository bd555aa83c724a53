"""Turns of transcripts: each layout of labels, and lines that look like labels and are none."""

import pandas as pd
import pytest

import textkit as tk

LAYOUTS = {
    "titles in capitals": (
        "MS. POE: Good morning. I have two items.\n\nMR. ROE: Thank you.\n\nMS. POE: The first is the budget.",
        ["Poe", "Roe", "Poe"],
        "NAME:",
    ),
    "an office": (
        "THE PRESIDENT: We have a plan.\n\nMS. POE: Last question.\n\nTHE PRESIDENT: It works.",
        ["President", "Poe", "President"],
        "NAME:",
    ),
    "Q and blanks": (
        "MS. POE:  Good morning.\n\nQ    Will it pass?\n\nMS. POE:  It will.\n\nQ    When?",
        ["Poe", None, "Poe", None],
        "NAME:, Q",
    ),
    "Q with a colon": (
        "MR. ROE: Go ahead.\n\nQ: Will it pass?\n\nMR. ROE: It will.",
        ["Roe", None, "Roe"],
        "NAME:, Q:",
    ),
    "an interview": ("Q: Will it pass?\n\nA: It will.\n\nQ: When?\n\nA: In May.", [None, None, None, None], "Q:"),
    "a role behind the name": (
        "CLARA POE, NEWS ANCHOR: The vote is over.\n\nTOM ROE, CORRESPONDENT (through translator): It was close.\n\n"
        "POE: Thank you.",
        ["Clara Poe", "Tom Roe", "Clara Poe"],
        "NAME, ROLE:",
    ),
    "a time before the name": (
        "[00:01:12] Clara Poe: The vote is over.\n\n[00:01:20] Tom Roe: It was close.\n\n"
        "[00:01:31] Clara Poe: Thank you.",
        ["Clara Poe", "Tom Roe", "Clara Poe"],
        "[time] Name:",
    ),
    "bold type": (
        "**MS. POE:** Good morning.\n\n**Q:** Will it pass?\n\n**MS. POE:** It will.",
        ["Poe", None, "Poe"],
        "**NAME:**, **Q:**",
    ),
    "a translator": (
        "CLARA POE (through translator): It was close.\n\nTOM ROE: Thank you.\n\nCLARA POE (through translator): No.",
        ["Clara Poe", "Tom Roe", "Clara Poe"],
        "NAME (remark):",
    ),
    "a line of its own": (
        "CLARA POE:\n\nWe have a plan.\n\nTOM ROE:\n\nIt is bad.\n\nCLARA POE:\n\nIt is not.",
        ["Clara Poe", "Tom Roe", "Clara Poe"],
        "NAME: on a line of its own",
    ),
    "names alone": (
        "CLARA POE\n\nWe have a plan.\n\nTOM ROE\n\nIt is bad.\n\nCLARA POE\n\nIt is not.",
        ["Clara Poe", "Tom Roe", "Clara Poe"],
        "NAME on a line of its own",
    ),
    "small letters": (
        "Clara Poe: I think we have a plan.\n\nMayor Tom Roe: The plan is bad.\n\nClara Poe: It is not.",
        ["Clara Poe", "Tom Roe", "Clara Poe"],
        "Name:",
    ),
    "the Congressional Record": (
        "Mr. POE of Ohio. Mr. Speaker, I rise to honor a teacher.\n\nThe SPEAKER pro tempore. The gentleman has the "
        "floor.\n\nMs. ROE of New York. I yield back.",
        ["Poe", "Speaker", "Roe"],
        "Name.",
    ),
    "British Hansard, printed": (
        "Clara Poe (Holby) (Lab): Will the minister explain?\n\nThe Secretary of State for Transport (Tom Roe): I will."
        "\n\nClara Poe: That is no answer.",
        ["Clara Poe", "Tom Roe", "Clara Poe"],
        "Name (remark):",
    ),
    "British Hansard, on its pages": (
        "Clara Poe (Holby) (Lab)\n\nWill the minister explain?\n\nThe Secretary of State for Transport (Tom Roe)\n\n"
        "I will.\n\nThe road is open.\n\nClara Poe\n\nThat is no answer.",
        ["Clara Poe", "Tom Roe", "Clara Poe"],
        "Name (remark) on a line of its own",
    ),
    "Australian Hansard": (
        "Mr POE (Holby—Prime Minister) (15:18): I welcome the question.\n\nThe SPEAKER: The member will be quiet."
        "\n\nMr POE (Holby—Prime Minister) (15:19): I thank the Speaker.",
        ["Poe", "Speaker", "Poe"],
        "NAME (remark):",
    ),
    "the presidency project": (
        "The President. Thank you all. We have a plan.\n\nQ. Will it pass?\n\nThe President. It will.",
        ["President", None, "President"],
        "Name., Q.",
    ),
    "a debate": (
        "MODERATOR: Good evening.\n\nPOE: I think we need jobs.\n\nROE: Wrong.\n\nPOE: Well, I do --\n\n"
        "ROE: It is not.",
        [None, "Poe", "Roe", "Poe", "Roe"],
        "NAME:",
    ),
}


def turns(text):
    quotes = tk.label(tk.read_corpus([text])).quotes
    return quotes[quotes.rule == "turn"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_label_opens_a_turn(layout):
    text, speakers, form = LAYOUTS[layout]
    labels = tk.label(tk.read_corpus([text]))
    found = labels.quotes[labels.quotes.rule == "turn"]
    assert labels.documents["layout"].tolist() == [form]
    assert labels.problems.empty
    assert len(found) == len(speakers)
    assert [None if name != name else name.casefold() for name in found.speaker] == [
        None if name is None else name.casefold() for name in speakers
    ]
    assert found.utterance_id.is_unique
    assert set(found.attribution) == {"speech"}


def test_a_turn_goes_on_to_the_next_label_without_stage_directions():
    text = "MS. POE: Good morning.\n\nWe have a plan.\n\n(Applause.)\n\nIt works.\n\nMR. ROE: It does."
    assert turns(text).text.tolist() == ["Good morning.\n\nWe have a plan.", "It works.", "It does."]
    assert turns(text).utterance_id.nunique() == 2


@pytest.mark.parametrize("line", ["READ MORE: Budget passes", "WATCH: The vote", "KEEPING SCORE: A close one"])
def test_lines_in_capitals_that_name_nobody_are_no_labels(line):
    body = "The council met on Monday and spoke of the budget for two hours, and then it went home."
    assert turns(f"{body}\n\n{line}\n\n{body}\n\n{line}\n\n{body}\n\nPHOTOS: The hall\n\n{body}").empty


def test_heads_in_capitals_are_no_labels():
    body = "The Secretary of Defense Ann Lee spoke of the cost of ships to the government for two hours on Monday."
    heads = ("A STRONG DEFENSE", "REVENUE SHARING", "THE MACHINERY OF GOVERNMENT")
    assert turns("\n\n".join(f"{head}: {body}\n\n{body}\n\n{body}\n\n{body}" for head in heads)).empty


def test_one_label_makes_no_transcript():
    assert turns("MS. POE: Good morning. I have two items and no time for more than one of them.").empty


def test_names_on_lines_of_their_own_that_do_not_recur_are_headings():
    body = "The mayor spoke of the budget for two hours, and then everybody went home."
    assert turns(f"Clara Poe\n\n{body}\n\nTom Roe\n\n{body}\n\nAnn Lee\n\n{body}").empty


def test_labels_that_name_nobody_known_are_told():
    labels = tk.label(tk.read_corpus(["GLORP: No.\n\nFNORD: Why?\n\nZIM: It is late.\n\nQUX: It is not."]))
    assert labels.documents["layout"].isna().all()
    assert labels.problems.problem.tolist() == [
        "Paragraphs of 'text-001' open like turns of a transcript, by nobody known: GLORP, FNORD, ZIM, QUX."
    ]


def test_labels_on_disk_tell_layouts_and_what_is_not_understood(tmp_path):
    texts = [LAYOUTS["an office"][0], "GLORP: No.\n\nFNORD: Why?\n\nZIM: It is late.\n\nQUX: It is not."]
    memory, disk = tk.label(tk.read_corpus(texts)), tk.scan_labels(tk.label_to(tmp_path / "out", tk.read_corpus(texts)))
    assert disk.load().documents["layout"].fillna("").tolist() == memory.documents["layout"].fillna("").tolist()
    assert disk.problems.problem.tolist() == memory.problems.problem.tolist()


def test_a_field_of_that_name_stays():
    frame = pd.DataFrame({"text": [LAYOUTS["an office"][0]], "layout": ["two columns"]})
    assert tk.label(tk.read_corpus(frame)).documents["layout"].tolist() == ["two columns"]
