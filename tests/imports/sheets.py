"""Small workbooks, written by hand: what is tested is our reading, not a writer's habits."""

import zipfile
from datetime import date, timedelta
from xml.sax.saxutils import escape

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def xlsx(path, rows):
    return workbook(path, [("Sales", rows)])


def workbook(path, sheets, *, formats=(), merged=(), hidden=(), states=None, first_year=1900):
    """`sheets`: (name, rows); a cell (number, n) is shown in the n-th of `formats`; `merged` ranges and `hidden` row numbers of
    every sheet; `first_year` 1904 as old Macintosh files count days.
    """
    epoch = date(1899, 12, 30) if first_year == 1900 else date(1904, 1, 1)

    def cell(at, value):
        where = f' r="{chr(64 + at[1])}{at[0]}"'
        if value is None:
            return ""
        if isinstance(value, date):
            return f'<c{where} s="1"><v>{(value - epoch) // timedelta(days=1)}</v></c>'
        if isinstance(value, tuple):
            return f'<c{where} s="{value[1] + 2}"><v>{value[0]!r}</v></c>'
        if isinstance(value, int | float):
            return f"<c{where}><v>{value!r}</v></c>"
        return f'<c{where} t="inlineStr"><is><t>{escape(value)}</t></is></c>'

    def body(rows):
        written = "".join(
            f'<row r="{at}"{" hidden=" + chr(34) + "1" + chr(34) if at in hidden else ""}>'
            + "".join(cell((at, column), value) for column, value in enumerate(row, 1))
            + "</row>"
            for at, row in (rows if isinstance(rows, dict) else dict(enumerate(rows, 1))).items()
        )
        joined = "".join(f'<mergeCell ref="{each}"/>' for each in merged)
        return f"<sheetData>{written}</sheetData>" + (f"<mergeCells>{joined}</mergeCells>" if joined else "")

    names = [name for name, _ in sheets]
    numbered = list(enumerate(names, 1))
    state = {name: f' state="{said}"' for name, said in (states or {}).items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", _TYPES)
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_RELS}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        listed = "".join(
            f'<sheet name="{name}" sheetId="{n}"{state.get(name, "")} r:id="r{n}"/>' for n, name in numbered
        )
        days = '<workbookPr date1904="1"/>' if first_year == 1904 else ""
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{days}<sheets>{listed}</sheets></workbook>',
        )
        related = "".join(
            f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n, _ in numbered
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_RELS}">{related}<Relationship Id="r99" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        )
        codes = "".join(
            f'<numFmt numFmtId="{170 + n}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
            for n, code in enumerate(formats)
        )
        styles = "".join(f'<xf numFmtId="{170 + n}"/>' for n, _ in enumerate(formats))
        book.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{_MAIN}"><numFmts>{codes}</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>{styles}</cellXfs></styleSheet>',
        )
        for n, (_, rows) in enumerate(sheets, 1):
            book.writestr(f"xl/worksheets/sheet{n}.xml", f'<worksheet xmlns="{_MAIN}">{body(rows)}</worksheet>')
    return path


_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def ods(path, rows):
    def cell(value):
        if isinstance(value, date):
            return f'<table:table-cell office:value-type="date" office:date-value="{value}"><text:p>{value}</text:p></table:table-cell>'
        if isinstance(value, tuple):  # the number, and how it is shown
            return f'<table:table-cell office:value-type="float" office:value="{value[0]}"><text:p>{value[1]}</text:p></table:table-cell>'
        if isinstance(value, int | float):
            return f'<table:table-cell office:value-type="float" office:value="{value!r}"><text:p>{value}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'

    body = "".join("<table:table-row>" + "".join(map(cell, row)) + "</table:table-row>" for row in rows)
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        book.writestr(
            "content.xml",
            f'<office:document-content {_ODF}><office:body><office:spreadsheet><table:table table:name="Sales">{body}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return path
