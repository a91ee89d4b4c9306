-- Work sheets of the planner: what was asked, whom it was asked about, and what
-- was computed. A sheet is no event: nothing has happened while somebody plans,
-- and what comes of it are the ordinary events of trips (docs/decisions/0019).
-- Nothing here names a person: a case is its id and its number.
CREATE TABLE plan_sheet (
    office_id  TEXT     NOT NULL,
    plan_id    TEXT     NOT NULL,
    state      TEXT     NOT NULL, -- asked, ready, failed
    reason     TEXT     NOT NULL, -- of a failed one: key of a text
    period     TEXT     NOT NULL, -- week, month, year
    from_on    TEXT     NOT NULL,
    to_on      TEXT     NOT NULL,
    spec       TEXT     NOT NULL, -- JSON: what was asked
    input      TEXT     NOT NULL, -- JSON: the cases and reference data as they were
    version    BIGINT   NOT NULL, -- grows with each change: who changes an older one is told
    people     BIGINT   NOT NULL, -- who waited
    created_by TEXT     NOT NULL,
    created_at BIGINT   NOT NULL,
    changed_by TEXT     NOT NULL,
    changed_at BIGINT   NOT NULL,
    PRIMARY KEY (office_id, plan_id)
);
CREATE INDEX plan_sheet_changed ON plan_sheet (office_id, changed_at, plan_id);

-- One of the plans that are compared.
CREATE TABLE plan_variant (
    office_id TEXT NOT NULL,
    plan_id   TEXT NOT NULL,
    variant   TEXT NOT NULL, -- both, home, together
    tours     TEXT NOT NULL, -- JSON: what each route does, and when
    pins      TEXT NOT NULL, -- JSON: who is held or kept out
    PRIMARY KEY (office_id, plan_id, variant)
);

-- What planners changed by hand, with what undoes it.
CREATE TABLE plan_step (
    office_id TEXT     NOT NULL,
    plan_id   TEXT     NOT NULL,
    version   BIGINT   NOT NULL, -- that it made
    variant   TEXT     NOT NULL,
    what      TEXT     NOT NULL, -- pin, free, move, swap, exclude, add, again
    case_id   TEXT     NOT NULL,
    actor     TEXT     NOT NULL,
    at        BIGINT   NOT NULL,
    before    TEXT     NOT NULL, -- JSON: the routes and pins that it changed
    undone    SMALLINT NOT NULL,
    PRIMARY KEY (office_id, plan_id, version)
);

-- The trips that were made of a plan's days.
CREATE TABLE plan_trip (
    office_id TEXT   NOT NULL,
    plan_id   TEXT   NOT NULL,
    variant   TEXT   NOT NULL,
    route     BIGINT NOT NULL,
    trip_id   TEXT   NOT NULL,
    PRIMARY KEY (office_id, plan_id, variant, route)
);
