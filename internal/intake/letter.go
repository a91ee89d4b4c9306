package intake

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// LetterBody is the body of letter.received: the formal request of a village or
// agency, under which many people are reported. Who signed it is in the scan.
type LetterBody struct {
	Number string `json:"number"`
	Day    string `json:"day"`    // date of the letter, ISO
	Sender string `json:"sender"` // the village or agency, not a person
	Agency string `json:"agency,omitempty"`
	Scan   string `json:"scan,omitempty"` // attachment hash
}

// Letter is a request letter that was recorded.
type Letter struct {
	ID string
	LetterBody
	Area       string
	RecordedBy string
	RecordedAt time.Time
	Cases      int
}

// letterID makes the id of the letter that an act records.
func letterID(op string) string { return caseOf("letter:" + op) }

// Receive records a request letter and returns its id. in.Scan names a file
// that was put on the subject of this act.
func (s *Service) Receive(ctx context.Context, op ledger.Op, area string, in LetterBody) (string, error) {
	f := fault.New(fault.Invalid, "fault.form")
	in.Number, in.Sender = strings.TrimSpace(in.Number), strings.TrimSpace(in.Sender)
	if in.Number == "" || len([]rune(in.Number)) > maxLine {
		f.With("nomor", "intake.err.letter_number")
	}
	if in.Sender == "" || len([]rune(in.Sender)) > maxLine {
		f.With("pengirim", "intake.err.letter_sender")
	}
	if day, err := time.ParseInLocation(time.DateOnly, in.Day, s.Zone); err != nil || day.After(s.now()) {
		f.With("tanggal", "intake.err.letter_day")
	}
	if len(f.Fields) > 0 {
		return "", f
	}
	in.Agency = op.Scope.Agency
	id := letterID(op.ID)
	if in.Scan != "" {
		if _, err := s.Attachments.Find(ctx, op.Scope, casefile.KindLetter, id, in.Scan); err != nil {
			return "", err
		}
	}
	_, err := s.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		err := authority.Allowed(casefile.LetterReceived, account.ActorOf(op.Scope),
			authority.Target{Area: area, Agency: in.Agency, Reporter: op.Scope.Person})
		if err != nil {
			return nil, err
		}
		if err := sameLetter(tx, op.Scope, area, in); err != nil {
			return nil, err
		}
		return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindLetter, ID: id},
			Type: casefile.LetterReceived, Area: area, Body: in}}, nil
	})
	return id, err
}

// letterIs is the argument of a refusal that says which letter is there already.
const letterIs = "Letter"

// sameLetter refuses a letter that is recorded: same number, day and sender,
// however they are written. One that whoever records it could find is led to; of
// one beyond their reach no more is said than what they wrote themselves. Villages
// of one name write letters of one number: there the area tells them apart.
func sameLetter(tx *db.Tx, scope db.Scope, area string, in LetterBody) error {
	where, args := account.Filter(scope, "page.letters", "l", 2)
	rows, err := tx.Query(`SELECT l.letter_id, l.number, l.sender, l.area, CASE WHEN `+where+` THEN 1 ELSE 0 END AS near FROM letter l
		WHERE l.office_id = $`+strconv.Itoa(len(args)+2)+` AND l.day = $1 ORDER BY near DESC, l.letter_id`,
		slices.Concat([]any{in.Day}, args, []any{scope.Office})...)
	if err != nil {
		return fault.Wrap("fault.intake.read", err)
	}
	defer rows.Close()
	plain := func(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), "")) }
	for rows.Next() {
		var id, number, sender, from string
		var near bool
		if err := rows.Scan(&id, &number, &sender, &from, &near); err != nil {
			return fault.Wrap("fault.intake.read", err)
		}
		if plain(number) != plain(in.Number) || plain(sender) != plain(in.Sender) {
			continue
		}
		if near {
			f := fault.New(fault.Invalid, "fault.form")
			f.Fields = []fault.Field{{Name: "nomor", Key: "intake.err.letter_there", Args: map[string]any{letterIs: id}}}
			return f
		}
		if from == "" || area == "" || authority.Covers(from, area) || authority.Covers(area, from) {
			return fault.At("nomor", "intake.err.letter_there_beyond")
		}
	}
	return fault.Wrap("fault.intake.read", rows.Err())
}

// Letters lists the request letters that the scope reaches, the newest first.
func (s *Service) Letters(ctx context.Context, scope db.Scope, limit int) ([]Letter, error) {
	where, args := account.Filter(scope, "page.letters", "l", 1)
	return s.letterRows(ctx, where+` ORDER BY l.day DESC, l.letter_id`+page(limit, 0), args)
}

// Letter is one request letter within reach.
func (s *Service) Letter(ctx context.Context, scope db.Scope, id string) (Letter, error) {
	where, args := account.Filter(scope, "page.letters", "l", 2)
	list, err := s.letterRows(ctx, `l.letter_id = $1 AND `+where, append([]any{id}, args...))
	if err != nil {
		return Letter{}, err
	}
	if len(list) == 0 {
		return Letter{}, fault.New(fault.NotFound, "fault.intake.letter")
	}
	return list[0], nil
}

func (s *Service) letterRows(ctx context.Context, which string, args []any) ([]Letter, error) {
	rows, err := s.DB.Query(ctx, `SELECT l.letter_id, l.number, l.day, l.sender, l.agency, l.scan, l.area, l.reporter, l.recorded_at,
			(SELECT COUNT(*) FROM case_file f WHERE f.office_id = l.office_id AND f.letter = l.letter_id AND f.letter <> '' AND f.exit <> 'withdrawn')
		FROM letter l WHERE `+which, args...)
	if err != nil {
		return nil, fault.Wrap("fault.intake.read", err)
	}
	defer rows.Close()
	var out []Letter
	for rows.Next() {
		var l Letter
		var at int64
		if err := rows.Scan(&l.ID, &l.Number, &l.Day, &l.Sender, &l.Agency, &l.Scan, &l.Area, &l.RecordedBy, &at, &l.Cases); err != nil {
			return nil, fault.Wrap("fault.intake.read", err)
		}
		l.RecordedAt = db.FromMicros(at)
		out = append(out, l)
	}
	return out, fault.Wrap("fault.intake.read", rows.Err())
}

// letterThere refuses a letter that is not recorded, or not within reach of
// those who may see letters.
func (s *Service) letterThere(tx *db.Tx, scope db.Scope, id string) error {
	where, args := account.Filter(scope, "page.letters", "l", 2)
	var n int
	err := tx.QueryRow(`SELECT COUNT(*) FROM letter l WHERE l.letter_id = $1 AND `+where, append([]any{id}, args...)...).Scan(&n)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fault.Wrap("fault.intake.read", err)
	}
	if n == 0 {
		return fault.At("surat", "intake.err.letter")
	}
	return nil
}

// scanOf is the scan of a letter within reach of those who may open it.
func (s *Service) scanOf(ctx context.Context, scope db.Scope, id string) (string, error) {
	where, args := account.Filter(scope, "attachment.letter", "l", 2)
	var hash string
	err := s.DB.QueryRow(ctx, `SELECT l.scan FROM letter l WHERE l.letter_id = $1 AND `+where, append([]any{id}, args...)...).Scan(&hash)
	if errors.Is(err, sql.ErrNoRows) || err == nil && hash == "" {
		return "", fault.New(fault.NotFound, "fault.intake.letter_scan")
	}
	return hash, fault.Wrap("fault.intake.read", err)
}
