"""The lexicons behind the analogies: complete, consistent, without doubles."""

from collections import Counter

from textkit.labelling.analogies.sentence_words import kind_of_thing, words
from textkit.lexicons import read_lexicon

TYPES = {"event", "person", "regime", "era", "doctrine", "treaty"}
FACTS = [
    "War of 1812", "Annexation Manifesto", "Canadian Confederation", "Alaska Purchase", "Louisiana Purchase",
    "Reciprocity election of 1911", "Smoot-Hawley Tariff", "Trade wars of the 1930s", "Ogdensburg Agreement",
    "NORAD agreement", "Auto Pact", "Nixon shock", "Canada-US free trade agreement", "NAFTA", "Annexation of Crimea",
    "Suez Crisis", "Lester Pearson", "Finlandization", "Monroe Doctrine", "Manifest Destiny", "Anschluss",
    "Munich Agreement", "Molotov-Ribbentrop Pact", "Marshall Plan",
]  # fmt: skip


def test_referents_are_many_dated_and_typed():
    rows = read_lexicon("historical_referents")
    assert len(rows) >= 350
    for row in rows:
        assert row["type"] in TYPES
        assert not row["end_year"] or int(row["start_year"]) <= int(row["end_year"])
        assert not row["wikidata"] or row["wikidata"][1:].isdigit()


def test_referent_names_and_identifiers_are_unique():
    rows = read_lexicon("historical_referents")
    for column in ("name", "wikidata"):
        assert max(Counter(row[column] for row in rows if row[column]).values()) == 1


def test_referents_of_the_sample_corpus_are_there():
    assert set(FACTS) <= {row["name"] for row in read_lexicon("historical_referents")}


def test_cues_are_unique_and_of_known_kind():
    rows = read_lexicon("comparison_cues")
    assert max(Counter(row["cue"] for row in rows).values()) == 1
    assert {row["kind"] for row in rows} <= {"simile", "comparison"}


def test_every_weight_is_a_number_near_its_prior():
    for row in read_lexicon("analogy_evidence"):
        assert abs(float(row["weight"]) - float(row["prior"])) < 3
        assert row["reason"]


def test_every_family_has_a_base():
    families = {row["family"] for row in read_lexicon("comparison_cues")}
    assert {f"base: {family}" for family in families} <= {row["evidence"] for row in read_lexicon("analogy_evidence")}


def test_words_and_kinds():
    assert words("be") & {"is", "was"} == {"is", "was"}
    assert kind_of_thing("lions") == "animal"
    assert kind_of_thing("committee") is None
