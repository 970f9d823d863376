"""Errors of drawing and decoding. Parsing never raises; these do, with a sentence that says what to do."""


class EncodeError(ValueError):
    """The content cannot be drawn in this symbology, or would not read back as what it is."""


class ImageRefused(ValueError):
    """The picture is broken, of an unknown kind, or larger than the limits allow."""


class FontMissing(RuntimeError):
    """A text needs a font that is not installed."""
