"""What people send is kept once, by what it is, for nobody but them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from django.core import signing
from django.core.files.storage import default_storage
from pytest_django import Settings

from finance.documents import operations, queries, sniffing
from finance.documents.models import Document
from finance.people.models import Person
from sofia.tests.cast import NOW
from sofia.tests.pictures import PDF, png


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> Path:
    settings.STORAGES = {**settings.STORAGES, "default": {
        "BACKEND": "finance.documents.store.Folder", "OPTIONS": {"location": tmp_path}}}  # fmt: skip
    return tmp_path


def kept_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


class TestKeep:
    def test_bytes_are_kept_once_and_read_back(self, rosa: Person, files: Path) -> None:
        first = operations.keep(owner=rosa, body=PDF, name="estado.pdf", now=NOW)
        again = operations.keep(owner=rosa, body=PDF, name="otro.pdf", now=NOW)
        assert (first.pk, first.mime, first.size) == (again.pk, "application/pdf", len(PDF))
        assert len(kept_in(files)) == 1
        with queries.open_bytes(first) as file:
            assert file.read() == PDF

    def test_two_people_with_the_same_bytes_have_a_document_each(self, rosa: Person, ines: Person, files: Path) -> None:
        hers = operations.keep(owner=rosa, body=PDF, name="", now=NOW)
        theirs = operations.keep(owner=ines, body=PDF, name="", now=NOW)
        assert hers.pk != theirs.pk
        assert len(kept_in(files)) == 1

    def test_only_the_owner_of_the_machine_reads_the_folder(self, rosa: Person, files: Path) -> None:
        operations.keep(owner=rosa, body=PDF, name="", now=NOW)
        (path,) = kept_in(files)
        assert (path.stat().st_mode & 0o077, path.parent.stat().st_mode & 0o077) == (0, 0)

    def test_a_disk_that_fails_half_way_leaves_neither_name_nor_row(self, rosa: Person, files: Path) -> None:
        with mock.patch("os.fsync", side_effect=OSError("no space left")), pytest.raises(OSError, match="no space"):
            operations.keep(owner=rosa, body=PDF, name="", now=NOW)
        assert not Document.objects.exists()
        assert [path.suffix for path in kept_in(files)] == [".half"]
        operations.keep(owner=rosa, body=PDF, name="", now=NOW)
        assert Document.objects.count() == 1

    @pytest.mark.parametrize(
        ("said", "kept"),
        [("../../etc/passwd", "passwd"), ("C:\\fotos\\boleta.jpg", "boleta.jpg"), ("a\x00b\n.pdf", "ab.pdf"), ("", "")],
    )
    def test_a_name_is_only_a_name(self, rosa: Person, said: str, kept: str) -> None:
        assert operations.keep(owner=rosa, body=PDF, name=said, now=NOW).name == kept


class TestKind:
    @pytest.mark.parametrize(
        ("body", "mime"),
        [
            (png(), "image/png"),
            (PDF, "application/pdf"),
            (b"OggS\x00\x02" + bytes(40), "audio/ogg"),
            (b"<?xml version='1.0'?><cfdi:Comprobante/>", "application/xml"),
            ("Fecha;Descripción;Monto\n12/03/2026;Taxi;-25,00\n".encode("cp1252"), "text/plain"),
            ("Fecha\tMonto\n".encode("utf-16"), "text/plain"),
        ],
    )
    def test_it_is_told_by_the_bytes(self, body: bytes, mime: str) -> None:
        assert sniffing.kind_of(body) == mime

    @pytest.mark.parametrize(
        ("body", "error"),
        [
            (b"", sniffing.Empty),
            (b"\x7fELF" + bytes(200), sniffing.UnknownKind),
            (b"MZ" + bytes(200), sniffing.UnknownKind),
            (b"\x89PNG\r\n\x1a\n" + b"not a picture", sniffing.UnknownKind),
            (bytes(range(256)) * 4, sniffing.UnknownKind),
            (b"a" * (sniffing.LARGEST + 1), sniffing.TooLarge),
        ],
    )
    def test_what_is_not_kept(self, body: bytes, error: type[Exception]) -> None:
        with pytest.raises(error):
            sniffing.kind_of(body)

    def test_a_picture_of_too_many_points_is_refused_unopened(self) -> None:
        head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
        crc = struct.pack(">I", zlib.crc32(b"IHDR" + head))
        bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + crc
        with pytest.raises((sniffing.TooLarge, sniffing.UnknownKind)):
            sniffing.kind_of(bomb)


class TestLink:
    def test_it_leads_its_owner_there_for_a_quarter_of_an_hour(self, rosa: Person) -> None:
        document = operations.keep(owner=rosa, body=PDF, name="", now=NOW)
        link = queries.link_to(document)
        assert queries.by_link(rosa, link) == document
        late = signing.time.time() + queries.LINK_LASTS.total_seconds() + 2  # type: ignore[attr-defined]
        with mock.patch.object(signing.time, "time", return_value=late), pytest.raises(queries.LinkOver):  # type: ignore[attr-defined]
            queries.by_link(rosa, link)

    def test_it_leads_nobody_else_anywhere(self, rosa: Person, ines: Person) -> None:
        document = operations.keep(owner=rosa, body=PDF, name="", now=NOW)
        for link in (queries.link_to(document), "nonsense", queries.link_to(document)[:-1]):
            with pytest.raises(queries.NotYours):
                queries.by_link(ines, link)
        with pytest.raises(queries.NotYours):
            queries.of(ines, document.pk)


class TestBucket:
    """The same, over an S3 API."""

    @pytest.fixture
    def bucket(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
        import boto3
        from moto.server import ThreadedMotoServer

        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "test")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://{host}:{port}")
        boto3.client("s3").create_bucket(Bucket="papers")
        settings.STORAGES = {**settings.STORAGES, "default": {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {"bucket_name": "papers", "file_overwrite": True, "default_acl": None}}}  # fmt: skip
        yield "papers"
        server.stop()

    def test_bytes_are_kept_once_and_read_back(self, rosa: Person, ines: Person, bucket: str) -> None:
        import boto3

        document = operations.keep(owner=rosa, body=PDF, name="estado.pdf", now=NOW)
        operations.keep(owner=ines, body=PDF, name="estado.pdf", now=NOW)
        names = [one["Key"] for one in boto3.client("s3").list_objects_v2(Bucket=bucket)["Contents"]]
        assert names == [document.stored_as]
        with queries.open_bytes(document) as file:
            assert file.read() == PDF
        assert default_storage.size(document.stored_as) == len(PDF)
