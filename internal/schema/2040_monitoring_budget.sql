-- The lines of a year's budget document (DPA) and what was spent of them beside
-- the trips, whose costs stand with the trips: folded from target.set and
-- budget.spent.
CREATE TABLE monitoring_budget_line (
    office_id TEXT     NOT NULL,
    target_id TEXT     NOT NULL, -- the year
    n         BIGINT   NOT NULL, -- from 1
    name      TEXT     NOT NULL,
    rupiah    BIGINT   NOT NULL,
    trips     SMALLINT NOT NULL, -- what trips cost counts to this line
    PRIMARY KEY (office_id, target_id, n)
);

CREATE TABLE monitoring_expense (
    office_id   TEXT   NOT NULL,
    target_id   TEXT   NOT NULL,
    expense     TEXT   NOT NULL,
    day         TEXT   NOT NULL,
    line        BIGINT NOT NULL,
    rupiah      BIGINT NOT NULL,
    words       TEXT   NOT NULL,
    actor       TEXT   NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (office_id, target_id, expense)
);

-- Every target that was ever set for a year: who, when, what.
CREATE TABLE monitoring_target_change (
    office_id  TEXT   NOT NULL,
    target_id  TEXT   NOT NULL,
    event      TEXT   NOT NULL,
    n          BIGINT NOT NULL, -- the order in which they were set
    people     BIGINT NOT NULL,
    budget     BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    actor      TEXT   NOT NULL,
    PRIMARY KEY (office_id, target_id, event)
);
