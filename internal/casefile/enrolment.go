package casefile

import "strings"

// Enrolment statuses of the KTP-el as SIAK writes them, with what the office
// does at each (published service pages of several Dinas, and the Ministry's
// own training slides of 2015; about 18 exist, not all are published).
const (
	StatusUnregistered  = "UNREGISTERED"
	StatusPrintReady    = "PRINT_READY_RECORD"
	StatusSent          = "SENT_FOR_ENROLLMENT"
	StatusDuplicate     = "DUPLICATE_RECORD"
	StatusSearchFailure = "SEARCH_FAILURE_AT_CENTRAL"
)

// Enrolment is what an enrolment status means for the recording.
type Enrolment string

// The meanings.
const (
	EnrolWait      Enrolment = "wait"      // nothing to do but look again
	EnrolCapture   Enrolment = "capture"   // no biometrics there: record
	EnrolRepeat    Enrolment = "repeat"    // record again
	EnrolResend    Enrolment = "resend"    // send again, no new visit
	EnrolDuplicate Enrolment = "duplicate" // recorded under another NIK: no card
	EnrolReady     Enrolment = "ready"     // unique and printable
	EnrolUnknown   Enrolment = "unknown"   // not published; kept as written
)

var enrolments = map[string]Enrolment{
	StatusUnregistered:           EnrolCapture,
	"BIO_CAPTURED":               EnrolWait,
	"PROCESSING":                 EnrolWait,
	StatusSent:                   EnrolWait,
	"RECEIVED_AT_CENTRAL":        EnrolWait,
	"REQUEST_VALIDATION":         EnrolWait,
	"ENROLL_FAILURE_AT_CENTRAL":  EnrolRepeat,
	"ENROLL_FAILURE_AT_REGIONAL": EnrolRepeat,
	"ADJUDICATE_RECORD":          EnrolRepeat,
	StatusSearchFailure:          EnrolResend,
	StatusDuplicate:              EnrolDuplicate,
	StatusPrintReady:             EnrolReady,
	"SENT_FOR_CARD_PRINTING":     EnrolReady,
	"CARD_PRINTED":               EnrolReady,
	"CARD_SHIPPED":               EnrolReady,
	"CARD_ISSUED":                EnrolReady,
}

// Statuses lists the known enrolment statuses in the order of the pipeline.
func Statuses() []string {
	return []string{
		StatusUnregistered, "BIO_CAPTURED", "PROCESSING", StatusSent, "RECEIVED_AT_CENTRAL",
		"ENROLL_FAILURE_AT_CENTRAL", "ENROLL_FAILURE_AT_REGIONAL", StatusSearchFailure,
		"ADJUDICATE_RECORD", "REQUEST_VALIDATION", StatusDuplicate, StatusPrintReady,
		"SENT_FOR_CARD_PRINTING", "CARD_PRINTED", "CARD_SHIPPED", "CARD_ISSUED",
	}
}

// CanonicalStatus writes a status as SIAK does: SIAK's own screens show it with
// underscores and with spaces, and "(one-to-many)" behind a duplicate; officers
// say SFE and PRR.
func CanonicalStatus(s string) string {
	s, _, _ = strings.Cut(s, "(")
	s = strings.Join(strings.FieldsFunc(strings.ToUpper(s), func(r rune) bool {
		return r == ' ' || r == '_' || r == '-' || r == '\t'
	}), "_")
	switch s {
	case "SFE":
		return StatusSent
	case "PRR":
		return StatusPrintReady
	}
	return s
}

// EnrolmentOf says what a status means for the recording.
func EnrolmentOf(status string) Enrolment {
	if e, ok := enrolments[CanonicalStatus(status)]; ok {
		return e
	}
	return EnrolUnknown
}
