"""The language of a text, by its function words and its script; what is not wanted is set aside and named."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from textkit.errors import OptionError
from textkit.lexicons import read_lexicon
from textkit.read.records import Problem, ReadOptions, Record
from textkit.read.tables import some

__all__ = ["ANY", "DEFAULT", "check_languages", "detect_language", "is_known", "set_aside_languages", "split_words"]

ANY = "any"
DEFAULT = ("en",)
_KEEP = "The labels are made for English. To keep it all the same: languages='any', or --languages any."

_SAMPLE = 3000  # characters of the beginning and of the middle that are looked at
_MIN_WORDS = 25  # shorter texts are kept: too few function words to tell
_MIN_LETTERS = 60  # of another script, in which words need not be parted
_SURELY_ENGLISH = 0.3  # share of English function words at which nothing else is looked for; prose has 0.35 to 0.55
_MIN_SHARE = 0.1  # of another language's own function words; its prose has 0.2 and more
_MIN_FACTOR = 2.5  # own function words of the other language for each one of English
_MIN_DIFFERENT = 6  # own function words: lists of names have "de", "van", "della", and no others


@dataclass(frozen=True, slots=True)
class _Language:
    """Function words of one language; those in names are not evidence by themselves."""

    name: str
    script: str
    words: frozenset[str]
    in_names: frozenset[str]


class _Blanks(dict[int, str]):
    """What ``str.translate`` makes of a character: itself in a word, else a blank."""

    def __init__(self, numbers: bool) -> None:
        super().__init__()
        self.numbers = numbers

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        inside = letter.isalnum() and (self.numbers or not letter.isdecimal())
        self[code] = letter if inside else " "
        return self[code]


_BLANKS = MappingProxyType({numbers: _Blanks(numbers) for numbers in (True, False)})


def split_words(text: str, *, numbers: bool = True) -> list[str]:
    """Runs of letters (and digits) in small letters: enough to compare texts; ``language`` tells the words to count.

    Examples
    --------
    >>> split_words("L’État: No. 10"), split_words("L’État: No. 10", numbers=False)
    (['l', 'état', 'no', '10'], ['l', 'état', 'no'])
    """
    return text.casefold().translate(_BLANKS[numbers]).split()


def detect_language(text: str) -> str | None:
    """Code (ISO 639-1) of the language a text is in, as far as its function words or its script show it.

    None, which counts as English, for what has fewer than 25 words or no clear sign: lists of names, tables, verse in
    dialect, languages of the Latin script without a row in the lexicon ``languages``. Mixed texts are English unless
    the other language has two and a half times the function words. Looks at the first 3,000 characters and at as many
    from the middle.

    Examples
    --------
    >>> detect_language("Wir haben uns am Dienstag getroffen, aber niemand wusste, warum er das noch nicht gesagt hat. "
    ...                 "Es ist auch nicht klar, ob sie sich wieder treffen oder nur noch einmal telefonieren werden.")
    'de'
    >>> detect_language("They met.") is None
    True
    """
    start = _words(text[: _SAMPLE // 2])
    if len(start) >= _MIN_WORDS and _share(start, _languages()["en"].words) >= _SURELY_ENGLISH:
        return "en"
    middle = max(_SAMPLE, (len(text) - _SAMPLE) // 2)
    sample = unicodedata.normalize("NFC", text[:_SAMPLE] + text[middle : middle + _SAMPLE])
    script = _other_script(sample)
    if script:
        return _likeliest(_words(sample), script)
    words = _words(sample)
    if len(words) < _MIN_WORDS:
        return None
    code = _likeliest(words, "Latin")
    if code != "en" and _wins(words, _languages()[code]):
        return code
    return "en" if _share(words, _languages()["en"].words) >= _MIN_SHARE else None


def _words(text: str) -> list[str]:
    """Words of two letters and more; single ones are initials and points of lists."""
    return [word for word in split_words(text, numbers=False) if len(word) > 1]


def _share(words: Collection[str], known: Collection[str]) -> float:
    return sum(word in known for word in words) / max(1, len(words))


def _likeliest(words: Iterable[str], script: str) -> str:
    """The language of a script that has most of the words; the first one if none has any."""
    hits: Counter[str] = Counter({code: 0 for code, known in _languages().items() if known.script == script})
    owners = _owners(script)
    for word in words:
        hits.update(owners.get(word, ()))
    return max(hits, key=lambda code: hits[code])


def _wins(words: Collection[str], other: _Language) -> bool:
    """The words are clearly of the other language and not of English; words of both are not evidence."""
    english = _languages()["en"].words
    known = other.words | other.in_names
    own = [word for word in words if word in known and word not in english]
    n_english = sum(word in english and word not in known for word in words)
    different = {word for word in own if word in other.words}
    enough = len(own) >= max(_MIN_SHARE * len(words), _MIN_FACTOR * n_english)
    return enough and len(different) >= _MIN_DIFFERENT


def _other_script(sample: str) -> str | None:
    """The script other than Latin that most letters are of; None if there is none."""
    letters = [letter for letter in sample if letter > "\u024f" and letter.isalpha()]
    if len(letters) < _MIN_LETTERS or 2 * len(letters) < sum(map(str.isalpha, sample)):
        return None
    scripts = Counter(map(_script_of, letters))
    if scripts["Kana"] > 0.05 * len(letters):
        return "Kana"
    script = scripts.most_common(1)[0][0]
    return script if any(known.script == script for known in _languages().values()) else None


@cache
def _script_of(letter: str) -> str:
    first = unicodedata.name(letter, "?").split()[0]
    return {"CJK": "Han", "HIRAGANA": "Kana", "KATAKANA": "Kana"}.get(first, first.capitalize())


@cache
def _languages() -> Mapping[str, _Language]:
    return MappingProxyType(
        {
            row["code"]: _Language(
                row["name"], row["script"], frozenset(row["words"].split()), frozenset(row["name_words"].split())
            )
            for row in read_lexicon("languages")
        }
    )


@cache
def _owners(script: str) -> Mapping[str, tuple[str, ...]]:
    """Of each function word the languages that have it."""
    found: dict[str, list[str]] = defaultdict(list)
    for code, known in _languages().items():
        if known.script == script:
            for word in known.words | known.in_names:
                found[word].append(code)
    return MappingProxyType({word: tuple(codes) for word, codes in found.items()})


def is_known(code: str) -> bool:
    """Whether the lexicon has the language."""
    return code in _languages()


def check_languages(wanted: str | Iterable[str] | None) -> str | tuple[str, ...] | None:
    """Languages as an option gives them, as codes or ``"any"``.

    Raises
    ------
    OptionError
        If a code is not known.

    Examples
    --------
    >>> check_languages("en, fr"), check_languages(["de"]), check_languages("any")
    (('en', 'fr'), ('de',), 'any')
    """
    if wanted is None or wanted == ANY:
        return wanted
    given = wanted.split(",") if isinstance(wanted, str) else list(wanted) if isinstance(wanted, Iterable) else [wanted]
    codes = tuple(str(code).strip().casefold().partition("-")[0] for code in given)
    unknown = [code for code in codes if not is_known(code)]
    if unknown or not codes:
        raise OptionError(
            f"Languages are 'any' or codes such as 'en' and 'fr', not {', '.join(unknown)[:60]!r}. "
            f"Known are: {', '.join(_languages())}."
        )
    return codes


def set_aside_languages(items: Iterable[Record | Problem], options: ReadOptions) -> Iterator[Record | Problem]:
    """The documents in the languages that ``options`` wants (default: English), and problems that name the others."""
    wanted = options.languages or DEFAULT
    aside: dict[tuple[str, str], list[int | None]] = defaultdict(list)
    for item in items:
        code = detect_language(item.text) if isinstance(item, Record) and wanted != ANY else None
        if code is None or code in wanted:
            yield item
        else:
            aside[item.path or "", code].append(item.number)
    for (path, code), numbers in aside.items():
        name = _languages()[code].name
        what = some("document", numbers) if numbers[0] is not None else ""
        problem = f"In {name}, set aside: {what}." if what else f"The text is in {name}; it is set aside."
        yield Problem(problem, _KEEP, path, "warning")
