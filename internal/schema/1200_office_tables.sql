-- What the office keeps about itself: folded from reference.changed, so that
-- who changed which kit or team and when can be told. Nothing is deleted; what
-- is no longer used has active 0 and keeps its name in old cases and trips.
CREATE TABLE institution (
    office_id      TEXT     NOT NULL,
    institution_id TEXT     NOT NULL,
    kind           TEXT     NOT NULL,
    name           TEXT     NOT NULL,
    village        TEXT     NOT NULL,
    address        TEXT     NOT NULL,
    phone          TEXT     NOT NULL,
    hours          TEXT     NOT NULL,
    active         SMALLINT NOT NULL,
    PRIMARY KEY (office_id, institution_id)
);

CREATE TABLE team (
    office_id TEXT     NOT NULL,
    team_id   TEXT     NOT NULL,
    name      TEXT     NOT NULL,
    lead      TEXT     NOT NULL, -- user id
    active    SMALLINT NOT NULL,
    PRIMARY KEY (office_id, team_id)
);

CREATE TABLE team_member (
    office_id TEXT NOT NULL,
    team_id   TEXT NOT NULL,
    user_id   TEXT NOT NULL,
    PRIMARY KEY (office_id, team_id, user_id)
);

CREATE TABLE kit (
    office_id TEXT     NOT NULL,
    kit_id    TEXT     NOT NULL,
    name      TEXT     NOT NULL,
    serial_no TEXT     NOT NULL,
    condition TEXT     NOT NULL, -- ready, repair
    active    SMALLINT NOT NULL,
    PRIMARY KEY (office_id, kit_id)
);

CREATE TABLE vehicle (
    office_id  TEXT     NOT NULL,
    vehicle_id TEXT     NOT NULL,
    name       TEXT     NOT NULL,
    kind       TEXT     NOT NULL, -- car, motorcycle, boat
    plate      TEXT     NOT NULL,
    seats      BIGINT   NOT NULL, -- with the driver's
    rupiah_km  BIGINT   NOT NULL, -- 0: not known
    active     SMALLINT NOT NULL,
    PRIMARY KEY (office_id, vehicle_id)
);

CREATE TABLE office_setting (
    office_id  TEXT NOT NULL,
    setting_id TEXT NOT NULL,
    value      TEXT NOT NULL,
    PRIMARY KEY (office_id, setting_id)
);

CREATE TABLE reference_change (
    office_id    TEXT     NOT NULL,
    reference_id TEXT     NOT NULL,
    event        TEXT     NOT NULL,
    changed_at   BIGINT   NOT NULL,
    actor        TEXT     NOT NULL,
    what         TEXT     NOT NULL,
    name         TEXT     NOT NULL,
    active       SMALLINT NOT NULL,
    PRIMARY KEY (office_id, reference_id, event)
);

-- The reference data has a number that grows with each change; an event says
-- under which it was made. digest covers all changes up to that number.
CREATE TABLE reference_snapshot (
    office_id TEXT   NOT NULL,
    n         BIGINT NOT NULL,
    event     TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    digest    TEXT   NOT NULL,
    PRIMARY KEY (office_id, n)
);
CREATE UNIQUE INDEX reference_snapshot_event ON reference_snapshot (office_id, event);

CREATE VIEW office_v_institution AS
    SELECT office_id, institution_id, kind, name, village, address, phone, hours, active FROM institution;
CREATE VIEW office_v_team AS
    SELECT office_id, team_id, name, lead, active FROM team;
CREATE VIEW office_v_team_member AS
    SELECT office_id, team_id, user_id FROM team_member;
CREATE VIEW office_v_kit AS
    SELECT office_id, kit_id, name, serial_no, condition, active FROM kit;
CREATE VIEW office_v_vehicle AS
    SELECT office_id, vehicle_id, name, kind, plate, seats, rupiah_km, active FROM vehicle;
CREATE VIEW office_v_setting AS
    SELECT office_id, setting_id, value FROM office_setting;
