-- Times are UTC, ISO 8601 with microseconds and +00:00, so that they sort as text.
-- A trigger that aborts is the last line of defence: the code refuses first and says why.

-- What the desk must keep to itself: its signing key, the key that receipts are checked with.
CREATE TABLE secrets (
    name  TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
    value BLOB NOT NULL
) STRICT;

-- Small durable state, such as how far receipts have been read.
CREATE TABLE marks (
    name  TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
    value TEXT NOT NULL
) STRICT;

CREATE TABLE people (
    id   TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    name TEXT NOT NULL UNIQUE CHECK (name <> '')
) STRICT;

CREATE TABLE person_roles (
    person TEXT NOT NULL REFERENCES people (id),
    role   TEXT NOT NULL CHECK (role IN ('operator', 'supervisor', 'technician')),
    PRIMARY KEY (person, role)
) STRICT, WITHOUT ROWID;

-- The operator is the id of a person, but not a foreign key: a visit must survive the removal of
-- the person from this desk.
CREATE TABLE visits (
    visit      TEXT NOT NULL PRIMARY KEY CHECK (length(visit) = 36),
    state      TEXT NOT NULL CHECK (state IN ('in_progress', 'finished', 'cancelled')),
    procedure  TEXT NOT NULL CHECK (procedure <> ''),
    operator   TEXT NOT NULL CHECK (operator <> ''),
    day        TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    started_at TEXT NOT NULL CHECK (started_at GLOB '????-??-??T*+00:00'),
    saved_at   TEXT NOT NULL CHECK (saved_at GLOB '????-??-??T*+00:00'),
    reason     TEXT CHECK ((reason IS NOT NULL) = (state = 'cancelled')),
    document   TEXT NOT NULL
) STRICT;

-- As narrow as can be: the totals are counted on it.
CREATE INDEX visits_by_state ON visits (state);
CREATE INDEX visits_by_start ON visits (started_at);
-- Reports read this index alone and never the documents.
CREATE INDEX visits_by_day ON visits (day, procedure, operator, state, visit);

CREATE TABLE parts (
    part  INTEGER PRIMARY KEY,
    visit TEXT NOT NULL REFERENCES visits (visit),
    name  TEXT NOT NULL CHECK (name <> ''),
    bytes BLOB NOT NULL,
    UNIQUE (visit, name)
) STRICT;

CREATE TABLE deliveries (
    record       TEXT NOT NULL PRIMARY KEY REFERENCES visits (visit),
    state        TEXT NOT NULL
                 CHECK (state IN ('waiting', 'sending', 'delivered', 'accepted', 'rejected')),
    attempts     INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    next_attempt TEXT CHECK (next_attempt GLOB '????-??-??T*+00:00')
                 CHECK (next_attempt IS NULL OR state = 'waiting'),
    acknowledged INTEGER NOT NULL DEFAULT 0 CHECK (acknowledged BETWEEN 0 AND size),
    size         INTEGER NOT NULL CHECK (size > 0),
    sha256       TEXT NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    upload_url   TEXT,
    code         TEXT,
    text         TEXT,
    queued_at    TEXT NOT NULL CHECK (queued_at GLOB '????-??-??T*+00:00'),
    changed_at   TEXT NOT NULL CHECK (changed_at GLOB '????-??-??T*+00:00')
) STRICT;

-- As narrow as can be: the totals are counted on it.
CREATE INDEX deliveries_by_state ON deliveries (state);

-- Apart from deliveries, so that a change of state never moves the bytes.
CREATE TABLE packets (
    packet INTEGER PRIMARY KEY,
    record TEXT NOT NULL UNIQUE REFERENCES deliveries (record),
    sealed BLOB NOT NULL
) STRICT;

CREATE TRIGGER visits_identity BEFORE UPDATE ON visits
WHEN NEW.visit IS NOT OLD.visit OR NEW.operator IS NOT OLD.operator
    OR NEW.day IS NOT OLD.day OR NEW.started_at IS NOT OLD.started_at
BEGIN
    SELECT RAISE(ABORT, 'the identity of a visit never changes');
END;

CREATE TRIGGER visits_moves BEFORE UPDATE ON visits WHEN OLD.state <> 'in_progress'
BEGIN
    SELECT RAISE(ABORT, 'a closed visit never changes');
END;

CREATE TRIGGER visits_stay BEFORE DELETE ON visits
BEGIN
    SELECT RAISE(ABORT, 'a visit is never deleted');
END;

CREATE TRIGGER parts_identity BEFORE UPDATE ON parts
WHEN NEW.visit IS NOT OLD.visit OR NEW.name IS NOT OLD.name
BEGIN
    SELECT RAISE(ABORT, 'the identity of a part never changes');
END;

CREATE TRIGGER deliveries_start BEFORE INSERT ON deliveries
WHEN NEW.state <> 'waiting'
    OR (SELECT state FROM visits WHERE visit = NEW.record) IS NOT 'finished'
BEGIN
    SELECT RAISE(ABORT, 'only a finished visit is queued, and it starts waiting');
END;

CREATE TRIGGER deliveries_identity BEFORE UPDATE ON deliveries
WHEN NEW.record IS NOT OLD.record OR NEW.size IS NOT OLD.size
    OR NEW.sha256 IS NOT OLD.sha256 OR NEW.queued_at IS NOT OLD.queued_at
BEGIN
    SELECT RAISE(ABORT, 'the identity of a delivery never changes');
END;

CREATE TRIGGER deliveries_moves BEFORE UPDATE OF state ON deliveries
WHEN NEW.state <> OLD.state AND NOT (
    (OLD.state = 'waiting' AND NEW.state IN ('sending', 'accepted', 'rejected'))
    OR (OLD.state = 'sending' AND NEW.state IN ('waiting', 'delivered', 'accepted', 'rejected'))
    OR (OLD.state = 'delivered' AND NEW.state IN ('accepted', 'rejected'))
)
BEGIN
    SELECT RAISE(ABORT, 'a delivery cannot go this way');
END;

CREATE TRIGGER deliveries_stay BEFORE DELETE ON deliveries
BEGIN
    SELECT RAISE(ABORT, 'a delivery is never deleted');
END;

CREATE TRIGGER packets_sealed BEFORE UPDATE ON packets
BEGIN
    SELECT RAISE(ABORT, 'a sealed packet never changes');
END;

CREATE TRIGGER packets_stay BEFORE DELETE ON packets
WHEN (SELECT state FROM deliveries WHERE record = OLD.record) <> 'accepted'
BEGIN
    SELECT RAISE(ABORT, 'only the packet of an accepted record may be erased');
END;
