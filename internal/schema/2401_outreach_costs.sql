-- What a trip really cost, line by line: folded from trip.costs_stated. Their sum
-- stands in trip.cost, as before; the budget's figures take each line apart.
CREATE TABLE trip_cost (
    office_id TEXT   NOT NULL,
    trip_id   TEXT   NOT NULL,
    n         BIGINT NOT NULL, -- from 1
    what      TEXT   NOT NULL, -- fuel, allowance, meals, ...
    line      BIGINT NOT NULL, -- of the year's budget, from 1; 0 is the one that trips go to
    rupiah    BIGINT NOT NULL,
    receipt   TEXT   NOT NULL, -- attachment hash; '' has none
    PRIMARY KEY (office_id, trip_id, n)
);

CREATE VIEW outreach_v_trip_cost AS
    SELECT c.office_id, c.trip_id, c.n, t.day, t.state, c.what, c.line, c.rupiah FROM trip_cost c
    JOIN trip t ON t.office_id = c.office_id AND t.trip_id = c.trip_id;
