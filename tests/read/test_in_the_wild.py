"""What users of other tools reported, re-created in our own words, with the right result.

``known_failure`` says what is wrong or refused today: such a case must fail, so that the note goes when it is mended.
"""

import json
import re
from pathlib import Path

import pytest
from printing import with_body

import textkit as tk

ROOT = Path(__file__).parents[2]
CASES = json.loads((ROOT / "tests" / "cases" / "in_the_wild.json").read_text(encoding="utf-8"))


def marked(case):
    reason = case.get("known_failure")
    marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
    return pytest.param(case, id=f"{case['reference']}: {case['case']}", marks=marks)


@pytest.mark.parametrize("case", list(map(marked, CASES)))
def test_reports_from_the_wild(case, write):
    if case["file"].endswith((".html", ".docx")):
        pytest.importorskip("docx")
    data = with_body(case["content"]) if case["file"].endswith(".docx") else case["content"]
    path = write(case["file"], data)
    if "refused" in case:
        with pytest.raises(tk.errors.CorpusError, match=case["refused"]):
            tk.read_corpus(path)
        return
    corpus = tk.read_corpus(path, languages="any", duplicates="keep")
    assert corpus.documents.text.tolist() == case["texts"]
    for name, values in case.get("fields", {}).items():
        assert corpus.documents[name].tolist() == values
    assert corpus.problems.problem.str.contains(case.get("problem", "")).any() or "problem" not in case


def test_the_docs_count_them():
    page = (ROOT / "docs" / "methods" / "reading.md").read_text(encoding="utf-8")
    n_open = sum("known_failure" in case for case in CASES)
    assert re.search(rf"{len(CASES)} public reports.*?{n_open} of them", page, re.DOTALL)
