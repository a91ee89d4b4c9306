package casefile

// tables are those that every case fills; internal/schema/0300_casefile_tables.sql
// makes them, and a test compares the two.
func tables() []Table {
	return []Table{
		{Name: "case_file", SubjectColumn: "case_id", Columns: []string{
			"number", "numbers_lost", "stage", "phase", "stage_since", "is_open",
			"exit", "exit_reason", "exit_evidence", "exit_to", "exit_at", "kept",
			"area", "kecamatan", "agency", "institution", "reporter", "owner",
			"channel", "letter", "list", "list_row", "baseline", "urgent", "basis",
			"opened_at", "accepted_at", "visited_at", "submitted_at", "issued_at",
			"handed_at", "closed_at", "last_at", "served", "visits", "attempts", "next_date",
			"trip", "stop", "day", "kit", "biometric", "enrolment", "enrolment_at",
			"waiting_reason", "waiting_until", "disputed", "parked", "erased", "receipt",
			"verified_at", "entered_at", "watcher",
		}},
		{Name: "need", SubjectColumn: "case_id", Key: []string{"need"}, Columns: []string{
			"need", "stage", "stage_since", "is_open", "moves", "waits_for", "waiting_reason",
			"waiting_until", "deferred_until", "defer_reason", "declined", "enrolled",
			"captured_by", "submitted_by", "verified_by", "entered_by", "issued_by",
			"envelope", "document_number", "returned_json",
		}},
		{Name: "person_field", SubjectColumn: "case_id", Key: []string{"field", "element", "event_id"}, Columns: []string{
			"field", "element", "event_id", "value", "certainty", "actor", "occurred_at",
			"is_current", "in_force", "disputed",
		}},
		{Name: "case_person", SubjectColumn: "case_id", Columns: []string{
			"name", "other_names", "sex", "birth", "birth_from", "birth_to", "village", "place",
			"biometric", "biometric_event", "nik", "kk", "mother", "vulnerabilities",
		}},
		{Name: "case_count", SubjectColumn: "case_id", Columns: []string{
			"kecamatan", "area", "sex", "age_band", "baseline", "served", "stage", "exit", "is_open",
			"agency", "institution", "opened_at", "visited_at", "submitted_at", "issued_at",
			"handed_at", "closed_at", "recorded_at",
		}},
		{Name: "case_category", SubjectColumn: "case_id", Key: []string{"category"}, Columns: []string{"category"}},
		{Name: "identity_decision", SubjectColumn: "case_id", Key: []string{"candidate"}, Columns: []string{
			"candidate", "decision", "probability", "model", "decided_at",
		}},
		{Name: "work", SubjectColumn: "subject_id", Key: []string{"subject_kind", "action", "arg"}, Columns: WorkColumns()},
		{Name: "search_key", SubjectColumn: "subject_id", Key: []string{"subject_kind", "token"}, Columns: []string{
			"subject_kind", "token",
		}},
	}
}

// WorkColumns are the columns of the table work after office_id and subject_id.
// Every subject kind declares the table with them, and makes rows by Work.Row.
func WorkColumns() []string {
	return []string{"subject_kind", "action", "arg", "role", "area", "person", "from_at", "due_on", "reason"}
}

// WorkTable declares the table work for another subject kind.
func WorkTable() Table {
	return Table{Name: "work", SubjectColumn: "subject_id",
		Key: []string{"subject_kind", "action", "arg"}, Columns: WorkColumns()}
}

// SearchTable declares the table search_key for another subject kind.
func SearchTable() Table {
	return Table{Name: "search_key", SubjectColumn: "subject_id",
		Key: []string{"subject_kind", "token"}, Columns: []string{"subject_kind", "token"}}
}
