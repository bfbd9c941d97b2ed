"""Whom the centre invites, enrols, lets in and shuts out; several centres over one store."""

import secrets
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from enrolling import Clock, InventedStation
from station_centre.errors import CentreError
from station_centre.objects import Objects
from station_centre.stations import Admit, Stations

CENTRE = st.integers(0, 1)
DESK = st.sampled_from(["B03", "B04"])


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> Objects:
    return Objects.open(tmp_path)


@pytest.fixture
def stations(store: Objects, clock: Clock) -> Stations:
    return Stations(store, clock)


def invited(stations: Stations, clock: Clock, desk: str = "B03") -> str:
    return stations.invite(desk, expires=clock() + timedelta(hours=72))


def enrolled(stations: Stations, clock: Clock, desk: str = "B03") -> InventedStation:
    station = InventedStation(desk)
    stations.enrol(station.request(invited(stations, clock, desk)))
    return station


def refusal(stations: Stations, station: InventedStation, code: str, **change: str) -> str:
    with pytest.raises(CentreError) as caught:
        stations.enrol(station.request(code, **change))
    return caught.value.code


def turned_away(stations: Stations, station: InventedStation) -> str:
    with pytest.raises(CentreError) as caught:
        stations.of_token(station.token)
    return caught.value.code


def test_a_station_is_known_by_its_token_and_its_key_once_it_is_enrolled(
    stations: Stations, clock: Clock
) -> None:
    station = InventedStation()
    code = invited(stations, clock)
    assert turned_away(stations, station) == "STATION_UNKNOWN"
    assert stations.may_send(station.key) == "STATION_UNKNOWN"
    stations.enrol(station.request(code))
    found = stations.of_token(station.token)
    assert (found.station_key, found.desk, found.enrolled_at) == (station.key, "B03", clock())
    assert stations.recall(station.token) == found
    assert stations.may_send(station.key) is None


def test_a_request_whose_answer_was_lost_is_made_again(
    stations: Stations, store: Objects, clock: Clock
) -> None:
    station = InventedStation()
    code = invited(stations, clock)
    first = stations.enrol(station.request(code))
    clock.put_on(80 * 3600)  # after the code's own time, and at another centre
    assert Stations(store, clock).enrol(station.request(code)) == first
    assert len(stations.all()) == 1


def test_a_code_works_for_one_station_in_time_for_its_desk_with_its_own_key(
    stations: Stations, clock: Clock
) -> None:
    one, other = InventedStation(), InventedStation()
    code = invited(stations, clock)
    assert refusal(stations, one, secrets.token_urlsafe(24)) == "ENROL_TOKEN_WRONG"
    assert refusal(stations, InventedStation("B04"), code) == "ENROL_DESK_OTHER"
    assert refusal(stations, one, code, station_key=other.key) == "ENROL_PROOF_WRONG"
    stations.enrol(one.request(code))
    assert refusal(stations, other, code) == "ENROL_TOKEN_USED"
    assert refusal(stations, one, code, station_token=other.token) == "ENROL_TOKEN_USED"
    late = invited(stations, clock)
    clock.put_on(72 * 3600)
    assert refusal(stations, other, late) == "ENROL_TOKEN_OLD"
    assert stations.may_send(other.key) == "STATION_UNKNOWN"


def test_nobody_enrols_under_the_token_of_another(stations: Stations, clock: Clock) -> None:
    station, thief = enrolled(stations, clock), InventedStation()
    code = invited(stations, clock)
    assert refusal(stations, thief, code, station_token=station.token) == "ENROL_TOKEN_USED"
    assert stations.of_token(station.token).station_key == station.key


def test_many_at_once_with_one_code_and_one_is_enrolled(store: Objects, clock: Clock) -> None:
    code = invited(Stations(store, clock), clock)
    several = [InventedStation() for _ in range(8)]

    def enrol(station: InventedStation) -> str:
        try:
            Stations(store, clock).enrol(station.request(code))
        except CentreError as error:
            return error.code
        return "enrolled"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(enrol, several))
    assert sorted(outcomes) == ["ENROL_TOKEN_USED"] * 7 + ["enrolled"]
    (row,) = Stations(store, clock).all()
    assert row.station_key == several[outcomes.index("enrolled")].key


def test_no_secret_is_in_the_store(stations: Stations, clock: Clock, tmp_path: Path) -> None:
    code = invited(stations, clock)
    station = InventedStation()
    stations.enrol(station.request(code))
    open_code = invited(stations, clock)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 4
    for path in files:
        kept = str(path) + path.read_text()
        assert not any(secret in kept for secret in (code, station.token, open_code))


def test_a_station_revoked_elsewhere_stays_in_for_half_a_minute_at_most(
    store: Objects, clock: Clock
) -> None:
    here, there = Stations(store, clock), Stations(store, clock)
    station = enrolled(here, clock)
    assert there.of_token(station.token).desk == "B03"
    assert [row.desk for row in here.revoke("B03").stations] == ["B03"]
    assert turned_away(here, station) == "STATION_REVOKED"
    clock.put_on(29.9)
    assert there.may_send(station.key) is None
    clock.put_on(0.1)
    assert turned_away(there, station) == "STATION_REVOKED"
    assert there.may_send(station.key) == "STATION_REVOKED"
    with pytest.raises(CentreError):
        there.recall(station.token)


def test_a_clock_that_is_put_back_lets_nobody_stay(store: Objects, clock: Clock) -> None:
    here, there = Stations(store, clock), Stations(store, clock)
    station = enrolled(here, clock)
    there.of_token(station.token)
    here.revoke(station.key)
    clock.put_on(-86_400)
    assert turned_away(there, station) == "STATION_REVOKED"


def test_a_station_enrolled_elsewhere_is_let_in_at_once(store: Objects, clock: Clock) -> None:
    here, there = Stations(store, clock), Stations(store, clock)
    enrolled(here, clock)
    assert len(there.all()) == 1
    station = enrolled(here, clock)
    assert there.recall(station.token) is None
    assert there.of_token(station.token).station_key == station.key
    late = enrolled(here, clock)
    assert there.may_send(late.key) is None


def test_a_revoked_station_comes_back_with_a_new_code_and_a_new_token_only(
    stations: Stations, clock: Clock
) -> None:
    station = enrolled(stations, clock)
    stations.revoke(station.key)
    code = invited(stations, clock)
    again = InventedStation("B03", station.seed)
    # Its clock is slow, or another centre's is: what counts is the token, not the time.
    clock.put_on(-7200)
    stations.enrol(again.request(code))
    assert stations.may_send(station.key) is None
    assert stations.of_token(again.token).station_key == station.key
    assert turned_away(stations, station) == "STATION_REVOKED"
    (row,) = stations.all()
    assert (row.station_key, row.revoked_at) == (station.key, None)
    stations.revoke("B03")
    assert turned_away(stations, again) == "STATION_REVOKED"


def test_an_enrolment_made_again_after_revoking_lets_nobody_in(
    stations: Stations, clock: Clock
) -> None:
    station = InventedStation()
    code = invited(stations, clock)
    stations.enrol(station.request(code))
    stations.revoke("B03")
    assert refusal(stations, station, code) == "ENROL_TOKEN_USED"
    assert turned_away(stations, station) == "STATION_REVOKED"


def test_revoking_a_desk_withdraws_its_codes_and_touches_no_other_desk(
    stations: Stations, clock: Clock
) -> None:
    code, other = invited(stations, clock), invited(stations, clock, "B04")
    stations.enrol(InventedStation().request(invited(stations, clock)))
    revoked = stations.revoke("B03")
    assert (len(revoked.stations), revoked.codes) == (1, 1)
    assert refusal(stations, InventedStation(), code) == "ENROL_TOKEN_OLD"
    assert stations.enrol(InventedStation("B04").request(other)).desk == "B04"
    with pytest.raises(CentreError) as caught:
        stations.revoke("B99")
    assert caught.value.code == "STATION_NOT_FOUND"


def test_the_list_tells_when_each_was_last_heard_to_the_minute(
    stations: Stations, store: Objects, clock: Clock, tmp_path: Path
) -> None:
    station, silent = enrolled(stations, clock, "B04"), enrolled(stations, clock, "B03")
    stations.heard(station.key)
    first = clock()
    clock.put_on(59)
    stations.heard(station.key)
    assert [row.last_contact for row in stations.all()] == [None, first]
    clock.put_on(1)
    stations.heard(station.key)
    rows = Stations(store, clock).all()
    assert [(row.station_key, row.last_contact) for row in rows] == [
        (silent.key, None),
        (station.key, clock()),
    ]
    for path in (tmp_path / "seen").iterdir():
        path.write_bytes(b"torn")
    assert [row.last_contact for row in stations.all()] == [None, None]


@pytest.mark.parametrize(
    ("admit", "before", "after"),
    [
        ("enrolled", "STATION_UNKNOWN", "STATION_UNKNOWN"),
        ("anyone_until_first", None, "STATION_UNKNOWN"),
        ("anyone", None, None),
    ],
)
def test_who_is_let_in_before_and_after_the_first_desk_is_invited(
    store: Objects, clock: Clock, admit: Admit, before: str | None, after: str | None
) -> None:
    stations, stranger = Stations(store, clock, admit=admit), InventedStation()
    assert stations.may_send(stranger.key) == before
    invited(Stations(store, clock), clock)
    assert stations.may_send(stranger.key) == after
    assert stations.open == (after is None)


def test_an_open_centre_takes_nothing_of_a_station_it_has_revoked(
    store: Objects, clock: Clock
) -> None:
    stations = Stations(store, clock, admit="anyone")
    station = enrolled(stations, clock)
    stations.revoke("B03")
    assert stations.may_send(station.key) == "STATION_REVOKED"


@pytest.mark.parametrize("desk", ["", "../x", "a\nb", "x" * 65])
def test_a_desk_that_can_have_no_such_code_is_not_invited(
    stations: Stations, clock: Clock, desk: str
) -> None:
    with pytest.raises(CentreError) as caught:
        invited(stations, clock, desk)
    assert caught.value.code == "DESK_WRONG"
    assert not stations.any_enrolled


def test_what_a_power_cut_tears_lets_nobody_in_and_is_mended_by_asking_again(
    stations: Stations, store: Objects, clock: Clock, tmp_path: Path
) -> None:
    station = InventedStation()
    code = invited(stations, clock)
    stations.enrol(station.request(code))
    (token,) = (tmp_path / "tokens").iterdir()
    token.write_bytes(b"")
    assert turned_away(Stations(store, clock), station) == "STATION_UNKNOWN"
    Stations(store, clock).enrol(station.request(code))
    assert Stations(store, clock).of_token(station.token).desk == "B03"
    stations.revoke("B03")
    (revoked,) = (tmp_path / "revoked").iterdir()
    revoked.write_bytes(b"")
    assert turned_away(Stations(store, clock), station) == "STATION_REVOKED"


def test_what_a_power_cut_tears_of_a_use_is_nobodys(
    stations: Stations, clock: Clock, tmp_path: Path
) -> None:
    code = invited(stations, clock)
    stations.enrol(InventedStation().request(code))
    (used,) = (tmp_path / "enrolments").glob("*.used.json")
    used.write_bytes(b"")
    assert refusal(stations, InventedStation(), code) == "ENROL_TOKEN_OLD"


def test_a_store_that_fails_lets_nobody_in(
    stations: Stations, clock: Clock, tmp_path: Path
) -> None:
    station = enrolled(stations, clock)
    (token,) = (tmp_path / "tokens").iterdir()
    token.unlink()
    token.parent.rmdir()
    token.parent.write_text("a file where the folder should be")
    clock.put_on(30)
    with pytest.raises(CentreError) as caught:
        stations.of_token(station.token)
    assert caught.value.code == "ARCHIVE_FAILED"


@dataclass(slots=True)
class Code:
    """What a model knows of a code: who used it with which token; () for withdrawn."""

    desk: str
    token: str
    expires: datetime
    use: tuple[str, ...] | None = None


class TwoCentres(RuleBasedStateMachine):
    """Two centres of one store against a model; half a minute after each revoking, both know."""

    codes: Bundle[Code] = Bundle("codes")

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock()
        store = Objects.open(self.folder.name)
        self.centres = [Stations(store, self.clock), Stations(store, self.clock)]
        self.crew = [InventedStation(desk) for desk in ("B03", "B03", "B04")]
        self.made: list[Code] = []
        self.enrolled: dict[str, InventedStation] = {}  # by token
        self.revoked: set[str] = set()

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()

    @rule(target=codes, centre=CENTRE, desk=DESK)
    def invite(self, centre: int, desk: str) -> Code:
        token = invited(self.centres[centre], self.clock, desk)
        self.made.append(Code(desk, token, self.clock() + timedelta(hours=72)))
        return self.made[-1]

    @rule(code=codes, centre=CENTRE, who=st.integers(0, 2), fresh=st.booleans())
    def enrol(self, code: Code, centre: int, who: int, fresh: bool) -> None:
        if fresh:
            self.crew[who] = InventedStation(self.crew[who].desk, self.crew[who].seed)
        station = self.crew[who]
        expected = self.expected(code, station)
        try:
            self.centres[centre].enrol(station.request(code.token))
        except CentreError as error:
            outcome: str | None = error.code
        else:
            outcome = None
            self.enrolled[station.token] = station
        assert outcome == expected

    def expected(self, code: Code, station: InventedStation) -> str | None:
        if code.desk != station.desk:
            return "ENROL_DESK_OTHER"
        if code.use is None and self.clock() < code.expires:
            code.use = (station.key, station.token)
        if not code.use:
            return "ENROL_TOKEN_OLD"
        if code.use != (station.key, station.token) or station.token in self.revoked:
            return "ENROL_TOKEN_USED"
        return None

    @rule(centre=CENTRE, desk=DESK)
    def revoke(self, centre: int, desk: str) -> None:
        meant = {token for token, station in self.enrolled.items() if station.desk == desk}
        open_codes = [code for code in self.made if code.desk == desk and code.use is None]
        if meant or open_codes:
            assert self.centres[centre].revoke(desk).codes == len(open_codes)
        self.revoked |= meant
        for code in open_codes:
            code.use = ()
        self.clock.put_on(30)

    @rule(seconds=st.integers(-90_000, 90_000))
    def put_the_clock_on(self, seconds: int) -> None:
        self.clock.put_on(seconds)

    @invariant()
    def only_those_are_in(self) -> None:
        for stations in getattr(self, "centres", []):
            for station in self.crew:
                assert self.who(stations, station.token) == self.expected_inside(station.token)
                tokens = {token for token, each in self.enrolled.items() if each.key == station.key}
                may_send = stations.may_send(station.key) is None
                assert may_send == bool(tokens - self.revoked)

    def who(self, stations: Stations, token: str) -> str:
        try:
            return stations.of_token(token).station_key
        except CentreError as error:
            return error.code

    def expected_inside(self, token: str) -> str:
        if token in self.revoked:
            return "STATION_REVOKED"
        return self.enrolled[token].key if token in self.enrolled else "STATION_UNKNOWN"


TestTwoCentres = TwoCentres.TestCase
TestTwoCentres.settings = settings(max_examples=40, stateful_step_count=20)
