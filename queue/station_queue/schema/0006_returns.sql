-- A record that the centre returns opens again and goes out as its next revision; what was sent
-- before stays known by its hash. `deliveries` holds the revision that counts, `returned` the others.

ALTER TABLE visits ADD COLUMN revision INTEGER NOT NULL DEFAULT 1
    CHECK (revision BETWEEN 1 AND 999);

ALTER TABLE deliveries ADD COLUMN revision INTEGER NOT NULL DEFAULT 1
    CHECK (revision BETWEEN 1 AND 999);
-- Attempts since the server last got any further: by these the wait for the next one grows.
ALTER TABLE deliveries ADD COLUMN barren INTEGER NOT NULL DEFAULT 0 CHECK (barren >= 0);
-- What the reason of a rejection is about: a field of the form, or a part.
ALTER TABLE deliveries ADD COLUMN field TEXT;
-- When it was copied to a stick. It waits all the same: a packet sent both ways is one record.
ALTER TABLE deliveries ADD COLUMN handed_over_at TEXT
    CHECK (handed_over_at GLOB '????-??-??T*+00:00');

CREATE TABLE returned (
    record      TEXT NOT NULL REFERENCES visits (visit),
    revision    INTEGER NOT NULL CHECK (revision > 0),
    sha256      TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    attempts    INTEGER NOT NULL,
    code        TEXT,
    text        TEXT,
    field       TEXT,
    queued_at   TEXT NOT NULL,
    returned_at TEXT NOT NULL,
    reopened_at TEXT NOT NULL CHECK (reopened_at GLOB '????-??-??T*+00:00'),
    PRIMARY KEY (record, revision)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER returned_unchanged BEFORE UPDATE ON returned
WHEN NEW.record IS NOT OLD.record OR NEW.revision IS NOT OLD.revision
    OR NEW.sha256 IS NOT OLD.sha256 OR NEW.attempts IS NOT OLD.attempts
    OR NEW.code IS NOT OLD.code OR NEW.field IS NOT OLD.field
    OR NEW.queued_at IS NOT OLD.queued_at OR NEW.returned_at IS NOT OLD.returned_at
    OR NEW.reopened_at IS NOT OLD.reopened_at OR NEW.text IS NOT NULL
    OR (SELECT document FROM visits WHERE visit = OLD.record) <> ''
BEGIN
    SELECT RAISE(ABORT, 'what was returned never changes');
END;

CREATE TRIGGER returned_stays BEFORE DELETE ON returned
BEGIN
    SELECT RAISE(ABORT, 'what was returned is never deleted');
END;

-- What the centre has signed, as it signed it: the desk's proof. A record may be one that only a
-- copy of this store knows.
CREATE TABLE receipts (
    sha256    TEXT NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    issued_at TEXT NOT NULL CHECK (issued_at GLOB '????-??-??T*+00:00'),
    record    TEXT NOT NULL CHECK (length(record) = 36),
    verdict   TEXT NOT NULL CHECK (verdict IN ('accepted', 'rejected', 'duplicate')),
    body      TEXT NOT NULL CHECK (json_valid(body)),
    kept_at   TEXT NOT NULL CHECK (kept_at GLOB '????-??-??T*+00:00'),
    PRIMARY KEY (sha256, issued_at, verdict)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipts_by_record ON receipts (record, issued_at);

CREATE TRIGGER receipts_unchanged BEFORE UPDATE ON receipts
BEGIN
    SELECT RAISE(ABORT, 'a receipt never changes');
END;

CREATE TRIGGER receipts_stay BEFORE DELETE ON receipts
WHEN OLD.verdict <> 'rejected' OR (SELECT document FROM visits WHERE visit = OLD.record) IS NOT ''
BEGIN
    SELECT RAISE(ABORT, 'a receipt is kept, a rejection as long as its record is');
END;

-- Why a record was returned is said in somebody's words, which may tell of a citizen: they go with
-- what the visit knew, whichever step erases that. An acceptance has no words and stays.
CREATE TRIGGER visits_words_go AFTER UPDATE OF document ON visits
WHEN NEW.document = '' AND OLD.document <> ''
BEGIN
    UPDATE returned SET text = NULL WHERE record = NEW.visit AND text IS NOT NULL;
    DELETE FROM receipts WHERE record = NEW.visit AND verdict = 'rejected';
END;

DROP TRIGGER deliveries_identity;
CREATE TRIGGER deliveries_identity BEFORE UPDATE ON deliveries
WHEN NEW.record IS NOT OLD.record OR NEW.size IS NOT OLD.size
    OR NEW.sha256 IS NOT OLD.sha256 OR NEW.queued_at IS NOT OLD.queued_at
    OR NEW.revision IS NOT OLD.revision
    OR (OLD.erased_at IS NOT NULL AND NEW.erased_at IS NOT OLD.erased_at)
BEGIN
    SELECT RAISE(ABORT, 'the identity of a delivery never changes');
END;

-- A person at the centre may return what was accepted, and what was delivered but never answered
-- is sent again.
DROP TRIGGER deliveries_moves;
CREATE TRIGGER deliveries_moves BEFORE UPDATE OF state ON deliveries
WHEN NEW.state <> OLD.state AND NOT (
    (OLD.state = 'waiting' AND NEW.state IN ('sending', 'accepted', 'rejected'))
    OR (OLD.state = 'sending' AND NEW.state IN ('waiting', 'delivered', 'accepted', 'rejected'))
    OR (OLD.state = 'delivered' AND NEW.state IN ('waiting', 'accepted', 'rejected'))
    OR (OLD.state = 'accepted' AND NEW.state = 'rejected' AND OLD.erased_at IS NULL
        AND OLD.size IS NOT NULL)
    -- What came before its desk was known is taken when it comes again.
    OR (OLD.state = 'rejected' AND NEW.state = 'accepted')
)
BEGIN
    SELECT RAISE(ABORT, 'a delivery cannot go this way');
END;

DROP TRIGGER deliveries_stay;
CREATE TRIGGER deliveries_stay BEFORE DELETE ON deliveries
WHEN OLD.state <> 'rejected'
    OR NOT EXISTS (SELECT 1 FROM returned WHERE record = OLD.record AND sha256 = OLD.sha256)
BEGIN
    SELECT RAISE(ABORT, 'a delivery is never deleted');
END;

CREATE TRIGGER deliveries_uncounted AFTER DELETE ON deliveries
BEGIN
    UPDATE tallies SET visits = visits - 1 WHERE name = OLD.state;
END;

DROP TRIGGER packets_stay;
CREATE TRIGGER packets_stay BEFORE DELETE ON packets
WHEN NOT EXISTS (
    SELECT 1 FROM deliveries d WHERE d.record = OLD.record AND (
        d.state = 'accepted'
        OR (d.state = 'rejected' AND d.sha256 IN (SELECT sha256 FROM returned))
    )
)
BEGIN
    SELECT RAISE(ABORT, 'only the packet of an accepted or a returned record may be erased');
END;

CREATE TRIGGER visits_revision BEFORE UPDATE OF revision ON visits
WHEN NEW.revision IS NOT OLD.revision AND NOT (
    OLD.state = 'finished' AND NEW.state = 'in_progress' AND NEW.revision = OLD.revision + 1
)
BEGIN
    SELECT RAISE(ABORT, 'a revision is followed by the next one when its record opens again');
END;

-- Of a closed visit only this is still to come: the erasing of what the centre has accepted, that of
-- the words somebody typed about a visit that was cancelled, and opening again what was returned.
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
) AND NOT (
    OLD.state = 'finished' AND NEW.state = 'in_progress'
    AND NEW.procedure IS OLD.procedure AND NEW.citizen IS OLD.citizen
    AND NEW.revision = OLD.revision + 1
    AND EXISTS (SELECT 1 FROM returned WHERE record = OLD.visit AND revision = OLD.revision)
    AND NOT EXISTS (SELECT 1 FROM deliveries WHERE record = OLD.visit)
)
BEGIN
    SELECT RAISE(ABORT, 'a closed visit never changes');
END;
