-- Search by name or number. `words` is kept by triggers alone, so that no step can forget it: what a
-- document no longer says (its visit cancelled, its record erased) cannot be found any more either.

-- What a visit is found by; d for đ, since no folding of letters knows that they are one.
ALTER TABLE visits ADD COLUMN sought TEXT GENERATED ALWAYS AS (
    trim(
        CASE WHEN json_valid(document)
            THEN replace(replace(
                coalesce(json_extract(document, '$.form.full_name.value'), ''), 'Đ', 'd'), 'đ', 'd')
            ELSE '' END
        || ' ' || coalesce(citizen, '')
    )
) VIRTUAL;

-- The number of a visit in `words`, counted up in the order they are started. The rowid of visits
-- would not do: VACUUM, and so every backup, may change it.
CREATE TABLE lookups (
    lookup INTEGER PRIMARY KEY,
    visit  TEXT NOT NULL UNIQUE REFERENCES visits (visit)
) STRICT;

-- Without a copy of the text. Each beginning of a word up to the whole of an ID number is indexed:
-- those of a third of all names are then read from the newest on, and only as many as are shown.
CREATE VIRTUAL TABLE words USING fts5 (
    line,
    content = '',
    columnsize = 0,
    prefix = '1 2 3 4 5 6 7 8 9 10 11 12',
    tokenize = 'unicode61 remove_diacritics 2'
);
-- Deleted words go at once and not with some later merge; secure_delete overwrites the pages.
INSERT INTO words (words, rank) VALUES ('secure-delete', 1);
-- A leaf that fits into a page beside what SQLCipher keeps there.
INSERT INTO words (words, rank) VALUES ('pgsz', 3900);

INSERT INTO lookups (visit) SELECT visit FROM visits ORDER BY started_at, visit;
INSERT INTO words (rowid, line)
    SELECT lookup, sought FROM lookups JOIN visits USING (visit) WHERE sought <> '' ORDER BY lookup;

CREATE TRIGGER visits_sought AFTER INSERT ON visits
BEGIN
    INSERT INTO lookups (visit) VALUES (NEW.visit);
    INSERT INTO words (rowid, line)
        SELECT lookup, NEW.sought FROM lookups WHERE visit = NEW.visit AND NEW.sought <> '';
END;

CREATE TRIGGER visits_sought_anew AFTER UPDATE ON visits WHEN NEW.sought IS NOT OLD.sought
BEGIN
    INSERT INTO words (words, rowid, line)
        SELECT 'delete', lookup, OLD.sought FROM lookups WHERE visit = OLD.visit AND OLD.sought <> '';
    INSERT INTO words (rowid, line)
        SELECT lookup, NEW.sought FROM lookups WHERE visit = NEW.visit AND NEW.sought <> '';
END;

CREATE TRIGGER lookups_stay BEFORE DELETE ON lookups
BEGIN
    SELECT RAISE(ABORT, 'a lookup is never deleted');
END;

CREATE TRIGGER lookups_identity BEFORE UPDATE ON lookups
BEGIN
    SELECT RAISE(ABORT, 'a lookup never changes');
END;

-- Without it, queueing a record reads every visit there is, to see which of them waits for this row:
-- 10 ms among 5,000, and more with every day.
CREATE INDEX visits_queued ON visits (queued) WHERE queued IS NOT NULL;
