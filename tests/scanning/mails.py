"""Mails with pictures, built as mail programs and telephones build them."""

from email.message import EmailMessage


def mail(*pictures, sender="Ada <Ada@Example.com>", key="<1@example.com>", **more):
    """`pictures`: (name, bytes), attached."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, "photos@desk.example", "عکس برچسب"
    if key:
        letter["Message-ID"] = key
    letter.set_content("See the label.")
    for name, data in pictures:
        letter.add_attachment(data, maintype="image", subtype="png", filename=name)
    for name, value in more.items():
        letter[name] = value
    return letter


def raw(*pictures, **more):
    return mail(*pictures, **more).as_bytes()


def in_parts(depth):
    """Parts within parts."""
    opened = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at) for at in range(depth))
    return b"From: a@example.com\r\n" + opened + b"Content-Type: image/png\r\n\r\nx\r\n"
