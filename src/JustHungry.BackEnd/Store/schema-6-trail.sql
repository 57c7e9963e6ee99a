-- Version 6: who did what, and how the views followed each other. Both only repeat what the log says, as far as this store has applied
-- it with a program that kept them, and are no part of the content that replicas compare.

-- What staff, operators and the holder of the cluster key did; what customers do stands in the orders.
CREATE TABLE trail (
    n          INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,      -- Unix milliseconds
    person     INTEGER,               -- customers.n; NULL: the holder of the cluster key
    act        TEXT    NOT NULL,
    restaurant TEXT    NOT NULL,      -- slug; empty: of none
    subject    TEXT    NOT NULL,      -- what it was done to
    detail     TEXT    NOT NULL
) STRICT;

CREATE INDEX trail_by_restaurant ON trail (restaurant, n) WHERE restaurant <> '';

CREATE TABLE views (
    number    INTEGER PRIMARY KEY,
    main      TEXT    NOT NULL,       -- the primary's id
    replicas  TEXT    NOT NULL,       -- ids, with commas between them
    position  INTEGER NOT NULL,
    at        INTEGER NOT NULL,       -- Unix milliseconds
    before_at INTEGER,                -- of the entry before; NULL where there was none
    first_at  INTEGER                 -- of the first commands that the primary answered; NULL: none yet
) STRICT;
