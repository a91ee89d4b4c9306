package intake

import (
	"context"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/linkage"
	"github.com/jempolkeren/jempol/internal/register"
	"github.com/jempolkeren/jempol/internal/web"
)

// sureAt is from which probability on the search would take two records for one
// person by itself (register.Candidate.Auto); people decide all the same.
const sureAt = linkage.Sure

// writtenOf is a candidate with how each field agrees with what is told.
func (s *Service) writtenOf(ctx context.Context, scope db.Scope, q register.Query, ref string) (written, error) {
	e, err := s.Register.Explain(ctx, scope, q, ref)
	out := written{Candidate: e.Candidate, why: map[string]register.Compared{}}
	for _, f := range e.Fields {
		out.why[f.Field] = f
	}
	return out, err
}

// What a level says: that a field is the same, that it is alike, or another.
var (
	sameLevels  = []string{linkage.LevelSame, linkage.LevelSpelling}
	otherLevels = []string{linkage.LevelOther, linkage.LevelFar, linkage.LevelDecade}
)

// verdict is a level in one word, for the tag of a row.
func verdict(level string) web.Tag {
	switch {
	case level == "" || level == linkage.LevelMissing:
		return web.Tag{Text: "intake.verdict.empty", Icon: web.NoIcon}
	case slices.Contains(sameLevels, level):
		return web.Tag{Tone: web.Good, Text: "intake.verdict.same"}
	case slices.Contains(otherLevels, level):
		return web.Tag{Tone: web.Bad, Text: "intake.verdict.different"}
	}
	return web.Tag{Tone: web.Warn, Text: "intake.verdict.alike", Icon: web.NoIcon}
}

// levelNote says in words how a field agrees, where the tag alone does not.
func levelNote(r *web.Request, w register.Compared) string {
	var notes []string
	for _, p := range w.Words {
		if p.Level == linkage.LevelSpelling {
			a, b := differing(strings.ToUpper(p.Said), strings.ToUpper(p.Written))
			if len(a) > 2 || len(b) > 2 || a == "" || b == "" {
				a, b = p.Said, p.Written
			}
			notes = append(notes, r.T("intake.level.spelling_of", "A", a, "B", b))
		}
	}
	if key := "intake.level." + w.Level; len(notes) == 0 && i18n.Has(key) {
		notes = append(notes, r.T(key))
	}
	return strings.Join(notes, ", ")
}

// differing gives what of two words differs: J and Y of WAGIJEM and WAGIYEM.
func differing(a, b string) (string, string) {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return a, b
}
