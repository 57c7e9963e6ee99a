\set customer random(1, 1000)
\set restaurant random(1, 16)
BEGIN;
INSERT INTO counters VALUES (:restaurant, current_date, 1) ON CONFLICT ON CONSTRAINT counters_pkey DO UPDATE SET last = counters.last + 1 RETURNING last AS given \gset
INSERT INTO orders (customer, restaurant, number, status, total, placed_at) VALUES (:customer, :restaurant, :given, 'placed', 2345, now()) RETURNING id AS placed \gset
WITH answered AS (INSERT INTO answers VALUES (gen_random_uuid(), '\x00112233445566778899aabbccddeeff', :placed)) INSERT INTO history VALUES (:placed, 1, 'placed', now());
INSERT INTO lines VALUES (:placed, 1, 'margherita', 1, 995), (:placed, 2, 'garlic-bread', 2, 450), (:placed, 3, 'tiramisu', 1, 450);
COMMIT;
