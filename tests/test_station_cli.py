"""The command line as scripts see it: its JSON, its exit codes, and a record on its way."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from station_capture import card_as_dict, format_card
from station_capture.drawn import INVENTED_PEOPLE, draw_card, draw_portrait_scene
from station_core import setup
from station_core.cli import run
from station_core.figures import Figures
from station_core.settings import (
    CentreSettings,
    DeskSettings,
    ScannerSettings,
    Settings,
    save_settings,
)
from station_devices import SerialPort, encode_png, encode_wsq, load_finger_file
from station_devices.conditions import CONDITIONS
from station_devices.emulator import emulate as run_emulator
from station_devices.emulator import serve_pty
from station_devices.emulator.ef01 import Ef01Module, Ef01Settings
from station_devices.recording import load_recording
from station_devices.synthetic import draw_print
from station_queue.kdf import KdfCost
from station_queue.packet import generate_identity

PASSWORD = "mat-khau-1"
THIEN = INVENTED_PEOPLE[0]
Ctl = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def ctl(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ctl:
    """Run a command with --json; gives its exit code and its one object."""
    monkeypatch.setenv("STATION_PASSWORD", PASSWORD)
    cheap = KdfCost(memory_kib=64, passes=1, lanes=1)
    monkeypatch.setattr(setup, "calibrated_cost", lambda: cheap)  # half a second each sign-in

    def call(*words: object) -> tuple[int, dict[str, Any]]:
        code = run([*map(str, words), "--json"])
        out = capsys.readouterr().out
        assert out.count("\n") == 1, "exactly one JSON object goes to stdout"
        answer: dict[str, Any] = json.loads(out)
        return code, answer

    return call


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    cv2.imwrite(str(folder / "card.png"), draw_card(THIEN))
    cv2.imwrite(str(folder / "face.png"), draw_portrait_scene())
    print_ = draw_print(seed=1, width=192, height=192)
    (folder / "2.png").write_bytes(encode_png(print_, 508))
    (folder / "7.wsq").write_bytes(encode_wsq(print_, 508))
    return folder


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A real centre in a process of its own: its address and its folder."""
    data = tmp_path_factory.mktemp("centre")
    word = [sys.executable, "-m", "station_centre"]
    subprocess.run([*word, "keygen", "--data", data], check=True, capture_output=True)
    serve = [*word, "serve", "--data", str(data), "--port", "0"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        assert server.stdout is not None
        yield json.loads(server.stdout.readline())["url"], data
        server.send_signal(signal.SIGTERM)


@pytest.fixture
def desk(tmp_path: Path, centre: tuple[str, Path], ctl: Ctl) -> Path:
    data = tmp_path / "desk"
    url, folder = centre
    key = folder / "centre.pub"
    place = ["--desk", "B03", "--team", "Tổ 1", "--commune", "26506", "--user", "An"]
    code, answer = ctl("init", "--data", data, *place, "--centre", url, "--centre-key", key)
    assert code == 0
    assert answer["desk"] == "B03"
    assert len(answer["station_key"]) == 44
    return data


def collected(ctl: Ctl, desk: Path, files: Path, *more: object) -> tuple[int, dict[str, Any]]:
    card, face = files / "card.png", files / "face.png"
    return ctl("collect", "--data", desk, "--card", card, "--portrait", face, *more)


def test_a_card_is_read_with_every_diacritic(ctl: Ctl, files: Path) -> None:
    code, answer = ctl("card", "read", files / "card.png")
    assert code == 0
    assert answer["card"] == card_as_dict(THIEN)
    assert answer["warnings"] == []
    assert answer["repaired"] is False
    assert answer["ms"] > 0


def test_an_image_from_stdin(ctl: Ctl, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO((files / "card.png").read_bytes()))
    monkeypatch.setattr(sys, "stdin", stdin)
    code, answer = ctl("card", "read", "-")
    assert (code, answer["card"]["full_name"]) == (0, THIEN.full_name)


def test_a_photo_without_a_code(ctl: Ctl, files: Path) -> None:
    code, answer = ctl("card", "read", files / "face.png")
    assert (code, answer["error"]["code"]) == (1, "NO_CODE")
    assert answer["error"]["message"]
    assert answer["error"]["next"]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("https://example.vn", "NOT_CARD_URL"),
        ("074085990201|280990201|Nguyễn Văn Lợi", "FIELD_COUNT"),
        ("", "EMPTY"),
    ],
)
def test_text_that_is_no_card(ctl: Ctl, text: str, refusal: str) -> None:
    code, answer = ctl("card", "parse", text)
    assert (code, answer["error"]["code"]) == (1, refusal)


def test_the_day_decides_what_lies_ahead(ctl: Ctl) -> None:
    text = format_card(THIEN)
    assert ctl("card", "parse", text, "--today", "2026-11-23")[0] == 0
    code, answer = ctl("card", "parse", text, "--today", "2021-04-21")
    assert (code, answer["error"]["code"]) == (1, "ISSUE_FUTURE")


def test_a_portrait_that_fails_is_an_answer(ctl: Ctl, files: Path, tmp_path: Path) -> None:
    assert ctl("portrait", "check", files / "face.png")[1]["ok"] is True
    cv2.imwrite(str(tmp_path / "dark.png"), draw_portrait_scene() // 12)
    code, answer = ctl("portrait", "check", tmp_path / "dark.png")
    assert (code, answer["ok"]) == (0, False)
    assert {"code", "value", "low", "high", "ok", "blocks"} == set(answer["findings"][0])


def test_the_machine_readable_line_verifies_a_number(ctl: Ctl) -> None:
    line = "IDVNM0859902014074085990201<<9"
    assert ctl("card", "number", line) == (0, {"id_number": "074085990201"})
    code, answer = ctl("card", "number", line.replace("0201<<", "0301<<"))
    assert (code, answer["error"]["code"]) == (1, "MRZ_CHECK")


def test_from_card_to_receipt(ctl: Ctl, desk: Path, files: Path, centre: tuple[str, Path]) -> None:
    prints = ["--finger", f"2={files / '2.png'}", "--finger", f"7={files / '7.wsq'}"]
    more = [*prints, "--missing", "all=bandaged", "--procedure", "exchange"]
    code, answer = collected(ctl, desk, files, *more, "--field", "phone=0912345678")
    assert code == 0
    record = answer["record"]

    waiting = ctl("queue", "list", "--data", desk, "--state", "waiting")[1]["records"]
    assert [(row["record"], row["attempts"]) for row in waiting] == [(record, 0)]

    code, answer = ctl("upload", "--until-empty", "--data", desk)
    assert code == 0
    size = answer.pop("bytes")
    assert abs(answer.pop("clock_skew_s")) < 60
    assert answer == {"sent": 1, "accepted": 1, "rejected": 0, "waiting": 0}

    status = ctl("queue", "status", "--data", desk)[1]
    assert status["accepted"] == status["created"] == 1
    assert sum(status.values()) == 2 * status["created"]
    stored = [path.stat().st_size for path in centre[1].rglob("*.cccd") if record in str(path)]
    assert stored == [size]

    assert ctl("upload", "--once", "--data", desk)[1]["sent"] == 0


def test_what_a_person_at_the_centre_returns_is_corrected_and_accepted(
    ctl: Ctl, desk: Path, files: Path, centre: tuple[str, Path]
) -> None:
    record = collected(
        ctl,
        desk,
        files,
        "--missing",
        "all=bandaged",
        "--procedure",
        "eid_level2",
        "--field",
        "phone=0912345678",
        "email=an@hu-cau.example",
    )[1]["record"]
    assert ctl("upload", "--until-empty", "--data", desk)[1]["accepted"] == 1

    word = [sys.executable, "-m", "station_centre", "reject", record, "--data", str(centre[1])]
    why = ["--code", "PHONE_UNKNOWN", "--text", "Số không liên lạc được", "--field", "phone"]
    subprocess.run([*word, *why], check=True, capture_output=True)
    assert ctl("upload", "--once", "--data", desk)[1]["rejected"] == 1
    [row] = ctl("queue", "list", "--data", desk)[1]["records"]
    assert (row["state"], row["code"], row["text"], row["field"]) == (
        "rejected",
        "PHONE_UNKNOWN",
        "Số không liên lạc được",
        "phone",
    )

    mended = ["--field", "phone=0987654321", "--finish", "--data", desk]
    assert ctl("record", "reopen", record, *mended)[1]["revision"] == 2
    assert ctl("upload", "--until-empty", "--data", desk)[1]["accepted"] == 1
    [row] = ctl("queue", "list", "--data", desk)[1]["records"]
    assert (row["record"], row["state"], row["revision"]) == (record, "accepted", 2)


def test_a_missing_finger_may_be_told_in_own_words(ctl: Ctl, desk: Path, files: Path) -> None:
    told = ["2=other:bó bột: cả bàn tay", "7=other"]
    more = ["--field", "phone=0912345678", "--missing", *told]
    code, answer = collected(ctl, desk, files, "--procedure", "eid_level2", *more)
    assert (code, list(answer)) == (0, ["record"])


def test_an_incomplete_record_is_refused_and_leaves_nothing(
    ctl: Ctl, desk: Path, files: Path
) -> None:
    code, answer = collected(ctl, desk, files, "--procedure", "eid_level2", "--missing", "2=worn")
    assert (code, answer["error"]["code"]) == (1, "FIELD_MISSING")
    field = ["--field", "phone=0912345678", "--procedure", "eid_level2"]
    code, answer = collected(ctl, desk, files, *field, "--missing", "2=worn")
    assert (code, answer["error"]["code"]) == (1, "VISIT_INCOMPLETE")
    assert answer["error"]["missing"] == ["finger:7"]
    assert ctl("queue", "status", "--data", desk)[1]["created"] == 0


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        (["--missing", "all=lazy"], "REASON_UNKNOWN"),
        (["--missing", "11=worn"], "FINGER_UNKNOWN"),
        (["--missing", "all"], "OPTION_INVALID"),
        (["--finger", "2={prints}", "--missing", "all=worn", "2=worn"], "FINGER_TAKEN_AND_MISSING"),
        (["--field", "shoe=42"], "FIELD_UNKNOWN"),
        (["--finger", "2=absent.png"], "FINGER_FILE_UNREADABLE"),
        (["--finger", "2={glass}"], "PRINT_EMPTY"),
    ],
)
def test_collect_names_what_is_wrong(
    ctl: Ctl, desk: Path, files: Path, more: list[str], refusal: str
) -> None:
    glass = files / "glass.png"
    glass.write_bytes(encode_png(np.full((192, 192), 250, np.uint8), 508))
    more = [word.format(prints=files / "2.png", glass=glass) for word in more]
    code, answer = collected(ctl, desk, files, "--procedure", "exchange", *more)
    assert (code, answer["error"]["code"]) == (1, refusal)
    assert ctl("queue", "status", "--data", desk)[1]["created"] == 0


def test_a_centre_that_is_away_keeps_the_record_waiting(
    ctl: Ctl, desk: Path, files: Path, logged: list[dict[str, Any]]
) -> None:
    settings = desk / "station.toml"
    there = settings.read_text(encoding="utf-8")
    port = there.split("127.0.0.1:")[1].split('"')[0]
    settings.write_text(there.replace(port, "9"), encoding="utf-8")
    collected(ctl, desk, files, "--procedure", "exchange", "--missing", "all=worn")
    code, answer = ctl("upload", "--once", "--data", desk)
    assert (code, answer["error"]["code"]) == (1, "CENTRE_UNREACHABLE")
    assert answer["waiting"] == 1
    [row] = ctl("queue", "list", "--data", desk)[1]["records"]
    assert (row["state"], row["code"]) == ("waiting", "CENTRE_UNREACHABLE")
    logged.clear()

    settings.write_text(there, encoding="utf-8")
    assert ctl("upload", "--once", "--data", desk)[1]["accepted"] == 1


def test_a_script_is_told_of_the_record_that_a_citizen_has_already(
    ctl: Ctl, desk: Path, files: Path
) -> None:
    first = collected(ctl, desk, files, "--procedure", "exchange", "--missing", "all=worn")[1]
    assert first.keys() == {"record"}
    again = collected(ctl, desk, files, "--procedure", "reissue", "--missing", "all=worn")[1]
    assert again["earlier"] == first["record"]


def test_a_report_in_both_formats(ctl: Ctl, desk: Path, files: Path, tmp_path: Path) -> None:
    collected(ctl, desk, files, "--procedure", "exchange", "--missing", "all=worn")
    days = ["--from", "2000-01-01", "--to", "2999-12-31", "--by", "procedure,operator"]
    code, answer = ctl("report", "--data", desk, *days)
    assert code == 0
    [row] = answer["rows"]
    assert (row["procedure"], row["operator"], row["waiting"]) == ("exchange", "An", 1)
    assert answer["total"]["created"] == 1

    out = tmp_path / "report.csv"
    assert ctl("report", "--data", desk, *days, "--format", "csv", "--out", out)[0] == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbfprocedure,operator,created")


def test_a_wrong_password(ctl: Ctl, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATION_PASSWORD", "khong-phai")
    code, answer = ctl("queue", "status", "--data", desk)
    assert (code, answer["error"]["code"]) == (1, "SIGN_IN_WRONG")


def test_no_desk_here(ctl: Ctl, tmp_path: Path) -> None:
    code, answer = ctl("queue", "status", "--data", tmp_path / "absent")
    assert (code, answer["error"]["code"]) == (1, "SETTINGS_MISSING")
    assert not (tmp_path / "absent").exists()


def test_a_second_program_is_refused(ctl: Ctl, desk: Path, files: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from station_core.folder import DeskFolder\n"
        "with DeskFolder(Path(sys.argv[1])).locked(): print('held', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(desk)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        refused, answer = ctl("upload", "--once", "--data", desk)
        assert (refused, answer["error"]["code"]) == (1, "DESK_IN_USE")
        assert ctl("queue", "status", "--data", desk)[0] == 0  # looking is allowed
        other.communicate(b"\n")
    assert collected(ctl, desk, files, "--procedure", "exchange", "--missing", "all=worn")[0] == 0


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["collect"],
        ["report", "--from", "yesterday"],
        [
            "fingerprint",
            "capture",
            "--port",
            "x",
            "--driver",
            "none",
            "--finger",
            "2",
            "--out",
            "x",
        ],
    ],
)
def test_wrong_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run(words)
    assert left.value.code == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--condition", "dry", "sticky"], f"choose from {', '.join(map(repr, CONDITIONS))}"),
        (["--image", "2.png", "--condition", "dry"], "not allowed with argument --image"),
    ],
)
def test_a_finger_cannot_lie_on_the_glass_like_that(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        run(["emulate", "fingerprint", "--driver", "ef01", "--tcp", "0", *words])
    assert left.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="ended by a signal")
def test_an_emulated_finger_is_dry_when_asked_to(ctl: Ctl, tmp_path: Path) -> None:
    words = ["emulate", "fingerprint", "--driver", "gt5", "--tcp", "0", "--baud", "921600"]
    command = [sys.executable, "-m", "station_core", *words]
    how = ["--condition", "dry", "--condition", "wet"]
    with subprocess.Popen([*command, *how], stdout=subprocess.PIPE) as emulator:
        assert emulator.stdout is not None
        port = json.loads(emulator.stdout.readline())["address"]
        scan = ["--port", port, "--driver", "gt5", "--finger", "2", "--out", tmp_path / "2.png"]
        code, answer = ctl("fingerprint", "capture", *scan)
        emulator.send_signal(signal.SIGTERM)
    assert (code, answer["hints"]) == (0, ["moisten_finger"])


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminals")
def test_a_print_from_the_emulator(ctl: Ctl, tmp_path: Path, files: Path) -> None:
    words = ["emulate", "fingerprint", "--driver", "ef01", "--pty", "--baud", "921600"]
    command = [sys.executable, "-m", "station_core", *words, "--image", str(files / "2.png")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as emulator:
        assert emulator.stdout is not None
        port = json.loads(emulator.stdout.readline())["address"]
        out = tmp_path / "2.png"
        scan = ["--port", port, "--driver", "ef01", "--finger", "2", "--baud", "921600"]
        code, answer = ctl("fingerprint", "capture", *scan, "--out", out)
        emulator.send_signal(signal.SIGTERM)
    assert code == 0
    assert (answer["width"], answer["height"], answer["bits"]) == (192, 192, 4)
    assert answer["dpi"] == 508
    seen, shown = load_finger_file(out).pixels, load_finger_file(files / "2.png").pixels
    assert ((seen // 17) == (shown >> 4)).all()
    assert emulator.returncode == 0
    assert out.stat().st_mode & 0o077 == 0  # nobody else's to read


def test_a_scanner_among_several_on_a_line_is_asked_by_its_number(ctl: Ctl, tmp_path: Path) -> None:
    out = tmp_path / "2.png"
    with run_emulator("sfm", tcp=0, baud=9_216_000) as server:
        scan = ["--port", server.address, "--finger", "2", "--out", out]
        code, answer = ctl("fingerprint", "capture", *scan, "--driver", "sfm@1")
        assert (code, answer["width"], answer["height"], answer["bits"]) == (0, 272, 320, 8)
        code, answer = ctl("fingerprint", "capture", *scan, "--driver", "ef01@1")
        assert (code, answer["error"]["code"]) == (1, "UNKNOWN_DRIVER")


def test_a_folder_that_is_not_there_is_told_before_a_finger_is_asked_for(
    ctl: Ctl, tmp_path: Path
) -> None:
    out = tmp_path / "nowhere" / "2.png"
    words = ["--port", "/dev/no-such-port", "--driver", "ef01", "--finger", "2", "--out", out]
    code, answer = ctl("fingerprint", "capture", *words)
    assert (code, answer["error"]["code"]) == (1, "OUT_NOT_WRITABLE")


def test_a_capture_that_fails_leaves_its_recording_and_replaces_none(
    ctl: Ctl, tmp_path: Path
) -> None:
    record, out = tmp_path / "session", tmp_path / "2.png"
    files = ["--record", record, "--out", out]
    with run_emulator("ef01", tcp=0, faults=["no_finger"]) as server:
        scan = ["--port", server.address, "--driver", "ef01", "--finger", "2", "--deadline", "1"]
        code, answer = ctl("fingerprint", "capture", *scan, *files)
        assert (code, answer["error"]["code"]) == (1, "NO_FINGER")
        assert len(load_recording(record).exchanges) > 1
        before = record.read_bytes()
        code, answer = ctl("fingerprint", "capture", *scan, *files)
    assert (code, answer["error"]["code"]) == (1, "OUT_EXISTS")
    assert record.read_bytes() == before
    assert not out.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminals")
def test_the_scanner_of_a_desk_is_asked_as_the_desk_opens_it(
    ctl: Ctl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At its own rate, which is none of those a module is looked for at, and only once."""
    with serve_pty(Ef01Module(Ef01Settings(width=192, height=192)), baud=38400) as server:
        device = Path(server.address).resolve()
        port = SerialPort(str(device), 0x10C4, 0xEA60, "0042", "1-2", "CP2102")
        monkeypatch.setattr("station_core.cli.devices.serial_ports", lambda: [port])
        for url in (server.address, str(device)):
            settings = Settings(
                desk=DeskSettings(code="B03", team="Tổ 1", commune="26506"),
                centre=CentreSettings(url="http://127.0.0.1:9", recipient=generate_identity()[1]),
                scanner=ScannerSettings(port=url, driver="ef01", baud=38400),
            )
            save_settings(tmp_path / "station.toml", settings)
            _, answer = ctl("devices", "list", "--data", tmp_path)
            [found] = [one for one in answer["devices"] if one["kind"] != "camera"]
            assert (found["kind"], found["state"]) == ("fingerprint", "present")
            assert (found["driver"], found["address"]) == ("ef01", url)
        _, answer = ctl("devices", "list", "--data", tmp_path, "--quick")
        assert [one["address"] for one in answer["devices"] if one["kind"] == "serial"] == [
            str(device)
        ]


def test_a_print_that_was_there_stays_when_the_new_one_cannot_be_written(
    ctl: Ctl, desk: Path, tmp_path: Path
) -> None:
    taken = tmp_path / "folder.json"
    (taken / "inside").mkdir(parents=True)
    days = ["--from", "2026-11-01", "--to", "2026-11-30"]
    code, answer = ctl("report", "--data", desk, *days, "--out", taken)
    assert (code, answer["error"]["code"]) == (1, "OUT_NOT_WRITABLE")
    assert (taken / "inside").is_dir()
    assert len(list(tmp_path.iterdir())) == 2


def test_a_bug_is_an_answer_too_and_quotes_nobody(
    ctl: Ctl, desk: Path, monkeypatch: pytest.MonkeyPatch, logged: list[dict[str, Any]]
) -> None:
    def broken(_figures: Figures) -> None:
        raise KeyError("Nguyễn Hữu Thiện")

    monkeypatch.setattr(Figures, "totals", broken)
    code, answer = ctl("queue", "status", "--data", desk)
    assert (code, answer["error"]["code"]) == (1, "BUG")
    [entry] = [entry for entry in logged if entry["event"] == "bug"]
    assert entry["kind"] == "KeyError"
    assert "Nguyễn" not in str(entry)
    logged.clear()


def test_nobody_to_ask_for_a_password(desk: Path) -> None:
    environment = {name: text for name, text in os.environ.items() if name != "STATION_PASSWORD"}
    command = [sys.executable, "-m", "station_core", "queue", "status", "--data", str(desk)]
    done = subprocess.run(
        [*command, "--json"],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["code"] == "PASSWORD_EMPTY"


def test_a_format_nobody_writes_is_refused_before_the_finger_is_asked_for(ctl: Ctl) -> None:
    scan = ["--port", "/dev/absent", "--driver", "ef01", "--finger", "2", "--out", "2.tiff"]
    assert ctl("fingerprint", "capture", *scan)[1]["error"]["code"] == "OUT_FORMAT_UNKNOWN"


def test_without_json_a_person_can_read_it(capsys: pytest.CaptureFixture[str], files: Path) -> None:
    assert run(["card", "read", str(files / "card.png")]) == 0
    assert f"full_name: {THIEN.full_name}" in capsys.readouterr().out
    assert run(["card", "parse", "https://example.vn", "--lang", "en"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "web page" in captured.err
    assert "[NOT_CARD_URL]" in captured.err


def test_the_log_stays_off_stdout(desk: Path) -> None:
    environment = {**os.environ, "STATION_PASSWORD": PASSWORD}
    command = [sys.executable, "-m", "station_core", "queue", "status", "--data", str(desk)]
    done = subprocess.run(
        [*command, "--json"], env=environment, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["created"] == 0
    assert done.stderr == ""
