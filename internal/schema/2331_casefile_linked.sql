-- Each of two cases about one person shows the other, whichever of them says so.
CREATE INDEX identity_decision_other ON identity_decision (office_id, candidate, case_id);
