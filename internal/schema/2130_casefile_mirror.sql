-- Lists, chips and the menu are answered from memory (decision 0013); what only
-- served them costs every save.
DROP INDEX work_counts;
DROP INDEX case_file_since;
DROP INDEX case_file_open;
DROP INDEX case_file_agency;
DROP INDEX case_file_institution;
DROP INDEX case_file_counts;
