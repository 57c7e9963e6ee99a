-- The order as a marketplace keeps it: who has sent what under which key, the order, its lines, its history, a number for people.
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, postcode text NOT NULL);
CREATE TABLE counters (restaurant int NOT NULL, day date NOT NULL, last int NOT NULL, PRIMARY KEY (restaurant, day));
CREATE TABLE answers (key uuid PRIMARY KEY, fingerprint bytea NOT NULL, order_id bigint NOT NULL);
CREATE TABLE orders (
    id bigserial PRIMARY KEY, customer bigint NOT NULL REFERENCES customers, restaurant int NOT NULL, number int NOT NULL,
    status text NOT NULL, total int NOT NULL, placed_at timestamptz NOT NULL);
CREATE INDEX ON orders (customer, id);
CREATE TABLE lines (order_id bigint NOT NULL REFERENCES orders, line int NOT NULL, item text NOT NULL, quantity int NOT NULL, price int NOT NULL, PRIMARY KEY (order_id, line));
CREATE TABLE history (order_id bigint NOT NULL REFERENCES orders, change int NOT NULL, status text NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (order_id, change));

INSERT INTO customers SELECT n, 'Customer ' || n, 'DH1 3LE' FROM generate_series(1, 1000) n;

CREATE FUNCTION place(customer bigint, restaurant int) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    placed bigint;
    given int;
BEGIN
    INSERT INTO counters VALUES (restaurant, current_date, 1)
        ON CONFLICT ON CONSTRAINT counters_pkey DO UPDATE SET last = counters.last + 1 RETURNING last INTO given;
    INSERT INTO orders (customer, restaurant, number, status, total, placed_at)
        VALUES (customer, restaurant, given, 'placed', 2345, now()) RETURNING id INTO placed;
    INSERT INTO answers VALUES (gen_random_uuid(), '\x00112233445566778899aabbccddeeff', placed);
    INSERT INTO lines VALUES (placed, 1, 'margherita', 1, 995), (placed, 2, 'garlic-bread', 2, 450), (placed, 3, 'tiramisu', 1, 450);
    INSERT INTO history VALUES (placed, 1, 'placed', now());
    RETURN placed;
END $$;
