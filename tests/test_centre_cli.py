"""The command cccd-centre: its answers, its exit codes, its listening."""

import io
import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from station_centre.__main__ import main
from station_centre.errors import MESSAGES
from station_queue.packet import generate_identity, generate_signing_key, seal

RECORD = "0190f3a2-7c1d-7e4a-9b5e-3f2a1c0d9e8f"
COMMAND = [sys.executable, "-m", "station_centre"]


def run(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
    """One command in this process; its exit code and the one JSON object it printed."""
    printed = io.StringIO()
    with redirect_stdout(printed):
        status = main([*map(str, arguments), "--json"])
    answer: dict[str, Any] = json.loads(printed.getvalue())
    return status, answer


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("centre") / "data"
    assert run("keygen", "--data", folder)[0] == 0
    return folder


@pytest.fixture
def packet(data: Path, tmp_path: Path) -> Path:
    path = tmp_path / f"{RECORD}.cccd"
    path.write_bytes(
        seal(
            {
                "record.json": json.dumps({"record": RECORD}).encode(),
                "fingerprints/02.wsq": b"print",
            },
            record=RECORD,
            desk="T01",
            made_at=datetime(2026, 11, 23, tzinfo=UTC),
            signing_key=generate_signing_key(),
            recipient=(data / "centre.pub").read_text().strip(),
        )
    )
    return path


def test_keys_are_made_once_and_for_their_owner_only(data: Path) -> None:
    before = {path.name: path.read_bytes() for path in data.iterdir()}
    status, answer = run("keygen", "--data", data)
    assert (status, answer["error"]["code"]) == (1, "KEYS_EXIST")
    assert {path.name: path.read_bytes() for path in data.iterdir()} == before
    assert set(before) == {"centre.key", "centre.pub", "receipt.key"}
    if os.name == "posix":
        for name in ("centre.key", "receipt.key"):
            assert stat.S_IMODE((data / name).stat().st_mode) == 0o600
        assert stat.S_IMODE(data.stat().st_mode) == 0o700


@pytest.mark.parametrize("written", [[], ["receipt.key"], ["receipt.key", "centre.pub"]])
def test_keygen_goes_on_after_one_that_was_cut_off(tmp_path: Path, written: list[str]) -> None:
    folder, earlier = tmp_path / "data", tmp_path / "earlier"
    run("keygen", "--data", earlier)
    folder.mkdir()
    (folder / ".centre.key.0f0f0f0f.part").write_text("# public key: age1")
    for name in written:
        shutil.copy(earlier / name, folder)
    assert refusal("list", "--data", folder) == "KEYS_MISSING"
    assert run("keygen", "--data", folder)[0] == 0
    assert run("list", "--data", folder) == (0, {"records": []})


def test_keygen_that_fails_leaves_no_key_that_would_stand_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "centre.pub").mkdir()
    assert refusal("keygen", "--data", tmp_path) == "FOLDER_FAILED"
    assert {path.name for path in tmp_path.iterdir()} == {"receipt.key", "centre.pub"}
    (tmp_path / "centre.pub").rmdir()
    assert run("keygen", "--data", tmp_path)[0] == 0


def test_a_set_of_keys_that_cannot_work_is_refused_before_a_packet_comes(
    data: Path, tmp_path: Path
) -> None:
    run("keygen", "--data", tmp_path / "other")
    for name, content, code in (
        ("centre.key", b"# public key: age1", "KEY_WRONG"),
        ("centre.pub", (tmp_path / "other" / "centre.pub").read_bytes(), "KEYS_APART"),
        ("centre.pub", None, "KEYS_INCOMPLETE"),
        ("receipt.key", None, "KEYS_INCOMPLETE"),
    ):
        folder = Path(shutil.copytree(data, tmp_path / f"{code} {name}"))
        if content is None:
            (folder / name).unlink()
        else:
            (folder / name).write_bytes(content)
        assert refusal("serve", "--data", folder) == code
        assert refusal("keygen", "--data", folder) == "KEYS_EXIST"


def test_keygen_names_the_recipient(tmp_path: Path) -> None:
    status, answer = run("keygen", "--data", tmp_path / "new")
    assert status == 0
    assert answer == {"recipient": (tmp_path / "new" / "centre.pub").read_text().strip()}


def test_a_packet_is_opened_into_an_empty_folder(data: Path, packet: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    status, answer = run("open", packet, "--key", data / "centre.key", "--out", out)
    assert status == 0
    assert (answer["record"], answer["desk"], answer["revision"]) == (RECORD, "T01", 1)
    assert answer["parts"] == ["fingerprints/02.wsq", "record.json"]
    assert (out / "fingerprints" / "02.wsq").read_bytes() == b"print"
    status, answer = run("open", packet, "--key", data / "centre.key", "--out", out)
    assert (status, answer["error"]["code"]) == (1, "OUT_NOT_EMPTY")


def refusal(*arguments: str | Path) -> str:
    status, answer = run(*arguments)
    assert status == 1
    error = answer["error"]
    assert error["message"]
    assert error["next"]
    code: str = error["code"]
    return code


def test_each_refusal_says_what_and_what_next(data: Path, packet: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    key = data / "centre.key"
    other = tmp_path / "other.key"
    other.write_text(generate_identity()[0])
    garbage = tmp_path / "garbage"
    garbage.write_bytes(b"\xff\xfe")
    for arguments, code in (
        (("open", packet, "--key", other, "--out", out), "PACKET_KEY_WRONG"),
        (("open", packet, "--key", garbage, "--out", out), "KEY_WRONG"),
        (("open", packet, "--key", tmp_path / "none", "--out", out), "KEY_WRONG"),
        (("open", garbage, "--key", key, "--out", out), "PACKET_NOT_AGE"),
        (("open", tmp_path / "none", "--key", key, "--out", out), "PACKET_MISSING"),
        (("open", packet, "--key", key, "--out", garbage), "FOLDER_FAILED"),
        (("list", "--data", tmp_path / "none"), "KEYS_MISSING"),
        (("serve", "--data", tmp_path / "none"), "KEYS_MISSING"),
        (("keygen", "--data", garbage / "below"), "FOLDER_FAILED"),
        (("keygen", "--data", garbage), "FOLDER_FAILED"),
    ):
        assert refusal(*arguments) == code
    assert not out.exists()


def test_a_taken_port_is_said_to_be_taken(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert refusal("serve", "--data", data, "--port", port) == "ADDRESS_TAKEN"


def test_a_host_that_is_none_is_refused_like_one_that_cannot_be_had(data: Path) -> None:
    assert refusal("serve", "--data", data, "--port", "0", "--host", "a" * 70) == "ADDRESS_TAKEN"


def test_what_nobody_expected_is_an_answer_too(
    data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    # A path that no file system takes: the only such input that is left.
    assert refusal("open", tmp_path / "x\0y", "--key", data / "centre.key", "--out", "x") == "BUG"
    assert re.fullmatch(r"ValueError at .+\.py:\d+\n", capsys.readouterr().err)


def test_the_command_ends_with_the_exit_code(data: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "keygen", "--data", data, "--json"], capture_output=True, check=False
    )
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["code"] == "KEYS_EXIST"


def test_without_json_the_answers_are_plain(
    data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["list", "--data", str(data)]) == 0
    assert capsys.readouterr().out == "\n"
    assert main(["keygen", "--data", str(tmp_path / "k")]) == 0
    assert capsys.readouterr().out.startswith("recipient: age1")
    assert main(["keygen", "--data", str(tmp_path / "k")]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "KEYS_EXIST" in captured.err


NO_PORT = ["serve", "--port", "99999"]


@pytest.mark.parametrize(
    "arguments", [[], ["nonsense"], ["open", "x"], ["serve", "--port", "x"], NO_PORT]
)
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


@pytest.mark.skipif(os.name != "posix", reason="signals of this kind are POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_announces_itself_when_it_listens_and_ends_cleanly(
    data: Path, number: signal.Signals
) -> None:
    command = [*COMMAND, "serve", "--data", str(data), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert isinstance(process.stdout, io.TextIOWrapper)
        url = json.loads(process.stdout.readline())["url"]
        assert url.startswith("http://127.0.0.1:")
        assert httpx.get(f"{url}/healthz", trust_env=False).json() == {"ok": True}
        process.send_signal(number)
        assert process.wait() == 0
        assert process.stdout.read() == ""


def test_every_reason_has_its_sentences() -> None:
    for message, next_step in MESSAGES.values():
        assert message.endswith(".")
        assert next_step
