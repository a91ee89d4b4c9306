package region

import (
	"slices"
	"strings"
)

// Match is one village that a line of a list may mean.
type Match struct {
	Area
	// Near says that the names are only similar: show it as a suggestion, never
	// take it without asking.
	Near bool
}

// Resolve finds the villages that a line of an imported list may mean. Names
// that are the same but for case, spaces and marks win; only if there are none
// do similar ones follow, nearest first, marked Near. One match without Near is
// an answer; more than one is a question: a village name without kecamatan
// that occurs twice gives both. A kecamatan that is written but unknown makes
// every match Near. "Pakel, Watulimo" and "Pakel (Watulimo)" in the village's
// own column are understood, as are "Desa", "Ds.", "Kel." and "Kec.".
func Resolve(village, kecamatan string, within Code) []Match {
	if strings.TrimSpace(kecamatan) == "" {
		village, kecamatan = splitPlace(village)
	}
	v, k := bare(village, villageWords), bare(kecamatan, kecamatanWords)
	if v == "" {
		return nil
	}
	t := areas()
	lo, hi := t.within(within)
	var exact, near []scored
	doubtful, similar := false, false
	for pass := range 2 {
		for i := lo; i < hi; i++ {
			if t.keys[i].level() != Village || t.gone[t.keys[i]] {
				continue
			}
			d := distance(v, squash(t.search(i)), allowance(v))
			if d < 0 {
				continue
			}
			if k != "" && pass == 0 {
				up, ok := t.find(t.keys[i].code().Parent())
				if !ok {
					continue
				}
				dk := distance(k, squash(t.search(up)), allowance(k))
				if dk < 0 {
					continue
				}
				d += dk
			}
			if similar && (d > 0 || slices.ContainsFunc(near, func(s scored) bool { return s.Code == t.keys[i].code() })) {
				continue
			}
			m := scored{Match{Area: t.area(i), Near: d > 0 || doubtful}, d}
			if m.Near {
				near = append(near, m)
			} else {
				exact = append(exact, m)
			}
		}
		if k == "" || len(exact) > 0 {
			break
		}
		// No such village in a kecamatan of that name: the kecamatan may be
		// the wrong one, so the village alone is worth suggesting; where others
		// there are similar, only by its very name.
		doubtful, similar = true, len(near) > 0
	}
	found := exact
	if len(found) == 0 {
		found = near
	}
	slices.SortStableFunc(found, func(a, b scored) int { return a.distance - b.distance })
	var out []Match
	for _, m := range found[:min(len(found), 10)] {
		out = append(out, m.Match)
	}
	return out
}

type scored struct {
	Match
	distance int
}

// allowance is how many letters a name may differ in and still be suggested:
// in short names one letter makes another village.
func allowance(s string) int {
	switch {
	case len(s) < 4:
		return 0
	case len(s) < 7:
		return 1
	}
	return 2
}

var (
	villageWords   = []string{"desa", "ds", "kelurahan", "kel", "kalurahan"}
	kecamatanWords = []string{"kecamatan", "kec"}
)

// bare folds a name, takes the words for its kind off the front, and closes
// its gaps: lists write "Ngulung Kulon" for Ngulungkulon.
func bare(s string, kinds []string) string {
	words := strings.Fields(fold(s))
	for len(words) > 1 && slices.Contains(kinds, words[0]) {
		words = words[1:]
	}
	return strings.Join(words, "")
}

func squash(s string) string { return strings.ReplaceAll(s, " ", "") }

func splitPlace(s string) (village, kecamatan string) {
	i := strings.IndexAny(s, ",(")
	if i < 0 {
		return s, ""
	}
	rest := s[i+1:]
	if j := strings.IndexAny(rest, ",)"); j >= 0 {
		rest = rest[:j]
	}
	return s[:i], rest
}

// distance is the edit distance of two folded names, a swap of neighbours
// counting as one; -1 if it is more than most.
func distance(a, b string, most int) int {
	if a == b {
		return 0
	}
	if most == 0 || len(a)-len(b) > most || len(b)-len(a) > most {
		return -1
	}
	const longest = 64
	if len(a) >= longest || len(b) >= longest {
		return -1
	}
	var rows [3][longest]int
	before, last, now := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		best := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			now[j] = d
			best = min(best, d)
		}
		if best > most {
			return -1
		}
		before, last, now = last, now, before
	}
	if last[len(b)] > most {
		return -1
	}
	return last[len(b)]
}
