-- What the events of trips and visits come to: written by the ledger from the
-- folds in internal/outreach. Nothing here is personal: a stop knows its village
-- and its cases, never a name or an address. Only visit_draft is written by
-- hand: what an officer has answered so far, gone when the visit is saved.
CREATE TABLE trip (
    office_id    TEXT     NOT NULL,
    trip_id      TEXT     NOT NULL,
    state        TEXT     NOT NULL, -- planned, published, started, finished, cancelled
    day          TEXT     NOT NULL,
    depart       TEXT     NOT NULL, -- 08:00
    area         TEXT     NOT NULL, -- kecamatan
    team         TEXT     NOT NULL,
    vehicle      TEXT     NOT NULL,
    kit          TEXT     NOT NULL, -- '' is none
    kit_lost     SMALLINT NOT NULL, -- another trip has the kit on that day
    stops        BIGINT   NOT NULL,
    people       BIGINT   NOT NULL,
    planned_by   TEXT     NOT NULL,
    planned_at   BIGINT   NOT NULL,
    published_at BIGINT   NOT NULL,
    started_at   BIGINT   NOT NULL,
    finished_at  BIGINT   NOT NULL,
    cancelled_at BIGINT   NOT NULL,
    reason       TEXT     NOT NULL, -- of a cancelled one
    km           BIGINT   NOT NULL,
    cost         BIGINT   NOT NULL, -- rupiah
    PRIMARY KEY (office_id, trip_id)
);
CREATE INDEX trip_day ON trip (office_id, day, trip_id);
CREATE INDEX trip_kit ON trip (office_id, kit, day, trip_id);

CREATE TABLE trip_member (
    office_id TEXT NOT NULL,
    trip_id   TEXT NOT NULL,
    user_id   TEXT NOT NULL,
    PRIMARY KEY (office_id, trip_id, user_id)
);
CREATE INDEX trip_member_user ON trip_member (office_id, user_id, trip_id);

CREATE TABLE trip_stop (
    office_id   TEXT   NOT NULL,
    trip_id     TEXT   NOT NULL,
    stop        TEXT   NOT NULL,
    position    BIGINT NOT NULL, -- from 1
    kind        TEXT   NOT NULL, -- home, institution, gathering
    village     TEXT   NOT NULL,
    institution TEXT   NOT NULL,
    point       TEXT   NOT NULL, -- of a gathering: village_hall, school, ...
    minutes     BIGINT NOT NULL,
    companion   TEXT   NOT NULL, -- registrar, companion, institution, family
    people      BIGINT NOT NULL,
    answer      TEXT   NOT NULL, -- '' waits, yes, no
    answered_by TEXT   NOT NULL,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (office_id, trip_id, stop)
);
CREATE INDEX trip_stop_village ON trip_stop (office_id, village, trip_id, stop);

CREATE TABLE trip_case (
    office_id TEXT NOT NULL,
    trip_id   TEXT NOT NULL,
    case_id   TEXT NOT NULL,
    stop      TEXT NOT NULL,
    PRIMARY KEY (office_id, trip_id, case_id)
);
CREATE INDEX trip_case_case ON trip_case (office_id, case_id, trip_id);

CREATE TABLE visit (
    office_id   TEXT     NOT NULL,
    case_id     TEXT     NOT NULL,
    event       TEXT     NOT NULL,
    n           BIGINT   NOT NULL, -- from 1, attempts included
    met         SMALLINT NOT NULL,
    trip        TEXT     NOT NULL,
    stop        TEXT     NOT NULL,
    day         TEXT     NOT NULL,
    reason      TEXT     NOT NULL, -- of an attempt that met nobody
    next_day    TEXT     NOT NULL,
    sources     TEXT     NOT NULL, -- with a space between them
    witnesses   BIGINT   NOT NULL,
    recording   SMALLINT NOT NULL,
    officer     TEXT     NOT NULL,
    happened_at BIGINT   NOT NULL,
    PRIMARY KEY (office_id, case_id, event)
);
CREATE INDEX visit_trip ON visit (office_id, trip, case_id, event);
CREATE INDEX visit_day ON visit (office_id, day, case_id, event);

CREATE TABLE biometric_check (
    office_id   TEXT     NOT NULL,
    case_id     TEXT     NOT NULL,
    event       TEXT     NOT NULL,
    n           BIGINT   NOT NULL,
    search      SMALLINT NOT NULL, -- the later answer of a national search
    outcome     TEXT     NOT NULL,
    quality     BIGINT   NOT NULL,
    device      TEXT     NOT NULL,
    trait       TEXT     NOT NULL,
    reason      TEXT     NOT NULL,
    evidence    TEXT     NOT NULL,
    enrolled    SMALLINT NOT NULL,
    operator    TEXT     NOT NULL,
    happened_at BIGINT   NOT NULL,
    in_force    SMALLINT NOT NULL,
    approved_by TEXT     NOT NULL,
    approved_at BIGINT   NOT NULL,
    PRIMARY KEY (office_id, case_id, event)
);

CREATE TABLE visit_draft (
    office_id  TEXT   NOT NULL,
    user_id    TEXT   NOT NULL,
    trip_id    TEXT   NOT NULL,
    case_id    TEXT   NOT NULL,
    answers    TEXT   NOT NULL, -- JSON, personal
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (office_id, user_id, trip_id, case_id)
);
CREATE INDEX visit_draft_case ON visit_draft (office_id, case_id);

CREATE VIEW outreach_v_trip AS
    SELECT office_id, trip_id, state, day, area, team, vehicle, kit, stops, people, planned_at, published_at,
           started_at, finished_at, cancelled_at, reason, km, cost FROM trip;
CREATE VIEW outreach_v_trip_case AS
    SELECT office_id, trip_id, case_id, stop FROM trip_case;
CREATE VIEW outreach_v_visit AS
    SELECT office_id, case_id, event, n, met, trip, stop, day, reason, next_day, sources, witnesses, recording,
           officer, happened_at FROM visit;
CREATE VIEW outreach_v_biometric AS
    SELECT office_id, case_id, event, n, search, outcome, quality, device, trait, reason, evidence, enrolled,
           operator, happened_at, in_force, approved_by, approved_at FROM biometric_check;
