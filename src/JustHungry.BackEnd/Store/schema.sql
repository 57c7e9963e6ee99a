-- The one schema of a replica's store. Every row is the work of an applied entry; the same log makes the same rows everywhere.

-- Where the store stands: one row.
CREATE TABLE applied (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    lineage  TEXT    NOT NULL,
    position INTEGER NOT NULL,
    hash     TEXT    NOT NULL,
    view     BLOB,                -- JSON of the last view; NULL before the first
    time     INTEGER NOT NULL     -- ticks, UTC
) STRICT;

INSERT INTO applied VALUES (1, '', 0, '', NULL, 0);

-- What every command was answered. Compact: an answer about an order or a customer is rendered again from their rows.
CREATE TABLE answers (
    key         BLOB    PRIMARY KEY,  -- the command's id and who sent it (CommandKey)
    fingerprint BLOB    NOT NULL,     -- 16 bytes
    at          INTEGER NOT NULL,     -- Unix milliseconds
    status      INTEGER NOT NULL,     -- HTTP
    subject     INTEGER,              -- n of the order or customer that the answer shows
    version     INTEGER,              -- the order's version that it shows; NULL for a customer
    body        BLOB                  -- the whole body, where there is no subject
) STRICT, WITHOUT ROWID;

-- n is the sequence within the id (Uuid7): so a row is found by its id, and rows are in the order of making.
CREATE TABLE customers (
    n        INTEGER PRIMARY KEY,
    id       BLOB    NOT NULL,
    token    BLOB    NOT NULL UNIQUE, -- SHA-256
    name     TEXT    NOT NULL,
    postcode TEXT    NOT NULL,
    at       INTEGER NOT NULL
) STRICT;

-- Where postcodes lie, as web services told it.
CREATE TABLE postcodes (
    postcode    TEXT    PRIMARY KEY,
    latitude    REAL,
    longitude   REAL,
    source      TEXT    NOT NULL,
    approximate INTEGER NOT NULL,
    at          INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE restaurants (
    slug     TEXT    PRIMARY KEY,
    revision INTEGER NOT NULL,        -- of the document's hash: the same revision is the same document
    at       INTEGER NOT NULL,
    document BLOB    NOT NULL
) STRICT;

CREATE TABLE orders (
    n         INTEGER PRIMARY KEY,
    customer  INTEGER NOT NULL,
    status    INTEGER NOT NULL,
    version   INTEGER NOT NULL,       -- how many changes, the placing included
    at        INTEGER NOT NULL,
    id        BLOB    NOT NULL,
    document  BLOB    NOT NULL        -- JSON, frozen
) STRICT;

-- Which orders are whose, as far as indexed.through; the latest are in memory (RecentOrders). It only repeats what orders says,
-- as far as this replica has come with it, and is no part of the content that replicas compare.
CREATE TABLE customer_orders (
    customer INTEGER NOT NULL,
    n        INTEGER NOT NULL,
    PRIMARY KEY (customer, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE indexed (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    through INTEGER NOT NULL
) STRICT;

INSERT INTO indexed VALUES (1, 0);

-- The history of an order after its placing.
CREATE TABLE order_changes (
    order_n INTEGER NOT NULL,
    version INTEGER NOT NULL,         -- from 2
    status  INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    actor   INTEGER NOT NULL,
    PRIMARY KEY (order_n, version)
) STRICT, WITHOUT ROWID;

-- The last number given to people, by restaurant and the restaurant's own day.
CREATE TABLE order_numbers (
    restaurant TEXT    NOT NULL,
    day        INTEGER NOT NULL,      -- yyyymmdd
    last       INTEGER NOT NULL,
    PRIMARY KEY (restaurant, day)
) STRICT, WITHOUT ROWID;

-- How far the system's own rounds have come.
CREATE TABLE rounds (
    name    TEXT PRIMARY KEY,
    through BLOB NOT NULL
) STRICT, WITHOUT ROWID;
