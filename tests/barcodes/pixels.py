"""Modules as grey pixels, and what zxing-cpp reads in them."""

import zxingcpp

_INK = bytes(255 if value == ord("0") else 0 for value in range(256))


def pixels(matrix, scale=3):
    quiet = "0" * matrix.quiet
    rows = ["".join(c * scale for c in quiet + row + quiet) for row in matrix.rows]
    tall = 30 if matrix.linear else 1
    blank = ["0" * len(rows[0])] * (matrix.quiet * scale)
    lines = blank + [row for row in rows for _ in range(scale * tall)] + blank
    return memoryview("".join(lines).encode().translate(_INK)).cast("B", (len(lines), len(lines[0])))


def read_back(matrix):
    found = zxingcpp.read_barcodes(pixels(matrix), text_mode=zxingcpp.TextMode.Plain)
    if len(found) != 1:
        return None
    return found[0].bytes.decode() if found[0].bytes.isascii() else found[0].text
