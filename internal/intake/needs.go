package intake

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// Reasons of the acts on needs; the texts are "intake.defer.<code>" and
// "intake.decline.<code>".
var (
	DeferReasons   = []string{"too_young", "person_wishes", "ill", "papers_later"}
	DeclineReasons = []string{"has_document", "not_entitled", "person_wishes", "other_office"}
)

// AddNeeds adds needs to a case.
func (s *Service) AddNeeds(ctx context.Context, op ledger.Op, caseID string, wanted []string) (ledger.Receipt, error) {
	wanted = dedupe(wanted)
	if len(wanted) == 0 {
		return ledger.Receipt{}, fault.At("kebutuhan", "intake.err.need")
	}
	return s.change(ctx, op, caseID, casefile.NeedAdded, wanted, func(*db.Tx, casefile.State) ([]ledger.Draft, error) {
		return []ledger.Draft{{Type: casefile.NeedAdded, Body: casefile.NeedAddedBody{Needs: wanted}}}, nil
	})
}

// Defer puts a need off to a date on which it comes back: recorded at 16, card
// at 17.
func (s *Service) Defer(ctx context.Context, op ledger.Op, caseID, need, until, reason string) (ledger.Receipt, error) {
	f := fault.New(fault.Invalid, "fault.form")
	if day, err := time.ParseInLocation(time.DateOnly, until, s.Zone); err != nil || !day.After(s.now()) {
		f.With("sampai", "intake.err.until")
	}
	if !slices.Contains(DeferReasons, reason) {
		f.With("sebab_tunda", "intake.err.choice")
	}
	if need == "" {
		f.With("dokumen_tunda", "intake.err.need")
	}
	if len(f.Fields) > 0 {
		return ledger.Receipt{}, f
	}
	return s.change(ctx, op, caseID, casefile.NeedDeferred, []string{need}, func(*db.Tx, casefile.State) ([]ledger.Draft, error) {
		return []ledger.Draft{{Type: casefile.NeedDeferred, Body: casefile.NeedDeferredBody{Need: need, Until: until, Reason: reason}}}, nil
	})
}

// DeclineNeed takes one need off the case, with the reason.
func (s *Service) DeclineNeed(ctx context.Context, op ledger.Op, caseID, need, reason string) (ledger.Receipt, error) {
	f := fault.New(fault.Invalid, "fault.form")
	if !slices.Contains(DeclineReasons, reason) {
		f.With("sebab_tolak", "intake.err.choice")
	}
	if need == "" {
		f.With("dokumen_tolak", "intake.err.need")
	}
	if len(f.Fields) > 0 {
		return ledger.Receipt{}, f
	}
	return s.change(ctx, op, caseID, casefile.NeedDeclined, []string{need}, func(*db.Tx, casefile.State) ([]ledger.Draft, error) {
		return []ledger.Draft{{Type: casefile.NeedDeclined, Body: casefile.NeedDeclinedBody{Need: need, Reason: reason}}}, nil
	})
}

// Wait says what a need, or the whole case, waits for, or that it waits no more.
func (s *Service) Wait(ctx context.Context, op ledger.Op, caseID, need, reason, until string) (ledger.Receipt, error) {
	f := fault.New(fault.Invalid, "fault.form")
	if reason == casefile.WaitingOver {
		reason, until = "", ""
	} else if t, err := s.Book.Table("waiting_reason"); err != nil || !t.Has(reason) {
		f.With("menunggu", "intake.err.choice")
	} else if !casefile.Waits(need, reason) {
		f.With("menunggu", "intake.err.wait_reason")
	}
	if until != "" {
		if _, err := time.Parse(time.DateOnly, until); err != nil {
			f.With("menunggu_sampai", "intake.err.date")
		}
	}
	if len(f.Fields) > 0 {
		return ledger.Receipt{}, f
	}
	var named []string
	if need != "" {
		named = []string{need}
	}
	return s.change(ctx, op, caseID, casefile.Waiting, named, func(*db.Tx, casefile.State) ([]ledger.Draft, error) {
		return []ledger.Draft{{Type: casefile.Waiting, Body: casefile.WaitingBody{Need: need, Reason: reason, Until: until}}}, nil
	})
}

// Assign gives the case to a coordinator or a field officer.
func (s *Service) Assign(ctx context.Context, op ledger.Op, caseID, owner string) (ledger.Receipt, error) {
	people, err := s.owners(ctx, op.Scope)
	if err != nil {
		return ledger.Receipt{}, err
	}
	if !slices.ContainsFunc(people, func(p account.Person) bool { return p.ID == owner }) {
		return ledger.Receipt{}, fault.At("petugas", "intake.err.owner")
	}
	return s.change(ctx, op, caseID, casefile.Assigned, nil, func(*db.Tx, casefile.State) ([]ledger.Draft, error) {
		return []ledger.Draft{{Type: casefile.Assigned, Body: casefile.AssignedBody{Owner: owner}}}, nil
	})
}

// owners are the people to whom a case may be assigned: the work of an owned
// case is the coordinator's, so only coordinators can do it.
func (s *Service) owners(ctx context.Context, scope db.Scope) ([]account.Person, error) {
	return s.Accounts.InRole(ctx, scope, authority.Coordinator)
}

// Note writes a note on a case. One about parked events settles them: a person
// has looked.
func (s *Service) Note(ctx context.Context, op ledger.Op, caseID, about, words string) (ledger.Receipt, error) {
	words = strings.TrimSpace(words)
	switch {
	case words == "":
		return ledger.Receipt{}, fault.At("catatan", "intake.err.note")
	case len([]rune(words)) > maxText:
		return ledger.Receipt{}, fault.At("catatan", "intake.err.too_long")
	case about != "general" && about != casefile.NoteParked:
		return ledger.Receipt{}, fault.At("catatan", "intake.err.choice")
	}
	return s.change(ctx, op, caseID, casefile.Noted, nil, func(_ *db.Tx, st casefile.State) ([]ledger.Draft, error) {
		body := casefile.NotedBody{About: about}
		if about == casefile.NoteParked {
			for _, p := range st.Parked {
				body.Events = append(body.Events, p.EventID)
			}
		}
		return []ledger.Draft{{Type: casefile.Noted, Body: body, Personal: casefile.NotePersonal{Text: words}}}, nil
	})
}
