"""The command line: label, report, check and kwic, each a thin call of the library.

Exit status 0: done. 1: the work failed; the message on stderr names what, where and the remedy. 2: usage.
"""

import argparse
import signal
import sys
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import textkit as tk
from textkit.labelling.storage import check_labels_target

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    Examples
    --------
    >>> main(["label", "no/such/folder", "--out", "labels"])
    1
    """
    command = "textkit"
    try:
        with _sigterm_as_interrupt():
            options = _parser().parse_args(arguments)
            command = f"textkit {options.command}"
            options.run(options)
            sys.stdout.flush()
    except tk.TextkitError as error:
        return _fail(f"{command}: {error}")
    except KeyboardInterrupt:
        return _fail(f"{command}: interrupted; earlier output is kept.")
    except BrokenPipeError:  # the reader of a pipe, such as head, has seen enough
        sys.stderr.close()
    except OSError as error:
        return _fail(f"{command}: {error}. Earlier output is kept.")
    return 0


@contextmanager
def _sigterm_as_interrupt() -> Iterator[None]:
    """SIGTERM ends the work as Ctrl-C does: what was begun is cleaned up."""
    if threading.current_thread() is not threading.main_thread():  # only the main thread hears signals
        yield
        return
    former = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="textkit",
        description="Who speaks in political news, in which tone, with which rhetorical analogies.",
    )
    parser.add_argument("--version", action="version", version=f"textkit {tk.__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_label(commands)
    _add_report(commands)
    _add_check(commands)
    _add_kwic(commands)
    return parser


def _add_reading(command: argparse.ArgumentParser) -> None:
    command.add_argument("--text-column", metavar="NAME", help="column of the texts in CSV, JSONL and Parquet files")
    command.add_argument("--encoding", metavar="NAME", help="encoding of the files; default: found out")
    command.add_argument(
        "--name-pattern", metavar="PATTERN", help="fields in file names, as in {date}_{source}_{title}"
    )
    command.add_argument(
        "--day-first",
        action=argparse.BooleanOptionalAction,
        help="06/05/2025 is the sixth of May (--no-day-first: June 5); default: ambiguous, left out",
    )
    command.add_argument(
        "--languages",
        metavar="CODES",
        help="languages of texts to keep, as in en,fr, or any; default: en, others are named and set aside",
    )


def _add_path(command: argparse.ArgumentParser) -> None:
    command.add_argument("path", metavar="PATH", help="folder or file of texts, or the name of a data set (sotu)")


def _add_duplicates(command: argparse.ArgumentParser, *, default: str) -> None:
    command.add_argument(
        "--keep-duplicates",
        dest="duplicates",
        action="store_const",
        const="keep",
        default=default,
        help=f"count near-duplicates like all other documents; default: {default} them",
    )


def _add_label(commands: argparse._SubParsersAction) -> None:
    command = commands.add_parser("label", help="label a corpus and write one file per table")
    _add_path(command)
    _add_reading(command)
    _add_duplicates(command, default="mark")
    command.add_argument("--out", required=True, metavar="DIR", help="folder to write the tables to")
    command.add_argument("--format", choices=("csv", "jsonl", "parquet"), help="default: csv; with --shards parquet")
    command.add_argument("--workers", type=_at_least_one, default=1, metavar="N", help="processes; default: 1")
    command.add_argument(
        "--shards",
        action="store_true",
        help="for corpora larger than memory: label part by part into a folder of Parquet files per table, to be "
        "opened with tk.scan_labels; run again, it goes on where it stopped and labels only what is new or changed",
    )
    command.add_argument(
        "--shard-size", type=_at_least_one, default=500, metavar="N", help="documents of a part; default: 500"
    )
    command.set_defaults(run=_label)


def _add_report(commands: argparse._SubParsersAction) -> None:
    command = commands.add_parser("report", help="run the notebooks and write figures and their gallery")
    command.add_argument("path", metavar="PATH", nargs="?", help="folder or file of texts; default: the sample corpus")
    _add_reading(command)
    _add_duplicates(command, default="drop")
    command.add_argument("--figures", default="figures", metavar="DIR", help="folder to write to; default: figures")
    command.add_argument("--notebooks", default="notebooks", metavar="DIR", help="the notebooks; default: notebooks")
    command.add_argument(
        "--workers", type=_at_least_one, default=2, metavar="N", help="notebooks at a time; default: 2"
    )
    command.set_defaults(run=_report)


def _add_check(commands: argparse._SubParsersAction) -> None:
    command = commands.add_parser("check", help="say what of a corpus would be read, what would not, and why")
    _add_path(command)
    _add_reading(command)
    command.add_argument("--json", action="store_true", help="one JSON object per line")
    command.set_defaults(run=_check)


def _add_kwic(commands: argparse._SubParsersAction) -> None:
    command = commands.add_parser("kwic", help="print a word in its contexts")
    _add_path(command)
    _add_reading(command)
    _add_duplicates(command, default="drop")
    command.add_argument("pattern", metavar="PATTERN", help="words with wildcards, such as 'tariff*' or 'trade war'")
    command.add_argument("--window", type=_at_least_one, default=8, metavar="N", help="tokens each side; default: 8")
    command.set_defaults(run=_kwic)


def _at_least_one(value: str) -> int:
    if not value.isdigit() or int(value) < 1:
        raise argparse.ArgumentTypeError(f"a whole number from 1, not {value!r}")
    return int(value)


def _label(options: argparse.Namespace) -> None:
    if options.shards:
        _label_to(options)
        return
    check_labels_target(options.out, options.path)
    labels = _label_read(_read(options), progress=sys.stderr.isatty(), workers=options.workers)
    labels.save(options.out, format=options.format or "csv")
    print(f"{labels!r} written to {options.out}")


def _label_to(options: argparse.Namespace) -> None:
    if options.format not in (None, "parquet"):
        raise tk.OptionError(f"--shards writes Parquet files, not {options.format}: leave out --format or --shards.")
    target = tk.label_to(
        options.out,
        options.path,
        workers=options.workers,
        shard_size=options.shard_size,
        progress=sys.stderr.isatty(),
        **{name: value for name, value in _reading(options).items() if name != "duplicates"},
    )
    labels = tk.scan_labels(target)
    _print_problems(labels.problems)
    print(f"{labels!r} written to {options.out}")


def _report(options: argparse.Namespace) -> None:
    index = tk.run_report(
        options.path,
        figures=options.figures,
        notebooks=options.notebooks,
        reading=_reading(options),
        workers=options.workers,
    )
    print(f"The report is in {index}")


def _check(options: argparse.Namespace) -> None:
    found = tk.check_corpus(options.path, **_reading(options))
    if options.json:
        print(found.to_json(orient="records", lines=True, force_ascii=False).rstrip("\n"))
    else:
        print(found.to_string(index=False, na_rep="", justify="left"))


def _kwic(options: argparse.Namespace) -> None:
    labels = _label_read(_read(options), tables=("sentences", "tokens"))
    lines = tk.kwic(labels, options.pattern, window=options.window)
    for row in lines.itertuples():
        print(f"{row.doc_id}\t{row.left[-60:]:>60}  [{row.node}]  {row.right}")
    print(f"{len(lines)} lines", file=sys.stderr)


def _reading(options: argparse.Namespace) -> dict[str, str | bool]:
    """What the command was told about reading, as options of ``read_corpus``."""
    names = ("text_column", "encoding", "name_pattern", "day_first", "languages", "duplicates")
    return {name: getattr(options, name) for name in names if getattr(options, name, None) is not None}


def _read(options: argparse.Namespace) -> tk.Corpus:
    corpus = tk.read_corpus(options.path, **_reading(options))
    _print_problems(corpus.problems)
    return corpus


def _label_read(corpus: tk.Corpus, **options: Any) -> tk.Labels:
    """Labels of a corpus whose problems are printed already; those of labelling are printed too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", tk.UnlabelledWarning)
        labels = tk.label(corpus, **options)
    _print_problems(labels.problems.iloc[len(corpus.problems) :])
    return labels


def _print_problems(problems: "pd.DataFrame") -> None:
    for problem in problems.itertuples():
        kind = "not read" if problem.severity == "error" else "note"
        place = f"{problem.path}: " if isinstance(problem.path, str) else ""
        print(f"{kind}: {place}{problem.problem} {problem.remedy}", file=sys.stderr)
