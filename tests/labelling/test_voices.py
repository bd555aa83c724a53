"""Quotations cast onto tokens and sentences."""

import numpy as np

from textkit.labelling.quotations import Quote
from textkit.labelling.voices import assign_voices, sentence_voices, words_by_speaker
from textkit.language.tokens import tokenize


def quote(start, end, kind="direct", speaker="Ann Lee"):
    return Quote(utterance_id=0, start=start, end=end, kind=kind, speaker=speaker, rule="test", confidence=1.0)


STARTS = np.array(tokenize("aa bb cc dd ee ff").starts)  # 0 3 6 9 12 15


def test_no_quotation_is_all_narration():
    voices = assign_voices(STARTS, [])
    assert set(voices.voices()) == {"narration"}
    assert set(voices.speakers()) == {None}


def test_quoted_kinds_speak_and_others_do_not():
    quotes = [quote(0, 5), quote(6, 8, "scare", None), quote(9, 14, "indirect"), quote(15, 17, "block", "Bo Roe")]
    assert assign_voices(STARTS, quotes).speakers().tolist() == ["Ann Lee", "Ann Lee", None, None, None, "Bo Roe"]


def test_quoted_by_nobody_known_is_quotation_without_speaker():
    voices = assign_voices(STARTS, [quote(0, 5, speaker=None)])
    assert voices.voices().tolist()[:3] == ["quotation", "quotation", "narration"]
    assert voices.speakers().tolist()[:3] == [None, None, None]


def test_the_inner_quotation_wins():
    voices = assign_voices(STARTS, [quote(3, 8, speaker="Bo Roe"), quote(0, 17)])
    assert voices.speakers().tolist() == ["Ann Lee", "Bo Roe", "Bo Roe", "Ann Lee", "Ann Lee", "Ann Lee"]


def test_sentence_voice_and_its_main_speaker():
    voices = assign_voices(STARTS, [quote(0, 5), quote(9, 11, speaker="Bo Roe")])
    words = np.ones(6, dtype=bool)
    kinds, speakers = sentence_voices(voices, np.array([0, 0, 1, 1, 2, 2]), words, 4)
    assert kinds == ["quotation", "mixed", "narration", "narration"]
    assert speakers == ["Ann Lee", "Bo Roe", None, None]


def test_punctuation_does_not_make_a_sentence_mixed():
    voices = assign_voices(STARTS, [quote(3, 17)])
    kinds, _ = sentence_voices(voices, np.zeros(6, dtype=int), np.array([False, True, True, True, True, True]), 1)
    assert kinds == ["quotation"]


def test_words_by_speaker_counts_words_only():
    voices = assign_voices(STARTS, [quote(0, 8), quote(9, 11, speaker=None)])
    assert words_by_speaker(voices, np.array([True, False, True, True, True, True])) == {"Ann Lee": 2}
