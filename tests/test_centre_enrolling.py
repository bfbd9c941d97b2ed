"""A desk is enrolled with a centre that runs: one scanned code, TLS, a token, and what follows."""

import io
import json
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import cv2
import httpx
import pytest
import zxingcpp
from structlog.typing import EventDict

from enrolling import InventedStation
from station_centre import server
from station_centre.__main__ import main
from station_centre.authority import Authority
from station_queue.client import CentreClient, fetch_authority
from station_queue.errors import DeliveryError
from station_queue.packet import EnrolmentCode, card_holds
from station_queue.patience import Patience

ANYWHERE = str(IPv4Address(0))


def run(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
    """One command in this process; its exit code and the one JSON object it printed."""
    printed = io.StringIO()
    with redirect_stdout(printed):
        status = main([*map(str, arguments), "--json"])
    answer: dict[str, Any] = json.loads(printed.getvalue())
    return status, answer


def refusal(*arguments: str | Path) -> str:
    status, answer = run(*arguments)
    assert status == 1
    assert answer["error"]["message"]
    assert answer["error"]["next"]
    code: str = answer["error"]["code"]
    return code


@contextmanager
def serving(data: Path, *arguments: str | Path) -> Iterator[str]:
    """A centre in a process of its own; gives its address."""
    words = ["-m", "station_centre", "serve", "--data", str(data), "--port", "0"]
    with subprocess.Popen(
        [sys.executable, *words, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            url: str = json.loads(process.stdout.readline())["url"]
            yield url
        finally:
            process.terminate()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    assert run("keygen", "--data", tmp_path / "data")[0] == 0
    return tmp_path / "data"


def scanned(data: Path, *arguments: str | Path, desk: str = "B03") -> EnrolmentCode:
    status, answer = run("enrol", "--desk", desk, "--data", data, *arguments)
    assert status == 0, answer
    return EnrolmentCode.parse(answer["code"])


def patience() -> Patience:
    return Patience.of(30, lambda: False)


def pinned(ca: str) -> ssl.SSLContext:
    return ssl.create_default_context(cadata=ca)


def stations(data: Path) -> list[dict[str, Any]]:
    status, answer = run("stations", "--data", data)
    assert status == 0
    rows: list[dict[str, Any]] = answer["stations"]
    return rows


def test_one_scanned_code_makes_a_desk_known_over_tls_and_revoking_shuts_it_out(
    data: Path, logged: list[EventDict]
) -> None:
    station = InventedStation()
    query = {"station": station.key}
    with serving(data, "--tls") as url:
        code = scanned(data)
        assert code.url == url.replace("http:", "https:")
        assert code.ca_sha256 is not None
        ca = fetch_authority(url, code.ca_sha256, patience=patience())
        with CentreClient(url, token=station.token, ca=ca) as client:
            card = client.card(patience=patience())
            assert card is not None
            assert card_holds(card, code.receipt_key)
            assert card.recipient == code.recipient
            for _ in range(2):  # the first answer may have been lost
                client.enrol(station.request(code.token), patience=patience())
            page = client.receipts(station.key, after=None, limit=10, patience=patience())
            assert page is not None
            assert page.receipts == []
        with httpx.Client(base_url=url, verify=pinned(ca), trust_env=False) as http:
            assert http.get("/ca.pem").text == ca
            assert http.get("/receipts", params=query).status_code == 401
            http.headers["Authorization"] = f"Bearer {station.token}"
            assert http.get("/receipts", params=query).status_code == 200
            other = {"station": InventedStation().key}
            assert http.get("/receipts", params=other).json() == {"code": "STATION_OTHER"}
        (row,) = stations(data)
        assert (row["station_key"], row["desk"], row["revoked_at"]) == (station.key, "B03", None)
        assert row["last_contact"] is not None
    assert run("revoke", "B03", "--data", data)[1]["stations"][0]["station_key"] == station.key
    (row,) = stations(data)
    assert row["revoked_at"] is not None
    with serving(data, "--tls") as url, httpx.Client(verify=pinned(ca), trust_env=False) as http:
        token = {"Authorization": f"Bearer {station.token}"}
        answer = http.get(f"{url}/receipts", params=query, headers=token)
        assert (answer.status_code, answer.json()) == (403, {"code": "STATION_REVOKED"})
    assert {each["log_level"] for each in logged} <= {"info"}


def test_the_desk_is_told_why_it_is_not_enrolled(data: Path) -> None:
    changes = {
        "ENROL_TOKEN_WRONG": {"token": "x" * 32},
        "ENROL_DESK_OTHER": {"desk": "B04"},
        "ENROL_PROOF_WRONG": {"station_key": InventedStation().key},
    }
    with serving(data) as url, CentreClient(url) as client:
        code = scanned(data).token
        for reason, change in changes.items():
            request = InventedStation().request(change.pop("token", code), **change)
            with pytest.raises(DeliveryError) as caught:
                client.enrol(request, patience=patience())
            assert caught.value.code == reason
    assert stations(data) == []


def test_garbage_enrols_nobody_and_breaks_nothing(data: Path) -> None:
    bodies = ["", "{}", "[]", "null", '"x"', "{", '{"token": 1}', "\x00", "[" * 3000]
    with serving(data) as url, httpx.Client(base_url=url, trust_env=False) as http:
        for body in bodies:
            assert http.post("/enrol", content=body).status_code in {400, 422}
        assert http.post("/enrol", content="x" * 5000).status_code == 413
        assert http.get("/centre").status_code == 200
    assert stations(data) == []


def test_another_centre_in_the_same_place_is_believed_by_no_enrolled_desk(
    data: Path, tmp_path: Path
) -> None:
    run("keygen", "--data", tmp_path / "other")
    with serving(data, "--tls") as url:
        code = scanned(data)
        assert code.ca_sha256 is not None
        ca = fetch_authority(url, code.ca_sha256, patience=patience())
    with serving(tmp_path / "other", "--tls") as impostor:
        with pytest.raises(DeliveryError) as caught:
            fetch_authority(impostor, code.ca_sha256, patience=patience())
        assert caught.value.code == "CERT_UNTRUSTED"
        with CentreClient(impostor, ca=ca) as client, pytest.raises(DeliveryError) as caught:
            client.card(patience=patience())
        assert caught.value.code == "CERT_UNTRUSTED"


def test_keys_are_rotated_while_it_runs_and_who_pinned_the_old_one_believes_the_new(
    data: Path,
) -> None:
    with serving(data) as url, CentreClient(url) as client:
        code = scanned(data)
        status, answer = run("keygen", "--rotate", "--data", data)
        assert (status, set(answer)) == (0, {"recipient"})
        card = client.card(patience=patience())
        assert card is not None
        assert card.recipient == answer["recipient"] != code.recipient
        assert card.receipt_key != code.receipt_key
        assert card_holds(card, code.receipt_key)
        assert scanned(data).receipt_key == card.receipt_key


def test_a_trial_on_the_own_machine_is_open_until_the_first_desk_is_enrolled(data: Path) -> None:
    query = {"station": InventedStation().key}
    with serving(data) as url, httpx.Client(base_url=url, trust_env=False) as http:
        assert http.get("/receipts", params=query).status_code == 200
        assert http.get("/ca.pem").status_code == 404
        scanned(data)
        answer = http.get("/receipts", params=query)
        assert (answer.status_code, answer.json()) == (401, {"code": "STATION_UNKNOWN"})


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--host", ANYWHERE], 401),
        (["--host", ANYWHERE, "--open"], 200),
        (["--trusted-proxy", "127.0.0.1"], 401),
    ],
)
def test_whom_others_could_reach_lets_in_enrolled_desks_only(
    data: Path, arguments: list[str], status: int
) -> None:
    with serving(data, *arguments) as url:
        query = {"station": InventedStation().key}
        reached = url.replace(ANYWHERE, "127.0.0.1")
        answer = httpx.get(f"{reached}/receipts", params=query, trust_env=False)
        assert answer.status_code == status


@pytest.mark.parametrize("trusted", [False, True])
def test_a_forwarded_address_is_believed_of_a_named_proxy_only(data: Path, trusted: bool) -> None:
    more = ["--trusted-proxy", "127.0.0.0/8"] if trusted else ["--host", "127.0.0.1"]
    scanned(data, "--url", "http://127.0.0.1")
    with serving(data, *more) as url, httpx.Client(base_url=url, trust_env=False) as http:
        # As many as an address has at once, each said to be from another one.
        statuses = {
            http.get("/x", headers={"X-Forwarded-For": f"198.51.100.{number}"}).status_code
            for number in range(130)
        }
        assert statuses == ({401} if trusted else {401, 429})


def test_the_code_is_read_from_the_picture_and_drawn_for_print(data: Path, tmp_path: Path) -> None:
    png, svg = tmp_path / "code.png", tmp_path / "code.svg"
    address = ("--url", "http://centre.example.vn:8321")
    status, answer = run(
        "enrol", "--desk", "B03", "--data", data, *address, "--png", png, "--svg", svg
    )
    assert status == 0
    assert set(answer) == {"code", "desk", "expires_at", "file"}
    assert (answer["desk"], answer["file"]) == ("B03", str(png))
    (read,) = zxingcpp.read_barcodes(cv2.imread(str(png), cv2.IMREAD_GRAYSCALE))
    assert read.text == answer["code"]
    assert svg.read_text().startswith("<?xml")
    assert png.stat().st_mode & 0o077 == 0


def test_without_json_the_code_is_drawn_on_the_terminal(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = ["--url", "http://centre.example.vn"]
    assert main(["enrol", "--desk", "B03", "--data", str(data), *address]) == 0
    printed = capsys.readouterr().out
    assert "█" in printed
    assert "\nCCCD-ENROL:1?" in printed
    assert main(["stations", "--data", str(data)]) == 0
    assert main(["revoke", "B03", "--data", str(data)]) == 0
    assert capsys.readouterr().out.endswith("codes withdrawn: 1\n")


def test_what_an_enrolment_needs_is_asked_for_before_a_code_is_given_out(
    data: Path, tmp_path: Path
) -> None:
    enrol = ("enrol", "--data", data, "--desk", "B03")
    assert refusal("enrol", "--data", tmp_path / "nowhere", "--desk", "B03") == "KEYS_MISSING"
    assert refusal(*enrol) == "URL_MISSING"
    assert refusal(*enrol, "--url", "https://centre.example.vn") == "URL_WRONG"
    assert refusal(*enrol, "--url", "centre.example.vn") == "URL_WRONG"
    assert refusal(*enrol, "--url", "https://c", "--ca", tmp_path / "none.pem") == "CERT_WRONG"
    http = ("--url", "http://c")
    assert refusal("enrol", "--data", data, "--desk", "../x", *http) == "DESK_WRONG"
    assert refusal(*enrol, *http, "--png", tmp_path / "nowhere" / "x.png") == "FOLDER_FAILED"
    assert refusal("revoke", "B99", "--data", data) == "STATION_NOT_FOUND"


def test_what_tls_needs_is_asked_for_before_anybody_is_served(data: Path, tmp_path: Path) -> None:
    serve = ("serve", "--data", data, "--port", "0")
    (tmp_path / "other").mkdir()
    with serving(data, "--tls"):
        pass
    ca, key = data / "ca.pem", data / "ca.key"
    assert refusal(*serve, "--tls", "--host", ANYWHERE) == "NAME_MISSING"
    assert refusal(*serve, "--cert", tmp_path / "x", "--key", key, "--ca", ca) == "CERT_WRONG"
    # A certificate that no desk would trust under this name.
    assert refusal(*serve, "--cert", ca, "--key", key, "--ca", ca) == "CERT_APART"


@pytest.mark.parametrize(
    "arguments",
    [
        ["serve", "--cert", "x"],
        ["serve", "--cert", "x", "--key", "y"],
        ["serve", "--tls", "--cert", "x", "--key", "y", "--ca", "z"],
        ["serve", "--tls", "--ca", "z"],
        ["serve", "--trusted-proxy", "proxy.example.vn"],
        ["serve", "--name", "a b"],
        ["enrol"],
        ["enrol", "--desk", "B03", "--hours", "0"],
        ["enrol", "--desk", "B03", "--hours", "nan"],
        ["revoke"],
    ],
)
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


def test_a_certificate_of_the_province_is_served_and_its_issuer_pinned(
    data: Path, tmp_path: Path
) -> None:
    (tmp_path / "province").mkdir()
    authority = Authority.of(tmp_path / "province", datetime.now(UTC))
    chain, _ends = authority.issue(["127.0.0.1"], datetime.now(UTC))
    (tmp_path / "server.pem").write_bytes(chain)
    issuer, server = tmp_path / "province" / "ca.pem", tmp_path / "server.pem"
    with serving(data, "--cert", server, "--key", server, "--ca", issuer) as url:
        code = scanned(data)
        assert code.ca_sha256 is not None
        assert fetch_authority(url, code.ca_sha256, patience=patience()) == issuer.read_text()
        answer = httpx.get(f"{url}/centre", verify=pinned(issuer.read_text()), trust_env=False)
        assert answer.status_code == 200
    assert not (data / "ca.key").exists()
    # Behind a proxy that does the TLS, too.
    proxied = scanned(data, "--url", "https://proxy.example.vn", "--ca", issuer)
    assert proxied.ca_sha256 == code.ca_sha256
    with serving(data, "--ca", issuer) as url:
        assert httpx.get(f"{url}/ca.pem", trust_env=False).text == issuer.read_text()
        assert scanned(data, "--url", "https://proxy.example.vn").ca_sha256 == code.ca_sha256


def test_small_answers_do_not_wait_for_a_fuller_packet() -> None:
    # asyncio switches that off for connections of a socket that says it is TCP.
    with server._listen("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP
