-- Version 4: what restaurants are searched by. It only repeats what their documents say, and is no part of the content that replicas
-- compare.
CREATE TABLE catalogue (
    n       INTEGER PRIMARY KEY,        -- also the row of catalogue_words
    slug    TEXT    NOT NULL UNIQUE,
    changed INTEGER NOT NULL,           -- counts the puts: the highest is the catalogue's revision
    summary BLOB    NOT NULL            -- JSON
) STRICT;

CREATE UNIQUE INDEX catalogue_by_change ON catalogue (changed);

CREATE VIRTUAL TABLE catalogue_words USING fts5 (
    words, content = '', contentless_delete = 1, detail = none, prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2');
