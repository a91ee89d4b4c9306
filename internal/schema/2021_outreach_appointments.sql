-- A companion or institution may propose another day for a stop, and the team
-- keeps a log of what it took along: the kit's hours, battery and faults, and
-- how the vehicle came home.
ALTER TABLE trip_stop ADD COLUMN answer_day TEXT NOT NULL DEFAULT ''; -- of answer other_day

CREATE TABLE trip_equipment (
    office_id  TEXT   NOT NULL,
    trip_id    TEXT   NOT NULL,
    event      TEXT   NOT NULL,
    day        TEXT   NOT NULL,
    kit        TEXT   NOT NULL,
    minutes    BIGINT NOT NULL, -- the kit was on
    battery    BIGINT NOT NULL, -- per cent that are left; -1 is not known
    faults     TEXT   NOT NULL, -- codes with a space between them
    vehicle    TEXT   NOT NULL,
    condition  TEXT   NOT NULL, -- of the vehicle: good, service, broken
    officer    TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (office_id, trip_id, event)
);
CREATE INDEX trip_equipment_kit ON trip_equipment (office_id, kit, day, trip_id, event);
CREATE INDEX trip_equipment_vehicle ON trip_equipment (office_id, vehicle, day, trip_id, event);

CREATE VIEW outreach_v_stop AS
    SELECT office_id, trip_id, stop, village, institution, companion, answer, answer_day FROM trip_stop;
