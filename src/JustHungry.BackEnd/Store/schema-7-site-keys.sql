-- What front ends seal cookies with, sealed itself with the cluster key; the newest few.
CREATE TABLE site_keys (
    secret TEXT    PRIMARY KEY,
    at     INTEGER NOT NULL           -- Unix milliseconds
) STRICT, WITHOUT ROWID;
