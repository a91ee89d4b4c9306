package office

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/lawbook"
)

// The names of instruments stay as they are; what explains them is said in the
// language of the reader.
func TestTheLawbookIsExplainedInBothLanguages(t *testing.T) {
	on(t, func(w *world) {
		d := w.desk()
		path := lawPath + "/" + lawbook.Current().Version
		_, id := d.send(authority.Admin, http.MethodGet, path)
		req := httptest.NewRequest(http.MethodGet, path, nil)
		req.Header.Set("Accept", "text/html")
		for name, value := range map[string]string{"jempol": d.tokens[authority.Admin], "bahasa": "en"} {
			req.AddCookie(&http.Cookie{Name: name, Value: value})
		}
		rec := httptest.NewRecorder()
		d.srv.ServeHTTP(rec, req)
		for page, parts := range map[string][]string{
			id:                {"Undang-Undang 1/1974 tentang Perkawinan · Naskah belum dibaca", "Turunan", "bukan bunyi peraturan"},
			rec.Body.String(): {"Undang-Undang 1/1974 tentang Perkawinan · The text was not read", "Derived", "not the wording of a regulation", "!Naskah", "!Turunan", "!Lampiran"},
		} {
			for _, part := range parts {
				text, not := strings.CutPrefix(part, "!")
				if strings.Contains(page, text) == not {
					w.Errorf("%q is on the page: %v", text, not)
				}
			}
		}
	})
}
