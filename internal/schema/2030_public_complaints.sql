-- A complaint goes to the head of the office. What was said and by whom is
-- deleted as soon as it is answered; what it was about, when, and what was done
-- about it stay.
CREATE TABLE public_complaint (
    office_id    TEXT   NOT NULL,
    complaint_id TEXT   NOT NULL,
    made_at      BIGINT NOT NULL,
    about        TEXT   NOT NULL, -- fee, refused, slow, rude, wrong_data, other
    case_id      TEXT   NOT NULL, -- '' where no code was given
    words        TEXT   NOT NULL,
    phone        TEXT   NOT NULL,
    outcome      TEXT   NOT NULL, -- '' waits, answered, unfounded
    done         TEXT   NOT NULL, -- what was done about it
    settled_by   TEXT   NOT NULL,
    settled_at   BIGINT NOT NULL,
    PRIMARY KEY (office_id, complaint_id)
);
CREATE INDEX public_complaint_queue ON public_complaint (office_id, outcome, made_at, complaint_id);
