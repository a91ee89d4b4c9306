-- Whoever is erased is left out of a plan from the moment on at which it is read:
-- they are few among all cases, and are asked for with every page of a plan.
CREATE INDEX case_file_erased ON case_file (office_id, case_id) WHERE erased = 1;
