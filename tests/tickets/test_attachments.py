"""Files on tickets: what came in comes out as it was, for those who may see the ticket."""

from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image

from service_desk.accounts import actions as accounts
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.ids import uuid7
from service_desk.tickets.actions import attach
from tests.foundation.test_videos import FRAMES, VIDEO
from tests.pictures import OWNER, bomb, exif, photo, plain_png

PNG = plain_png()
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 2000


@pytest.fixture
async def path(client, world):
    body = {"centre_id": str(world.ber), "scan": "S1", "party_id": str(world.ada), "words": "See the picture"}
    answer = await client.post("/api/v1/tickets", json=body, headers={"Idempotency-Key": str(uuid7())})
    return f"/api/v1/tickets/{answer.json()['id']}/attachments"


@pytest.fixture
def attached(client, path):
    def send(content=PNG, name="photo.png", key=None, to=None):
        headers = {"Idempotency-Key": key or str(uuid7())}
        return client.post(to or path, files={"file": (name, content, "application/x-anything")}, headers=headers)

    return send


async def test_a_file_comes_back_as_it_was(client, path, attached):
    answer = await attached(PDF, "قبض دریل.pdf")
    assert (answer.status_code, answer.json()["file_name"]) == (201, "قبض دریل.pdf")
    (listed,) = (await client.get(path)).json()["items"]
    assert (listed["id"], listed["file_name"], listed["media_type"], listed["size"]) == (
        answer.json()["id"],
        "قبض دریل.pdf",
        "application/pdf",
        len(PDF),
    )
    assert (await client.get(f"{path}/{listed['id']}")).content == PDF


async def test_a_photo_is_kept_upright_and_without_its_place(client, path, attached):
    kept = (await attached(photo("JPEG", orientation=6), "drill.jpg")).json()["id"]
    content = (await client.get(f"{path}/{kept}")).content
    image = Image.open(BytesIO(content))
    assert (image.size, dict(image.getexif()), OWNER.encode() in content) == ((60, 40), {}, False)


@pytest.mark.parametrize("name", ["photo.jfif", "photo.jpe", "photo.png", "photo.jpg"])
async def test_a_jpeg_is_taken_whatever_a_program_called_it(client, path, attached, name):
    assert (await attached(photo("JPEG"), name)).json()["file_name"] == "photo.jpg"
    (listed,) = (await client.get(path)).json()["items"]
    assert (listed["file_name"], listed["media_type"]) == ("photo.jpg", "image/jpeg")


async def test_a_telephones_heic_is_kept_as_a_jpeg_without_its_place(client, path, attached):
    out = BytesIO()
    told = exif(orientation=1)
    Image.new("RGB", (64, 48), (20, 30, 40)).save(out, "HEIF", exif=told.tobytes())
    answer = await attached(out.getvalue(), "IMG_0001.HEIC")
    assert answer.json()["file_name"] == "IMG_0001.jpg"
    content = (await client.get(f"{path}/{answer.json()['id']}")).content
    image = Image.open(BytesIO(content))
    assert (image.format, image.size, dict(image.getexif()), OWNER.encode() in content) == ("JPEG", (64, 48), {}, False)


async def test_a_video_of_the_fault_is_kept_without_its_place(client, path, attached):
    answer = await attached(VIDEO, "noise.mp4")
    assert answer.status_code == 201
    content = (await client.get(f"{path}/{answer.json()['id']}")).content
    assert (len(content), FRAMES in content, b"+35.6892" in content) == (len(VIDEO), True, False)


async def test_a_video_may_be_larger_than_a_picture(attached):
    video = VIDEO + b"\0" * 21_000_000
    assert (await attached(video, "noise.mov")).status_code == 201
    answer = await attached(VIDEO + b"\0" * 60_000_000, "noise.mp4")
    assert (answer.status_code, "60 MB" in answer.json()["detail"]) == (413, True)


@pytest.mark.parametrize("content", [bomb(), photo("PNG")[:-40]])
async def test_a_bomb_or_a_damaged_picture_is_refused_with_a_sentence(client, path, attached, content):
    answer = await attached(content)
    assert (answer.status_code, answer.json()["code"]) == (400, "picture_not_kept")
    assert "25 megapixels" in answer.json()["detail"]
    assert (await client.get(path)).json()["items"] == []


async def test_the_same_photo_sent_again_is_known(client, path, attached):
    key = str(uuid7())
    first, again = [await attached(photo("JPEG"), "drill.jpg", key) for _ in range(2)]
    assert (first.json(), again.headers["Idempotency-Replayed"]) == (again.json(), "true")


async def test_a_download_is_saved_and_never_run(client, path, attached):
    kept = (await attached(name="x.png")).json()["id"]
    headers = (await client.get(f"{path}/{kept}")).headers
    assert headers["content-disposition"].startswith('attachment; filename="x.png"')
    assert headers["content-type"] == "image/png"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "sandbox"


@pytest.mark.parametrize(
    ("name", "content"), [("x.svg", b"<svg/>"), ("x.png", b"<script>"), ("x.exe", PNG), ("x.png", b"")]
)
async def test_what_is_not_what_it_says_is_refused(client, path, attached, name, content):
    answer = await attached(content, name)
    assert (answer.status_code, answer.json()["code"]) == (400, "wrong_file_type")
    assert (await client.get(path)).json()["items"] == []


async def test_a_file_that_is_too_large_is_refused_with_the_limit(attached):
    for size in (20_000_001, 25_000_000):
        answer = await attached(PNG + b"x" * (size - len(PNG)))
        assert (answer.status_code, answer.json()["detail"]) == (413, "That is too large: at most 20 MB are taken.")


async def test_the_same_upload_twice_is_one_file(client, path, attached):
    key = str(uuid7())
    first, again = await attached(key=key), await attached(key=key)
    assert (first.json(), again.headers["Idempotency-Replayed"]) == (again.json(), "true")
    assert len((await client.get(path)).json()["items"]) == 1


async def test_another_file_under_the_same_key_is_refused(attached):
    key = str(uuid7())
    await attached(key=key)
    assert (await attached(PNG + b"more", key=key)).status_code == 422


@pytest.mark.parametrize("body", [{"data": {"file": "text"}}, {"data": {"other": "x"}}, {"json": {"file": "x"}}, {}])
async def test_a_form_without_a_file_is_refused(client, path, body):
    answer = await client.post(path, headers={"Idempotency-Key": str(uuid7())}, **body)
    assert answer.status_code in {400, 415}


async def test_a_file_of_another_ticket_is_not_there(client, world, path, attached):
    kept = (await attached()).json()["id"]
    assert (await client.get(f"/api/v1/tickets/{uuid4()}/attachments/{kept}")).status_code == 404
    body = {"centre_id": str(world.ber), "words": "Another"}
    other = (await client.post("/api/v1/tickets", json=body, headers={"Idempotency-Key": str(uuid7())})).json()["id"]
    assert (await client.get(f"/api/v1/tickets/{other}/attachments/{kept}")).status_code == 404


async def test_a_ticket_of_another_centre_shows_no_files_and_takes_none(client, world, path, attached):
    kept = (await attached()).json()["id"]
    di = await accounts.add_staff(login="di", name="Di", password=None, by=SYSTEM)
    await accounts.assign_role(staff_id=di, role="agent", centre_id=world.teh, by=SYSTEM)
    issued = await accounts.issue_token(staff_id=di, label="tests", scopes=["*"], by=SYSTEM)
    client.headers["Authorization"] = f"Bearer {issued.token}"
    answers = [await client.get(path), await client.get(f"{path}/{kept}"), await attached()]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


async def test_a_ticket_takes_so_many_files_and_no_more(attached, monkeypatch):
    monkeypatch.setattr(attach, "MOST", 1)
    await attached()
    assert (await attached()).json()["code"] == "too_many_files"
