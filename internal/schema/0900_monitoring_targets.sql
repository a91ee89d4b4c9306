-- What the office wants to reach, and what it said of it: folded from
-- target.set and evaluation.held. Figures are no table of their own, because a
-- stored count is one more thing that can be wrong; they are counted from
-- case_count when somebody looks.
CREATE TABLE monitoring_target (
    office_id  TEXT   NOT NULL,
    target_id  TEXT   NOT NULL, -- the year
    people     BIGINT NOT NULL, -- of the list of 1 January, to be served in it
    budget     BIGINT NOT NULL, -- rupiah; 0: not set
    changed_at BIGINT NOT NULL,
    actor      TEXT   NOT NULL,
    PRIMARY KEY (office_id, target_id)
);

CREATE TABLE evaluation (
    office_id     TEXT   NOT NULL,
    evaluation_id TEXT   NOT NULL,
    held_on       TEXT   NOT NULL,
    list_people   BIGINT NOT NULL, -- the figures that lay on the table
    served        BIGINT NOT NULL,
    left_people   BIGINT NOT NULL,
    actor         TEXT   NOT NULL,
    recorded_at   BIGINT NOT NULL,
    PRIMARY KEY (office_id, evaluation_id)
);

CREATE TABLE evaluation_point (
    office_id     TEXT     NOT NULL,
    evaluation_id TEXT     NOT NULL,
    kind          TEXT     NOT NULL, -- finding, follow_up
    n             BIGINT   NOT NULL,
    words         TEXT     NOT NULL,
    who           TEXT     NOT NULL,
    due_on        TEXT     NOT NULL,
    done          SMALLINT NOT NULL,
    PRIMARY KEY (office_id, evaluation_id, kind, n)
);

CREATE VIEW monitoring_v_target AS
SELECT office_id, target_id, people, budget, changed_at FROM monitoring_target;
