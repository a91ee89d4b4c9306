package form

import (
	"strings"

	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/resident"
)

func oddWords(lang string, odd []resident.Warning) string {
	var out []string
	for _, w := range odd {
		out = append(out, i18n.T(lang, w.Key, w.Args)+".")
	}
	return strings.Join(out, " ")
}

// Saved is what is told after saving: that it is kept, and what is odd about the
// numbers that were.
func Saved(lang, kept string, odd []resident.Warning) string {
	return strings.TrimSpace(kept + " " + oddWords(lang, odd))
}
