package public

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

// Deps is what this room stands on.
type Deps struct {
	Office   string // office id
	District string // its area code, "35.03"
	DB       *db.DB
	Accounts *account.Accounts
	Clock    func() time.Time
}

// Service is the room.
type Service struct {
	d                       Deps
	codes, tips, complaints *web.Limiter
}

// New opens the room.
func New(d Deps) *Service {
	if d.Clock == nil {
		d.Clock = time.Now
	}
	return &Service{d: d, codes: web.NewLimiter(codeEvery, codeBurst), tips: web.NewLimiter(tipEvery, tipBurst), complaints: web.NewLimiter(tipEvery, tipBurst)}
}

// Progress is all that a code shows.
type Progress struct {
	Code      string
	Kecamatan string // area code
	Stage     casefile.Stage
	Ended     bool // by a side exit, without saying which
	Again     bool // not found, will be looked for again
	// µs UTC
	Since, Opened, Visited, Submitted, Issued, Handed int64
}

// Track finds a report by its code.
func (s *Service) Track(ctx context.Context, typed string) (Progress, error) {
	p := Progress{Code: trackCode(typed)}
	if p.Code == "" {
		return p, fault.At("kode", "public.err.code")
	}
	var exit casefile.Exit
	err := s.d.DB.QueryRow(ctx, `SELECT c.kecamatan, c.stage, c.exit, f.stage_since, c.opened_at, c.visited_at, c.submitted_at, c.issued_at, c.handed_at
		FROM public_code p JOIN case_count c ON c.office_id = p.office_id AND c.case_id = p.case_id
		JOIN case_file f ON f.office_id = p.office_id AND f.case_id = p.case_id
		WHERE p.office_id = $1 AND p.code = $2 ORDER BY p.case_id LIMIT 1`, s.d.Office, p.Code).
		Scan(&p.Kecamatan, &p.Stage, &exit, &p.Since, &p.Opened, &p.Visited, &p.Submitted, &p.Issued, &p.Handed)
	if errors.Is(err, sql.ErrNoRows) {
		return p, fault.At("kode", "public.err.no_code")
	}
	p.Again = exit == casefile.ExitNotFound
	p.Ended = exit != "" && !p.Again
	return p, fault.Wrap("fault.internal", err)
}

// What a paper of this program can be.
const (
	PaperReceipt = "receipt" // of a hand-over
	PaperInterim = "interim" // an SKPTI or SKPS
	PaperReport  = "report"  // the receipt of a report
)

// Paper is what a check says of a paper: that it is the office's, and whether
// it holds. Nothing of a person.
type Paper struct {
	What   string
	Need   string // of an interim paper
	Number string
	At     int64
	Done   bool // a receipt: the envelope was received
}

// Check finds a paper of this program by the code printed on it.
func (s *Service) Check(ctx context.Context, typed string) (Paper, error) {
	if code := trackCode(typed); code != "" {
		return s.checkReport(ctx, code)
	}
	codes := paperCodes(typed)
	if codes[0] == "" {
		return Paper{}, fault.At("kode", "public.err.paper")
	}
	p := Paper{What: PaperReceipt}
	var sealed, ended int64
	var receiver string
	err := s.d.DB.QueryRow(ctx, `SELECT number, sealed_at, ended_at, received_by FROM handover_v_envelope
		WHERE office_id = $1 AND code IN ($2, $3) ORDER BY envelope_id LIMIT 1`, s.d.Office, codes[0], codes[1]).
		Scan(&p.Number, &sealed, &ended, &receiver)
	if err == nil {
		p.At, p.Done = sealed, receiver != ""
		if p.Done {
			p.At = ended
		}
		return p, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return p, fault.Wrap("fault.internal", err)
	}
	p = Paper{What: PaperInterim, Done: true}
	err = s.d.DB.QueryRow(ctx, `SELECT need, number, issued_at FROM issuance_v_document
		WHERE office_id = $1 AND code IN ($2, $3) AND need IN ('`+casefile.NeedSKPTI+`', '`+casefile.NeedSKPS+`')
		ORDER BY case_id, need LIMIT 1`, s.d.Office, codes[0], codes[1]).Scan(&p.Need, &p.Number, &p.At)
	if errors.Is(err, sql.ErrNoRows) {
		return p, fault.At("kode", "public.err.no_paper")
	}
	return p, fault.Wrap("fault.internal", err)
}

// checkReport finds the receipt of a report. Its number is the case's, which is
// not for whoever holds a code.
func (s *Service) checkReport(ctx context.Context, code string) (Paper, error) {
	p := Paper{What: PaperReport, Done: true}
	err := s.d.DB.QueryRow(ctx, `SELECT c.opened_at FROM public_code p
		JOIN case_count c ON c.office_id = p.office_id AND c.case_id = p.case_id
		WHERE p.office_id = $1 AND p.code = $2 ORDER BY p.case_id LIMIT 1`, s.d.Office, code).Scan(&p.At)
	if errors.Is(err, sql.ErrNoRows) {
		return p, fault.At("kode", "public.err.no_paper")
	}
	return p, fault.Wrap("fault.internal", err)
}

// Phone is the office's number, "" if none is set.
func (s *Service) Phone(ctx context.Context) (string, error) {
	set, err := s.d.Accounts.Settings(ctx)
	return set["office.phone"], err
}

// Tip is what somebody told of a neighbour.
type Tip struct {
	ID      string
	At      int64
	Village string // area code
	Place   string // how to find the person
	Words   string
	Phone   string // of whoever told it
}

// What became of a tip.
const (
	TipReported  = "reported"  // somebody wrote a report of it
	TipDismissed = "dismissed" // nothing to report
	TipMerged    = "merged"    // of somebody who has a case: it is a note there
)

// TipReasons are why a tip is closed without a report; the texts are
// "public.tips.why.<code>".
var TipReasons = []string{"has_papers", "not_here", "unclear", "told_before", "no_tip"}

const (
	maxWords   = 600
	maxPlace   = 200
	maxPhone   = 24
	maxWaiting = 1000 // tips; beyond that somebody floods the queue
)

// CheckTip brings a tip into its shape and says what is missing.
func (s *Service) CheckTip(t *Tip) error {
	t.Words, t.Place, t.Phone = strings.TrimSpace(t.Words), strings.TrimSpace(t.Place), strings.TrimSpace(t.Phone)
	f := fault.New(fault.Invalid, "fault.form")
	v := region.Code(t.Village)
	if a, ok := region.Get(v); !ok || a.Level != region.Village || !region.Code(s.d.District).Contains(v) {
		f.With("desa", "public.err.village")
	}
	if t.Words == "" {
		f.With("cerita", "public.err.words")
	}
	if utf8.RuneCountInString(t.Words) > maxWords {
		f.With("cerita", "public.err.long")
	}
	if utf8.RuneCountInString(t.Place) > maxPlace {
		f.With("tempat", "public.err.long")
	}
	if phone, err := resident.ParsePhone(t.Phone); utf8.RuneCountInString(t.Phone) > maxPhone {
		f.With("telepon", "public.err.long")
	} else if err != nil {
		f.Fields = append(f.Fields, resident.Field("telepon", err))
	} else {
		t.Phone = string(phone)
	}
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

// Tell puts a tip into the queue. The op makes a double click one tip.
func (s *Service) Tell(ctx context.Context, op string, t Tip) error {
	if err := s.CheckTip(&t); err != nil {
		return err
	}
	return s.d.DB.Write(ctx, s.d.Office, func(tx *db.Tx) error {
		var n int
		if err := tx.QueryRow(`SELECT COUNT(*) FROM public_tip WHERE office_id = $1 AND outcome = ''`, s.d.Office).Scan(&n); err != nil {
			return err
		}
		if n >= maxWaiting {
			return fault.New(fault.Busy, "fault.public.busy")
		}
		_, err := tx.InsertMissing("public_tip", tipColumns, [][]any{tipRow(s.d.Office, op, db.Micros(tx.Now), t)})
		return err
	})
}

// Tips lists the queue, oldest first; the access log gets its row before.
func (s *Service) Tips(ctx context.Context, scope db.Scope) ([]Tip, error) {
	if err := authority.Allowed("page.tips", account.ActorOf(scope), authority.Target{}); err != nil {
		return nil, err
	}
	if err := s.d.Accounts.Log(ctx, scope, account.AccessEntry{Action: "page.tips", Kind: account.AccessList}); err != nil {
		return nil, err
	}
	rows, err := s.d.DB.Query(ctx, `SELECT tip_id, told_at, village, place, words, phone FROM public_tip
		WHERE office_id = $1 AND outcome = '' ORDER BY told_at, tip_id LIMIT 100`, s.d.Office)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var out []Tip
	for rows.Next() {
		var t Tip
		if err := rows.Scan(&t.ID, &t.At, &t.Village, &t.Place, &t.Words, &t.Phone); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		out = append(out, t)
	}
	return out, fault.Wrap("fault.internal", rows.Err())
}

// Waiting counts the queue for the navigation of whoever may see it.
func (s *Service) Waiting(ctx context.Context, scope db.Scope) (w Waits, err error) {
	if authority.Allowed("page.tips", account.ActorOf(scope), authority.Target{}) != nil {
		return w, nil
	}
	err = s.d.DB.QueryRow(ctx, `SELECT COUNT(*), COALESCE(MIN(told_at), 0) FROM public_tip WHERE office_id = $1 AND outcome = ''`, s.d.Office).Scan(&w.Count, &w.Since)
	return w, fault.Wrap("fault.internal", err)
}

// Waits is how much of what residents told waits for an answer, since when the
// oldest does (µs UTC), and after how many days that is late; 0 never.
type Waits struct {
	Count int
	Since int64
	Days  int
}

// Settle ends a tip. Its words have done what they were for and go with it
// (UU 27/2022 pasal 43).
func (s *Service) Settle(ctx context.Context, op ledger.Op, id, outcome, reason string) error {
	if err := authority.Allowed("page.tips", account.ActorOf(op.Scope), authority.Target{}); err != nil {
		return err
	}
	switch {
	case outcome != TipReported && outcome != TipDismissed:
		return fault.New(fault.Invalid, "fault.form")
	case outcome == TipDismissed && !slices.Contains(TipReasons, reason):
		return fault.At("sebab", "public.err.tip_reason")
	case outcome == TipReported:
		reason = ""
	}
	return s.d.DB.Write(ctx, s.d.Office, func(tx *db.Tx) error {
		res, err := tx.Exec(`UPDATE public_tip SET outcome = $1, settled_by = $2, settled_at = $3, place = '', words = '', phone = '', reason = $6
			WHERE office_id = $4 AND tip_id = $5 AND outcome = ''`, outcome, op.Scope.Person, db.Micros(tx.Now), s.d.Office, id, reason)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n > 0 {
			return err
		}
		var was string
		err = tx.QueryRow(`SELECT outcome FROM public_tip WHERE office_id = $1 AND tip_id = $2`, s.d.Office, id).Scan(&was)
		if errors.Is(err, sql.ErrNoRows) {
			return fault.New(fault.NotFound, "fault.public.tip")
		}
		if err == nil && was != outcome {
			return fault.New(fault.Conflict, "fault.public.settled")
		}
		return err
	})
}

// Reported ends the tip that a report was written from, in the transaction that
// stores the report. Its words go as those of every settled tip do; where
// somebody settled it before, nothing is left to end.
func (s *Service) Reported(tx *db.Tx, e ledger.Event) error {
	var b casefile.ReportedBody
	if json.Unmarshal(e.Body, &b) != nil || b.Tip == "" {
		return nil
	}
	_, err := tx.Exec(`UPDATE public_tip SET outcome = $1, settled_by = $2, settled_at = $3, place = '', words = '', phone = ''
		WHERE office_id = $4 AND tip_id = $5 AND outcome = ''`, TipReported, e.Actor, db.Micros(tx.Now), s.d.Office, b.Tip)
	return err
}

// Merged ends the tip that became a note of somebody's case, as Reported does.
func (s *Service) Merged(tx *db.Tx, e ledger.Event) error {
	var b casefile.NotedBody
	if json.Unmarshal(e.Body, &b) != nil || b.Tip == "" {
		return nil
	}
	_, err := tx.Exec(`UPDATE public_tip SET outcome = $1, settled_by = $2, settled_at = $3, place = '', words = '', phone = '', case_id = $6
		WHERE office_id = $4 AND tip_id = $5 AND outcome = ''`, TipMerged, e.Actor, db.Micros(tx.Now), s.d.Office, b.Tip, e.Subject.ID)
	return err
}
