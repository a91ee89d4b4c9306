-- The envelopes of a state by village, and by when something last happened:
-- those that were received become as many as there are cases.
CREATE INDEX envelope_area ON envelope (office_id, state, area, last_at, envelope_id);
CREATE INDEX envelope_last ON envelope (office_id, state, last_at, envelope_id, attempts);
