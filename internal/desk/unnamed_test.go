package desk

import (
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
)

// TestSomebodyWithoutAName is found by what people say, and shown by what is
// known; the photo only to whom something leads to the person.
func TestSomebodyWithoutAName(t *testing.T) {
	on(t, func(w *world) {
		no := w.file(report{id: "c1"})
		st := w.state("c1")
		w.act(authority.Coordinator, "c1", casefile.PersonStated, casefile.PersonStatedBody{Facts: []casefile.Assertion{{Field: casefile.FieldPhoto, Value: strings.Repeat("ab", 32)}}},
			casefile.PersonPersonal{Fields: []casefile.Assertion{
				{Field: casefile.FieldOtherName, Element: "Mbok Giyem", Value: "Mbok Giyem"}, {Field: casefile.FieldBirth, Value: "1946..1956"},
				{Field: casefile.FieldPlace, Value: "emperan pasar"}, {Field: casefile.FieldDirections, Value: "sebelah timur jembatan"}}}, st.Person.Shown()...)
		w.file(report{id: "c2", name: "Giyem"})
		page := func(role authority.Role, q string) string {
			_, to, _ := w.post(role, "/cari", "q", q)
			_, body := w.get(role, to)
			return body
		}
		photo := `src="/kasus/` + no + `/foto"`
		body := page(authority.Coordinator, "giyem")
		for _, want := range []string{"Dikenal sebagai Mbok Giyem", "antara 64 dan 75 tahun", "emperan pasar. sebelah timur jembatan", "Siki", photo, "Giyem, sekitar 78 tahun"} {
			if !strings.Contains(body, want) {
				t.Errorf("the answer lacks %q", want)
			}
		}
		body = page(authority.Siak, "giyem")
		if !strings.Contains(body, "Dikenal sebagai Mbok Giyem") || strings.Contains(body, photo) {
			t.Error("who has no work on the case sees the photo, or not the person")
		}
		if body = page(authority.Handover, "giyem"); strings.Contains(body, "Mbok") {
			t.Error("who hands over reads what the person is called")
		}
		if body = page(authority.Coordinator, "xyzzy"); !strings.Contains(body, "nama panggilannya") {
			t.Error("an empty answer does not say what to try")
		}
		_, body = w.get(authority.Coordinator, "/kasus/"+no)
		for _, want := range []string{"<h1>Dikenal sebagai Mbok Giyem</h1>", "antara 64 dan 75 tahun", "sebelah timur jembatan", photo} {
			if !strings.Contains(body, want) {
				t.Errorf("the case page lacks %q", want)
			}
		}
	})
}
