-- Version 2: accounts, and who works where. Guests have none of these rows: their token stands in customers.

-- What somebody signs in with, and what they are.
CREATE TABLE accounts (
    person      INTEGER PRIMARY KEY,    -- customers.n
    email       TEXT    NOT NULL UNIQUE,
    password    TEXT    NOT NULL,       -- as the framework's password hasher writes it
    role        INTEGER NOT NULL,
    restaurants TEXT    NOT NULL,       -- slugs, with commas between them
    temporary   INTEGER NOT NULL,       -- 1: a password that was given to them
    at          INTEGER NOT NULL        -- Unix milliseconds
) STRICT;

CREATE INDEX accounts_of_staff ON accounts (role) WHERE role > 0;

-- Phone and address, of those who told them.
CREATE TABLE contacts (
    person  INTEGER PRIMARY KEY,
    phone   TEXT    NOT NULL,
    address TEXT    NOT NULL            -- its lines, with line feeds between them
) STRICT;

CREATE INDEX contacts_by_phone ON contacts (phone) WHERE phone <> '';

CREATE TABLE sessions (
    token   BLOB    PRIMARY KEY,        -- SHA-256
    id      BLOB    NOT NULL UNIQUE,
    person  INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_person ON sessions (person, at);

CREATE TABLE invitations (
    code        BLOB    PRIMARY KEY,    -- SHA-256
    id          BLOB    NOT NULL UNIQUE,
    role        INTEGER NOT NULL,
    restaurants TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    expires     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Wrong guesses at passwords and the like, of the last quarter of an hour.
CREATE TABLE attempts (
    subject BLOB    PRIMARY KEY,
    count   INTEGER NOT NULL,
    since   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX attempts_by_time ON attempts (since);
