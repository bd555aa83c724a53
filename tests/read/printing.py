"""A printer for tests: PDFs with a text layer, made from lines, and Word files, made from their XML."""

import io
import zipfile


def print_pdf(pages, *, title=None):
    """Bytes of a PDF 1.4 with one page per list of lines, set in Helvetica."""
    contents = [_content(lines) for lines in pages]
    kids = " ".join(f"{5 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< /Title ({title}) >>".encode("cp1252") if title else b"<< >>",
    ]
    for i, content in enumerate(contents):
        page = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {6 + 2 * i} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects += [page.encode(), b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)]
    return _file(objects)


def _content(lines):
    shown = [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines]
    steps = "\n".join(f"({line}) Tj T*" for line in shown)
    return f"BT /F1 11 Tf 14 TL 72 720 Td\n{steps}\nET".encode("cp1252")


def _file(objects):
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)


def print_columns(left, right, *, head=()):
    """A page of two columns whose lines the file gives in turn, one of the left and one of the right."""
    shown = [f"1 0 0 1 72 {760 - 14 * i} Tm ({line}) Tj" for i, line in enumerate(head)]
    for i, pair in enumerate(zip(left, right, strict=True)):
        y = 720 - 14 * i
        shown += [f"1 0 0 1 {x} {y} Tm ({line}) Tj" for x, line in zip((72, 320), pair, strict=True) if line]
    content = ("BT /F1 9 Tf\n" + "\n".join(shown) + "\nET").encode("cp1252")
    page = (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 6 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< >>",
        page.encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    return _file(objects)


def saved(document):
    """Bytes of a document of python-docx."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:v" xmlns:wps="urn:wps"'
)


def with_body(xml, **parts):
    """A Word file whose body is this XML; ``parts`` (footnotes) are written beside it."""
    import docx

    data, out = saved(docx.Document()), io.BytesIO()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name).decode("utf-8") if name.endswith((".xml", ".rels")) else source.read(name)
            if name == "word/document.xml":
                content = f"<w:document {SPACES}><w:body>{xml}</w:body></w:document>"
            if name == "word/_rels/document.xml.rels":
                added = "".join(f'<Relationship Id="x{p}" Type="{kind}/{p}" Target="{p}.xml"/>' for p in parts)
                content = content.replace("</Relationships>", f"{added}</Relationships>")
            target.writestr(name, content)
        for part, content in parts.items():
            target.writestr(f"word/{part}.xml", f"<w:{part} {SPACES}>{content}</w:{part}>")
    return out.getvalue()
