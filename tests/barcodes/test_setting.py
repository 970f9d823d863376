"""Texts on labels: as large as fits, wrapped, in any script, and what identifies is never cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from barcodes.labels import STOCKS, ItemLabel, OrderTag, PartLabel, ShelfLabel, Template, fonts, render_label
from barcodes.labels.fonts import MISSING, runs
from barcodes.labels.model import Text
from barcodes.labels.raster import draw, em_width
from barcodes.labels.setting import LEAST, Wanted, typeset
from barcodes.problems import EncodeError

GTIN = "09501101530003"
LONG = {
    "fa": "ماشین لباسشویی تمام اتوماتیک هوشمند مدل WM-70 پرو با موتور دایرکت درایو",
    "ru": "Стиральная машина автоматическая «Сахара Премиум» (WM-70, 7 кг)",
    "zh": "全自动智能滚筒洗衣机超级节能静音变频直驱电机大容量家用款七公斤",
    "ar": "غسالة ملابس أوتوماتيكية بالكامل موديل WM-70 بمحرك مباشر وسعة سبعة كيلوغرام",
    "en": "Fully automatic front-loading washing machine with direct drive, 7 kg (WM-70)",
}


@pytest.fixture(autouse=True)
def _own_fonts(monkeypatch):
    """Only the desk's own: what else lies on a machine shall not decide."""
    monkeypatch.setattr(fonts, "_SYSTEM", ())
    fonts.forget()
    yield
    monkeypatch.undo()
    fonts.forget()


def texts(label):
    return [each for each in label.elements if isinstance(each, Text)]


def joined(label):
    return "".join(each.text for each in texts(label)).replace(" ", "")


@pytest.mark.parametrize("name", LONG.values(), ids=LONG)
@pytest.mark.parametrize("stock", ["50x30", "62x29", "100x50", "a4-21"])
def test_a_long_name_is_wrapped_and_never_smaller_than_can_be_read(name, stock):
    label = render_label(Template.ITEM, ItemLabel("SN-0001234", GTIN, name=name), STOCKS[stock])
    assert min(each.size for each in texts(label)) >= LEAST
    assert all(em_width(each.text, each.bold) * each.size * 0.78 <= each.width for each in texts(label))
    assert all(each.y + each.size <= label.height for each in texts(label))
    assert "SN-0001234" in joined(label)
    assert GTIN in joined(label)


def test_the_end_of_a_name_is_not_lost_where_there_is_room():
    label = render_label(Template.ITEM, ItemLabel("SN-1", GTIN, name=LONG["ru"]))
    assert LONG["ru"].replace(" ", "") in joined(label)


def test_what_does_not_fit_ends_with_an_ellipsis():
    label = render_label(Template.ITEM, ItemLabel("SN-1", GTIN, name=LONG["fa"] * 4))
    assert any(each.text.endswith("…") for each in texts(label))
    assert "SN-1" in joined(label)


@pytest.mark.parametrize(
    ("template", "data", "whole"),
    [
        (Template.ITEM, ItemLabel("X" * 30 + "-" + "7" * 29, GTIN, name=LONG["fa"]), "X" * 30 + "-" + "7" * 29),
        (Template.ITEM, ItemLabel("", GTIN, "L" * 20, name=LONG["zh"]), "L" * 20),
        (Template.PART, PartLabel("PMP-220-" + "A1" * 26, GTIN, "LOT" * 6, LONG["ar"], "TEH-01"), "PMP-220-" + "A1" * 26),
        (Template.PART, PartLabel("PMP-220", GTIN, "LOT" * 6, LONG["ar"] * 3, "TEH-01"), "LOT" * 6),
        (Template.ORDER, OrderTag("TEH-R-000123-P", "TEH-R-000123", LONG["en"], ("Ada", "SN-1")), "TEH-R-000123"),
        (Template.SHELF, ShelfLabel("LOC-TEH-A-01-P", "A.01.03.04.SHELF-7", LONG["ru"]), "A.01.03.04.SHELF-7"),
    ],
)  # fmt: skip
def test_what_identifies_is_never_cut(template, data, whole):
    label = render_label(template, data)
    assert whole in joined(label)
    assert not any("…" in each.text and each.text[0] in whole for each in texts(label) if each.text.isascii())


def test_what_identifies_and_has_no_room_is_refused_with_what_to_do():
    with pytest.raises(EncodeError, match="larger stock"):
        typeset([Wanted("S" * 60, whole=True)], 0, 0, 10, 5, 3)


@pytest.mark.parametrize("text", ["Kettle 🧺", "Café 🫖️ Nº 5", "קומקום", "ไทย", "ᚠᚢᚦ"])
def test_a_sign_that_no_font_has_is_a_box_and_blocks_no_label(text):
    label = render_label(Template.ITEM, ItemLabel("SN-1", GTIN, name=text))
    assert label.to_pdf().startswith(b"%PDF")
    assert label.to_zpl(8).startswith("^XA")
    assert MISSING in "".join(shown for _, shown in runs(text, bold=False))


@pytest.mark.parametrize("text", ["پمپ насос", "پمپ 泵", "Насос 泵 P-1", "￥2,999.00 قیمت", "مضخة 泵 Насос é"])
@pytest.mark.parametrize("bold", [False, True])
def test_scripts_may_meet_in_one_line(text, bold):
    shown = runs(text, bold)
    assert MISSING not in "".join(letters for _, letters in shown)
    label = render_label(Template.ITEM, ItemLabel("SN-1", GTIN, name=text))
    assert label.to_pdf().startswith(b"%PDF")


def ink(text, size=3.5, dpi=203):
    from barcodes.labels import Label

    page = draw(Label(60, 8, (Text(1, 1, 58, size, text),)), dpi).convert("1", dither=Image.Dither.NONE)
    return page.histogram()[0]


def test_a_yuan_sign_and_a_two_are_told_apart_at_the_least_size():
    assert abs(ink("￥2,999.00", LEAST) - ink("2,000.00", LEAST)) > 10


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80))
def test_any_name_is_printed(name):
    label = render_label(Template.ITEM, ItemLabel("SN-1", GTIN, name=name))
    assert label.to_zpl(8)
    assert "SN-1" in joined(label)


@given(st.text("ABC-/.0123 abc", min_size=1, max_size=60), st.floats(12, 60), st.floats(8, 30))
def test_lines_stay_in_their_box_and_lose_nothing(text, width, height):
    try:
        lines = typeset([Wanted(text, whole=True)], 0, 0, width, height, 4)
    except EncodeError:
        return
    assert "".join(each.text for each in lines).replace(" ", "") == text.replace(" ", "")
    assert all(each.y + each.size <= height + 1e-6 for each in lines)
    assert all(em_width(each.text, bold=False) * each.size * 0.78 <= width or len(each.text) == 1 for each in lines)
