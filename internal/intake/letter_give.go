package intake

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"strconv"

	"github.com/google/uuid"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
)

// mostUnderALetter is how many people one press puts under a letter: a page.
const mostUnderALetter = 50

// Without lists the open cases within reach that have no letter and may belong
// to l: those of its agency, or of its area, or all where it has neither; and how
// many there are. The newest report comes first.
func (s *Service) Without(ctx context.Context, scope db.Scope, l Letter, offset, limit int) ([]Waiting, int, error) {
	where, args := account.Filter(scope, casefile.LetterGiven, "f", 1)
	with := func(condition, value string) {
		args = append(args, value)
		where += condition + strconv.Itoa(len(args))
	}
	switch {
	case l.Agency != "":
		with(` AND f.agency = $`, l.Agency)
	case region.Code(l.Area).Level() == region.Village:
		with(` AND f.area = $`, l.Area)
	case region.Code(l.Area).Level() == region.Kecamatan:
		with(` AND f.kecamatan = $`, l.Area)
	}
	where += ` AND f.is_open = 1 AND f.letter = '' AND f.erased = 0`
	return s.waiting(ctx, where, args, `f.opened_at DESC, f.case_id`, offset, limit)
}

// Give puts cases under a letter that came after their reports, each as an act of
// its own, and says how many are under it now. One that has a letter meanwhile, or
// is no longer open, is left out.
func (s *Service) Give(ctx context.Context, op ledger.Op, letter string, cases []string) (given int, err error) {
	switch cases = dedupe(cases); {
	case len(cases) == 0:
		return 0, fault.At("warga", "intake.err.letter_nobody")
	case len(cases) > mostUnderALetter:
		return 0, fault.At("warga", "intake.err.choice")
	}
	l, err := s.Letter(ctx, op.Scope, letter)
	if err != nil {
		return 0, err
	}
	acts, left := make([]ledger.Act, len(cases)), make([]bool, len(cases)) // left stays false where an act was done before
	for i, id := range cases {
		own := ledger.Op{ID: uuid.NewSHA1(uuid.NameSpaceOID, []byte("letter:"+op.ID+":"+id)).String(), Scope: op.Scope}
		acts[i] = ledger.Act{Op: own, Make: s.acting(own, id, casefile.LetterGiven, nil, func(_ *db.Tx, st casefile.State) ([]ledger.Draft, error) {
			if left[i] = st.Letter != "" && st.Letter != l.ID; st.Letter != "" {
				return nil, nil
			}
			return []ledger.Draft{{Type: casefile.LetterGiven, Body: casefile.LetterGivenBody{Letter: l.ID, Number: l.Number}}}, nil
		})}
	}
	refused, err := s.Ledger.DoMany(ctx, acts, nil)
	if err != nil {
		return 0, err
	}
	var first error
	for i := range acts {
		switch {
		case refused[i] != nil:
			first = cmp.Or(first, refused[i])
		case !left[i]:
			given++
		}
	}
	if given == 0 { // who was put under it is said, and not that one of them was refused
		return 0, first
	}
	return given, nil
}

// SetLetter names the letter of one case, another than before, or none.
func (s *Service) SetLetter(ctx context.Context, op ledger.Op, caseID, letter string) (ledger.Receipt, error) {
	var l Letter
	if letter != "" {
		var err error
		if l, err = s.Letter(ctx, op.Scope, letter); fault.Is(err, fault.NotFound) {
			return ledger.Receipt{}, fault.At("surat", "intake.err.letter")
		} else if err != nil {
			return ledger.Receipt{}, err
		}
	}
	return s.change(ctx, op, caseID, casefile.LetterGiven, nil, func(tx *db.Tx, st casefile.State) ([]ledger.Draft, error) {
		if st.Letter == l.ID {
			return nil, nil
		}
		body := casefile.LetterGivenBody{Letter: l.ID, Number: l.Number}
		if l.ID == "" {
			err := tx.QueryRow(`SELECT number FROM letter WHERE office_id = $1 AND letter_id = $2`, op.Scope.Office, st.Letter).Scan(&body.Number)
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				return nil, fault.Wrap("fault.intake.read", err)
			}
		}
		return []ledger.Draft{{Type: casefile.LetterGiven, Body: body}}, nil
	})
}
