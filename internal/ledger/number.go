package ledger

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
)

// seriesPrefix is what people see in front of a number; any other series is
// its own name in capitals (SKPTI, SKPS).
var seriesPrefix = map[string]string{"case": "JK", "envelope": "AMP"}

// NextNumber gives the next visible number of a series of this replica, such as
// JK-2021-00412 at the office and JK-2021-B0007 at station B. Each replica has
// a series of its own, so numbers meet only after a fork, and then the claim
// that goes with the number decides.
func (l *Ledger) NextNumber(tx *db.Tx, series string, day time.Time) (string, error) {
	if series == "" || strings.ContainsRune(series, ':') {
		return "", fault.New(fault.Internal, "fault.ledger.series")
	}
	year := day.Year()
	given := l.given(tx)
	of := seriesYear{series, year}
	if last := given[of]; last != nil {
		*last++
		return FormatNumber(series, l.mark(), year, *last), nil
	}
	var n int64
	err := tx.QueryRow(`INSERT INTO number_series (office_id, replica, series, year, last) VALUES ($1, $2, $3, $4, 1)
		ON CONFLICT (office_id, replica, series, year) DO UPDATE SET last = number_series.last + 1
		RETURNING last`, l.o.Office, l.o.Replica, series, year).Scan(&n)
	if err != nil {
		return "", fault.Wrap("fault.ledger.number", err)
	}
	first := n
	given[of] = &n
	tx.AtEnd(func() error {
		if n == first {
			return nil
		}
		return tx.Later(`UPDATE number_series SET last = $1 WHERE office_id = $2 AND replica = $3 AND series = $4 AND year = $5 AND last < $1`,
			n, l.o.Office, l.o.Replica, series, year)
	})
	return FormatNumber(series, l.mark(), year, n), nil
}

// givenIn names the numbers that a member of a transaction has given: of many the
// series is asked once and told once.
type givenIn struct {
	l  *Ledger
	tx *db.Tx
}

func (l *Ledger) given(tx *db.Tx) map[seriesYear]*int64 {
	return tx.Shared(givenIn{l, tx}, func() any { return map[seriesYear]*int64{} }).(map[seriesYear]*int64)
}

// FormatNumber writes a visible number; mark is "" for the office and a
// station's letter elsewhere.
func FormatNumber(series, mark string, year int, n int64) string {
	prefix, ok := seriesPrefix[series]
	if !ok {
		prefix = strings.ToUpper(series)
	}
	width := 4
	if series == "case" && mark == "" {
		width = 5
	}
	return fmt.Sprintf("%s-%04d-%s%0*d", prefix, year, mark, width, n)
}

func (l *Ledger) mark() string {
	if l.o.IsOffice {
		return ""
	}
	return l.o.Replica
}

var numberForm = regexp.MustCompile(`^[A-Z]+-(\d{4})-([A-Z]*)(\d{4,})$`)

// highest is the greatest number seen of each series and year of this replica.
type highest map[seriesYear]int64

type seriesYear struct {
	series string
	year   int
}

// notice takes the number of a claim, if this replica gives such numbers.
func (h highest) notice(l *Ledger, c claimAct) {
	series, number, ok := numberOf(c.key)
	if !ok || c.act != actClaim {
		return
	}
	m := numberForm.FindStringSubmatch(number)
	if m == nil || m[2] != l.mark() {
		return
	}
	year, _ := strconv.Atoi(m[1])
	n, err := strconv.ParseInt(m[3], 10, 64)
	if err != nil {
		return // not a number of ours
	}
	of := seriesYear{series, year}
	h[of] = max(h[of], n)
}

// keep keeps the series of this replica ahead of every number that came back to
// it: after an old copy was restored, peers return what it had given.
func (h highest) keep(l *Ledger, tx *db.Tx) error {
	for of, n := range h {
		if last := l.given(tx)[of]; last != nil {
			*last = max(*last, n)
		}
		err := tx.Later(`INSERT INTO number_series (office_id, replica, series, year, last) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (office_id, replica, series, year) DO UPDATE SET last = $5 WHERE number_series.last < $5`,
			l.o.Office, l.o.Replica, of.series, of.year, n)
		if err != nil {
			return err
		}
	}
	return nil
}
