package intake

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
)

// A letter that comes after the reports gets its people: those of its village
// who have none, many at a time, and each once.
func TestALetterThatComesLaterGetsItsPeople(t *testing.T) {
	on(t, func(r *rig) {
		first, a := r.file(authority.Registrar, "nama", "Suparmi")
		_, b := r.file(authority.Registrar, "nama", "Katimin")
		_, gone := r.file(authority.Registrar, "nama", "Wagiyem")
		_, other := r.file(authority.Social, "nama", "Mbah Tukinem", "desa", "35.03.04.2003")
		if _, err := r.s.Leave(r.Context(), r.op(authority.Coordinator), gone, Exit{Exit: casefile.ExitDeclined, Reason: "has_papers", Words: "dilihat"}); err != nil {
			r.Fatal(err)
		}
		id, err := r.s.Receive(r.Context(), r.op(authority.Registrar), siki, LetterBody{Number: "470/9", Day: "2021-03-01", Sender: "Desa Siki"})
		if err != nil {
			r.Fatal(err)
		}
		here := "/laporan/surat/" + id
		page := r.expect(authority.Registrar, "GET", here, nil, 200, "Suparmi", "Katimin", a, b)
		for _, not := range []string{"Wagiyem", "Tukinem", other, gone} {
			if strings.Contains(page, not) {
				r.Errorf("%s is offered", not)
			}
		}
		r.expect(authority.Registrar, "POST", here+"/warga", url.Values{}, 422, `id="warga-err"`, "Pilih sedikitnya satu warga", "Suparmi")

		op := r.op(authority.Registrar)
		for range 2 { // a second press says the same
			if n, err := r.s.Give(r.Context(), op, id, []string{a, b, gone, a}); n != 2 || err != nil {
				r.Errorf("%d under the letter, %v", n, err)
			}
		}
		if st := r.state(a); st.Letter != id {
			r.Errorf("letter %q", st.Letter)
		}
		if st := r.state(gone); st.Letter != "" {
			r.Error("an ended case was put under the letter")
		}
		page = r.expect(authority.Registrar, "GET", here, nil, 200, "2 warga", "/kasus?surat="+id, "Tidak ada kasus tanpa surat")
		if strings.Contains(page, "Suparmi") {
			r.Error("who is under the letter is offered again")
		}
		// Somebody of another village cannot be taken into it, nor a letter be used that is not one's own.
		if n, err := r.s.Give(r.Context(), r.op(authority.Registrar), id, []string{other}); n != 0 || !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) {
			r.Errorf("another village: %d, %v", n, err)
		}
		if _, err := r.s.Give(r.Context(), r.op(authority.Social), id, []string{other}); !fault.Is(err, fault.NotFound) {
			r.Errorf("another's letter: %v", err)
		}
		if code, _, _ := r.send(authority.Field, "POST", here+"/warga", url.Values{"warga": {a}}); code != 403 {
			r.Errorf("a field officer: %d", code)
		}

		// The letter of one case is taken away and named again where its needs are.
		needs := "/kasus/" + first + "/kebutuhan"
		r.expect(authority.Registrar, "GET", needs, nil, 200, `<option value="`+id+`" selected`)
		r.expect(authority.Registrar, "POST", needs+"/surat", url.Values{"surat": {"none"}}, 422, `id="surat-err"`)
		r.expect(authority.Registrar, "POST", needs+"/surat", url.Values{"surat": {""}}, 303)
		if st := r.state(a); st.Letter != "" {
			r.Error("the letter is still there")
		}
		r.expect(authority.Registrar, "GET", here, nil, 200, "1 warga", "Suparmi")
		r.expect(authority.Registrar, "POST", needs+"/surat", url.Values{"surat": {id}}, 303)
		r.expect(authority.Registrar, "POST", needs+"/surat", url.Values{"surat": {id}}, 303)
		if st := r.state(a); st.Letter != id {
			r.Errorf("letter %q", st.Letter)
		}
	})
}

// A letter of nobody's village, which the coordinator wrote down, asks for a
// village first: the whole office is too long a list.
func TestALetterOfTheOfficeIsFilteredByVillage(t *testing.T) {
	on(t, func(r *rig) {
		r.file(authority.Registrar, "nama", "Suparmi")
		_, far := r.file(authority.Coordinator, "nama", "Tukinem", "desa", "35.03.03.2005")
		id, err := r.s.Receive(r.Context(), r.op(authority.Coordinator), "", LetterBody{Number: "470/9", Day: "2021-03-01", Sender: "Desa Siki"})
		if err != nil {
			r.Fatal(err)
		}
		here := "/laporan/surat/" + id
		r.expect(authority.Coordinator, "GET", here, nil, 200, "Suparmi", "Tukinem", `name="wilayah"`)
		for area, not := range map[string]string{siki: "Tukinem", "35.03.04": "Tukinem", "35.03.03.2005": "Suparmi"} {
			if page := r.expect(authority.Coordinator, "GET", here+"?wilayah="+area, nil, 200); strings.Contains(page, not) {
				r.Errorf("%s is offered in %s", not, area)
			}
		}
		page := r.expect(authority.Coordinator, "POST", here+"/warga", url.Values{"wilayah": {siki}}, 422, "Suparmi", "Pilih sedikitnya satu warga")
		if strings.Contains(page, "Tukinem") {
			r.Error("a refusal forgets the filter")
		}
		if code, to, _ := r.send(authority.Coordinator, "POST", here+"/warga", url.Values{"wilayah": {"35.03.03.2005"}, "warga": {far}}); code != 303 || to != here+"?wilayah=35.03.03.2005" {
			r.Errorf("%d to %s", code, to)
		}
	})
}

// Saving a case does not lose a letter that the form could not offer.
func TestALetterBeyondTheListIsNotLost(t *testing.T) {
	on(t, func(r *rig) {
		old, err := r.s.Receive(r.Context(), r.op(authority.Coordinator), siki, LetterBody{Number: "1/OLD", Day: "2020-01-01", Sender: "Desa Siki"})
		if err != nil {
			r.Fatal(err)
		}
		number, id := r.file(authority.Registrar)
		if _, err := r.s.SetLetter(r.Context(), r.op(authority.Coordinator), id, old); err != nil {
			r.Fatal(err)
		}
		for i := range newestLetters {
			in := LetterBody{Number: strconv.Itoa(i), Day: "2021-03-01", Sender: "Desa Siki"}
			if _, err := r.s.Receive(r.Context(), r.op(authority.Coordinator), siki, in); err != nil {
				r.Fatal(err)
			}
		}
		r.expect(authority.Coordinator, "GET", "/kasus/"+number+"/kebutuhan", nil, 200, `<option value="`+old+`" selected`)

		// One of another agency is not offered to be changed, and cannot be.
		theirs, err := r.s.Receive(r.Context(), r.op(authority.Social), "", LetterBody{Number: "9/DS", Day: "2021-03-01", Sender: "Dinas Sosial"})
		if err != nil {
			r.Fatal(err)
		}
		if _, err := r.s.SetLetter(r.Context(), r.op(authority.Coordinator), id, theirs); err != nil {
			r.Fatal(err)
		}
		if page := r.expect(authority.Registrar, "GET", "/kasus/"+number+"/kebutuhan", nil, 200); strings.Contains(page, "/kebutuhan/surat") {
			r.Error("the letter of another is offered to be changed")
		}
		for _, to := range []string{"", old} {
			r.expect(authority.Registrar, "POST", "/kasus/"+number+"/kebutuhan/surat", url.Values{"surat": {to}}, 422)
		}
		if st := r.state(id); st.Letter != theirs {
			r.Errorf("the letter is %q", st.Letter)
		}
	})
}
