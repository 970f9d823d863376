"""Texts that say what they are, codes whose digits are wrong, and codes that are nobody's business."""

from datetime import date

import pytest

from barcodes import Doubt, Kind, ScanHints, Source, StationProfile, parse_scan
from barcodes.checks import gs1_check_digit
from barcodes.hibc import check_character


@pytest.mark.parametrize(
    "digits",
    [f"{at:012}" for at in (323029682021, 1, 500000000000, 210100000000, 109500000000, 400638133393, 37610425002)],
)
@pytest.mark.parametrize("station", [None, StationProfile(aim=True), StationProfile(aim=True, case="swapped")])
def test_an_ean_with_its_identifier_is_an_ean_whatever_it_begins_with(digits, station):
    ean = digits + gs1_check_digit(digits)
    swapped = station is not None and station.case == "swapped"
    text = f"]E0{ean}".swapcase() if swapped else f"]E0{ean}"
    best = parse_scan(text, ScanHints(station=station, source=Source.WEDGE)).best
    assert (best.kind, best.gtin) == (Kind.GTIN, f"0{ean}")


@pytest.mark.parametrize("aim", ["]E0", "]e0"])
def test_a_databar_that_came_through_caps_lock_is_still_read(aim):
    best = parse_scan(f"{aim}010950600013435221sn7").best
    assert (best.gtin, best.serial) == ("09506000134352", "SN7" if aim == "]E0" else "sn7")


@pytest.mark.parametrize("text", ["]E3400638133393112", "]E3400638133393112345"])
def test_the_add_on_of_an_ean_is_no_part_of_it(text):
    assert parse_scan(text).best.gtin == "04006381333931"


@pytest.mark.parametrize("told", ["", "]d2", "]C1"])
@pytest.mark.parametrize(
    ("text", "number"),
    [("010950600013435321A", "09506000134353"), ("00376130321109103421", None), ("0104006381333932215", "04006381333932"), ("02095060001343533710", "09506000134353")],
)  # fmt: skip
def test_a_label_whose_check_digit_is_wrong_is_told_and_never_looked_up(told, text, number):
    result = parse_scan(told + text)
    (wrong, *_) = [each for each in result.candidates if Doubt.WRONG_CHECK_DIGIT in each.warnings]
    assert wrong.gtin == number
    assert result.ambiguous or result.best is wrong
    assert text[2:16] not in {key.gtin for key in result.lookup_keys}
    assert text[2:] not in {key.code for key in result.lookup_keys}


@pytest.mark.parametrize(
    "text",
    [
        "10LOT50109506000134352",
        "21SN-9010950600013435217271231",
        "10A1B2C30109506000134352",
        "2112345010950600013435217271231",
    ],
)
def test_the_right_check_digit_of_a_gtin_at_the_end_is_proof_enough(text):
    found = [each for each in parse_scan(text).candidates if each.kind is Kind.GS1]
    assert found[0].gtin == "09506000134352"
    assert Doubt.SEPARATOR_LOST in found[0].warnings


@pytest.mark.parametrize(
    ("text", "kind", "gtin", "serial", "batch"),
    [
        ("4 006381 333931", Kind.GTIN, "04006381333931", None, None),
        ("0 36000 29145 2", Kind.GTIN, "00036000291452", None, None),
        ("9638 5074", Kind.GTIN, "00000096385074", None, None),
        ("978-3-16-148410-0", Kind.GTIN, "09783161484100", None, None),
        ("۴ ۰۰۶۳۸۱ ۳۳۳۹۳۱", Kind.GTIN, "04006381333931", None, None),
        ("IMEI: 352099001761481", Kind.IMEI, None, "352099001761481", None),
        ("IMEI 35-209900-176148-1", Kind.IMEI, None, "352099001761481", None),
        ("IMEI1:352099001761481", Kind.IMEI, None, "352099001761481", None),
        ("EAN: 4006381333931", Kind.GTIN, "04006381333931", None, None),
        ("S/N: CND8123ABC", Kind.SERIAL, None, "CND8123ABC", None),
        ("SN:CND8123ABC", Kind.SERIAL, None, "CND8123ABC", None),
        ("Serial No. CND8123ABC", Kind.SERIAL, None, "CND8123ABC", None),
        ("Serial number: CND 8123 ABC", Kind.SERIAL, None, "CND8123ABC", None),
        ("Seriennummer: A-1", Kind.SERIAL, None, "A-1", None),
        ("شماره سریال: AB12", Kind.SERIAL, None, "AB12", None),
        ("الرقم التسلسلي: AB12", Kind.SERIAL, None, "AB12", None),
        ("Серийный номер: AB12", Kind.SERIAL, None, "AB12", None),
        ("№AB12", Kind.SERIAL, None, "AB12", None),
        ("序列号：AB12", Kind.SERIAL, None, "AB12", None),
        ("LOT: l5", Kind.SERIAL, None, None, "L5"),
        ("*SN12345*", Kind.SERIAL, None, "SN12345", None),
        ("01 09506000134352 21 SN456", Kind.GS1, "09506000134352", "SN456", None),
        ("01 09506000134352 10 L5 21 SN456", Kind.GS1, "09506000134352", "SN456", "L5"),
        ("<FNC1>010950600013435210L5<FNC1>21SN456", Kind.GS1, "09506000134352", "SN456", "L5"),
        ("{FNC1}010950600013435221SN456", Kind.GS1, "09506000134352", "SN456", None),
        ("^010950600013435210L5^21SN456", Kind.GS1, "09506000134352", "SN456", "L5"),
        ("~010950600013435210L5~21SN456", Kind.GS1, "09506000134352", "SN456", "L5"),
        ("[)><RS>06<GS>SSN456<GS>1TL5<RS><EOT>", Kind.ISO15434, None, "SN456", "L5"),
        ("[)>{RS}06{GS}25SSN456{RS}{EOT}", Kind.ISO15434, None, "SN456", None),
        ("[)>␞06␝SSN456␝TL5␞␄", Kind.ISO15434, None, "SN456", "L5"),
        ("[)>^06^SSN456^TL5", Kind.ISO15434, None, "SN456", "L5"),
        ("<GS>010950600013435210L5<GS>21SN456", Kind.GS1, "09506000134352", "SN456", "L5"),
        ("[GS]010950600013435210L5[GS]21SN456", Kind.GS1, "09506000134352", "SN456", "L5"),
        ("␝010950600013435210L5␝21SN456", Kind.GS1, "09506000134352", "SN456", "L5"),
        ("~1010950600013435210L5~121SN456", Kind.GS1, "09506000134352", "SN456", "L5"),
        (r"\F010950600013435210L5\F21SN456", Kind.GS1, "09506000134352", "SN456", "L5"),
        ("(01) 0950 6000 1343 52 (21) SN456", Kind.GS1, "09506000134352", "SN456", None),
        ("رقم سریال: AB12", Kind.SERIAL, None, "AB12", None),
        ("S.N.: AB12", Kind.SERIAL, None, "AB12", None),
        ("MAC: 00:1A:2B:3C:4D:5E", Kind.SERIAL, None, "00:1A:2B:3C:4D:5E", None),
        ("EAN: ４００６３８１３３３９３１", Kind.GTIN, "04006381333931", None, None),
    ],
)  # fmt: skip
def test_a_text_is_read_as_what_it_says_it_is(text, kind, gtin, serial, batch):
    result = parse_scan(text)
    best = result.best
    assert (best.kind, best.gtin, best.serial, best.batch) == (kind, gtin, serial, batch)
    assert not result.ambiguous


@pytest.mark.parametrize("text", ["SN 12345", "S/N CND8123"])
def test_what_may_be_a_label_or_a_part_of_the_serial_is_asked(text):
    result = parse_scan(text, ScanHints(source=Source.MANUAL))
    assert result.ambiguous
    assert {each.serial for each in result.candidates} == {text.split()[1], text.replace(" ", "")}


@pytest.mark.parametrize("text", ["SN12345", "LOT123", "IMEI", "ABC-1", "12 34"])
def test_a_serial_that_begins_like_a_label_stays_whole(text):
    assert parse_scan(text).best.serial == text.replace(" ", "")


def labelled(body):
    return body + check_character(body)


def test_a_label_of_the_health_industry_is_read_with_lot_serial_and_dates():
    assert labelled("+A123BJC5D6E71") == "+A123BJC5D6E71G"  # the standard's own example
    best = parse_scan(labelled("+A99912345/$$3200131L5/SSN77/16D20200101")).best
    assert (best.kind, best.batch, best.serial, best.expiry, best.production) == (
        Kind.HIBC, "L5", "SN77", date(2020, 1, 31), date(2020, 1, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("piece", "batch", "serial", "expiry"),
    [("$L5", "L5", None, None), ("$+SN7", None, "SN7", None), ("$$0927L5", "L5", None, date(2027, 9, 30)),
     ("$$2093027L5", "L5", None, date(2027, 9, 30)), ("$$527273L5", "L5", None, date(2027, 9, 30)),
     ("$$+3270930SN7", None, "SN7", date(2027, 9, 30)), ("$$7L5", "L5", None, None), ("$$8053270930L5", "L5", None, date(2027, 9, 30))],
)  # fmt: skip
def test_every_form_of_a_date_in_it_is_understood(piece, batch, serial, expiry):
    best = parse_scan(labelled(f"+A99912345/{piece}")).best
    assert (best.kind, best.batch, best.serial, best.expiry) == (Kind.HIBC, batch, serial, expiry)


def test_a_wrong_check_character_of_it_is_told():
    wrong = [each for each in parse_scan("+A123BJC5D6E71H").candidates if each.kind is Kind.HIBC]
    assert wrong[0].warnings == (Doubt.WRONG_CHECK_DIGIT,)


@pytest.mark.parametrize(
    "text",
    ["WIFI:T:WPA;S:home;P:secret;;", "wifi:S:home;;", "BEGIN:VCARD\r\nFN:Ada", "MECARD:N:Ada;;", "BEGIN:VEVENT\nSUMMARY:x", "mailto:ada@example.com",
     "tel:+4930123456", "sms:+4930123456", "SMSTO:+49:hi", "geo:1,2", "otpauth://totp/x?secret=ABC", "bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "upi://pay?pa=x",
     "BCD\n002\n1\nSCT\n\nAda\nDE71110220330123456789", "SPC\r\n0200\r\n1\r\nCH44", "SPD*1.0*ACC:CZ58", "ST00012|Name=x|PersonalAcc=1",
     "00020101021226580014BR.GOV.BCB.PIX0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Ada6008BRASILIA62070503***63041D3D",
     "@\n\x1e\rANSI 636026080102DL00410288", "HC1:6BFOXN", "LPA:1$smdp.example$CODE", "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
     "\ufeffWIFI:T:WPA;S:home;P:secret;;", "\u200eBEGIN:VCARD\r\nFN:Ada", "wxp://f2f0abc", "https://qr.alipay.com/fkx12345", "https://wa.me/4930123456",
     "whatsapp://send?phone=49", "FIDO:/1234567890", "MT:Y.K9042C00KA0648G00", "X-HM://00EBIV1ABCD"],
)  # fmt: skip
@pytest.mark.parametrize("source", [Source.WEDGE, Source.IMAGE, Source.MANUAL, None])
def test_what_is_private_is_nothing_of_ours(text, source):
    result = parse_scan(text, ScanHints(source=source))
    assert (result.private, result.lookup_keys, len(result.candidates)) == (True, (), 1)


@pytest.mark.parametrize(
    "text",
    ["https://desk.example/l/Qm3v0XkZr8s1yTn5WcAaPfLdE2g", "https://shop.example/login?next=/&token=abc123", "https://shop.example/reset-password/Zk81",
     "https://ada:secret@nas.example/", "http://192.168.1.1/?psk=secret", "https://example.com/oauth2/authorize?client_id=1"],
)  # fmt: skip
def test_an_address_that_opens_somebodys_account_or_repair_is_not_kept(text):
    assert parse_scan(text, ScanHints(source=Source.IMAGE)).private


def test_a_products_address_is_read_whatever_its_maker_hangs_on_it():
    best = parse_scan("https://id.example/01/09506000134352/21/SN0001?token=abc123").best
    assert (best.kind, best.gtin, best.serial) == (Kind.GS1_DIGITAL_LINK, "09506000134352", "SN0001")


@pytest.mark.parametrize(
    "text",
    ["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe",
     "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "wc:8a5e5bdc-a0e4-4702-ba63-8f1a5655744f@1?key=41", "DE89370400440532013000",
     "legal winner thank year wave sausage worth useful legal winner thank yellow"],
)  # fmt: skip
def test_a_purse_and_a_bank_account_are_known_without_a_name_before_them(text):
    assert parse_scan(text).private


@pytest.mark.parametrize(
    "text",
    ["steam://run/1", "tg://login?token=abc", "oktaverify://email?x=1", "sip:ada@example.com", "%B4111111111111111^DOE/JOHN^25121010000000000?",
     ";4111111111111111=25121010000000000?", "HRVHUB30\nEUR\n000000012355", "UPNQR\n\n\nJanez", "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
     "1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815", "-----BEGIN PRIVATE KEY-----", "\x1dBEGIN:VCARD", "#UT010080000000020"],
)  # fmt: skip
def test_log_ins_of_apps_cards_keys_and_tickets_are_private(text):
    assert parse_scan(text).private


@pytest.mark.parametrize(
    "text",
    [
        "N:Doe;John;;;",
        "FN:John Doe",
        "TEL;TYPE=CELL:+491711234567",
        "EMAIL:a@example.com",
        "ADR;HOME:;;Street 1",
        "END:VCARD",
    ],
)
def test_no_line_of_a_card_is_kept_that_a_keyboard_scanner_sends_line_by_line(text):
    assert parse_scan(text, ScanHints(source=Source.WEDGE)).private


def test_a_network_typed_through_a_russian_layout_is_private_too():
    assert parse_scan("ЦШАШЖЫЖрщьуж", ScanHints(source=Source.WEDGE)).private


@pytest.mark.parametrize("text", ["WIFI-EXT-12", "TEL-4711", "GEO12", "BCD0024", "P-1", "M1ABC", "ANSI 120", "SPC-200", "N:12345", "DASH-12",
     "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "DE89370400440532013001", "0xDE0B29", "https://maker.example/p?code=123", "2@12", "PASS-1", "SN:1;2"])  # fmt: skip
def test_a_serial_that_looks_a_little_like_it_is_none(text):
    assert not parse_scan(text).private
