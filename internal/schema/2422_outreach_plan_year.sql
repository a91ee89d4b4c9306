-- The plan of a year that the office goes by, folded from plan.adopted and
-- plan.left of its sheet: who, when and what, each time it was adopted.
CREATE TABLE plan_year (
    office_id  TEXT   NOT NULL,
    plan_id    TEXT   NOT NULL,
    event      TEXT   NOT NULL, -- that adopted it, or that left what plan_adoption holds
    adopted_at BIGINT NOT NULL,
    adopted_by TEXT   NOT NULL,
    variant    TEXT   NOT NULL,
    version    BIGINT NOT NULL, -- of the sheet
    asked_at   BIGINT NOT NULL, -- when the sheet was asked for: trips planned since then use it up
    from_on    TEXT   NOT NULL,
    to_on      TEXT   NOT NULL,
    shares     TEXT   NOT NULL, -- JSON: each team's day with its kecamatan, rupiah and villages
    ended_at   BIGINT NOT NULL, -- 0: the office goes by it
    ended_by   TEXT   NOT NULL,
    PRIMARY KEY (office_id, plan_id, event)
);

-- What was adopted before it was an event stands in plan_adoption as it was, and
-- counts until an event says something of the same plan.
CREATE VIEW outreach_v_plan_year AS
SELECT office_id, plan_id, adopted_at, adopted_by, variant, version, asked_at, from_on, to_on, shares FROM plan_year WHERE ended_at = 0
UNION ALL
SELECT a.office_id, a.plan_id, a.adopted_at, a.adopted_by, a.variant, a.version, a.asked_at, a.from_on, a.to_on, a.shares FROM plan_adoption a
WHERE a.ended_at = 0 AND NOT EXISTS (SELECT 1 FROM plan_year y WHERE y.office_id = a.office_id AND y.plan_id = a.plan_id);
