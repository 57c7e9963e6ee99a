-- What orders take besides being placed: portions, seats in slots, vouchers. An order that takes none of it has no row here.

-- What the kitchen says of the moment (LiveState); no row: nothing out of the ordinary.
CREATE TABLE live (
    restaurant TEXT    PRIMARY KEY,
    revision   INTEGER NOT NULL,      -- of the state's hash: the same revision is the same state
    state      BLOB    NOT NULL       -- JSON
) STRICT, WITHOUT ROWID;

-- How many portions of a counted dish are left; no row: as many as the menu says.
CREATE TABLE portions (
    restaurant TEXT    NOT NULL,
    item       TEXT    NOT NULL,
    remaining  INTEGER NOT NULL CHECK (remaining >= 0),
    PRIMARY KEY (restaurant, item)
) STRICT, WITHOUT ROWID;

-- How many orders have a seat in a slot.
CREATE TABLE seats (
    restaurant TEXT    NOT NULL,
    slot       INTEGER NOT NULL,      -- when it begins, Unix milliseconds
    taken      INTEGER NOT NULL CHECK (taken >= 0),
    PRIMARY KEY (restaurant, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE vouchers (
    code     TEXT    PRIMARY KEY,     -- capitals, without spaces
    used     INTEGER NOT NULL CHECK (used >= 0),
    document BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE voucher_uses (
    code     TEXT    NOT NULL,
    customer INTEGER NOT NULL,
    used     INTEGER NOT NULL CHECK (used >= 0),
    PRIMARY KEY (code, customer)
) STRICT, WITHOUT ROWID;

-- What an order took, so that it can be given back.
CREATE TABLE holds (
    order_n INTEGER NOT NULL,
    kind    INTEGER NOT NULL,         -- HoldKind
    name    TEXT    NOT NULL,         -- restaurant and item, restaurant and slot, or code
    amount  INTEGER NOT NULL,
    PRIMARY KEY (order_n, kind, name)
) STRICT, WITHOUT ROWID;

-- Why, and what was promised with it: JSON; NULL where there is nothing to say.
ALTER TABLE order_changes ADD COLUMN detail TEXT;

-- Which orders are in whose kitchen, as far as kitchens_indexed.through; the latest are in memory. Like customer_orders, it only
-- repeats what orders says, and is no part of the content that replicas compare.
CREATE TABLE kitchen_orders (
    restaurant INTEGER NOT NULL,      -- RestaurantKey
    n          INTEGER NOT NULL,
    PRIMARY KEY (restaurant, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE kitchens_indexed (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    through INTEGER NOT NULL
) STRICT;

INSERT INTO kitchens_indexed VALUES (1, 0);
