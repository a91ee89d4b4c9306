package casefile

// The payload of each event is two JSON objects: the body, which holds no
// personal data and stays for ever, and the personal part, which lawful
// erasure empties. A type here is named after its event; its personal part
// has the suffix Personal. Dates are ISO text, times µs UTC, money rupiah.

// ReportedBody is the body of Reported.
type ReportedBody struct {
	Number      string   `json:"number"`           // JK-2021-00412, a claim
	Channel     string   `json:"channel"`          // registrar, social, institution, partner, public, list, office, field
	Reasons     []string `json:"reasons"`          // why the person is on the list (codes of resident)
	Needs       []string `json:"needs"`            // may be empty: then the visit decides
	Agency      string   `json:"agency,omitempty"` // code of the reporting agency
	Institution string   `json:"institution,omitempty"`
	Letter      string   `json:"letter,omitempty"` // id of the request letter
	List        string   `json:"list,omitempty"`   // id of the uploaded list
	ListRow     int      `json:"list_row,omitempty"`
	Tip         string   `json:"tip,omitempty"`      // id of what a neighbour told, which this report settles
	Baseline    bool     `json:"baseline,omitempty"` // on the list of 1 January
	Basis       string   `json:"basis"`              // consent, legal_duty, public_task (UU 27/2022 pasal 20)
	Urgent      bool     `json:"urgent,omitempty"`
	Photo       string   `json:"photo,omitempty"`   // attachment hash of the person's photo
	Lawbook     string   `json:"lawbook,omitempty"` // version under which the case was opened; older reports do not say
}

// NoteParked is what a note is about that settles parked events.
const NoteParked = "parked"

// GotNIK says in EnteredBody that a NIK came back from SIAK.
const GotNIK = "nik"

// NeedAddedBody is the body of NeedAdded.
type NeedAddedBody struct {
	Needs []string `json:"needs"`
}

// NeedDeferredBody is the body of NeedDeferred: recorded at 16, card at 17.
type NeedDeferredBody struct {
	Need   string `json:"need"`
	Until  string `json:"until"` // ISO date on which it comes back
	Reason string `json:"reason"`
}

// NeedDeclinedBody is the body of NeedDeclined.
type NeedDeclinedBody struct {
	Need   string `json:"need"`
	Reason string `json:"reason"`
}

// IdentityDecidedBody is the body of IdentityDecided.
type IdentityDecidedBody struct {
	Candidate string `json:"candidate"` // "register:<id>" or "case:<id>"; never a NIK
	Decision  string `json:"decision"`  // one of the three below
	// What the program thought when it was decided, for whoever calibrates it:
	// the score (hundredths of a bit, where a model is named), the probability
	// that it is the person, and the model that said so.
	Score       int64   `json:"score,omitempty"`
	Probability float64 `json:"probability,omitempty"`
	Model       string  `json:"model,omitempty"`
	// Of unsure: who is asked, about which fields of the person. Of same, on another case: what the exit will say.
	Ask      string   `json:"ask,omitempty"` // AskVillage, AskTeam
	Fields   []string `json:"fields,omitempty"`
	Reason   string   `json:"reason,omitempty"`
	Evidence string   `json:"evidence,omitempty"`
}

// SuspectedBody is the body of Suspected.
type SuspectedBody struct {
	Candidate   string  `json:"candidate"` // "case:<id>"
	Probability float64 `json:"probability,omitempty"`
	Model       string  `json:"model,omitempty"`
	Over        bool    `json:"over,omitempty"` // what is known by now speaks against it
}

// The decisions on a candidate.
const (
	Same      = "same"
	Different = "different"
	Unsure    = "unsure"
)

// Who is asked where nobody at the office can tell.
const (
	AskVillage = "village" // the registrar of the person's village
	AskTeam    = "team"    // the team that visits the person
)

// AcceptedBody is the body of Accepted.
type AcceptedBody struct {
	Needs []string `json:"needs,omitempty"` // set or completed at triage
}

// AssignedBody is the body of Assigned.
type AssignedBody struct {
	Owner string `json:"owner"` // user id
}

// NotedBody is the body of Noted; the words are personal.
type NotedBody struct {
	About  string   `json:"about"`            // general, safety, reminder, parked, tip, answer
	Events []string `json:"events,omitempty"` // of parked: the events without effect that a person has looked at
	Tip    string   `json:"tip,omitempty"`    // of tip: id of what a neighbour told, which this note settles
}

// NoteAnswer is what a note is about that answers the questions of a decision
// that could not be made (IdentityDecidedBody.Ask).
const NoteAnswer = "answer"

// NoteTip is what a note is about that a neighbour's tip became.
const NoteTip = "tip"

// NotePersonal holds words written by people; always treated as personal.
type NotePersonal struct {
	Text string `json:"text"`
}

// WaitingOver is what forms send where what was waited for has come: the event
// then has no reason.
const WaitingOver = "over"

// WaitingBody is the body of Waiting: waiting has reasons as data.
type WaitingBody struct {
	Need   string `json:"need,omitempty"`
	Reason string `json:"reason"` // no_signal, no_blanks, printer, national_search, companion_away, ill
	Until  string `json:"until,omitempty"`
}

// WaitingVerifier is the reason for which a verified need waits when the SIAK
// operator asks the verifier to look again.
const WaitingVerifier = "verifier"

// ScheduledBody is the body of Scheduled and Unscheduled.
type ScheduledBody struct {
	Trip    string `json:"trip"`
	Stop    string `json:"stop"`
	Day     string `json:"day"`
	Kit     bool   `json:"kit,omitempty"`     // the biometric kit comes along
	Purpose string `json:"purpose,omitempty"` // first, recording (second visit)
	Reason  string `json:"reason,omitempty"`  // of Unscheduled
}

// NotMetBody is the body of NotMet.
type NotMetBody struct {
	Trip   string `json:"trip,omitempty"`
	Stop   string `json:"stop,omitempty"`
	Day    string `json:"day"`
	Reason string `json:"reason"` // away, moved_temporarily, ill, closed, refused_today, unreachable
	Next   string `json:"next"`   // ISO date of the next attempt
}

// VisitedBody is the body of Visited.
type VisitedBody struct {
	Trip      string   `json:"trip,omitempty"`
	Stop      string   `json:"stop,omitempty"`
	Day       string   `json:"day"`
	Sources   []string `json:"sources"` // how identity was verified: kk_old, ktp_old, deed, village_head, family, neighbour, institution, letter
	Witnesses int      `json:"witnesses"`
	Needs     []string `json:"needs,omitempty"`     // found necessary on the spot
	Recording bool     `json:"recording,omitempty"` // biometrics were enrolled in this visit (second visit for recording)
	Quality   int      `json:"quality,omitempty"`   // of that recording, as the device shows it
	Device    string   `json:"device,omitempty"`
}

// Outcomes of the biometric check (domain §5.4).
const (
	BioLocal     = "local"          // identified locally, with NIK
	BioElsewhere = "elsewhere"      // identified in another kabupaten: never a second NIK
	BioNotFound  = "not_found"      // not in the national data
	BioPending   = "search_pending" // captured, the search needs signal
	BioFailed    = "not_captured"   // never counts as "not registered"
	BioRepeat    = "repeat"
)

// BiometricBody is the body of Biometric. Only outcome, quality, operator,
// device and time are kept; no image, no template.
type BiometricBody struct {
	Outcome  string `json:"outcome"`
	Quality  int    `json:"quality,omitempty"` // 0..100 as the device shows it
	Device   string `json:"device,omitempty"`
	Trait    string `json:"trait,omitempty"`    // of not_captured: fingers, iris, face, signature
	Reason   string `json:"reason,omitempty"`   // of not_captured: worn, amputation, wound, tremor, cataract, blind, agitated, refused
	Evidence string `json:"evidence,omitempty"` // attachment hash of the exception evidence
	Enrolled bool   `json:"enrolled,omitempty"` // the recording itself was made (the need "recording" goes on)
	Corrects string `json:"corrects,omitempty"` // event id of the outcome that was written down wrong
	Why      string `json:"why,omitempty"`      // of a correction: one of Whys
}

// BiometricPersonal is the personal part of Biometric and Searched.
type BiometricPersonal struct {
	NIK       string `json:"nik,omitempty"`
	Kabupaten string `json:"kabupaten,omitempty"` // area code, for elsewhere
}

// ExceptionBody is the body of Exception: a second person approves that
// biometrics could not be captured.
type ExceptionBody struct {
	Biometric string `json:"biometric"` // event id of the failed capture
}

// The reasons for which a failed capture does not stand.
const (
	RefusedNoPhoto = "no_photo"   // nothing shows what was tried
	RefusedUnclear = "unclear"    // the reason does not convince
	RefusedOther   = "other_part" // another part of the body can be captured
)

// ExceptionRefusals are those reasons, in the order in which a page offers them.
func ExceptionRefusals() []string { return []string{RefusedNoPhoto, RefusedUnclear, RefusedOther} }

// ExceptionRefusedBody is the body of ExceptionRefused: the kit has to come
// again.
type ExceptionRefusedBody struct {
	Biometric string `json:"biometric"` // event id of the failed capture
	Reason    string `json:"reason"`    // see ExceptionRefusals
}

// SearchedBody is the body of Searched.
type SearchedBody struct {
	Biometric string `json:"biometric"` // event id of the pending capture
	Outcome   string `json:"outcome"`   // local, elsewhere, not_found, repeat
}

// The reasons for correcting what a visit stated; those that a person's data
// know too have the same codes (CorrectionReasons).
const (
	WhyMistyped = "typed_wrong"
	WhyMisheard = "misheard"
	WhyPaper    = "document_seen"
	WhyPerson   = "other_person" // it was written down for the wrong person
	WhyOther    = "other"
)

// Whys lists them in the order in which forms offer them.
func Whys() []string { return []string{WhyMistyped, WhyMisheard, WhyPaper, WhyPerson, WhyOther} }

// CorrectedBody is the body of Corrected. It holds the old facts beside the new
// ones, so that the history of a case says both without looking elsewhere.
type CorrectedBody struct {
	Visit string     `json:"visit"` // event id of the Visited or NotMet it corrects
	Why   string     `json:"why"`
	Was   VisitFacts `json:"was"`
	Now   VisitFacts `json:"now"`
}

// VisitFacts are what of a visit may have been written down wrong. Sources and
// Witnesses are of a Visited, Reason and Next of a NotMet.
type VisitFacts struct {
	Sources   []string `json:"sources,omitempty"`
	Witnesses int      `json:"witnesses,omitempty"`
	Reason    string   `json:"reason,omitempty"`
	Next      string   `json:"next,omitempty"`
}

// ItemSuppliedBody is the body of ItemSupplied.
type ItemSuppliedBody struct {
	Need        string   `json:"need"`
	Requirement string   `json:"requirement"` // code of the lawbook
	How         string   `json:"how"`         // document, substitute, form, not_needed
	Substitute  string   `json:"substitute,omitempty"`
	Attachments []string `json:"attachments,omitempty"` // hashes
}

// ItemRemovedBody is the body of ItemRemoved.
type ItemRemovedBody struct {
	Need        string `json:"need"`
	Requirement string `json:"requirement"`
	Reason      string `json:"reason"`
}

// FormFilledBody is the body of FormFilled.
type FormFilledBody struct {
	Form    string `json:"form"` // F-1.01, PENDATAAN
	Version string `json:"version"`
	Draft   bool   `json:"draft,omitempty"` // put aside half filled: it fulfils nothing and states nothing of the person
}

// FormPersonal is the personal part of FormFilled.
type FormPersonal struct {
	Fields []Assertion       `json:"fields,omitempty"` // what the form states of the person
	Values map[string]string `json:"values"`           // the form's fields as filled
}

// DecidedBody is the body of Decided: what the head of the office decided on a
// requirement that is the head's own decision. The newest one counts.
type DecidedBody struct {
	Need        string `json:"need"`
	Requirement string `json:"requirement"`
	Answer      string `json:"answer"`           // one of the two below
	Number      string `json:"number,omitempty"` // of the decision, where it is granted
	Day         string `json:"day,omitempty"`    // its date
	Reason      string `json:"reason,omitempty"` // where it is refused: one of Refusals
}

// The answers of the head.
const (
	AnswerGranted = "granted"
	AnswerRefused = "refused"
)

// Refusals lists why the head refuses, in the order in which forms offer them.
func Refusals() []string { return []string{"weak_proof", "contradicts", "recorded", "elsewhere"} }

// SubmittedBody is the body of Submitted.
type SubmittedBody struct {
	Needs   []string `json:"needs"`
	Lawbook string   `json:"lawbook"` // version of the checklist it was complete under
}

// ReturnedBody is the body of Returned: it names the items and the reason.
type ReturnedBody struct {
	Needs []string       `json:"needs"`
	Items []ReturnedItem `json:"items"`
}

// ReturnedItem is one item that must be mended.
type ReturnedItem struct {
	Requirement string `json:"requirement"`
	Reason      string `json:"reason"` // code of the lawbook: unreadable, incomplete, expired, contradicts, missing, other
	Note        string `json:"-"`      // in words: ReturnedPersonal holds them, and neither body nor row does
}

// VerifiedBody is the body of Verified.
type VerifiedBody struct {
	Needs []string `json:"needs"`
}

// EnteredBody is the body of Entered.
type EnteredBody struct {
	Needs []string `json:"needs"`
	Got   []string `json:"got,omitempty"` // which numbers came back: nik, kk, deed; the numbers themselves are personal
}

// EnteredPersonal is the personal part of Entered: what came back from SIAK.
type EnteredPersonal struct {
	NIK  string `json:"nik,omitempty"`
	KK   string `json:"kk,omitempty"`
	Deed string `json:"deed,omitempty"`
}

// StatusBody is the body of Status: the enrolment status as SIAK writes it.
type StatusBody struct {
	Status string `json:"status"` // PRINT_READY_RECORD, SENT_FOR_ENROLLMENT, ...
}

// IssuedBody is the body of Issued.
type IssuedBody struct {
	Need   string `json:"need"`
	Number string `json:"number,omitempty"` // the office's own number of SKPTI/SKPS, a claim
}

// IssuedPersonal is the personal part of Issued.
type IssuedPersonal struct {
	Document string `json:"document,omitempty"` // number printed on the document
}

// The reasons for taking back what was recorded by mistake.
const (
	WrongPerson = "wrong_person" // it was recorded on another person's case
	WrongNumber = "wrong_number" // a number or a status was mistyped
	WrongPrint  = "wrong_print"  // the print is spoilt or says something else
	TooEarly    = "too_early"    // it was recorded before it was done
	NotSeen     = "not_seen"     // something was overlooked
)

// Mistakes lists them in the order in which forms offer them.
func Mistakes() []string { return []string{WrongPerson, WrongNumber, WrongPrint, TooEarly, NotSeen} }

// TakenBackBody is the body of TakenBack: the events of one act, all of them.
type TakenBackBody struct {
	Events []string `json:"events"`
	Reason string   `json:"reason"` // one of Mistakes
}

// Where the paper is that a reprint replaces.
const (
	OldDestroyed = "destroyed" // here, and destroyed
	OldExchanged = "exchanged" // taken back from whoever had it
	OldGone      = "gone"      // lost; its code no longer verifies
)

// OldPapers lists them in the order in which forms offer them.
func OldPapers() []string { return []string{OldDestroyed, OldExchanged, OldGone} }

// ReprintedBody is the body of Reprinted.
type ReprintedBody struct {
	Need   string `json:"need"`
	Number string `json:"number"` // that stands on the new print
	Old    string `json:"old"`    // one of OldPapers
}

// DispatchedBody is the body of Dispatched and CameBack.
type DispatchedBody struct {
	Needs    []string `json:"needs"`
	Envelope string   `json:"envelope"`
	Reason   string   `json:"reason,omitempty"` // of CameBack: one of those below
}

// How an envelope came back.
const (
	CameReturned = "returned" // with what is in it
	CameLost     = "lost"     // its papers are gone
	CameWrong    = "wrong"    // with papers that do not say what they should
)

// HandedOverBody is the body of HandedOver.
type HandedOverBody struct {
	Needs    []string `json:"needs"`
	Envelope string   `json:"envelope"`
	Receiver string   `json:"receiver"`           // self, family, guardian, institution, proxy
	Proof    string   `json:"proof"`              // pin, signature, photo
	Evidence string   `json:"evidence,omitempty"` // attachment hash
	Day      string   `json:"day"`
}

// HandFixedBody is the body of HandFixed. It says the old and the new, so that
// the history of a case needs no second look; names are the envelope's.
type HandFixedBody struct {
	Envelope string `json:"envelope"`
	Was      string `json:"was"`      // receiver, as in HandedOverBody
	Receiver string `json:"receiver"` // now
	Reason   string `json:"reason"`   // one of ReceiptMistakes
}

// ReceiptMistakes lists why what a receipt says may be wrong.
func ReceiptMistakes() []string { return []string{"mistyped", "misheard", "other_receiver"} }

// ReceiverPersonal is the personal part of HandedOver, CustodyPassed and EnvelopeReceived.
type ReceiverPersonal struct {
	Name  string `json:"name,omitempty"`
	Giver string `json:"giver,omitempty"`
	Place string `json:"place,omitempty"`
}

// ClosedBody is the body of Closed: the receipt is filed.
type ClosedBody struct {
	Receipt string `json:"receipt"` // attachment hash, or "proof:<event id>"; "none:<why code>" where no paper was due
}

// UndoneBody is the body of Undone: the events of one act, all of them.
type UndoneBody struct {
	Events []string `json:"events"`
}

// ExitBody is the body of the side exits and of Reopened.
type ExitBody struct {
	Reason   string   `json:"reason"`             // code, see Exits
	Evidence string   `json:"evidence,omitempty"` // attachment hash or code of what was seen
	Kept     string   `json:"kept,omitempty"`     // duplicate: "case:<id>" or "register:<id>"
	To       string   `json:"to,omitempty"`       // moved: area code; referred: agency code
	Agency   string   `json:"agency,omitempty"`   // referred: the agency that answers here, and sees the case until it declines
	Next     string   `json:"next,omitempty"`     // not_found: when to try again
	Attempts int      `json:"attempts,omitempty"`
	Needs    []string `json:"needs,omitempty"` // deceased opens akta_kematian
}

// ReferralAnsweredBody is the body of ReferralAnswered; the words are a note of
// the same act.
type ReferralAnsweredBody struct {
	Answer string `json:"answer"` // accepted, declined, returned
}

// Answers to a referral. An agency that took a case over may give it back.
const (
	ReferralAccepted = "accepted"
	ReferralDeclined = "declined"
	ReferralReturned = "returned"
)

// ErasedBody is the body of Erased: coarse codes, so that figures survive
// (kecamatan, sex, age band, category, stage).
type ErasedBody struct {
	Kecamatan  string   `json:"kecamatan"`
	Sex        string   `json:"sex"`
	AgeBand    string   `json:"age_band"`
	Categories []string `json:"categories"`
	Stage      string   `json:"stage"`
	Basis      string   `json:"basis"` // why it was lawful
}

// ClockReceivedBody is the body of ClockReceived: the named event's clock ran
// more than a day ahead, and it is sorted where the office received it.
type ClockReceivedBody struct {
	Event string `json:"event"`
	HLC   uint64 `json:"hlc"`
}

// QuarantinedBody is the body of Quarantined: the named events have no effect.
type QuarantinedBody struct {
	Events []string `json:"events"`
	Reason string   `json:"reason,omitempty"`
}

// ClaimSettledBody is the body of ClaimSettled.
type ClaimSettledBody struct {
	Key     string   `json:"key"`
	Winner  string   `json:"winner"`            // event id
	Number  string   `json:"number,omitempty"`  // the new number of a loser, where the key is a number
	Settles []string `json:"settles,omitempty"` // ids of the events whose claims it settles; none: all on the key
}
