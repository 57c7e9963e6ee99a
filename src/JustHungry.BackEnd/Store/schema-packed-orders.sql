-- Documents of many orders, packed together (OrderPacks). How they are gathered is each store's own business, and no part of the content
-- that replicas compare: the documents are.
CREATE TABLE IF NOT EXISTS order_packs (
    n      INTEGER PRIMARY KEY,       -- of the first order in it
    length INTEGER NOT NULL,          -- of the documents, one after the other
    packed BLOB    NOT NULL           -- these, by Brotli
) STRICT;

-- Which orders are whose, like customer_orders and kitchen_orders, but many numbers in a row, 8 bytes each, from the lowest on.
CREATE TABLE IF NOT EXISTS customer_orders_runs (
    customer INTEGER NOT NULL,
    first    INTEGER NOT NULL,
    numbers  BLOB    NOT NULL,
    PRIMARY KEY (customer, first)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS kitchen_orders_runs (
    restaurant INTEGER NOT NULL,      -- RestaurantKey
    first      INTEGER NOT NULL,
    numbers    BLOB    NOT NULL,
    PRIMARY KEY (restaurant, first)
) STRICT, WITHOUT ROWID;
