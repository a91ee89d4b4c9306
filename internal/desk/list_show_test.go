package desk

import (
	"testing"

	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/web"
)

// L and P stand for Indonesian words; a list in English says it in English.
func TestSexInAList(t *testing.T) {
	for _, c := range []struct{ lang, sex, want string }{
		{i18n.ID, "L", "L"}, {i18n.ID, "P", "P"}, {i18n.EN, "L", "Male"}, {i18n.EN, "P", "Female"}, {i18n.EN, "", ""}, {i18n.ID, "", ""},
	} {
		if got := sexText(&web.Request{Lang: c.lang}, c.sex); got != c.want {
			t.Errorf("%s %q: %q", c.lang, c.sex, got)
		}
	}
}
