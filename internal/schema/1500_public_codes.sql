-- What people without an account touch: the code by which a report is
-- followed, and what they tell of a neighbour.
CREATE TABLE public_code (
    office_id TEXT NOT NULL,
    case_id   TEXT NOT NULL,
    code      TEXT NOT NULL,
    PRIMARY KEY (office_id, case_id)
) /* clustered */;
CREATE INDEX public_code_code ON public_code (office_id, code, case_id);

-- A tip is no event and no case: it is deleted in all but its outcome as soon
-- as somebody has decided on it.
CREATE TABLE public_tip (
    office_id  TEXT   NOT NULL,
    tip_id     TEXT   NOT NULL,
    told_at    BIGINT NOT NULL,
    village    TEXT   NOT NULL,
    place      TEXT   NOT NULL,
    words      TEXT   NOT NULL,
    phone      TEXT   NOT NULL,
    outcome    TEXT   NOT NULL, -- '' waits, reported, dismissed
    settled_by TEXT   NOT NULL,
    settled_at BIGINT NOT NULL,
    PRIMARY KEY (office_id, tip_id)
);
CREATE INDEX public_tip_queue ON public_tip (office_id, outcome, told_at, tip_id);

CREATE VIEW public_v_code AS
SELECT office_id, case_id, code FROM public_code;
