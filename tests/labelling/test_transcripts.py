"""Turns of transcripts: each layout of labels, and lines that look like labels and are none."""

import pytest

import textkit as tk

LAYOUTS = {
    "titles in capitals": (
        "MS. POE: Good morning. I have two items.\n\nMR. ROE: Thank you.\n\nMS. POE: The first is the budget.",
        ["Poe", "Roe", "Poe"],
    ),
    "an office": (
        "THE PRESIDENT: We have a plan.\n\nMS. POE: Last question.\n\nTHE PRESIDENT: It works.",
        ["President", "Poe", "President"],
    ),
    "Q and blanks": (
        "MS. POE:  Good morning.\n\nQ    Will it pass?\n\nMS. POE:  It will.\n\nQ    When?",
        ["Poe", None, "Poe", None],
    ),
    "Q with a colon": ("MR. ROE: Go ahead.\n\nQ: Will it pass?\n\nMR. ROE: It will.", ["Roe", None, "Roe"]),
    "an interview": ("Q: Will it pass?\n\nA: It will.\n\nQ: When?\n\nA: In May.", [None, None, None, None]),
    "a role behind the name": (
        "CLARA POE, NEWS ANCHOR: The vote is over.\n\nTOM ROE, CORRESPONDENT (through translator): It was close.\n\n"
        "POE: Thank you.",
        ["Clara Poe", "Tom Roe", "Clara Poe"],
    ),
    "a time before the name": (
        "[00:01:12] Clara Poe: The vote is over.\n\n[00:01:20] Tom Roe: It was close.\n\n"
        "[00:01:31] Clara Poe: Thank you.",
        ["Clara Poe", "Tom Roe", "Clara Poe"],
    ),
    "bold type": (
        "**MS. POE:** Good morning.\n\n**Q:** Will it pass?\n\n**MS. POE:** It will.",
        ["Poe", None, "Poe"],
    ),
    "small letters": (
        "Clara Poe: I think we have a plan.\n\nMayor Tom Roe: The plan is bad.\n\nClara Poe: It is not.",
        ["Clara Poe", "Tom Roe", "Clara Poe"],
    ),
    "the Congressional Record": (
        "Mr. POE of Ohio. Mr. Speaker, I rise to honor a teacher.\n\nThe SPEAKER pro tempore. The gentleman has the "
        "floor.\n\nMs. ROE of New York. I yield back.",
        ["Poe", "Speaker", "Roe"],
    ),
    "Hansard": (
        "Mr POE (Holby—Prime Minister) (15:18): I welcome the question.\n\nThe SPEAKER: The member will be quiet."
        "\n\nMr POE (Holby—Prime Minister) (15:19): I thank the Speaker.",
        ["Poe", "Speaker", "Poe"],
    ),
    "the presidency project": (
        "The President. Thank you all. We have a plan.\n\nQ. Will it pass?\n\nThe President. It will.",
        ["President", None, "President"],
    ),
    "a debate": (
        "MODERATOR: Good evening.\n\nPOE: I think we need jobs.\n\nROE: Wrong.\n\nPOE: Well, I do --\n\n"
        "ROE: It is not.",
        [None, "Poe", "Roe", "Poe", "Roe"],
    ),
}


def turns(text):
    quotes = tk.label(tk.read_corpus([text])).quotes
    return quotes[quotes.rule == "turn"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_label_opens_a_turn(layout):
    text, speakers = LAYOUTS[layout]
    found = turns(text)
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
