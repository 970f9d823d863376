"""Pictures as telephones, scanners and strangers send them."""

import struct
import zlib
from io import BytesIO

from PIL import ExifTags, Image, PngImagePlugin
from PIL.TiffImagePlugin import IFDRational

OWNER = "Ada Lovelace"
DARK, LIGHT = (20, 30, 40), (240, 230, 220)


def exif(orientation=1):
    """What a telephone writes: how it was held, who owns it, and where it was (Tehran)."""
    told = Image.Exif()
    told[ExifTags.Base.Orientation] = orientation
    told[ExifTags.Base.Artist] = OWNER
    told[ExifTags.Base.Make] = "Telephone"
    degrees = (IFDRational(35), IFDRational(41), IFDRational(21))
    told.get_ifd(ExifTags.IFD.GPSInfo).update(
        {ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLatitude: degrees, ExifTags.GPS.GPSLongitude: degrees}
    )
    return told


def photo(form="JPEG", orientation=1, size=(60, 40), **more):
    """Dark above and light below, stored turned as `orientation` says; with EXIF, XMP and a comment where the form has them."""
    width, height = size
    upright = Image.new("RGB", size, DARK)
    upright.paste(LIGHT, (0, height // 2, width, height))
    # How the sensor saw it, so that turning by `orientation` gives the upright picture back.
    back = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
    stored = upright.transpose(back[orientation]) if orientation in back else upright
    told = {"exif": exif(orientation), "xmp": f"<x:xmpmeta>{OWNER}</x:xmpmeta>".encode()}
    if form == "JPEG":
        told |= {"comment": OWNER.encode(), "quality": 90}
    if form == "PNG":
        del told["xmp"]
        told["pnginfo"] = PngImagePlugin.PngInfo()
        told["pnginfo"].add_text("Author", OWNER)
        told["pnginfo"].add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{OWNER}</x:xmpmeta>")
    out = BytesIO()
    stored.save(out, form, **told | more)
    return out.getvalue()


def plain_png(size=(4, 4)):
    out = BytesIO()
    Image.new("RGB", size, LIGHT).save(out, "PNG")
    return out.getvalue()


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width=30_000, height=30_000):
    """A few kilobytes that would unpack to 900 megapixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000))
        + _chunk(b"IEND", b"")
    )
