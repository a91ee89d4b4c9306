package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/intake"
	"github.com/jempolkeren/jempol/internal/ledger"
)

// The two lists of 1 January: the office's own, and that of the social office.
const (
	listOffice = "daftar-awal-dukcapil"
	listSocial = "daftar-awal-dinsos"
)

// lists records that both lists were uploaded and saved whole.
func (w *world) lists() {
	rows := map[string]int64{}
	for _, c := range w.cases {
		if c.baseline {
			rows[c.list]++
		}
	}
	for _, l := range []struct {
		id, agency string
		who        *user
	}{{listOffice, "", w.staff.coordinator}, {listSocial, agencySocial, w.staff.social}} {
		subject := ledger.Subject{Kind: casefile.KindList, ID: l.id}
		sum := sha256.Sum256([]byte(l.id))
		draft := func(event string, body any) ledger.Draft {
			return ledger.Draft{Subject: subject, Type: event, Area: string(w.district), Body: body}
		}
		w.at(w.cal.first.Add(8*time.Hour+40*time.Minute), func(t time.Time) {
			w.do(t, l.who, draft(casefile.ListUploaded, intake.UploadedBody{Digest: hex.EncodeToString(sum[:]), Rows: rows[l.id],
				Agency: l.agency, Baseline: true}))
		})
		w.at(w.cal.first.Add(9*time.Hour+50*time.Minute), func(t time.Time) {
			w.do(t, l.who, draft(casefile.ListSaved, intake.SavedBody{Saved: rows[l.id]}))
			w.done(subject)
		})
	}
}
