"""Photos and documents: counted while they arrive, named safely, and shown only to whom they belong."""

import httpx
import pytest

from tests.web.desk import EchoDesk
from web.chat.bodies import FILE_BYTES

Bearer = dict[str, str]


@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_a_file_is_handed_over_and_can_be_fetched_again(
    client: httpx.AsyncClient, bearer: Bearer, desk: EchoDesk, kind: str
) -> None:
    answer = await client.post("/chat/updates", files={kind: ("面孔.jpg", b"jpeg bytes", "image/jpeg")}, headers=bearer)
    fetched = await client.get("/chat/files/file-1", headers=bearer)
    assert answer.status_code == 202
    assert desk.heard[0][2:] == (kind, "面孔.jpg", "image/jpeg", 10)
    assert (fetched.content, fetched.headers["content-type"]) == (b"jpeg bytes", "image/jpeg")


async def test_a_file_of_exactly_the_limit_is_taken(client: httpx.AsyncClient, bearer: Bearer, desk: EchoDesk) -> None:
    answer = await client.post("/chat/updates", files={"document": ("a.bin", b"x" * FILE_BYTES)}, headers=bearer)
    assert (answer.status_code, desk.heard[0][-1]) == (202, FILE_BYTES)


@pytest.mark.parametrize("size", [FILE_BYTES + 1, 40 * 1024 * 1024])
async def test_a_larger_file_is_refused_in_words(client: httpx.AsyncClient, bearer: Bearer, desk: EchoDesk, size: int) -> None:
    answer = await client.post("/chat/updates", files={"photo": ("a.jpg", b"x" * size)}, headers=bearer | {"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["error"]) == (413, "file_too_large")
    assert "12 MB" in answer.json()["message"]
    assert desk.heard == []


@pytest.mark.parametrize(
    ("files", "status", "error"),
    [
        ({"photo": ("a.jpg", b"")}, 422, "file_empty"),
        ({"video": ("a.mp4", b"x")}, 422, "not_understood"),
        ([("photo", ("a.jpg", b"x")), ("photo", ("b.jpg", b"x"))], 400, "not_multipart"),
    ],
)
async def test_a_body_without_one_usable_file_is_refused(
    client: httpx.AsyncClient, bearer: Bearer, files: object, status: int, error: str
) -> None:
    answer = await client.post("/chat/updates", files=files, headers=bearer)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["error"]) == (status, error)


@pytest.mark.parametrize("body", [b"", b"no boundary", b"--b\r\n", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n"])
@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=b"])
async def test_a_broken_multipart_body_is_refused(client: httpx.AsyncClient, bearer: Bearer, body: bytes, kind: str) -> None:
    answer = await client.post("/chat/updates", content=body, headers=bearer | {"Content-Type": kind})
    assert answer.status_code in {400, 422}
    assert answer.json()["message"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\me.jpg", "me.jpg"),
        ("\u202ebell.png", "bell.png"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("/", "document"),
    ],
)
async def test_a_file_keeps_only_the_last_and_visible_part_of_its_name(
    client: httpx.AsyncClient, bearer: Bearer, desk: EchoDesk, name: str, kept: str
) -> None:
    await client.post("/chat/updates", files={"document": (name, b"x", "no type at all")}, headers=bearer)
    assert desk.heard[0][3:5] == (kept, "application/octet-stream")


async def test_a_document_is_offered_for_saving_and_runs_nothing(client: httpx.AsyncClient, bearer: Bearer) -> None:
    await client.post("/chat/updates", files={"document": ("准考证;1.html", b"<script>1</script>", "text/html")}, headers=bearer)
    fetched = await client.get("/chat/files/file-1", headers=bearer)
    assert fetched.headers["content-disposition"].startswith("attachment;")
    assert fetched.headers["content-disposition"].endswith("filename*=UTF-8''%E5%87%86%E8%80%83%E8%AF%81%3B1.html")
    assert fetched.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert fetched.headers["x-content-type-options"] == "nosniff"
    assert fetched.headers["cache-control"] == "private, no-store"


async def test_a_file_of_another_chat_does_not_exist(client: httpx.AsyncClient, bearer: Bearer) -> None:
    await client.post("/chat/updates", files={"photo": ("a.jpg", b"x")}, headers=bearer)
    stranger = (await client.post("/chat/sessions")).json()["token"]
    answer = await client.get("/chat/files/file-1", headers={"Authorization": f"Bearer {stranger}"})
    assert (answer.status_code, answer.json()["error"]) == (404, "file_unknown")


@pytest.mark.parametrize("file_id", ["none", "%00", "x" * 500, "%E5%87%86"])
async def test_a_file_id_that_nobody_gave_out_is_not_found(client: httpx.AsyncClient, bearer: Bearer, file_id: str) -> None:
    assert (await client.get(f"/chat/files/{file_id}", headers=bearer)).status_code == 404
