-- Version 5: orders by the phone that came with them, as they are found from another device. It only repeats what orders say, and is
-- no part of the content that replicas compare.
CREATE TABLE order_phones (
    phone   TEXT    NOT NULL,           -- such as +441914980000
    order_n INTEGER NOT NULL,
    PRIMARY KEY (phone, order_n)
) STRICT, WITHOUT ROWID;
