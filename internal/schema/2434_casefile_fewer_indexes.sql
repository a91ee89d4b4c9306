-- Each row of a list is a case, and every index of the case is a page that is
-- written for it. Lists of cases are answered from memory since decision 0013:
-- nothing asks for these three any more. Few cases travel and few came with a
-- letter, and the others need no entry.
DROP INDEX case_file_opened;
DROP INDEX case_file_watcher;
DROP INDEX case_category_by_category;
DROP INDEX case_file_trip;
CREATE INDEX case_file_trip ON case_file (office_id, trip, case_id) WHERE trip <> '';
DROP INDEX case_file_letter;
CREATE INDEX case_file_letter ON case_file (office_id, letter, case_id) WHERE letter <> '';
