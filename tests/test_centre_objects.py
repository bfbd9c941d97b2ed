"""The object store: the same in a folder and in S3-compatible storage that others wrote."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest

from s3_server import s3_server
from station_centre.errors import CentreError
from station_centre.objects import Objects

BUCKET = "centre"
RIVALS = 8
KEYS = [f"a/{number:03}" for number in (1, 2, 10)]
MORE_THAN_A_PAGE = 1_005

Open = Callable[[], Objects]


@pytest.fixture(scope="module")
def bucket() -> Iterator[dict[str, str]]:
    with s3_server(BUCKET) as environment:
        yield {name: value for name, value in environment.items() if name.startswith("AWS_")}


@pytest.fixture(params=["folder", "bucket"])
def opened(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens the same store, empty at first, as often as it is called."""
    if request.param == "folder":
        return lambda: Objects.open(tmp_path / "store")
    for name, value in request.getfixturevalue("bucket").items():
        monkeypatch.setenv(name, value)
    return lambda: Objects.open(f"s3://{BUCKET}/{tmp_path.name}")


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(CentreError) as caught:
        act()
    return caught.value.code


def test_of_many_creators_of_one_object_one_wins(opened: Open) -> None:
    start = Barrier(RIVALS)

    def create(number: int) -> bool:
        objects = opened()
        start.wait(30)
        return objects.put_new("a/key", b"%d" % number)

    with ThreadPoolExecutor(RIVALS) as pool:
        won = list(pool.map(create, range(RIVALS)))
    assert won.count(True) == 1
    assert opened().get("a/key") == b"%d" % won.index(True)


def test_what_was_written_is_read_and_written_over_only_when_it_is_said(opened: Open) -> None:
    objects = opened()
    assert objects.get("a/key") is None
    assert objects.put_new("a/key", b"first")
    assert not objects.put_new("a/key", b"second")
    assert objects.get("a/key") == b"first"
    objects.put("a/key", b"third")
    assert opened().get("a/key") == b"third"
    objects.delete(["a/key", "a/none"])
    assert objects.get("a/key") is None
    # A name may be used again, and nothing is an object too.
    assert objects.put_new("a/key", b"")
    assert objects.get("a/key") == b""


def test_several_are_read_side_by_side_in_the_order_they_were_asked_for(opened: Open) -> None:
    objects = opened()
    for key in KEYS:
        objects.put(key, key.encode())
    asked = [KEYS[2], "a/none", KEYS[0]]
    assert objects.get_all(asked) == [KEYS[2].encode(), None, KEYS[0].encode()]
    assert objects.get_all([]) == []


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (None, KEYS),
        ("a/000", KEYS),
        ("a/001", KEYS[1:]),
        ("a/0010", KEYS[1:]),
        ("a/010", []),
        ("b", []),
    ],
)
def test_a_listing_is_in_order_and_of_this_folder_only(
    opened: Open, after: str | None, found: list[str]
) -> None:
    objects = opened()
    # One whose name begins alike is no part of the folder.
    for key in (*reversed(KEYS), "ab/001", "b/001"):
        objects.put(key, b"12345")
    assert list(objects.list("a", after=after)) == found
    assert [each.size for each in objects.listed("a", after=after)] == [5] * len(found)


def test_a_listing_tells_when_each_was_written(opened: Open) -> None:
    objects = opened()
    objects.put("a/key", b"1")
    (each,) = objects.listed("a")
    assert abs(each.changed_at - datetime.now(UTC)) < timedelta(minutes=5)
    assert list(objects.listed("none")) == []


def test_a_listing_goes_on_over_many_pages(opened: Open) -> None:
    objects = opened()
    keys = [f"a/{number:04}" for number in range(MORE_THAN_A_PAGE)]
    with ThreadPoolExecutor(RIVALS) as pool:
        list(pool.map(lambda key: objects.put_new(key, b"", durable=False), keys))
    assert list(objects.list("a")) == keys
    assert list(objects.list("a", after=keys[2])) == keys[3:]


def test_a_bucket_that_is_not_there_is_no_empty_store(
    bucket: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in bucket.items():
        monkeypatch.setenv(name, value)
    objects = Objects.open("s3://no-such-bucket/x")
    for act in (
        lambda: objects.get("a"),
        lambda: objects.get_all(["a", "b"]),
        lambda: objects.put_new("a", b""),
        lambda: objects.put("a", b""),
        lambda: list(objects.list("a")),
    ):
        assert code_of(act) == "ARCHIVE_FAILED"


@pytest.mark.parametrize(
    "url", ["s3://", "s3:///prefix", "gs://bucket/x", "https://c.test/x", "s3://bucket/x?y", "://"]
)
def test_an_address_that_is_none_is_refused_before_anything_is_asked(url: str) -> None:
    assert code_of(lambda: Objects.open(url)) == "STORE_URL_WRONG"


@pytest.mark.parametrize("key", ["a/../../outside", "../outside", "/../outside"])
def test_no_key_leads_out_of_the_folder(tmp_path: Path, key: str) -> None:
    objects = Objects.open(tmp_path / "store")
    with suppress(CentreError):
        objects.put(key, b"x")
    (store,) = tmp_path.iterdir()
    assert store.name == "store"
