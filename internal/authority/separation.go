package authority

import "github.com/jempolkeren/jempol/internal/fault"

// Done is one act that a person did on the same case.
type Done struct {
	Action Action
	Person string
}

// A duty is a pair of acts that one person must not do on the same case.
type duty struct {
	key         string
	first, then []Action
	// bothWays: nor in the other order. Who verified could otherwise mend the
	// dossier afterwards; who approved one failed capture may well make the next.
	bothWays bool
}

// duties are the separations of the process ("Who", docs/process.md). What a
// single pair of hands could otherwise do is to invent a person and carry the
// document out of the office: PP 60/2008 pasal 18 ayat (3) huruf f asks every
// government body to separate functions, UU 27/2022 pasal 38 to protect
// personal data from unlawful processing.
var duties = []duty{
	{
		// The verifier's eye is worth something only on another's work.
		key:   "fault.authority.separation.captured_verified",
		first: []Action{"visit.recorded", "visit.biometric", "visit.search_result", "visit.corrected", "dossier.item_supplied", "dossier.item_removed", "dossier.form_filled", "dossier.submitted"},
		then:  []Action{"issuance.verified", "dossier.returned"},

		bothWays: true,
	},
	{
		// A document for nobody would need both the check and the signature.
		key:   "fault.authority.separation.verified_handed_over",
		first: []Action{"issuance.verified"},
		then:  []Action{"handover.received", "envelope.received", "handover.corrected", "envelope.receipt_corrected"},

		bothWays: true,
	},
	{
		// The exception stands for fingerprints that nobody else can check later.
		key:   "fault.authority.separation.captured_approved",
		first: []Action{"visit.biometric", "visit.search_result"},
		then:  []Action{"visit.exception_approved"},
	},
	{
		// Whoever takes two people for one ends somebody's case; the second pair of
		// eyes is worth something only if it is another's. done holds the decision
		// that is confirmed.
		key:   "fault.authority.separation.proposed_confirmed",
		first: []Action{"case.identity_decided"},
		then:  []Action{"case.duplicate"},

		bothWays: true,
	},
}

// Separation refuses an act that the person's earlier acts on the same case
// exclude. It is a Conflict: the role may, this person may not. For an
// exception, done holds the acts on the capture that it excuses.
func Separation(a Action, person string, done []Done) error {
	for _, d := range duties {
		var other []Action
		switch {
		case contains(d.then, a):
			other = d.first
		case d.bothWays && contains(d.first, a):
			other = d.then
		default:
			continue
		}
		for _, e := range done {
			if e.Person == person && person != "" && contains(other, e.Action) {
				return fault.New(fault.Conflict, d.key)
			}
		}
	}
	return nil
}

// Separated lists the actions that separation of duties speaks of, so that a
// use case need not load more history than it asks for.
func Separated() []Action {
	var out []Action
	seen := map[Action]bool{}
	for _, d := range duties {
		for _, a := range append(append([]Action(nil), d.first...), d.then...) {
			if !seen[a] {
				seen[a] = true
				out = append(out, a)
			}
		}
	}
	return out
}

func contains(list []Action, a Action) bool {
	for _, b := range list {
		if a == b {
			return true
		}
	}
	return false
}
