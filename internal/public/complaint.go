package public

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// AboutFee is a complaint that somebody asked for money: a crime (UU 24/2013
// pasal 95B), so it stands before all others.
const AboutFee = "fee"

// Abouts lists what a complaint can be about, in the order of the form.
func Abouts() []string { return []string{AboutFee, "refused", "slow", "rude", "wrong_data", "other"} }

// What became of a complaint.
const (
	ComplaintAnswered  = "answered"
	ComplaintUnfounded = "unfounded"
)

// Complaint is what somebody holds against the service.
type Complaint struct {
	ID      string
	At      int64
	About   string // one of Abouts
	Code    string // by which a report is followed, as it was typed; may be empty
	Words   string
	Phone   string // of whoever complains; may be empty
	Number  string // of the case that the code is of
	caseID  string
	Outcome string // "" waits
	Done    string // what was done about it
	Settled int64
	By      string
}

const maxDone = 300

// CheckComplaint brings a complaint into its shape and says what is missing.
func (s *Service) CheckComplaint(ctx context.Context, c *Complaint) error {
	c.Words, c.Phone, c.Code = strings.TrimSpace(c.Words), strings.TrimSpace(c.Phone), strings.TrimSpace(c.Code)
	f := fault.New(fault.Invalid, "fault.form")
	if !slices.Contains(Abouts(), c.About) {
		f.With("tentang", "public.err.about")
	}
	if c.Words == "" {
		f.With("aduan", "public.err.words")
	}
	if utf8.RuneCountInString(c.Words) > maxWords {
		f.With("aduan", "public.err.long")
	}
	if utf8.RuneCountInString(c.Phone) > maxPhone {
		f.With("telepon", "public.err.long")
	}
	if c.Code != "" {
		err := s.d.DB.QueryRow(ctx, `SELECT case_id FROM public_code WHERE office_id = $1 AND code = $2 ORDER BY case_id LIMIT 1`,
			s.d.Office, trackCode(c.Code)).Scan(&c.caseID)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			f.With("kode", "public.err.no_code")
		case err != nil:
			return fault.Wrap("fault.internal", err)
		}
	}
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

// Complain puts a complaint before the head. The op makes a double click one.
// UU 25/2009 pasal 36 (mark M: the article was not read)
func (s *Service) Complain(ctx context.Context, op string, c Complaint) error {
	if err := s.CheckComplaint(ctx, &c); err != nil {
		return err
	}
	return s.d.DB.Write(ctx, s.d.Office, func(tx *db.Tx) error {
		var n int
		if err := tx.QueryRow(`SELECT COUNT(*) FROM public_complaint WHERE office_id = $1 AND outcome = ''`, s.d.Office).Scan(&n); err != nil {
			return err
		}
		if n >= maxWaiting {
			return fault.New(fault.Busy, "fault.public.busy")
		}
		_, err := tx.InsertMissing("public_complaint", complaintColumns, [][]any{complaintRow(s.d.Office, op, db.Micros(tx.Now), c)})
		return err
	})
}

// Complaints lists those that wait, money first and then the oldest, or those
// that are settled, the last one first. The access log gets its row before.
func (s *Service) Complaints(ctx context.Context, scope db.Scope, settled bool) ([]Complaint, error) {
	if err := authority.Allowed("page.complaints", account.ActorOf(scope), authority.Target{}); err != nil {
		return nil, err
	}
	if err := s.d.Accounts.Log(ctx, scope, account.AccessEntry{Action: "page.complaints", Kind: account.AccessList}); err != nil {
		return nil, err
	}
	which := `c.outcome = '' ORDER BY CASE WHEN c.about = 'fee' THEN 0 ELSE 1 END, c.made_at, c.complaint_id`
	if settled {
		which = `c.outcome <> '' ORDER BY c.settled_at DESC, c.complaint_id`
	}
	rows, err := s.d.DB.Query(ctx, `SELECT c.complaint_id, c.made_at, c.about, c.words, c.phone, c.outcome, c.done, c.settled_by, c.settled_at, COALESCE(f.number, '')
		FROM public_complaint c LEFT JOIN case_file f ON f.office_id = c.office_id AND f.case_id = c.case_id
		WHERE c.office_id = $1 AND `+which+` LIMIT 100`, s.d.Office)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var out []Complaint
	for rows.Next() {
		var c Complaint
		if err := rows.Scan(&c.ID, &c.At, &c.About, &c.Words, &c.Phone, &c.Outcome, &c.Done, &c.By, &c.Settled, &c.Number); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		out = append(out, c)
	}
	return out, fault.Wrap("fault.internal", rows.Err())
}

// WaitingComplaints counts them, and says since when the oldest waits, for
// whoever may see them: menu, home and the list say the same.
func (s *Service) WaitingComplaints(ctx context.Context, scope db.Scope) (Waits, error) {
	if authority.Allowed("page.complaints", account.ActorOf(scope), authority.Target{}) != nil {
		return Waits{}, nil
	}
	w := Waits{Days: lateComplaint}
	err := s.d.DB.QueryRow(ctx, `SELECT COUNT(*), COALESCE(MIN(made_at), 0) FROM public_complaint WHERE office_id = $1 AND outcome = ''`, s.d.Office).Scan(&w.Count, &w.Since)
	return w, fault.Wrap("fault.internal", err)
}

// checkAnswer says what an answer lacks.
func checkAnswer(outcome, done string) error {
	f := fault.New(fault.Invalid, "fault.form")
	if outcome != ComplaintAnswered && outcome != ComplaintUnfounded {
		f.With("hasil", "public.err.outcome")
	}
	if done == "" {
		f.With("tindakan", "public.err.done")
	}
	if utf8.RuneCountInString(done) > maxDone {
		f.With("tindakan", "public.err.long")
	}
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

// Answer ends a complaint with what was done about it. Its words and the
// telephone number have done what they were for (UU 27/2022 pasal 43).
func (s *Service) Answer(ctx context.Context, op ledger.Op, id, outcome, done string) error {
	if err := authority.Allowed("page.complaints", account.ActorOf(op.Scope), authority.Target{}); err != nil {
		return err
	}
	done = strings.TrimSpace(done)
	if err := checkAnswer(outcome, done); err != nil {
		return err
	}
	return s.d.DB.Write(ctx, s.d.Office, func(tx *db.Tx) error {
		res, err := tx.Exec(`UPDATE public_complaint SET outcome = $1, done = $2, settled_by = $3, settled_at = $4, words = '', phone = ''
			WHERE office_id = $5 AND complaint_id = $6 AND outcome = ''`, outcome, done, op.Scope.Person, db.Micros(tx.Now), s.d.Office, id)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n > 0 {
			return err
		}
		var was string
		err = tx.QueryRow(`SELECT outcome FROM public_complaint WHERE office_id = $1 AND complaint_id = $2`, s.d.Office, id).Scan(&was)
		if errors.Is(err, sql.ErrNoRows) {
			return fault.New(fault.NotFound, "fault.public.complaint")
		}
		if err == nil && was != outcome {
			return fault.New(fault.Conflict, "fault.public.answered")
		}
		return err
	})
}
