package region

import (
	"slices"
	"strings"
)

// Search answers while somebody types: every word of the query must begin a
// word of the area's name or of the areas it lies in, and at least one must
// begin a word of its own name, so "sukorejo gand" finds Sukorejo in Gandusari
// and "sukorejo" both of Trenggalek's. The best come first: the exact name,
// then names that begin with the query, then the rest; within these deeper
// areas first, then by code. The empty code searches the whole country.
func Search(query string, within Code, limit int) []Area {
	return search(query, within, limit, Province)
}

// SearchVillages is Search for a picker that wants desa and kelurahan only.
func SearchVillages(query string, within Code, limit int) []Area {
	return search(query, within, limit, Village)
}

type hit struct {
	row  int
	rank int
}

func search(query string, within Code, limit int, least Level) []Area {
	words := strings.Fields(fold(query))
	if len(words) == 0 || limit <= 0 {
		return nil
	}
	t := areas()
	lo, hi := t.within(within)
	if lo >= hi {
		return nil
	}
	whole := strings.Join(words, " ")
	var hits []hit
	seen := map[int]bool{}
	var ofRank [30]int
	for i, w := range words {
		if slices.Contains(words[:i], w) {
			continue
		}
		last := -1
		t.scan(w, lo, hi, func(row int) {
			if row == last || t.keys[row].level() < least || t.gone[t.keys[row]] {
				return
			}
			last = row
			rank := t.rank(row, whole)
			if len(words) == 1 {
				// Rows come in order, so what would follow limit hits of
				// the same rank is never shown.
				if ofRank[rank]++; ofRank[rank] > limit {
					return
				}
			} else {
				if seen[row] || !t.matches(row, words) {
					return
				}
				seen[row] = true
			}
			hits = append(hits, hit{row, rank})
		})
	}
	slices.SortFunc(hits, func(a, b hit) int {
		if a.rank != b.rank {
			return a.rank - b.rank
		}
		return a.row - b.row
	})
	out := make([]Area, 0, min(limit, len(hits)))
	for _, h := range hits[:min(limit, len(hits))] {
		out = append(out, t.area(h.row))
	}
	return out
}

// scan calls found for each row in [lo,hi) in which a word begins with w, in
// ascending order, more than once if several words do.
func (t *table) scan(w string, lo, hi int, found func(row int)) {
	w = " " + w // in the folded names a space, also from a newline, begins a word
	end := int(t.offsets[hi] - 1)
	row := lo
	for at := int(t.offsets[lo]); at < end; {
		i := strings.Index(t.folded[at-1:end], w)
		if i < 0 {
			return
		}
		at += i
		// Hits ascend, so the row is most often near the last one.
		for steps := 0; int(t.offsets[row+1]) <= at; steps++ {
			if steps == 16 {
				row = t.row(at)
				break
			}
			row++
		}
		found(row)
		at++
	}
}

// matches reports whether every word begins a word of the row's name or of its
// ancestors' names.
func (t *table) matches(row int, words []string) bool {
	var chain [Village + 1]string
	names := chain[:0]
	k := t.keys[row]
	names = append(names, t.search(row))
	for _, part := range []key{1e4, 1e6, 1e8} {
		if up := k - k%part; up != k {
			if i, ok := slices.BinarySearch(t.keys, up); ok {
				names = append(names, t.search(i))
			}
		}
	}
	for _, w := range words {
		if !slices.ContainsFunc(names, func(n string) bool { return beginsWord(n, w) }) {
			return false
		}
	}
	return true
}

func beginsWord(name, w string) bool {
	if strings.HasPrefix(name, w) {
		return true
	}
	for i := 1; i+len(w) <= len(name); i++ {
		if name[i-1] == ' ' && name[i:i+len(w)] == w {
			return true
		}
	}
	return false
}

// rank orders hits: smaller is better.
func (t *table) rank(row int, whole string) int {
	name := t.search(row)
	rank := int(Village - t.keys[row].level())
	switch {
	case name == whole:
		return rank
	case strings.HasPrefix(name, whole):
		return 10 + rank
	}
	return 20 + rank
}

// fold brings input to the form in which names are searched.
func fold(s string) string {
	b := []byte(strings.ReplaceAll(s, "’", "'"))
	for i := range b {
		b[i] = foldByte(b[i])
	}
	return string(b)
}
