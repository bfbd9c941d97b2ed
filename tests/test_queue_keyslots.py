"""The key slots file: the right password gives the key back, anything else gives a code."""

import contextlib
import errno
import json
import secrets
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_queue import KdfCost, KeySlotError, Store, StoreError, create_slots, unlock
from station_queue.kdf import DEFAULT_COST, calibrated_cost
from station_queue.keyslots import (
    keep_recovery_slot,
    put_recovery_slot,
    put_slot,
    remove_slot,
    unlock_with_recovery,
)
from station_queue.recovery_code import new_recovery_code, read_recovery_code
from station_queue.slotnames import slot_names

KEY = bytes(range(32))
PASSWORD = "mật khẩu dài"
CHEAP = KdfCost(memory_kib=8, passes=1, lanes=1)


@pytest.fixture
def slots(tmp_path: Path) -> Path:
    path = tmp_path / "desk.keys"
    create_slots(path, "Mỹ Duyên", "mật khẩu dài", key=KEY, cost=CHEAP)
    return path


def code_of(path: Path, name: str = "Mỹ Duyên", password: str = PASSWORD) -> str:
    with pytest.raises(KeySlotError) as caught:
        unlock(path, name, password)
    return caught.value.code


def change(path: Path, **values: object) -> None:
    content = json.loads(path.read_text("utf-8"))
    content["slots"][0].update(values)
    path.write_text(json.dumps(content), "utf-8")


def test_the_right_password_gives_the_key_back(slots: Path) -> None:
    assert unlock(slots, "Mỹ Duyên", "mật khẩu dài") == KEY


def test_the_default_cost_works_and_is_stored_in_the_slot(tmp_path: Path) -> None:
    path = tmp_path / "desk.keys"
    create_slots(path, "Duyên", "mật khẩu dài", key=KEY)
    assert unlock(path, "Duyên", "mật khẩu dài") == KEY
    kdf = json.loads(path.read_text("utf-8"))["slots"][0]["kdf"]
    assert kdf["memory_kib"] == DEFAULT_COST.memory_kib == 65_536
    assert (kdf["algorithm"], kdf["passes"]) == ("argon2id", 3)


@pytest.mark.parametrize("password", ["mật khẩu", "mật khẩu dài ", "Mật khẩu dài", "", "\0"])
def test_a_wrong_password_is_refused(slots: Path, password: str) -> None:
    assert code_of(slots, password=password) == "SIGN_IN_WRONG"


def test_an_unknown_name_is_refused_like_a_wrong_password(slots: Path) -> None:
    assert code_of(slots, name="Hữu Thiện") == "SIGN_IN_WRONG"


def test_composed_and_decomposed_typing_are_the_same(slots: Path) -> None:
    decomposed = "ma\u0323\u0302t kha\u0302\u0309u da\u0300i"
    assert unlock(slots, "My\u0303 Duye\u0302n", decomposed) == KEY


def test_the_names_are_listed(slots: Path) -> None:
    assert slot_names(slots) == ["Mỹ Duyên"]


def test_two_files_of_the_same_password_have_nothing_in_common(tmp_path: Path) -> None:
    contents = []
    for number in range(2):
        path = tmp_path / f"{number}.keys"
        create_slots(path, "Duyên", "mật khẩu dài", key=KEY, cost=CHEAP)
        slot = json.loads(path.read_text("utf-8"))["slots"][0]
        contents.append({slot["kdf"]["salt"], slot["nonce"], slot["wrapped_key"]})
    assert contents[0].isdisjoint(contents[1])


def test_salt_and_nonce_come_from_the_given_source(tmp_path: Path) -> None:
    for name in ("one", "two"):
        create_slots(tmp_path / name, "Duyên", "mật khẩu", key=KEY, cost=CHEAP, randbytes=bytes)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_the_key_and_the_password_are_not_in_the_file(slots: Path) -> None:
    content = slots.read_bytes()
    for form in (KEY, KEY.hex().encode(), "mật khẩu".encode()):
        assert form not in content


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no permission bits")
def test_only_the_owner_may_read_the_file(slots: Path) -> None:
    assert stat.S_IMODE(slots.stat().st_mode) == 0o600


def test_an_existing_file_is_never_replaced(slots: Path) -> None:
    before = slots.read_bytes()
    with pytest.raises(KeySlotError) as caught:
        create_slots(slots, "Hữu Thiện", "mật khẩu khác", key=KEY, cost=CHEAP)
    assert caught.value.code == "SLOTS_EXISTS"
    assert slots.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "password", "code"),
    [
        ("Duyên", "", "PASSWORD_EMPTY"),
        ("", "mật khẩu", "NAME_LENGTH"),
        ("Duyên" * 50, "mật khẩu", "NAME_LENGTH"),
    ],
)
def test_a_slot_that_could_not_be_used_is_not_made(
    tmp_path: Path, name: str, password: str, code: str
) -> None:
    with pytest.raises(KeySlotError) as caught:
        create_slots(tmp_path / "desk.keys", name, password, key=KEY, cost=CHEAP)
    assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        create_slots(tmp_path / "no" / "desk.keys", "Duyên", "mật khẩu", key=KEY, cost=CHEAP)
    assert caught.value.code == "STORE_READ_ONLY"


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    assert code_of(tmp_path / "desk.keys") == "SLOTS_MISSING"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"format": 3, "slots": []}',
        b'{"format": 2, "slots": []}',
        b'{"format": 1, "slots": []}',
        b'{"format": 1, "slots": [{}]}',
    ],
)
def test_a_file_of_another_shape_is_damaged(slots: Path, content: bytes) -> None:
    slots.write_bytes(content)
    assert code_of(slots) == "SLOTS_DAMAGED"


@given(cut=st.integers(min_value=0), flip=st.integers(min_value=0), bit=st.integers(0, 7))
def test_a_damaged_file_gives_a_code_and_never_another_key(
    tmp_path_factory: pytest.TempPathFactory, cut: int, flip: int, bit: int
) -> None:
    path = tmp_path_factory.mktemp("slots") / "desk.keys"
    create_slots(path, "Duyên", "mật khẩu", key=KEY, cost=CHEAP)
    content = bytearray(path.read_bytes())
    content[flip % len(content)] ^= 1 << bit
    del content[len(content) - cut % 3 :]
    path.write_bytes(content)
    try:
        outcome: object = unlock(path, "Duyên", "mật khẩu")
    except KeySlotError as exc:
        outcome = exc.code
    # The key itself where only white space was hit.
    assert outcome in (KEY, "SLOTS_DAMAGED", "SIGN_IN_WRONG")


def test_the_text_of_a_damage_does_not_quote_the_file(slots: Path) -> None:
    change(slots, name=["Mỹ Duyên"])
    with pytest.raises(KeySlotError) as caught:
        unlock(slots, "Mỹ Duyên", "mật khẩu dài")
    assert "Duyên" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_slot_cannot_be_renamed_to_another_person(slots: Path) -> None:
    change(slots, name="Hữu Thiện")
    assert code_of(slots, name="Hữu Thiện") == "SIGN_IN_WRONG"


@pytest.mark.parametrize(
    "cost",
    [
        {"memory_kib": 2**31},
        {"passes": 10**9},
        {"lanes": 1000},
        {"memory_kib": 9.5},
        {"memory_kib": 8, "lanes": 3},
    ],
)
def test_a_cost_beyond_reason_is_damage_and_is_not_tried(slots: Path, cost: dict[str, Any]) -> None:
    kdf = json.loads(slots.read_text("utf-8"))["slots"][0]["kdf"]
    change(slots, kdf=kdf | cost)
    assert code_of(slots) == "SLOTS_DAMAGED"


def test_a_second_slot_in_the_list_opens_too(slots: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.keys"
    create_slots(other, "Hữu Thiện", "mật khẩu khác", key=KEY, cost=CHEAP)
    both = json.loads(slots.read_text("utf-8"))
    both["slots"] += json.loads(other.read_text("utf-8"))["slots"]
    slots.write_text(json.dumps(both), "utf-8")
    assert unlock(slots, "Hữu Thiện", "mật khẩu khác") == KEY
    assert slot_names(slots) == ["Mỹ Duyên", "Hữu Thiện"]


def test_the_store_opens_with_the_unwrapped_key(tmp_path: Path) -> None:
    key = secrets.token_bytes(32)
    create_slots(tmp_path / "desk.keys", "Duyên", "mật khẩu", key=key, cost=CHEAP)
    Store.create(tmp_path / "desk.db", key).close()
    unwrapped = unlock(tmp_path / "desk.keys", "Duyên", "mật khẩu")
    with Store.open(tmp_path / "desk.db", unwrapped) as store:
        assert store.totals().created == 0


@given(content=st.binary(max_size=60) | st.from_regex(rb'\{"slots": ?[\[{].{0,20}[\]}]\}'))
def test_names_of_anything_else_are_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.slots"
    path.write_bytes(content)
    with contextlib.suppress(KeySlotError):
        assert all(isinstance(name, str) for name in slot_names(path))


def test_the_names_need_none_of_the_libraries_that_open_a_slot() -> None:
    code = (
        "import sys; import station_core.roster;"
        "print({'pydantic', 'cryptography', 'sqlcipher3', 'structlog'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# -- more people, and the recovery code ------------------------------------------------------


def recovery_code_of(path: Path, code: str) -> str:
    with pytest.raises(KeySlotError) as caught:
        unlock_with_recovery(path, code)
    return caught.value.code


def test_a_person_is_added_gets_another_password_and_goes(slots: Path) -> None:
    put_slot(slots, "Hữu Thiện", "của Thiện", key=KEY, cost=CHEAP)
    assert slot_names(slots) == ["Mỹ Duyên", "Hữu Thiện"]
    assert unlock(slots, "Hữu Thiện", "của Thiện") == KEY
    put_slot(slots, "Mỹ Duyên", "mật khẩu mới", key=KEY, cost=CHEAP)
    assert slot_names(slots) == ["Mỹ Duyên", "Hữu Thiện"]  # in their places
    assert code_of(slots) == "SIGN_IN_WRONG"
    assert unlock(slots, "Mỹ Duyên", "mật khẩu mới") == KEY
    remove_slot(slots, "Hữu Thiện")
    remove_slot(slots, "Hữu Thiện")  # nothing more to do
    assert code_of(slots, "Hữu Thiện", "của Thiện") == "SIGN_IN_WRONG"


def test_the_last_slot_stays(slots: Path) -> None:
    with pytest.raises(KeySlotError) as caught:
        remove_slot(slots, "Mỹ Duyên")
    assert caught.value.code == "SLOT_LAST"
    assert unlock(slots, "Mỹ Duyên", PASSWORD) == KEY


def test_the_recovery_code_opens_until_a_new_one_is_written_down(slots: Path) -> None:
    first, second = (new_recovery_code(secrets.token_bytes) for _ in range(2))
    assert recovery_code_of(slots, first) == "RECOVERY_CODE_WRONG"  # there is none yet
    put_recovery_slot(slots, first, key=KEY)
    put_slot(slots, "Hữu Thiện", "của Thiện", key=KEY, cost=CHEAP)  # others stay as they are
    remove_slot(slots, "Hữu Thiện")
    assert unlock_with_recovery(slots, first) == KEY
    assert unlock_with_recovery(slots, first.lower().replace("-", "  ")) == KEY
    put_recovery_slot(slots, second, key=KEY)
    assert unlock_with_recovery(slots, first) == unlock_with_recovery(slots, second) == KEY
    keep_recovery_slot(slots, second)  # it is written down
    assert recovery_code_of(slots, first) == "RECOVERY_CODE_WRONG"
    assert unlock_with_recovery(slots, second) == KEY
    for _ in range(3):  # codes that nobody wrote down do not add up, and the kept one stays
        put_recovery_slot(slots, new_recovery_code(secrets.token_bytes), key=KEY)
    assert unlock_with_recovery(slots, second) == KEY
    assert slot_names(slots) == ["Mỹ Duyên"]


def test_a_file_of_the_first_version_is_read_and_becomes_one_of_today(slots: Path) -> None:
    content = json.loads(slots.read_text("utf-8"))
    del content["recovery"]
    content["format"] = 1
    slots.write_text(json.dumps(content), "utf-8")
    assert unlock(slots, "Mỹ Duyên", PASSWORD) == KEY
    put_recovery_slot(slots, new_recovery_code(secrets.token_bytes), key=KEY)
    assert json.loads(slots.read_text("utf-8"))["format"] == 2
    assert unlock(slots, "Mỹ Duyên", PASSWORD) == KEY


def test_a_persons_slot_is_no_recovery_slot_and_the_other_way_round(slots: Path) -> None:
    code = new_recovery_code(secrets.token_bytes)
    put_slot(slots, "recovery", read_recovery_code(code), key=KEY, cost=CHEAP)
    put_recovery_slot(slots, code, key=KEY)
    content = json.loads(slots.read_text("utf-8"))
    content["recovery"], content["slots"][1:] = content["slots"][1:], content["recovery"]
    slots.write_text(json.dumps(content), "utf-8")
    assert recovery_code_of(slots, code) == "RECOVERY_CODE_WRONG"
    assert code_of(slots, "recovery", read_recovery_code(code)) == "SIGN_IN_WRONG"


def test_what_cannot_be_written_leaves_the_slots_as_they_were(
    slots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = slots.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreError) as caught:
        put_slot(slots, "Hữu Thiện", "của Thiện", key=KEY, cost=CHEAP)
    assert caught.value.code == "DISK_FULL"
    assert slots.read_bytes() == before
    assert list(slots.parent.iterdir()) == [slots]


@given(seed=st.binary(min_size=17, max_size=17))
def test_a_code_is_read_as_it_was_printed(seed: bytes) -> None:
    code = new_recovery_code(lambda size: seed[:size])
    symbols = read_recovery_code(code)
    assert code == "-".join(symbols[at : at + 4] for at in range(0, 28, 4))
    assert read_recovery_code(f" {code.lower()} ") == symbols
    as_read = code.replace("0", "o").replace("1", "l")
    assert read_recovery_code(as_read) == symbols


@given(seed=st.binary(min_size=17, max_size=17), at=st.integers(0, 27), turn=st.integers(1, 31))
def test_most_slips_are_told_from_a_wrong_code(seed: bytes, at: int, turn: int) -> None:
    symbols = read_recovery_code(new_recovery_code(lambda size: seed[:size]))
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    other = alphabet[(alphabet.index(symbols[at]) + turn) % 32]
    slip = symbols[:at] + other + symbols[at + 1 :]
    with contextlib.suppress(KeySlotError):
        assert read_recovery_code(slip) == slip  # one in a thousand is another code that could be


@pytest.mark.parametrize("text", ["", "7K3M", "-", "U" * 28, "0" * 27, "é" * 28, "0" * 1000])
def test_what_cannot_be_a_code_is_a_slip(text: str) -> None:
    with pytest.raises(KeySlotError) as caught:
        read_recovery_code(text)
    assert caught.value.code == "RECOVERY_CODE_TYPO"


@pytest.mark.parametrize(
    ("took_s", "memory", "passes"),
    [(2.0, 64, 3), (0.5, 64, 3), (0.34, 64, 4), (0.2, 128, 4), (0.05, 256, 8), (0.0, 256, 64)],
)
def test_the_cost_is_what_this_machine_does_in_half_a_second(
    took_s: float, memory: int, passes: int
) -> None:
    times = iter([0.0, took_s])
    cost = calibrated_cost(0.5, lambda: next(times))
    assert (cost.memory_kib, cost.passes, cost.lanes) == (memory * 1024, passes, 4)
