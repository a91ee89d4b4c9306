-- What was received in a large office is listed by name from the names: of 31,000
-- envelopes each was given its name before the first page was chosen.
CREATE INDEX case_person_name ON case_person (office_id, name, case_id);
