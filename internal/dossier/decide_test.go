package dossier

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
)

// deed is a child's dossier that lacks only the decision of the head.
func deed(birth string) *story {
	s := visitedCase([]string{"akta_kelahiran"}, "", seen, "birth", birth)
	for _, code := range []string{"AKL-1", "AKL-2", "AKL-3", "AKL-4"} {
		s.add(casefile.ItemSupplied, casefile.ItemSuppliedBody{Need: "akta_kelahiran", Requirement: code, How: HowDocument, Attachments: []string{"a"}}, nil)
	}
	return s
}

// works are the open work of the fold on a birth deed, by action and role.
func (s *story) works() map[string]time.Time {
	st := casefile.FoldState("c1", s.events)
	out := map[string]time.Time{}
	for _, row := range Steps().Rows(st, s.events) {
		if row.Table == "work" {
			out[row.Values[1].(string)+" "+row.Values[3].(string)] = time.UnixMicro(row.Values[6].(int64)).In(st.Zone())
		}
	}
	return out
}

func TestTheHeadDecidesOnALateBirth(t *testing.T) {
	const waits, follows = casefile.Decided + " head", casefile.NeedDeclined + " coordinator"
	say := func(s *story, b casefile.DecidedBody) *story {
		b.Need, b.Requirement = "akta_kelahiran", "AKL-6"
		return s.add(casefile.Decided, b, nil)
	}
	yes := casefile.DecidedBody{Answer: casefile.AnswerGranted, Number: "474.1/9001", Day: "2021-06-04"}
	no := casefile.DecidedBody{Answer: casefile.AnswerRefused, Reason: "weak_proof"}
	paper := casefile.ItemSuppliedBody{Need: "akta_kelahiran", Requirement: "AKL-2", How: HowDocument, Attachments: []string{"b"}}
	for _, tt := range []struct {
		name        string
		s           *story
		state       State
		work, other string
	}{
		{"not asked before the rest is there", visitedCase([]string{"akta_kelahiran"}, "", seen, child...), Missing, "", waits},
		{"asked once the rest is there", deed("2018-05-01"), Missing, waits, follows},
		{"asked where the day is not known", deed("2018"), Missing, waits, follows},
		{"granted", say(deed("2018-05-01"), yes), Have, "", waits},
		{"refused: the coordinator sees to it", say(deed("2018-05-01"), no), Missing, follows, waits},
		{"refused, then granted", say(say(deed("2018-05-01"), no), yes), Have, "", follows},
		{"granted, then refused", say(say(deed("2018-05-01"), yes), no), Missing, follows, waits},
		{"new proof asks again", say(deed("2018-05-01"), no).add(casefile.ItemSupplied, paper, nil), Missing, waits, follows},
		{"a scan is no decision", deed("2018-05-01").add(casefile.ItemSupplied, casefile.ItemSuppliedBody{Need: "akta_kelahiran", Requirement: "AKL-6", How: HowDocument, Attachments: []string{"c"}}, nil), Missing, waits, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, list := tt.s.check(t)
			i, _ := list.Find("akta_kelahiran", "AKL-6")
			work := tt.s.works()
			if i.State != tt.state || i.Typed() {
				t.Errorf("%s, typed %v", i.State, i.Typed())
			}
			if _, ok := work[tt.work]; tt.work != "" && !ok {
				t.Errorf("no %q in %v", tt.work, work)
			}
			if _, ok := work[tt.other]; ok {
				t.Errorf("%q in %v", tt.other, work)
			}
		})
	}
	// A report that is in time becomes late without anything happening.
	at := deed("2021-05-01").works()[waits]
	if got := at.Format("2006-01-02 15:04"); got != "2021-07-01 00:00" {
		t.Errorf("the head is asked from %s", got)
	}
}

func TestDecisionPage(t *testing.T) {
	on(t, func(r *rig) {
		id := r.visited("JK-2021-00001", []string{"akta_kelahiran"}, "")
		const page = "/persetujuan/JK-2021-00001/keputusan/akta_kelahiran"
		answer := func(pairs ...string) url.Values {
			v := url.Values{}
			for i := 0; i+1 < len(pairs); i += 2 {
				v.Set(pairs[i], pairs[i+1])
			}
			return v
		}
		yes := answer("jawaban", "granted", "nomor", " 474.1/9001 ", "tanggal.d", "4", "tanggal.m", "6", "tanggal.y", "2021")
		r.expect(r.send(authority.Head, "GET", page, nil), 200, "Syarat lain dokumen ini belum lengkap", "!Simpan keputusan")
		r.expect(r.send(authority.Head, "POST", page, yes), 409, "Syarat lain")
		for i, code := range []string{"AKL-1", "AKL-2", "AKL-3", "AKL-4"} {
			if _, err := r.s.Supply(r.Context(), r.op(authority.Registrar), id, Supply{Need: "akta_kelahiran", Requirement: code, Attachments: []string{r.scan(authority.Registrar, id, uint8(20+i))}}); err != nil {
				r.Fatal(err)
			}
		}
		_, err := r.s.Supply(r.Context(), r.op(authority.Registrar), id, Supply{Need: "akta_kelahiran", Requirement: "AKL-6", Attachments: []string{r.scan(authority.Registrar, id, 20)}})
		r.want(err, fault.Conflict, "fault.dossier.by_itself")
		r.expect(r.send(authority.Registrar, "GET", "/kasus/JK-2021-00001/berkas", nil), 200, "Menunggu keputusan Kepala Dinas", "!Ajukan berkas")
		for _, role := range []authority.Role{authority.Registrar, authority.Coordinator} {
			r.expect(r.send(role, "GET", page, nil), 403)
			r.expect(r.send(role, "POST", page, yes), 403)
		}
		r.expect(r.send(authority.Head, "GET", page, nil), 200, "Keputusan untuk Katinem", "17 Agustus 1943", "Simpan keputusan")
		if n := r.count("access_log", `office_id = $1 AND subject_id = $2 AND action = 'page.decision' AND purpose = 'work:dossier.decided'`, office, id); n != 1 {
			r.Errorf("%d looks are logged with the work as reason", n)
		}
		for _, bad := range []struct {
			sent url.Values
			says string
		}{
			{answer(), "Pilih setuju atau tolak"},
			{answer("jawaban", "granted", "tanggal.d", "4", "tanggal.m", "6", "tanggal.y", "2021"), "Isi nomor keputusan"},
			{answer("jawaban", "granted", "nomor", "1", "tanggal.d", "31", "tanggal.m", "2", "tanggal.y", "2021"), "Isi tanggal, bulan, dan tahun"},
			{answer("jawaban", "granted", "nomor", "1", "tanggal.d", "5", "tanggal.m", "6", "tanggal.y", "2021"), "belum tiba"},
			{answer("jawaban", "refused", "sebab", "mood"), "Pilih mengapa ditolak"},
		} {
			r.expect(r.send(authority.Head, "POST", page, bad.sent), 422, bad.says, "Simpan keputusan")
		}
		no := answer("jawaban", "refused", "sebab", "contradicts")
		if w := r.send(authority.Head, "POST", page, no); w.Code != http.StatusSeeOther {
			r.Fatalf("%d %s", w.Code, w.Body)
		}
		r.expect(r.send(authority.Registrar, "GET", "/kasus/JK-2021-00001/berkas", nil), 200, "Kepala Dinas menolak", "data antarbukti bertentangan", "!Ajukan berkas")
		for range 2 { // a double click
			if w := r.send(authority.Head, "POST", page, yes); w.Code != http.StatusSeeOther {
				r.Fatalf("%d %s", w.Code, w.Body)
			}
		}
		r.expect(r.send(authority.Registrar, "GET", "/kasus/JK-2021-00001/berkas", nil), 200, "Disetujui Kepala Dinas, nomor 474.1/9001", "Ajukan berkas")
		if _, err := r.s.Submit(r.Context(), r.op(authority.Registrar), id, []string{"akta_kelahiran"}); err != nil {
			r.Fatal(err)
		}
		r.expect(r.send(authority.Head, "POST", page, answer("jawaban", "refused", "sebab", "contradicts")), 409, "sudah diajukan")
		r.expect(r.send(authority.Head, "GET", page, nil), 200, "sudah diajukan", "!Simpan keputusan")
	})
}
