package casefile

// Exit is a side exit of a case.
type Exit string

// The side exits.
const (
	ExitDeclined  Exit = "declined"
	ExitDuplicate Exit = "duplicate"
	ExitNotFound  Exit = "not_found"
	ExitDeceased  Exit = "deceased"
	ExitMoved     Exit = "moved"
	ExitRefused   Exit = "refused"
	ExitReferred  Exit = "referred"
	ExitWithdrawn Exit = "withdrawn"
)

// ExitRule says what one side exit asks for.
type ExitRule struct {
	Exit     Exit
	Event    string   // the event that takes it
	Reasons  []string // codes; the text's key is "casefile.exit.<exit>.<code>"
	Evidence bool     // an attachment, or a code of what was seen, must be given
	Kept     bool     // names the case or the register entry that is kept
	To       bool     // names where to: an area or an agency
	Next     bool     // names the date of the next attempt
}

// ReasonRecorded is the reason of a death that has its deed already: no need
// for one is opened.
const ReasonRecorded = "deed_exists"

// exits is in the order in which the exits are shown.
var exits = []ExitRule{
	{Exit: ExitDeclined, Event: Declined, Evidence: true,
		Reasons: []string{"not_vulnerable", "has_papers", "not_resident", "counter_service", "incomplete_report"}},
	{Exit: ExitDuplicate, Event: Duplicate, Evidence: true, Kept: true,
		Reasons: []string{"same_person", "same_biometrics", "listed_twice"}},
	{Exit: ExitNotFound, Event: NotFound, Evidence: true, Next: true,
		Reasons: []string{"never_there", "unknown_in_village", "wandering", "wrong_place"}},
	{Exit: ExitDeceased, Event: Deceased, Evidence: true,
		Reasons: []string{"family", "village_office", "hospital", ReasonRecorded}},
	{Exit: ExitMoved, Event: Moved, Evidence: true, To: true,
		Reasons: []string{"within_kabupaten", "other_kabupaten", "abroad"}},
	{Exit: ExitRefused, Event: Refused, Evidence: true,
		Reasons: []string{"person", "guardian", "institution"}},
	{Exit: ExitReferred, Event: Referred, Evidence: true, To: true,
		Reasons: []string{"health", "social", "police", "other_dukcapil", "immigration"}},
	{Exit: ExitWithdrawn, Event: Withdrawn,
		Reasons: []string{"entered_twice", "wrong_person", "practice", "list_undone"}},
}

// Exits lists the side exits and what each asks for.
func Exits() []ExitRule { return append([]ExitRule(nil), exits...) }

// ExitOf finds the rule of the event that takes a side exit.
func ExitOf(event string) (ExitRule, bool) {
	for _, r := range exits {
		if r.Event == event {
			return r, true
		}
	}
	return ExitRule{}, false
}
