package casefile

import "encoding/json"

// Event is what a fold sees of a ledger event: everything that may influence
// the tables, and nothing else. The ledger makes it from the stored bytes.
type Event struct {
	Office     string // id of the office whose ledger it is in: its days are this office's
	ID         string // SHA-256 of the canonical bytes, hex
	OpID       string // UUIDv7 of what the person did
	OpN        int    // which event of that op
	Type       string // one of the event names of this package or of a step
	Version    int
	Area       string // area code at the time of the event
	Actor      string // user id
	Role       string
	OccurredAt int64    // µs UTC, the device's clock: for people, never for order
	HLC        uint64   // hybrid logical clock: the order
	Replaces   []string // ids of the events whose assertions the form showed
	Reference  int64    // number of the reference-data snapshot it was made under
	Body       json.RawMessage
	Personal   json.RawMessage // nil after lawful erasure, or when this replica never had it
	Erased     bool            // the subject's personal data was erased
}

// Row is one row of one table that a fold yields. Values follow the table's
// Columns; the value kinds are string, int64, []byte and nil.
type Row struct {
	Table  string
	Values []any
}

// Table declares a table that a fold fills. Every such table has the columns
// office_id and SubjectColumn in front; they are not repeated in Columns.
type Table struct {
	Name          string
	SubjectColumn string   // "case_id", "trip_id", "envelope_id", ...
	Key           []string // the key columns after office_id and SubjectColumn
	Columns       []string // all columns after office_id and SubjectColumn, Key included
}

// Parked names an event that has no effect yet, and why. It is derived by the
// fold and reconsidered with every fold.
type Parked struct {
	EventID string
	Reason  string // message key
}

// Result is what a fold yields for one subject.
type Result struct {
	Rows   []Row
	Parked []Parked
	// Area is the subject's current area, for feeds and scopes.
	Area string
}

// Kind is one kind of subject: which events it knows, which tables it fills,
// and the one pure function from events to rows.
type Kind struct {
	Name   string
	Types  []string
	Tables []Table
	// Fold gets the subject's events sorted by (HLC, ID), each (OpID, OpN) once.
	// It knows no clock, no randomness and no other subject, and never fails.
	Fold func(subjectID string, events []Event) Result
	// Claims names the keys of which only one event may win (a hand-over, a
	// number, the kit on a day). Nil where a kind claims nothing. A hand-over is
	// claimed per case, so it is told the subject.
	Claims func(subjectID string, e Event) []string
}
