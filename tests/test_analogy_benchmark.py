"""The benchmark of analogies in presidential addresses: its labels, and what its scorer counts."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "analogy_benchmark.py"


@pytest.fixture(scope="module")
def benchmark_script():
    spec = spec_from_file_location("analogy_benchmark", SCRIPT)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_labels_are_spans_with_a_kind_and_a_weight(benchmark_script):
    rows = benchmark_script.read_labels()
    assert len(rows) > 1800
    assert all(int(row["start"]) < int(row["end"]) and float(row["weight"]) >= 1 for row in rows)
    assert {row["kind"] for row in rows} <= {"none", "simile", "comparison", "historical", "antonomasia"}


def test_a_rejected_candidate_stands_for_those_that_were_not_drawn(benchmark_script):
    label = {"doc_id": "a", "kind": "simile", "weight": "1", "start": "0", "end": "4"}
    labels = [label, label | {"start": "10", "end": "14", "weight": "3"}]
    found = [
        {"doc_id": "a", "cue_start": 0, "cue_end": 4, "accepted": True, "probability": 0.8},
        {"doc_id": "a", "cue_start": 10, "cue_end": 14, "accepted": False, "probability": 0.4},
    ]
    figures = benchmark_script.score(labels, found)
    assert (figures["precision"], figures["recall"]) == (1.0, 0.25)
    assert figures["expected/read"] == pytest.approx((0.8 + 3 * 0.4) / 4)
