"""No text makes labelling slower than in proportion to its length: the strings of cases/hostile.json, over and over."""

import json
import time
from pathlib import Path

import pytest

from textkit.labelling.document import label_text
from textkit.labelling.quotations.clauses import FEWEST_ENDS, candidate_ends, open_content
from textkit.labelling.quotations.scenes import build_scene
from textkit.language.doc import read_doc

CASES = json.loads((Path(__file__).parents[1] / "cases/hostile.json").read_text(encoding="utf-8"))
SMALL, TIMES = 4_000, 8  # characters, and how many times as long the second text is
MOST = 24  # times the time of the first: more than linear, and no mere noise
TRIES = 3
PROSE = "Ann Lee said that the bridge in the town, which was closed in May, will open in June, after years of work. "
FLOOR = 0.05  # seconds of the processor that are taken for no more than noise


@pytest.mark.slow
@pytest.mark.parametrize("unit", [case["unit"] for case in CASES], ids=[case["name"] for case in CASES])
def test_time_grows_with_the_length(unit):
    small, large = unit * (SMALL // len(unit) + 1), unit * (SMALL * TIMES // len(unit) + 1)
    assert grows_no_more_than_the_text(small, large)


def test_many_names_and_many_who_hold_no_name():
    """Names differ, so that each is somebody; every role noun is looked for among them."""
    small, large = (
        "".join(f"Ann L{numbered(n)} met the senator. Ann left. " for n in range(count)) for count in (100, 100 * TIMES)
    )
    assert grows_no_more_than_the_text(small, large)


def numbered(n):
    return "".join(chr(97 + n // 26**place % 26) for place in range(3))


def grows_no_more_than_the_text(small, large):
    """Tried again if it seems to grow faster, since a busy machine may be slow for once."""
    return any(seconds(large) <= FLOOR + MOST * seconds(small) for _ in range(TRIES))


def seconds(text):
    start = time.process_time()
    label_text(text)
    return time.process_time() - start


def test_a_text_that_is_all_reporting_verbs_costs_no_more_than_prose():
    """Fewer ends are weighed for each verb where verbs stand close; in prose they are as many as the sentence has."""
    crowded, prose = ends_weighed("She said he said who said that " * 300), ends_weighed(PROSE)
    assert len(crowded) > 500
    assert max(crowded[:-100]) <= FEWEST_ENDS + 1
    assert max(prose) > FEWEST_ENDS + 1


def ends_weighed(text):
    """How many ends of the content of each cue are weighed."""
    scene = build_scene(read_doc(text))
    contents = [(cue, open_content(scene, cue)) for cue in scene.cues]
    return [len(candidate_ends(scene, *content)) for _, content in contents if content]
