-- The plan of a year that the office goes by: what it gives each kecamatan, day by
-- day, copied when it was adopted, so that changing the sheet afterwards changes
-- nothing. Like the sheets it is no event: nothing has happened to anybody. Rows
-- stay when a plan is left again, with who left it.
CREATE TABLE plan_adoption (
    office_id  TEXT   NOT NULL,
    plan_id    TEXT   NOT NULL,
    adopted_at BIGINT NOT NULL,
    adopted_by TEXT   NOT NULL,
    variant    TEXT   NOT NULL,
    version    BIGINT NOT NULL, -- of the sheet that was adopted
    asked_at   BIGINT NOT NULL, -- when the sheet was asked for: trips planned since then use it up
    from_on    TEXT   NOT NULL,
    to_on      TEXT   NOT NULL,
    shares     TEXT   NOT NULL, -- JSON: each team's day with its kecamatan, rupiah and villages
    ended_at   BIGINT NOT NULL, -- 0: the office goes by it
    ended_by   TEXT   NOT NULL,
    PRIMARY KEY (office_id, plan_id, adopted_at)
);
