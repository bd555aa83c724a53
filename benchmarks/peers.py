"""textkit beside its peers, in one run: labelling beside spaCy, textacy, NLTK; counting beside scikit-learn, NLTK.

    pip install scikit-learn spacy textacy
    python benchmarks/peers.py PATH/TO/FOLDER [--documents 60] [--rounds 3]

FOLDER holds .txt files. Each task is done by textkit and by the peer in turns, and the least processor time of each
counts; the ratio is what the peer takes over what textkit takes. A peer that is not installed is left out.

Time depends on the size of a model, not on its weights: so the pipeline of the small English model (a shared
convolutional layer for tagger and parser, one more for names) is put together untrained. What it finds means nothing;
how long it takes does. What the trained one finds: ``peer_quotations.py``.
"""

import argparse
import re
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import textkit as tk
from textkit.labelling.pipeline import label_documents

WORD = re.compile(r"\w+(?:['’-]\w+)*")
TAGS = ("NN", "VBD", "DT", "IN", "JJ", "RB", "PRP", "NNP", ".", ",", "CC", "TO", "VB", "MD", "NNS", "CD", "``", "''")
DEPENDENCIES = ("nsubj", "ROOT", "det", "prep", "pobj", "amod", "advmod", "dobj", "aux", "ccomp", "conj", "cc", "punct")
NAMES = ("PERSON", "ORG", "GPE", "NORP", "DATE", "CARDINAL", "EVENT", "LAW")

Task = Callable[[], Any]


def tasks(texts: list[str]) -> dict[str, tuple[Task, Task | None]]:
    """For each comparison what textkit does and what the peer does (None: not installed)."""
    documents = tk.read_corpus(texts).documents
    tokens = label_documents(documents, tables=("sentences", "tokens")).tables["tokens"]
    parsed, quoted = spacy_tasks(texts)

    def label_all() -> Any:
        return label_documents(documents)

    def label_quotes() -> Any:
        return label_documents(documents, tables=("quotes", "speakers"))

    def label_and_count() -> Any:
        return tk.count_terms(label_documents(documents, tables=("sentences", "tokens")).tables["tokens"])

    def count() -> Any:
        return tk.count_terms(tokens)

    return {
        "all tables | one bare pass of a word pattern": (
            label_all,
            lambda: sum(1 for t in texts for _ in WORD.finditer(t)),
        ),
        "all tables | NLTK: sentences, words, VADER": (label_all, nltk_task(texts)),
        "all tables | spaCy: tags, parse, names": (label_all, parsed),
        "all tables | textacy: quotations, on spaCy": (label_all, quoted),
        "quotations, speakers | textacy: quotations, on spaCy": (label_quotes, quoted),
        "tokens and counts | scikit-learn CountVectorizer": (label_and_count, sklearn_task(texts)),
        "counts of tokens | NLTK FreqDist": (count, frequency_task(tokens["norm"].astype(object).tolist())),
    }


def nltk_task(texts: list[str]) -> Task:
    """NLTK's own chain: Punkt sentences, Treebank words with spans, a VADER score for each sentence."""
    import punkt
    from nltk.tokenize import NLTKWordTokenizer
    from vader import SentimentIntensityAnalyzer

    splitter = punkt.PunktSentenceTokenizer(punkt.load_model("english"))
    words, vader = NLTKWordTokenizer(), SentimentIntensityAnalyzer()

    def run() -> list[tuple[list[str], float]]:
        return [
            (words.tokenize(sentence), vader.polarity_scores(sentence)["compound"])
            for text in texts
            for sentence in splitter.tokenize(text)
        ]

    return run


def sklearn_task(texts: list[str]) -> Task | None:
    """Tokens and counts of scikit-learn, with the same words."""
    if find_spec("sklearn") is None:
        return None
    from sklearn.feature_extraction.text import CountVectorizer

    return lambda: CountVectorizer(token_pattern=WORD.pattern).fit_transform(texts)


def frequency_task(norms: list[str]) -> Task:
    """NLTK's count of the same tokens, handed over as strings."""
    from nltk.probability import FreqDist

    return lambda: FreqDist(norms).most_common()


def spacy_tasks(texts: list[str]) -> tuple[Task | None, Task | None]:
    """spaCy's pipeline on the texts, and textacy's quotations on top of it."""
    if find_spec("spacy") is None:
        return None, None
    nlp = untrained_pipeline()

    def parse() -> list[Any]:
        return list(nlp.pipe(texts))

    if find_spec("textacy") is None:
        return parse, None
    from textacy.extract import direct_quotations

    def quote() -> list[Any]:
        found = []
        for document in nlp.pipe(texts):
            try:
                found += direct_quotations(document)
            except ValueError:  # it gives up on unbalanced quotation marks
                continue
        return found

    return parse, quote


def untrained_pipeline() -> Any:
    """A pipeline built as spaCy's small English model is: the same parts of the same size, without training."""
    import spacy
    from spacy.training import Example

    nlp = spacy.blank("en")
    shared = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96}
    nlp.add_pipe("tok2vec")
    nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": shared}})
    transitions = {"@architectures": "spacy.TransitionBasedParser.v2", "state_type": "parser"}
    sizes = {"extra_state_tokens": False, "hidden_width": 64, "maxout_pieces": 2, "use_upper": True}
    nlp.add_pipe("parser", config={"model": transitions | sizes | {"tok2vec": shared}})
    nlp.add_pipe("ner")
    words = [f"w{n}" for n in range(max(len(TAGS), len(DEPENDENCIES), len(NAMES)))]
    example = {
        "words": words,
        "tags": [TAGS[n % len(TAGS)] for n in range(len(words))],
        "heads": [1] * len(words),
        "deps": ["ROOT" if n == 1 else DEPENDENCIES[n % len(DEPENDENCIES)] for n in range(len(words))],
        "entities": [f"U-{NAMES[n % len(NAMES)]}" for n in range(len(words))],
    }
    document = spacy.tokens.Doc(nlp.vocab, words=words)
    nlp.initialize(lambda: [Example.from_dict(document, example)])
    return nlp


def seconds(work: Task) -> float:
    """Processor time of one run."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in sorted(options.folder.glob("*.txt"))[: options.documents]]
    words = sum(len(WORD.findall(text)) for text in texts)
    print(f"{len(texts)} documents, {words:,} words; processor seconds, best of {options.rounds}")
    print(f"{'textkit | peer':55} {'textkit':>8} {'peer':>8} {'ratio':>7} {'words/s':>9}")
    for name, (ours, theirs) in tasks(texts).items():
        if theirs is None:
            print(f"{name:55} not installed")
            continue
        ours(), theirs()
        pairs = [(seconds(ours), seconds(theirs)) for _ in range(options.rounds)]
        own, peer = min(own for own, _ in pairs), min(peer for _, peer in pairs)
        print(f"{name:55} {own:8.3f} {peer:8.3f} {peer / own:7.2f} {words / own:9,.0f}", flush=True)


if __name__ == "__main__":
    main()
