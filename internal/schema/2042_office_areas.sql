-- What newer lists of areas changed in the own kabupaten: folded from
-- reference.changed. An area that is gone keeps its row and its name, because
-- old cases lie there. Boundaries are lines that somebody brought for the map;
-- who and when is an event, the lines themselves are not.
CREATE TABLE area_change (
    office_id TEXT   NOT NULL,
    list_id   TEXT   NOT NULL, -- the subject
    area      TEXT   NOT NULL,
    change    TEXT   NOT NULL, -- new, renamed, gone
    name      TEXT   NOT NULL,
    old_name  TEXT   NOT NULL,
    from_area TEXT   NOT NULL, -- what it was before, or what it was split from
    at        BIGINT NOT NULL,
    actor     TEXT   NOT NULL,
    PRIMARY KEY (office_id, list_id, area)
);

CREATE TABLE boundary (
    office_id TEXT   NOT NULL,
    area      TEXT   NOT NULL,
    part      BIGINT NOT NULL,
    line      TEXT   NOT NULL, -- lat,lon with a space between the points
    PRIMARY KEY (office_id, area, part)
);

CREATE VIEW office_v_boundary AS SELECT office_id, area, part, line FROM boundary;
