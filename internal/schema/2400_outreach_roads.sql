-- How long the ways take. What people state of a way, the wet season and which
-- table is in force are folded from road.*; trip_leg from the trips that were
-- driven. Only travel_table is written by hand: the cells of a table that
-- somebody brought, packed, of which the event says the arrival. No person is
-- named: a way leads from an area to an area.
CREATE TABLE road (
    office_id    TEXT     NOT NULL,
    road_id      TEXT     NOT NULL, -- the two areas, the lesser code first: a~b
    from_area    TEXT     NOT NULL,
    to_area      TEXT     NOT NULL,
    minutes      BIGINT   NOT NULL, -- 0: nobody corrected it
    metres       BIGINT   NOT NULL, -- 0: not stated
    closed       SMALLINT NOT NULL,
    closed_from  TEXT     NOT NULL, -- ISO date
    closed_until TEXT     NOT NULL, -- the last day; '' is until it is opened
    reason       TEXT     NOT NULL,
    event        TEXT     NOT NULL, -- the newest statement
    actor        TEXT     NOT NULL,
    at           BIGINT   NOT NULL,
    PRIMARY KEY (office_id, road_id)
);

CREATE TABLE road_change (
    office_id    TEXT   NOT NULL,
    road_id      TEXT   NOT NULL,
    event        TEXT   NOT NULL,
    n            BIGINT NOT NULL, -- from 1
    what         TEXT   NOT NULL, -- corrected, freed, closed, opened, season, table, no_table
    undoes       SMALLINT NOT NULL,
    minutes      BIGINT NOT NULL,
    metres       BIGINT NOT NULL,
    closed_from  TEXT   NOT NULL,
    closed_until TEXT   NOT NULL,
    reason       TEXT   NOT NULL, -- of a closing; the months of a season; the sort of a table
    actor        TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (office_id, road_id, event)
);
CREATE INDEX road_change_at ON road_change (office_id, at, road_id, event);

CREATE TABLE road_season (
    office_id TEXT   NOT NULL,
    road_id   TEXT   NOT NULL,
    months    TEXT   NOT NULL, -- 1 to 12 with a space between them
    percent   BIGINT NOT NULL, -- 120: a fifth longer
    event     TEXT   NOT NULL,
    PRIMARY KEY (office_id, road_id)
);

CREATE TABLE road_table (
    office_id TEXT   NOT NULL,
    road_id   TEXT   NOT NULL,
    table_id  TEXT   NOT NULL,
    format    TEXT   NOT NULL, -- osrm, valhalla, list
    places    BIGINT NOT NULL,
    cells     BIGINT NOT NULL,
    event     TEXT   NOT NULL,
    actor     TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (office_id, road_id)
);

CREATE TABLE travel_table (
    office_id  TEXT   NOT NULL,
    table_id   TEXT   NOT NULL,
    format     TEXT   NOT NULL,
    digest     TEXT   NOT NULL, -- of the file
    places     TEXT   NOT NULL, -- area codes with a space between them
    cells      BYTEA  NOT NULL, -- row by row: metres and seconds, four bytes each, little end first; seconds 0 is unknown
    brought_by TEXT   NOT NULL,
    brought_at BIGINT NOT NULL,
    PRIMARY KEY (office_id, table_id)
);

CREATE TABLE trip_leg (
    office_id   TEXT   NOT NULL,
    trip_id     TEXT   NOT NULL,
    n           BIGINT NOT NULL, -- from 1, as they were driven
    day         TEXT   NOT NULL,
    from_area   TEXT   NOT NULL,
    to_area     TEXT   NOT NULL,
    from_stop   TEXT   NOT NULL, -- '' is the office
    to_stop     TEXT   NOT NULL,
    departed_at BIGINT NOT NULL,
    arrived_at  BIGINT NOT NULL,
    km          BIGINT NOT NULL, -- as the odometer said; 0 is not known
    delay       BIGINT NOT NULL, -- minutes that a trouble took on the way
    PRIMARY KEY (office_id, trip_id, n)
);
CREATE INDEX trip_leg_day ON trip_leg (office_id, day, trip_id, n);

CREATE VIEW outreach_v_leg AS
    SELECT office_id, trip_id, n, day, from_area, to_area, departed_at, arrived_at, km, delay FROM trip_leg;
