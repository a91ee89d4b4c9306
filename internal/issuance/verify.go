package issuance

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/lawbook"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// Submitted lists the needs whose dossier waits for verification.
func Submitted(st casefile.State) []string { return at(st, casefile.StageSubmitted) }

// Returnable lists the needs whose dossier may still go back.
func Returnable(st casefile.State) []string {
	return at(st, casefile.StageSubmitted, casefile.StageVerified)
}

func at(st casefile.State, stages ...casefile.Stage) []string {
	var out []string
	for _, n := range st.Needs {
		if n.Declined == "" && slices.Contains(stages, n.Stage) {
			out = append(out, n.Need)
		}
	}
	return out
}

// Verify accepts the dossier of the needs that the verifier saw.
func (s *Service) Verify(ctx context.Context, op ledger.Op, caseID string, needs []string) (ledger.Receipt, error) {
	if len(needs) == 0 {
		return ledger.Receipt{}, fault.At("kebutuhan", "issuance.err.needs")
	}
	return s.change(ctx, op, caseID, casefile.Verified, func(a *acts) error {
		return a.do(casefile.Verified, needs, ledger.Draft{Body: casefile.VerifiedBody{Needs: needs}})
	})
}

// Return sends the dossier back with the items that must be mended.
func (s *Service) Return(ctx context.Context, op ledger.Op, caseID string, items []casefile.ReturnedItem) (ledger.Receipt, error) {
	if err := returnable(s.Book, items); err != nil {
		return ledger.Receipt{}, err
	}
	return s.change(ctx, op, caseID, casefile.Returned, func(a *acts) error {
		back := returns(s.Book, items, Returnable(a.st))
		if len(back) == 0 {
			// Nothing of the kind waits here any more: let the table say why.
			r, _ := s.Book.Requirement(items[0].Requirement)
			return a.do(casefile.Returned, []string{r.Need}, ledger.Draft{Body: casefile.ReturnedBody{Needs: []string{r.Need}, Items: items}, Personal: casefile.WordsOf(items)})
		}
		for _, b := range back {
			if err := a.do(casefile.Returned, b.Needs, ledger.Draft{Body: b, Personal: casefile.WordsOf(b.Items)}); err != nil {
				return err
			}
		}
		return nil
	})
}

// noteLength is how long the verifier's own words about an item may be.
const noteLength = 300

// returnable checks what was chosen against the lawbook.
func returnable(book *lawbook.Book, items []casefile.ReturnedItem) error {
	if len(items) == 0 {
		return fault.At("butir", "issuance.err.items")
	}
	reasons, err := book.Table("return_reason")
	if err != nil {
		return err
	}
	f := fault.New(fault.Invalid, "fault.form")
	for _, i := range items {
		if _, err := book.Requirement(i.Requirement); err != nil || !reasons.Has(i.Reason) {
			f.With("alasan-"+i.Requirement, "issuance.err.reason")
		}
		switch {
		case i.Reason == casefile.ReturnOther && strings.TrimSpace(i.Note) == "":
			f.With("kata-"+i.Requirement, "issuance.err.words")
		case utf8.RuneCountInString(i.Note) > noteLength:
			f.With("kata-"+i.Requirement, "issuance.err.words_long")
		}
	}
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

// returns says which needs go back with which items. A need goes back with its
// own; where the NIK goes back, all of them do, because SIAK can enter nothing
// for a person without one.
func returns(book *lawbook.Book, items []casefile.ReturnedItem, waiting []string) []casefile.ReturnedBody {
	own := map[string][]casefile.ReturnedItem{}
	for _, i := range items {
		if r, err := book.Requirement(i.Requirement); err == nil {
			own[r.Need] = append(own[r.Need], i)
		}
	}
	var out []casefile.ReturnedBody
	nik := own[casefile.NeedNIK]
	if !slices.Contains(waiting, casefile.NeedNIK) {
		nik = nil
	}
	for _, need := range waiting {
		list := own[need]
		if len(list) == 0 {
			list = nik
		}
		if len(list) > 0 {
			out = append(out, casefile.ReturnedBody{Needs: []string{need}, Items: list})
		}
	}
	return out
}

// AskVerifier gives entries that SIAK does not take back to the verifier, who
// alone may return a dossier. Until then they wait.
func (s *Service) AskVerifier(ctx context.Context, op ledger.Op, caseID string) (ledger.Receipt, error) {
	return s.change(ctx, op, caseID, casefile.Waiting, func(a *acts) error {
		needs := at(a.st, casefile.StageVerified)
		if len(needs) == 0 {
			return fault.New(fault.Conflict, "casefile.may.not_verified")
		}
		for _, need := range needs {
			err := a.do(casefile.Waiting, []string{need}, ledger.Draft{Body: casefile.WaitingBody{Need: need, Reason: casefile.WaitingVerifier}})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
