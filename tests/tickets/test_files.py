"""Attachments: known by their content, named harmlessly, kept once, given back as downloads only."""

import hashlib
import io
import zipfile

import pytest

from schemas.base import instance
from schemas.views.ticket import Attachment
from service.transaction import statements
from service.usecases.tickets.file_kinds import kind_of
from service.usecases.tickets.file_names import clean_name
from tests.demo_house import House, answered, refused
from tests.tickets.people import PDF, upload


def test_a_file_comes_back_as_it_was_and_only_as_a_download(house: House) -> None:
    made = house.complaint()
    kept = answered(upload(house["clerk"], made, (PDF, "报告 1.pdf")), 201)
    listed = answered(house["pm"].get(f"/tickets/{made['id']}/attachments"), 200)["items"]
    assert [instance(Attachment).load(row)["id"] for row in listed] == [kept["id"]]
    assert (kept["name"], kept["size"]) == ("报告 1.pdf", len(PDF))
    assert kept["sha256"] == hashlib.sha256(PDF).hexdigest()
    found = house["pm"].get(f"/tickets/{made['number']}/attachments/{kept['id']}")
    assert found.get_data() == PDF and found.content_type == "application/octet-stream"
    assert found.headers["Content-Disposition"].startswith('attachment; filename="__ 1.pdf"; filename*=UTF-8')
    assert "sandbox" in found.headers["Content-Security-Policy"]
    assert found.headers["X-Content-Type-Options"] == "nosniff"


def test_several_files_come_in_order_and_the_same_content_is_kept_once(house: House) -> None:
    made = house.complaint()
    content = b"%PDF-1.4 twice"
    kept = answered(upload(house["clerk"], made, (content, "b.pdf"), (content, "a.pdf")), 201)
    assert [row["name"] for row in kept["items"]] == ["b.pdf", "a.pdf"] and kept["id"] == kept["items"][0][
        "id"
    ]
    with statements() as sql:
        row = sql.one("SELECT count(*) AS n FROM blob WHERE digest = %s", [hashlib.sha256(content).digest()])
    assert row == {"n": 1}


def test_a_form_can_name_a_file_of_its_own_ticket_only(house: House) -> None:
    other = answered(upload(house["clerk"], house.complaint(), (PDF, "a.pdf")), 201)
    made = house.complaint()
    path = f"/tickets/{made['id']}/attachments/{other['id']}"
    refused(house["clerk"].get(path), 404, "not_found")
    refused(house["clerk"].get(f"/tickets/{made['id']}/attachments/nonsense"), 404, "not_found")


def test_an_outsider_neither_sends_nor_gets_files(house: House) -> None:
    made = house.complaint()
    kept = answered(upload(house["clerk"], made, (PDF, "a.pdf")), 201)
    refused(upload(house["clerk-gz02"], made, (PDF, "a.pdf")), 404, "not_found")
    refused(upload(house["clerk-gz02"], made, (b"<html>", "a.html")), 404, "not_found")
    refused(house["clerk-gz02"].get(f"/tickets/{made['id']}/attachments/{kept['id']}"), 404, "not_found")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html><script>", "a.html"),
        (b"<svg onload=alert(1)>", "a.svg"),
        (b"<html><script>", "a.pdf"),
        (b"MZ\x90\x00", "a.png"),
        (PDF, "a.exe"),
        (PDF, "pdf"),
        (PDF, ""),
        (b"", "a.txt"),
        (b"text\x00text", "a.txt"),
        (b"PK\x03\x04 nothing", "a.docx"),
    ],
)
def test_what_a_file_is_not_is_refused_whole(house: House, content: bytes, name: str) -> None:
    made = house.complaint()
    refused(upload(house["clerk"], made, (PDF, "good.pdf"), (content, name)), 422, "invalid")
    assert answered(house["clerk"].get(f"/tickets/{made['id']}/attachments"), 200)["items"] == []


def test_other_fields_other_types_and_no_file_are_refused(house: House) -> None:
    made = house.complaint()
    refused(upload(house["clerk"], made, (PDF, "a.pdf"), note="x"), 422, "invalid")
    refused(upload(house["clerk"], made), 422, "invalid")
    path = f"/tickets/{made['id']}/attachments"
    refused(house["clerk"].post(path, {"file": "x"}), 415, "unsupported_media_type")


def test_25_megabytes_go_and_more_do_not(house: House) -> None:
    made = house.complaint()
    full = b"%PDF-" + b"x" * (25 * 1024 * 1024 - 5)
    answered(upload(house["clerk"], made, (full, "a.pdf")), 201)
    refused(upload(house["clerk"], made, (full + b"x", "a.pdf")), 413, "too_large")
    refused(upload(house["clerk"], made, (full + b"x" * 100_000, "a.pdf")), 413, "too_large")


def office(folder: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr(f"{folder}/document.xml", "<x/>")
    return kept.getvalue()


def test_kinds_are_known_by_content_and_extension() -> None:
    assert kind_of("a.docx", office("word")) and kind_of("A.XLSX", office("xl"))
    assert kind_of("a.docx", office("xl")) is None
    assert kind_of("a.txt", "中文\r\n".encode()) and kind_of("a.csv", "中文".encode("gb18030"))
    assert kind_of("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ") and kind_of(
        "a.mp4", b"\x00\x00\x00\x18ftypmp42"
    )


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\x\\a.pdf", "a.pdf"),
        ("a\u202egnp.exe.pdf", "agnp.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("\x00\x1b", "file"),
        (".pdf", "pdf"),
        ("", "file"),
        ("报告\u200b.pdf", "报告.pdf"),
        ("x" * 500 + ".pdf", "x" * 150 + ".pdf"),
    ],
)
def test_names_are_made_harmless(said: str, kept: str) -> None:
    assert clean_name(said) == kept
