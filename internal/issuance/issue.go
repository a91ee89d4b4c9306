package issuance

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// waits are the reasons for which a document may wait at the desk that issues.
func waits(need string) (out []string) {
	for _, reason := range []string{"no_blanks", "printer"} {
		if casefile.Waits(need, reason) {
			out = append(out, reason)
		}
	}
	return out
}

// asksNumber lists the needs whose paper has a number that only the paper
// shows; a replacement may have kept its old one.
var asksNumber = map[string]bool{casefile.NeedMove: true, casefile.NeedReplacement: false}

var paperNumber = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z ./-]{2,39}$`)

// Issuable lists the needs whose document may be issued now.
func Issuable(st casefile.State) []string {
	var out []string
	for _, n := range st.Needs {
		if st.May(casefile.Issued, n.Need) == nil {
			out = append(out, n.Need)
		}
	}
	return out
}

// Issue records that a document exists. SKPTI and SKPS get the next number of
// the office's own series; number is what stands on a paper of which SIAK told
// none.
func (s *Service) Issue(ctx context.Context, op ledger.Op, caseID, need, number string) (ledger.Receipt, error) {
	number = strings.Join(strings.Fields(number), " ")
	must, asked := asksNumber[need]
	switch {
	case !asked:
		number = ""
	case number == "" && must, number != "" && !paperNumber.MatchString(number):
		return ledger.Receipt{}, fault.At("nomor", "issuance.err.paper_number")
	}
	return s.change(ctx, op, caseID, casefile.Issued, func(a *acts) error {
		// Asked first, so that what cannot be issued takes no number.
		if err := a.st.May(casefile.Issued, need); err != nil {
			return err
		}
		d := ledger.Draft{}
		body := casefile.IssuedBody{Need: need}
		flow, _ := casefile.FlowOf(need)
		switch {
		case flow.Own:
			var err error
			if body.Number, err = s.Ledger.NextNumber(a.tx, need, a.tx.Now.In(s.Zone)); err != nil {
				return err
			}
		case need == casefile.NeedKK:
			kk := a.st.Person.Printable(casefile.FieldKK)
			if kk == "" {
				return fault.New(fault.Conflict, "issuance.err.no_kk")
			}
			d.Personal = casefile.IssuedPersonal{Document: kk}
		case number != "":
			d.Personal = casefile.IssuedPersonal{Document: number}
		}
		d.Body = body
		return a.do(casefile.Issued, []string{need}, d)
	})
}

// Hold says that a document waits for blanks or for the printer, until a date
// or for as long as it lasts, or that it waits no more.
func (s *Service) Hold(ctx context.Context, op ledger.Op, caseID, need, reason, until string) (ledger.Receipt, error) {
	over := reason == casefile.WaitingOver
	if over {
		reason, until = "", ""
	}
	if !over && !slices.Contains(waits(need), reason) {
		return ledger.Receipt{}, fault.At("sebab", "issuance.err.choice")
	}
	if until != "" {
		if _, err := time.ParseInLocation(time.DateOnly, until, s.Zone); err != nil {
			return ledger.Receipt{}, fault.At("sampai", "issuance.err.date")
		}
		if until < s.today().Format(time.DateOnly) {
			return ledger.Receipt{}, fault.At("sampai", "issuance.err.date_past")
		}
	}
	return s.change(ctx, op, caseID, casefile.Waiting, func(a *acts) error {
		if err := a.st.May(casefile.Issued, need); err != nil {
			return err
		}
		return a.do(casefile.Waiting, []string{need}, ledger.Draft{Body: casefile.WaitingBody{Need: need, Reason: reason, Until: until}})
	})
}
