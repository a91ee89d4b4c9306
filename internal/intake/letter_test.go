package intake

import (
	"net/url"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
)

func TestTheScanOfALetterIsOpenedWithATrace(t *testing.T) {
	on(t, func(r *rig) {
		op := r.op(authority.Registrar)
		f, err := r.s.Attachments.Put(r.Context(), op.Scope, casefile.KindLetter, letterID(op.ID), strings.NewReader(letterPDF+pdfEnd))
		if err != nil {
			r.Fatal(err)
		}
		id, err := r.s.Receive(r.Context(), op, siki, LetterBody{Number: "470/9", Day: "2021-03-01", Sender: "Desa Siki", Scan: f.Hash})
		if err != nil {
			r.Fatal(err)
		}
		bare, err := r.s.Receive(r.Context(), r.op(authority.Registrar), siki, LetterBody{Number: "470/10", Day: "2021-03-01", Sender: "Desa Siki"})
		if err != nil {
			r.Fatal(err)
		}
		path := "/laporan/surat/" + id + "/pindaian"
		page := r.expect(authority.Registrar, "GET", "/laporan/surat", nil, 200, path, "Buka pindaian")
		if strings.Contains(page, bare+"/pindaian") {
			r.Error("a letter without a scan offers one")
		}
		for role, status := range map[authority.Role]int{authority.Registrar: 200, authority.Coordinator: 200, authority.Head: 200,
			authority.Social: 404, authority.Field: 403, authority.Partner: 403, authority.Companion: 404} {
			code, _, body := r.send(role, "GET", path, nil)
			if code != status || strings.Contains(body, "surat desa") != (status == 200) {
				r.Errorf("%s: %d, want %d", role, code, status)
			}
		}
		r.expect(authority.Registrar, "GET", "/laporan/surat/"+bare+"/pindaian", nil, 404)
		var n int
		err = r.d.QueryRow(r.Context(), `SELECT COUNT(*) FROM access_log WHERE office_id = $1 AND action = 'attachment.letter'
			AND subject_kind = $2 AND subject_id = $3`, office, casefile.KindLetter, id).Scan(&n)
		if err != nil || n != 3 {
			r.Errorf("%d rows in the access log for three looks, %v", n, err)
		}
	})
}

// The same letter is recorded once, however its number and sender are written.
func TestTheSameLetterIsRecordedOnce(t *testing.T) {
	on(t, func(r *rig) {
		in := LetterBody{Number: "470/9/Pem", Day: "2021-03-01", Sender: "Desa Siki"}
		op := r.op(authority.Registrar)
		id, err := r.s.Receive(r.Context(), op, siki, in)
		if err != nil {
			r.Fatal(err)
		}
		if again, err := r.s.Receive(r.Context(), op, siki, in); err != nil || again != id {
			r.Errorf("a second press: %q, %v", again, err)
		}
		page := r.expect(authority.Registrar, "POST", "/laporan/surat", url.Values{"nomor": {"470/9/PEM"}, "tanggal": {"2021-03-01"}, "pengirim": {"desa  siki"}},
			422, `id="nomor-err"`, "sudah tercatat", `href="/laporan/surat/`+id+`"`, `value="470/9/PEM"`)
		if !strings.Contains(page, "Desa Siki") {
			r.Error("the list is gone")
		}
		for _, other := range []LetterBody{{Number: "470/10/Pem", Day: in.Day, Sender: in.Sender}, {Number: in.Number, Day: "2021-03-02", Sender: in.Sender},
			{Number: in.Number, Day: in.Day, Sender: "Desa Pakel"}} {
			if _, err := r.s.Receive(r.Context(), r.op(authority.Registrar), siki, other); err != nil {
				r.Errorf("another letter: %v", err)
			}
		}
	})
}

// A letter that somebody else recorded is refused as well; what they recorded
// stays theirs.
func TestALetterBeyondReachIsRecordedOnce(t *testing.T) {
	on(t, func(r *rig) {
		in := LetterBody{Number: "470/9/Pem", Day: "2021-03-01", Sender: "Desa Siki"}
		id, err := r.s.Receive(r.Context(), r.op(authority.Registrar), siki, in)
		if err != nil {
			r.Fatal(err)
		}
		page := r.expect(authority.Social, "POST", "/laporan/surat", url.Values{"nomor": {"470/9/PEM"}, "tanggal": {"2021-03-01"}, "pengirim": {"desa  siki"}},
			422, `id="nomor-err"`, "sudah tercatat. Hubungi koordinator", `value="470/9/PEM"`)
		if strings.Contains(page, id) {
			r.Error("the refusal leads to what is out of reach")
		}
		// A village of the same name elsewhere has letters of its own.
		if _, err := r.s.Receive(r.Context(), r.op(authority.Social), "35.03.08.2004", in); err != nil {
			r.Errorf("of another village: %v", err)
		}
	})
}

// A letter that came without its scan gets one, once, from who may record it.
func TestAScanIsAddedToALetter(t *testing.T) {
	on(t, func(r *rig) {
		id, err := r.s.Receive(r.Context(), r.op(authority.Registrar), siki, LetterBody{Number: "470/9", Day: "2021-03-01", Sender: "Desa Siki"})
		if err != nil {
			r.Fatal(err)
		}
		here := "/laporan/surat/" + id
		r.expect(authority.Registrar, "GET", "/laporan/surat", nil, 200, `href="`+here+`"`, "Tambah pindaian")
		r.expect(authority.Registrar, "GET", here, nil, 200, "470/9", `type="file" id="pindaian"`)
		r.expect(authority.Head, "GET", here, nil, 403)
		r.expect(authority.Social, "GET", here, nil, 404)
		r.expect(authority.Registrar, "POST", here+"/pindaian", url.Values{}, 422, "Pilih foto")
		put := func(role authority.Role) (ledger.Op, string) {
			op := r.op(role)
			f, err := r.s.Attachments.Put(r.Context(), op.Scope, casefile.KindLetter, id, strings.NewReader(letterPDF+string(role)+pdfEnd))
			if err != nil {
				r.Fatal(err)
			}
			return op, f.Hash
		}
		op, hash := put(authority.Social)
		_, err = r.s.AddScan(r.Context(), op, id, hash)
		wantKind(r.TB, err, fault.Forbidden, "")
		op, hash = put(authority.Coordinator)
		for range 2 {
			if _, err := r.s.AddScan(r.Context(), op, id, hash); err != nil {
				r.Fatal(err)
			}
		}
		op, other := put(authority.Registrar)
		_, err = r.s.AddScan(r.Context(), op, id, other)
		wantKind(r.TB, err, fault.Conflict, "fault.intake.letter_scanned")
		page := r.expect(authority.Registrar, "GET", here, nil, 200, here+"/pindaian")
		if strings.Contains(page, `type="file"`) {
			r.Error("a letter with a scan asks for one")
		}
		l, err := r.s.Letter(r.Context(), op.Scope, id)
		if err != nil || l.Scan != hash || l.RecordedBy != r.as(authority.Registrar).scope.Person {
			r.Errorf("%+v, %v", l, err)
		}
	})
}

// letterPDF and pdfEnd are a short PDF around some words.
const (
	letterPDF = "%PDF-1.4\nsurat desa "
	pdfEnd    = "\nstartxref\n0\n%%EOF\n"
)
