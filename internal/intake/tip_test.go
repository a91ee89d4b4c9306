package intake

import (
	"net/url"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/ledger"
)

func TestAReportStartsFromATip(t *testing.T) {
	on(t, func(r *rig) {
		tip := ledger.NewOpID()
		err := r.d.Write(r.Context(), office, func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO public_tip (office_id, tip_id, told_at, village, place, words, phone, outcome, settled_by, settled_at)
				VALUES ($1, $2, 1, $3, 'Utara masjid', 'Mbok Uji, kira-kira 80', '080012345678', '', '', 0)`, office, tip, siki)
			return err
		})
		if err != nil {
			r.Fatal(err)
		}
		page := r.expect(authority.Coordinator, "GET", "/lapor?warga="+tip, nil, 200, "Utara masjid", "Siki, Dongko", "Mbok Uji, kira-kira 80", "080012345678")
		if strings.Count(page, "080012345678") != 1 {
			r.Error("the phone of whoever told it became the person's")
		}
		for _, role := range []authority.Role{authority.Registrar, authority.Partner, authority.Field} {
			if text := r.expect(role, "GET", "/lapor?warga="+tip, nil, 403); strings.Contains(text, "Mbok") {
				r.Errorf("%s reads a tip", role)
			}
			r.expect(role, "POST", "/lapor", filled("warga", tip), 403)
		}
		r.expect(authority.Coordinator, "POST", "/lapor", filled("warga", tip, "alasan", ""), 422, "Mbok Uji", tip)
		send := filled("warga", tip)
		send.Set("op", "0190b0a0-0000-7000-8000-000000000007")
		to := r.expect(authority.Coordinator, "POST", "/lapor", send, 303)
		var channel string
		if err := r.d.QueryRow(r.Context(), `SELECT channel FROM case_file WHERE office_id = $1`, office).Scan(&channel); err != nil || channel != channelPublic {
			r.Errorf("channel %q, %v", channel, err)
		}
		events, err := r.l.History(r.Context(), r.acc.System("test"), ledger.Subject{Kind: casefile.KindCase, ID: caseOf("0190b0a0-0000-7000-8000-000000000007")})
		if err != nil || len(events) == 0 || !strings.Contains(string(events[0].Body), `"tip":"`+tip+`"`) {
			r.Errorf("the report does not name its tip: %v", err)
		}

		// Settled, here by hand: a second report of it is refused, the first sent again is not.
		err = r.d.Write(r.Context(), office, func(tx *db.Tx) error {
			_, err := tx.Exec(`UPDATE public_tip SET outcome = 'reported' WHERE office_id = $1`, office)
			return err
		})
		if err != nil {
			r.Fatal(err)
		}
		r.expect(authority.Coordinator, "POST", "/lapor", filled("warga", tip), 409)
		if again := r.expect(authority.Coordinator, "POST", "/lapor", send, 303); again != to {
			r.Errorf("sent twice: %s and %s", to, again)
		}
		r.expect(authority.Coordinator, "GET", "/lapor?warga="+tip, nil, 404)
	})
}

// What is told of somebody who has a case becomes a note there, once.
func TestATipIsMergedWithACase(t *testing.T) {
	on(t, func(r *rig) {
		tip := ledger.NewOpID()
		err := r.d.Write(r.Context(), office, func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO public_tip (office_id, tip_id, told_at, village, place, words, phone, outcome, settled_by, settled_at)
				VALUES ($1, $2, 1, $3, 'Utara masjid', 'Mbok Uji pindah ke rumah anaknya', '', '', '', 0)`, office, tip, siki)
			return err
		})
		if err != nil {
			r.Fatal(err)
		}
		number, id := r.file(authority.Registrar)
		to := "/laporan-warga/" + tip + "/gabung"
		r.expect(authority.Coordinator, "POST", to, url.Values{"kasus-" + tip: {"JK-2021-99999"}}, 422, "Kasus itu tidak ada", `href="#kasus-`+tip+`"`, `value="JK-2021-99999"`, `action="`+to+`"`, "Mbok Uji")
		r.expect(authority.Coordinator, "POST", to, url.Values{"kasus-" + tip: {""}}, 422, `href="#kasus-`+tip+`"`)
		r.expect(authority.Coordinator, "POST", "/laporan-warga/"+ledger.NewOpID()+"/gabung", url.Values{"kasus-" + tip: {"JK-2021-99999"}}, 404)
		r.expect(authority.Registrar, "POST", to, url.Values{"kasus-" + tip: {number}}, 403)
		form := url.Values{"op": {ledger.NewOpID()}, "kasus-" + tip: {strings.ToLower(number)}}
		r.expect(authority.Coordinator, "POST", to, form, 303)
		r.expect(authority.Coordinator, "POST", to, form, 303) // pressed twice
		events, err := r.l.Events(r.Context(), r.acc.With(r.acc.System("test"), "act:test"), ledger.Subject{Kind: casefile.KindCase, ID: id})
		if err != nil {
			r.Fatal(err)
		}
		var notes int
		for _, e := range events {
			if e.Type != casefile.Noted {
				continue
			}
			notes++
			if !strings.Contains(string(e.Personal), "Mbok Uji") || !strings.Contains(string(e.Body), tip) || strings.Contains(string(e.Body), "Mbok") {
				r.Errorf("%s %s", e.Body, e.Personal)
			}
		}
		if notes != 1 {
			r.Errorf("%d notes", notes)
		}
	})
}
