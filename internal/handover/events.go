package handover

// Kinds of those between whom an envelope changes hands.
const (
	PartyOffice  = "office"  // the counter: any handover officer signs
	PartyUser    = "user"    // a village registrar or social officer, by user id
	PartyCourier = "courier" // no account; id is that of the link, "" for one who signed on paper
)

// Party is one end of a custody leg.
type Party struct {
	Kind string `json:"kind"`
	ID   string `json:"id,omitempty"`
	Role string `json:"role,omitempty"` // of a user: registrar or social
}

// Conditions of an envelope, as who takes it finds it.
const (
	Intact  = "intact"
	Opened  = "opened"
	Damaged = "damaged"
)

// Conditions lists the conditions, in the order of the form.
func Conditions() []string { return []string{Intact, Opened, Damaged} }

// Sides of a leg that one event signs.
const (
	SideGiver = "giver"
	SideTaker = "taker"
	SideBoth  = "both" // the courier signed on paper: the photo of it is the evidence
)

// How a side signed.
const (
	ByAccount   = "account"
	ByLink      = "link"
	ByPIN       = "pin"
	BySignature = "signature"
	ByPhoto     = "photo"
)

// Proofs lists what proves that a receiver has the envelope.
func Proofs() []string { return []string{ByPIN, BySignature, ByPhoto} }

// Receivers of an envelope: the person, or who may lawfully receive for them.
const (
	Self        = "self"
	Family      = "family"
	Guardian    = "guardian"
	Institution = "institution"
	Proxy       = "proxy"
)

// Receivers lists the receivers, in the order of the form.
func Receivers() []string { return []string{Self, Family, Guardian, Institution, Proxy} }

// FailReasons lists why a delivery may fail.
func FailReasons() []string {
	return []string{"away", "closed", "address", "refused", "weather", "no_pickup", "other"}
}

// ReturnReasons lists why an envelope may come back for good.
func ReturnReasons() []string {
	return []string{"not_found", "refused", WrongContent, "moved", "opened"}
}

// WrongContent is the reason for which an envelope comes back with a paper that
// does not say what it should.
const WrongContent = "wrong_content"

// UnsignedReasons lists why who brings an envelope back does not sign for it.
func UnsignedReasons() []string { return []string{"phone", "account", "left", "sent"} }

// LossReasons lists how an envelope may be lost.
func LossReasons() []string { return []string{"courier", "theft", "disaster", "unknown"} }

// SealedBody is the body of envelope.sealed.
type SealedBody struct {
	Number string   `json:"number"` // AMP-2021-0187, a claim
	Seal   string   `json:"seal"`   // number printed on the seal
	Case   string   `json:"case"`
	Needs  []string `json:"needs"`
	Agency string   `json:"agency,omitempty"` // of the case: its social officers may take it
}

// SealedPersonal is the personal part of envelope.sealed: where it goes and who
// may receive it besides the person.
type SealedPersonal struct {
	Meeting  string `json:"meeting,omitempty"`
	Receiver string `json:"receiver,omitempty"`
}

// PassedBody is the body of envelope.custody_passed: one side, or both, of one
// leg. The first signature begins the leg; the other names it.
type PassedBody struct {
	Leg       string `json:"leg,omitempty"` // id of the event that began it; "" begins one
	Side      string `json:"side"`
	Giver     Party  `json:"giver"`
	Taker     Party  `json:"taker"`
	Condition string `json:"condition,omitempty"` // as the taker finds it
	Proof     string `json:"proof"`
	Evidence  string `json:"evidence,omitempty"` // attachment hash, on the case
}

// PassedPersonal is the personal part of envelope.custody_passed.
type PassedPersonal struct {
	Taker string `json:"taker,omitempty"` // name of a courier
	Place string `json:"place,omitempty"`
}

// FailedBody is the body of envelope.delivery_failed.
type FailedBody struct {
	Reason string `json:"reason"`
	Day    string `json:"day"`
	Next   string `json:"next,omitempty"` // ISO date of the next attempt
}

// EndedBody is the body of envelope.returned and envelope.lost.
type EndedBody struct {
	Reason    string `json:"reason"`
	Condition string `json:"condition,omitempty"`
	// Wrong are the needs whose paper does not say what it should: they are printed
	// and issued again. The others are ready to be sent.
	Wrong []string `json:"wrong,omitempty"`
	// Checked says that the content was looked at behind a seal that was not whole,
	// and is complete.
	Checked bool `json:"checked,omitempty"`
	// Unsigned says why who had the envelope did not sign that it came back.
	Unsigned string `json:"unsigned,omitempty"`
}

// CorrectedBody is the body of envelope.receipt_corrected. Proof and evidence
// are not among it: what proves the hand-over is never written anew.
type CorrectedBody struct {
	Receiver  string `json:"receiver"`
	Condition string `json:"condition"`
	Reason    string `json:"reason"` // one of casefile.ReceiptMistakes
}

// ReceivedBody is the body of envelope.received.
type ReceivedBody struct {
	Receiver  string `json:"receiver"`
	Proof     string `json:"proof"`
	Evidence  string `json:"evidence,omitempty"`
	Condition string `json:"condition"`
	Day       string `json:"day"`
}
