"""The layouts of news databases as paragraphs, in the words of four interfaces; every article and paper is invented."""

import html
import io
from dataclasses import dataclass
from pathlib import Path

NEXIS = (Path(__file__).parent / "data" / "nexis_body.txt").read_text(encoding="utf-8")
NBSP = "\xa0"


@dataclass(frozen=True)
class Piece:
    """An article as it should be read."""

    title: str
    author: str | None
    day: int
    section: str | None
    source: str
    words: int
    paragraphs: tuple[str, ...]

    @property
    def date(self):
        return f"2025-05-{self.day:02}"


PIECES = (
    Piece(
        "Ministers return without a deal on timber",
        "Ann Writer",
        6,
        "News",
        "The Harbour Gazette",
        1212,
        (
            "The two ministers left the hall after seven hours of talks about the price of timber.",
            "“We will not wait,” said the younger one, who had come by ferry. Note: the ferry was late.",
            "GRAPHIC novels were on sale at the pier, and nobody bought one.",
        ),
    ),
    Piece(
        "Timber prices rise",
        None,
        7,
        "Business",
        "The Harbour Gazette",
        98,
        ("Prices rose on Wednesday, as the mills had warned in March 2024.", "Nobody was surprised."),
    ),
    Piece(
        "Why the island needs its own ferry, and needs it now",
        "Tom Dunn",
        8,
        None,
        "Northern Post",
        350,
        (
            "An island without a ferry is a prison with a view.",
            "Language: that is what they argue about in the council.",
        ),
    ),
)
MAY = {"en": "May", "de": "Mai", "fr": "mai", "nl": "mei"}
WORDS = {"en": "words", "de": "Wörter", "fr": "mots", "nl": "woorden"}
THURSDAYS = {"en": "Tuesday", "de": "Dienstag", "fr": "mardi", "nl": "dinsdag"}
LANGUAGES = {"en": "English", "de": "Englisch", "fr": "Anglais", "nl": "Engels"}
LABELS = {
    "en": ["Section", "Length", "Byline", "Body", "Classification", "Language", "Publication-Type", "Load-Date"],
    "de": ["Rubrik", "Länge", "Autor", "Hauptteil", "Klassifizierung", "Sprache", "Publikationstyp", "Ladedatum"],
    "fr": [
        "Rubrique",
        "Longueur",
        "Auteur",
        "Corps",
        "Classification",
        "Langue",
        "Type de publication",
        "Date-chargement",
    ],
    "nl": ["Sectie", "Lengte", "Auteur", "Hoofdtekst", "Classificatie", "Taal", "Publicatietype", "Laaddatum"],
}
ENDS = {"en": "End of Document", "de": "Ende des Dokuments", "fr": "Fin du document", "nl": "Einde van document"}
COUNTERS = {
    "en": "{} of {} DOCUMENTS",
    "de": "Dokument {} von {}",
    "fr": "Document {} de {}",
    "nl": "Document {} van {}",
}
COVERS = {
    "en": [
        "User Name: ANN LEE",
        "Date and Time: Friday, May 9, 2025 7:11:00 PM JST",
        "Job Number: 123",
        "Documents (3)",
    ],
    "de": [
        "Benutzername: ANN LEE",
        "Datum und Uhrzeit: Freitag, 9. Mai 2025 19:11:00",
        "Auftragsnummer: 123",
        "Dokumente (3)",
    ],
    "fr": [
        "Nom d’utilisateur: ANN LEE",
        "Date et heure: vendredi 9 mai 2025 19:11:00",
        "Numéro de tâche: 123",
        "Documents (3)",
    ],
    "nl": [
        "Gebruikersnaam: ANN LEE",
        "Datum en tijd: vrijdag 9 mei 2025 19:11:00",
        "Taaknummer: 123",
        "Documenten (3)",
    ],
}
TERMS = {"en": "Search Terms", "de": "Suchbegriffe", "fr": "Termes de recherche", "nl": "Zoektermen"}
IDS = {"en": "Document", "de": "Dokument", "fr": "Document", "nl": "Document"}


def written_date(day, language):
    if language == "en":
        return f"May {day}, 2025 Tuesday 9:20 AM GMT"
    return f"{THURSDAYS[language]} {day}{'.' if language == 'de' else ''} {MAY[language]} 2025"


def nexis_uni(language="en", *, cover=True, space=NBSP):
    """Paragraphs of an export of Nexis Uni: headings are marked with #."""
    section, length, byline, body, classification, tongue, kind, loaded = LABELS[language]
    lines = []
    if cover:
        lines += COVERS[language]
        for number, piece in enumerate(PIECES, 1):
            lines += [f"{number}. {piece.title}", f"{TERMS[language]}: timber"]
        lines += ["News\tTimeline: Jan 01, 2025 to May 09, 2025"]
    for piece in PIECES:
        lines += [f"# {piece.title}", piece.source, written_date(piece.day, language)]
        lines += [f"Copyright 2025 {piece.source} All Rights Reserved"]
        lines += [f"{section}:{space}{piece.section}; Pg. 1"] if piece.section else []
        lines += [f"{length}:{space}{piece.words} {WORDS[language]}"]
        lines += [f"{byline}:{space}{piece.author}"] if piece.author else []
        lines += [body, *piece.paragraphs, classification, f"{tongue}:{space}ENGLISH", f"{kind}:{space}Newspaper"]
        lines += [f"{loaded}:{space}{written_date(9, language)}", ENDS[language]]
    return lines


def lexis(language="en", *, counters=True, behind=False, old=False):
    """Paragraphs of an export of LexisNexis: labels in capitals, before the text or ``behind`` it."""
    section, length, byline, _, _, tongue, kind, loaded = [label.upper() for label in LABELS[language]]
    lines = []
    for number, piece in enumerate(PIECES, 1):
        lines += [COUNTERS[language].format(number, len(PIECES))] if counters else []
        lines += [f"Copyright 2025 Gazette Company\n{piece.source}"] if old else [piece.source]
        lines += [written_date(piece.day, language)]
        lines += [] if old else [piece.title]
        labels = [f"{byline}: By {piece.author}"] if piece.author else []
        labels += [f"{section}: {piece.section}; Pg. 1"] if piece.section else []
        labels += [f"{length}: {piece.words:,} {WORDS[language]}"]
        labels += [f"HEADLINE: {piece.title}", "BODY:"] if old else []
        lines += [*piece.paragraphs, *labels] if behind else [*labels, *piece.paragraphs]
        lines += [f"{loaded}: {written_date(9, language)}", f"{tongue}: ENGLISH", f"{kind}: Newspaper"]
        lines += ["Copyright 2025 Gazette Company\nAll Rights Reserved"]
    return lines


def factiva(language="en"):
    """Items of a bare head, each with its kind, and the paragraphs; the last line is the article's number."""
    items = []
    for number, piece in enumerate(PIECES, 1):
        items += [("section", piece.section)] if piece.section else []
        items += [("headline", piece.title)]
        items += [("author", f"By {piece.author}" if number == 1 else piece.author)] if piece.author else []
        date = f"{piece.day} {MAY[language]} 2025"
        head = [f"{piece.words} {WORDS[language]}", date, "10:21", piece.source, "HARGAZ", "A1", LANGUAGES[language]]
        items += [("item", item) for item in head]
        items += [("rights", "Copyright 2025 Gazette Company.  All rights reserved.")]
        items += [("paragraph", paragraph) for paragraph in piece.paragraphs]
        items += [("paragraph", "Gazette Publishing Limited")]
        items += [("paragraph", f"{IDS[language]} HARGAZ0020250506el560000{number}")]
    return items


def factiva_codes(language="en"):
    """Pairs of code and value; a value may be several paragraphs."""
    rows = []
    for number, piece in enumerate(PIECES, 1):
        rows += [("SE", piece.section)] if piece.section else []
        rows += [("HD", piece.title)]
        rows += [("BY", piece.author)] if piece.author else []
        rows += [("WC", f"{piece.words} {WORDS[language]}"), ("PD", f"{piece.day} {MAY[language]} 2025")]
        rows += [("SN", piece.source), ("SC", "HARGAZ"), ("LA", LANGUAGES[language]), ("CY", "(c) 2025 Gazette")]
        rows += [("LP", piece.paragraphs[0]), ("TD", "\n\n".join(piece.paragraphs[1:]))]
        rows += [("NS", "gtrade : Trade"), ("PUB", "Gazette Publishing Limited")]
        rows += [("AN", f"{IDS[language]} HARGAZ0020250506el560000{number}")]
    return rows


def as_text(lines):
    return "\n\n\n".join(line.removeprefix("# ") for line in lines)


def centred(lines):
    """As LexisNexis prints: short lines in the middle, long ones broken."""
    return "\n\n".join(
        "\n".join(" " * max(0, 30 - len(part) // 2) + part for part in line.split("\n")) for line in lines
    )


def as_html(lines, *, break_lines=True):
    """A div with a p for each paragraph, the label in a span of its own, as LexisNexis writes pages."""
    blocks = []
    for line in lines:
        label, colon, value = line.removeprefix("# ").partition(": ")
        shown = f"<SPAN>{html.escape(label)}: </SPAN><SPAN>{html.escape(value)}</SPAN>" if colon else html.escape(label)
        blocks.append(f'<DIV CLASS="c1"><P CLASS="c2">{shown}</P></DIV>'.replace("\n", "<BR>"))
    return f"<HTML><HEAD><TITLE>3</TITLE></HEAD><BODY>{'<BR>'.join(blocks)}</BODY></HTML>"


def as_rtf(lines):
    """One \\par for each paragraph; headings in bold."""
    shown = []
    for line in lines:
        words = "".join(c if c.isascii() else f"\\u{ord(c)}?" for c in line.removeprefix("# "))
        shown.append(rf"{{\pard \b {words}\b0\par}}" if line.startswith("# ") else rf"{{\pard {words}\par}}")
    return "{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Arial;}}\n" + "\n".join(shown) + "}"


def as_docx(lines):
    import docx

    document, buffer = docx.Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line.removeprefix("# "), style="Heading 1" if line.startswith("# ") else None)
    document.save(buffer)
    return buffer.getvalue()


def factiva_text(items):
    """The head as lines without an empty one, then paragraphs."""
    text, last = "", ""
    for kind, item in items:
        gap = "\n\n" if kind in ("paragraph", "section", "headline") and last not in ("section", "") else "\n"
        text, last = text + (gap if text else "") + item + ("\n" if kind == "rights" else ""), kind
    return text + "\n"


def factiva_html(items):
    kinds = {
        "section": "<div>{}</div>",
        "headline": '<div id="hd"><span class="enHeadline">{}</span></div>',
        "author": '<div class="author">{}</div>',
        "paragraph": '<p class="articleParagraph enarticleParagraph">{}</p>',
    }
    shown = [kinds.get(kind, "<div>{}</div>").format(html.escape(item)) for kind, item in items]
    head = "<h1>Factiva</h1><span>Dow Jones</span>"
    return f"<html><head><title>Factiva</title></head><body>{head}{''.join(shown)}</body></html>"


def factiva_lines(items):
    return [f"# {item}" if kind == "headline" else item for kind, item in items]


def codes_text(rows):
    return "".join(f"{code}\t{value}\n\n" if "\n" not in value else f"{code}\n\n{value}\n\n" for code, value in rows)


def codes_html(rows):
    cells = ""
    for code, value in rows:
        shown = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in value.split("\n\n"))
        cells += f'<tr><td class="index"><b>{code}</b>&nbsp;</td><td>{shown}</td></tr>'
    return f"<html><head><title>Factiva</title></head><body><h1>Factiva</h1><table>{cells}</table></body></html>"
