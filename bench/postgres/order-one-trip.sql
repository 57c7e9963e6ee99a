\set customer random(1, 1000)
\set restaurant random(1, 16)
SELECT place(:customer, :restaurant);
