package intake

import (
	"cmp"
	"context"
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
// to l: those of its agency, or of its area, or all where it has neither; within
// area, where one is given; and how many there are. The newest report comes first.
func (s *Service) Without(ctx context.Context, scope db.Scope, l Letter, area string, offset, limit int) ([]Waiting, int, error) {
	where, args := account.Filter(scope, casefile.LetterGiven, "f", 1)
	with := func(condition, value string) {
		args = append(args, value)
		where += condition + strconv.Itoa(len(args))
	}
	places := []string{area}
	if l.Agency != "" {
		with(` AND f.agency = $`, l.Agency)
	} else {
		places = append(places, l.Area)
	}
	for _, place := range places {
		switch region.Code(place).Level() {
		case region.Village:
			with(` AND f.area = $`, place)
		case region.Kecamatan:
			with(` AND f.kecamatan = $`, place)
		}
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
	return howMany(refused, left)
}

// SetLetter names the letter of one case, another than before, or none. A letter
// beyond the own reach is nobody's to take away.
func (s *Service) SetLetter(ctx context.Context, op ledger.Op, caseID, letter string) (ledger.Receipt, error) {
	return s.change(ctx, op, caseID, casefile.LetterGiven, nil, func(tx *db.Tx, st casefile.State) ([]ledger.Draft, error) {
		if st.Letter == letter {
			return nil, nil
		}
		for _, id := range []string{st.Letter, letter} {
			if id == "" {
				continue
			}
			if err := s.letterThere(tx, op.Scope, id); err != nil {
				return nil, err
			}
		}
		body := casefile.LetterGivenBody{Letter: letter}
		err := tx.QueryRow(`SELECT number FROM letter WHERE office_id = $1 AND letter_id = $2`, op.Scope.Office, cmp.Or(letter, st.Letter)).Scan(&body.Number)
		if err != nil {
			return nil, fault.Wrap("fault.intake.read", err)
		}
		return []ledger.Draft{{Type: casefile.LetterGiven, Body: body}}, nil
	})
}
