-- Version 8: at which revision the words of a restaurant were put. What a kitchen says of the moment changes the catalogue, and no words.
ALTER TABLE catalogue ADD COLUMN put INTEGER NOT NULL DEFAULT 0;

UPDATE catalogue SET put = changed;

CREATE INDEX catalogue_by_put ON catalogue (put);
