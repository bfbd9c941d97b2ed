-- People who left keep their row, so that reports go on to show their name.
ALTER TABLE people ADD COLUMN state TEXT NOT NULL DEFAULT 'active'
    CHECK (state IN ('active', 'disabled'));

CREATE TRIGGER people_identity BEFORE UPDATE ON people WHEN NEW.id IS NOT OLD.id
BEGIN
    SELECT RAISE(ABORT, 'the identity of a person never changes');
END;

CREATE TRIGGER people_stay BEFORE DELETE ON people
BEGIN
    SELECT RAISE(ABORT, 'a person is never deleted');
END;

-- What was done, by whom and when. Each row holds the hash of the one before it and its own, so that
-- one which is missing, changed or moved is found (audit.py makes and verifies them).
CREATE TABLE audit (
    seq           INTEGER PRIMARY KEY CHECK (seq > 0),
    at            TEXT NOT NULL CHECK (at GLOB '????-??-??T*+00:00'),
    boot          TEXT NOT NULL CHECK (boot <> ''),
    since_boot_ms INTEGER NOT NULL CHECK (since_boot_ms >= 0),
    who           TEXT NOT NULL CHECK (who <> ''),
    act           TEXT NOT NULL CHECK (act <> '' AND act NOT GLOB '*[^a-z_]*'),
    about         TEXT CHECK (about <> ''),
    facts         TEXT NOT NULL CHECK (json_valid(facts)),
    previous      TEXT NOT NULL CHECK (length(previous) = 64 AND previous NOT GLOB '*[^0-9a-f]*'),
    hash          TEXT NOT NULL CHECK (length(hash) = 64 AND hash NOT GLOB '*[^0-9a-f]*')
) STRICT;

CREATE TRIGGER audit_in_order BEFORE INSERT ON audit
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit)
    OR NEW.previous IS NOT coalesce(
        (SELECT hash FROM audit ORDER BY seq DESC LIMIT 1), printf('%064d', 0))
BEGIN
    SELECT RAISE(ABORT, 'a row of the audit follows the last one');
END;

CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit never changes');
END;

CREATE TRIGGER audit_stays BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit is never deleted');
END;

-- Deliveries anew, because of a record that a restored copy finds accepted at the centre: of its
-- packet only the hash is known. The triggers on other tables that name this one go with it.
DROP TRIGGER packets_stay;
DROP TRIGGER deliveries_start;
CREATE TABLE deliveries_anew (
    record       TEXT NOT NULL PRIMARY KEY REFERENCES visits (visit),
    state        TEXT NOT NULL
                 CHECK (state IN ('waiting', 'sending', 'delivered', 'accepted', 'rejected')),
    attempts     INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    next_attempt TEXT CHECK (next_attempt GLOB '????-??-??T*+00:00')
                 CHECK (next_attempt IS NULL OR state = 'waiting'),
    acknowledged INTEGER NOT NULL DEFAULT 0 CHECK (acknowledged BETWEEN 0 AND size),
    size         INTEGER CHECK (size > 0) CHECK (size IS NOT NULL OR state = 'accepted'),
    sha256       TEXT NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    upload_url   TEXT,
    code         TEXT,
    text         TEXT,
    queued_at    TEXT NOT NULL CHECK (queued_at GLOB '????-??-??T*+00:00'),
    changed_at   TEXT NOT NULL CHECK (changed_at GLOB '????-??-??T*+00:00'),
    erased_at    TEXT CHECK (erased_at GLOB '????-??-??T*+00:00')
                 CHECK (erased_at IS NULL OR state = 'accepted'),
    -- What the centre has not accepted has a packet when the transaction ends, or nobody could send
    -- it.
    sealed       TEXT GENERATED ALWAYS AS (CASE WHEN state <> 'accepted' THEN record END) VIRTUAL
                 REFERENCES packets (record) DEFERRABLE INITIALLY DEFERRED
) STRICT;
INSERT INTO deliveries_anew (record, state, attempts, next_attempt, acknowledged, size, sha256,
    upload_url, code, text, queued_at, changed_at)
    SELECT record, state, attempts, next_attempt, acknowledged, size, sha256,
        upload_url, code, text, queued_at, changed_at FROM deliveries;
DROP TABLE deliveries;
ALTER TABLE deliveries_anew RENAME TO deliveries;

CREATE INDEX deliveries_by_state ON deliveries (state);
CREATE INDEX deliveries_in_order ON deliveries (
    CASE state WHEN 'rejected' THEN 0 WHEN 'waiting' THEN 1 WHEN 'sending' THEN 1
        WHEN 'delivered' THEN 2 ELSE 3 END,
    queued_at DESC,
    record DESC
);
-- For the reference to packets: without it, a packet that comes or goes reads every delivery.
CREATE INDEX deliveries_sealed ON deliveries (sealed) WHERE sealed IS NOT NULL;
-- What may be erased by now: accepted, and still there.
CREATE INDEX deliveries_to_erase ON deliveries (changed_at)
    WHERE state = 'accepted' AND erased_at IS NULL;

CREATE TRIGGER deliveries_start BEFORE INSERT ON deliveries
WHEN NOT (NEW.state = 'waiting' OR (NEW.state = 'accepted' AND NEW.size IS NULL))
    OR (SELECT state FROM visits WHERE visit = NEW.record) IS NOT 'finished'
BEGIN
    SELECT RAISE(ABORT, 'only a finished visit is queued, and it starts waiting');
END;

CREATE TRIGGER deliveries_identity BEFORE UPDATE ON deliveries
WHEN NEW.record IS NOT OLD.record OR NEW.size IS NOT OLD.size
    OR NEW.sha256 IS NOT OLD.sha256 OR NEW.queued_at IS NOT OLD.queued_at
    OR (OLD.erased_at IS NOT NULL AND NEW.erased_at IS NOT OLD.erased_at)
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

CREATE TRIGGER packets_come BEFORE INSERT ON packets
WHEN (SELECT state FROM deliveries WHERE record = NEW.record) IS NOT 'waiting'
    OR (SELECT size FROM deliveries WHERE record = NEW.record) IS NOT length(NEW.sealed)
BEGIN
    SELECT RAISE(ABORT, 'the packet of a waiting delivery, and of the size it says');
END;

CREATE TRIGGER packets_stay BEFORE DELETE ON packets
WHEN (SELECT state FROM deliveries WHERE record = OLD.record) IS NOT 'accepted'
BEGIN
    SELECT RAISE(ABORT, 'only the packet of an accepted record may be erased');
END;

-- A finished visit without a delivery would be a record that nobody ever sends: this makes it an
-- error of the transaction that would leave one.
ALTER TABLE visits ADD COLUMN queued TEXT
    GENERATED ALWAYS AS (CASE state WHEN 'finished' THEN visit END) VIRTUAL
    REFERENCES deliveries (record) DEFERRABLE INITIALLY DEFERRED;

-- Of a closed visit only the erasing is still to come: of what the centre has accepted, and of the
-- words somebody typed about a visit that was cancelled.
DROP TRIGGER visits_moves;
CREATE TRIGGER visits_moves BEFORE UPDATE ON visits
WHEN OLD.state <> 'in_progress' AND NOT (
    (
        (
            OLD.state = 'finished' AND NEW.document = ''
            AND (SELECT state FROM deliveries WHERE record = OLD.visit) IS 'accepted'
        )
        OR (OLD.state = 'cancelled' AND NEW.reason = '' AND NEW.document IS OLD.document)
    )
    AND NEW.state IS OLD.state AND NEW.procedure IS OLD.procedure
    AND NEW.saved_at IS OLD.saved_at AND NEW.citizen IS OLD.citizen
)
BEGIN
    SELECT RAISE(ABORT, 'a closed visit never changes');
END;
-- Whose words are still to be erased.
CREATE INDEX visits_reasons ON visits (saved_at) WHERE reason <> '';

CREATE TRIGGER parts_come BEFORE INSERT ON parts
WHEN (SELECT state FROM visits WHERE visit = NEW.visit) IS NOT 'in_progress'
BEGIN
    SELECT RAISE(ABORT, 'a part belongs to a visit in progress');
END;

CREATE TRIGGER parts_change BEFORE UPDATE ON parts
WHEN (SELECT state FROM visits WHERE visit = OLD.visit) IS NOT 'in_progress'
BEGIN
    SELECT RAISE(ABORT, 'a part of a closed visit never changes');
END;

CREATE TRIGGER parts_stay BEFORE DELETE ON parts
WHEN (SELECT state FROM visits WHERE visit = OLD.visit) = 'finished'
    AND (SELECT state FROM deliveries WHERE record = OLD.visit) IS NOT 'accepted'
BEGIN
    SELECT RAISE(ABORT, 'the parts of a record stay until the centre has accepted it');
END;

-- The safe line, kept by the triggers below: counting a year of visits at every glance would take
-- longer with every day. "created" is kept apart from the states, so that the line can be wrong.
-- Nothing refuses another hand here: a trigger cannot tell it from the triggers below. The check of
-- the store counts the rows, and `stationctl store check --mend` puts the figures right.
CREATE TABLE tallies (
    name   TEXT NOT NULL PRIMARY KEY CHECK (name IN ('created', 'in_progress', 'waiting', 'sending',
               'delivered', 'accepted', 'rejected', 'cancelled')),
    visits INTEGER NOT NULL CHECK (visits >= 0)
) STRICT, WITHOUT ROWID;
INSERT INTO tallies VALUES
    ('created', (SELECT count(*) FROM visits)),
    ('in_progress', (SELECT count(*) FROM visits WHERE state = 'in_progress')),
    ('cancelled', (SELECT count(*) FROM visits WHERE state = 'cancelled')),
    ('waiting', (SELECT count(*) FROM deliveries WHERE state = 'waiting')),
    ('sending', (SELECT count(*) FROM deliveries WHERE state = 'sending')),
    ('delivered', (SELECT count(*) FROM deliveries WHERE state = 'delivered')),
    ('accepted', (SELECT count(*) FROM deliveries WHERE state = 'accepted')),
    ('rejected', (SELECT count(*) FROM deliveries WHERE state = 'rejected'));

CREATE TRIGGER visits_counted AFTER INSERT ON visits
BEGIN
    UPDATE tallies SET visits = visits + 1 WHERE name IN ('created', NEW.state);
END;

CREATE TRIGGER visits_recounted AFTER UPDATE OF state ON visits WHEN NEW.state <> OLD.state
BEGIN
    UPDATE tallies SET visits = visits - 1 WHERE name = OLD.state;
    UPDATE tallies SET visits = visits + 1 WHERE name = NEW.state;
END;

CREATE TRIGGER deliveries_counted AFTER INSERT ON deliveries
BEGIN
    UPDATE tallies SET visits = visits + 1 WHERE name = NEW.state;
END;

CREATE TRIGGER deliveries_recounted AFTER UPDATE OF state ON deliveries WHEN NEW.state <> OLD.state
BEGIN
    UPDATE tallies SET visits = visits - 1 WHERE name = OLD.state;
    UPDATE tallies SET visits = visits + 1 WHERE name = NEW.state;
END;

-- Nothing counts on these any more.
DROP INDEX visits_by_state;
CREATE INDEX visits_open ON visits (started_at, visit) WHERE state = 'in_progress';
