package linkage

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"github.com/jempolkeren/jempol/internal/resident"
)

// vocabulary holds the distinct folded words of a register. A word's number is
// its place in alphabetical order, so that the words that begin alike are
// neighbours.
type vocabulary struct {
	text    string   // all words, one after the other
	at      []uint32 // where each begins; one more than words
	name    []uint32 // how many people have it in their name
	mother  []uint32 // ... in their mother's
	initial [26]letterCount
	reverse []uint32 // words in the order of their letters from the last
	heard   hashes   // by what hear makes of them
	cut     hashes   // by themselves and what is left when one letter is left out
}

// letterCount is how many people have a word that begins with a letter.
type letterCount struct{ name, mother uint32 }

// hashes finds words by a hash of something of theirs.
type hashes struct {
	hash []uint32
	word []uint32
	dir  []uint32 // by the hash's upper half: where it begins; nil for few words
}

func (v *vocabulary) len() int { return len(v.at) - 1 }

func (v *vocabulary) word(w uint32) string { return v.text[v.at[w]:v.at[w+1]] }

// newVocabulary makes one of distinct words. It gives each word's number.
func newVocabulary(texts []string) (*vocabulary, []uint32) {
	order := make([]uint32, len(texts))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return strings.Compare(texts[a], texts[b]) })
	v := &vocabulary{at: make([]uint32, 1, len(texts)+1)}
	number := make([]uint32, len(texts))
	var all strings.Builder
	for n, i := range order {
		number[i] = uint32(n)
		all.WriteString(texts[i])
		v.at = append(v.at, uint32(all.Len()))
	}
	v.text = all.String()
	v.name, v.mother = make([]uint32, len(texts)), make([]uint32, len(texts))
	v.reverse = make([]uint32, len(texts))
	for i := range v.reverse {
		v.reverse[i] = uint32(i)
	}
	slices.SortFunc(v.reverse, func(a, b uint32) int { return compareReversed(v.word(a), v.word(b)) })
	type pair struct{ hash, word uint32 }
	collect := func(most int, each func(w uint32, add func(string, int))) hashes {
		pairs := make([]pair, 0, most)
		for w := range uint32(v.len()) {
			each(w, func(s string, without int) { pairs = append(pairs, pair{hashWithout(s, without), w}) })
		}
		slices.SortFunc(pairs, func(a, b pair) int { return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.word, b.word)) })
		h := hashes{hash: make([]uint32, len(pairs)), word: make([]uint32, len(pairs))}
		if len(pairs) > 1<<12 {
			h.dir = make([]uint32, 1<<16+1)
		}
		for i, p := range pairs {
			h.hash[i], h.word[i] = p.hash, p.word
			if h.dir != nil {
				h.dir[p.hash>>16+1] = uint32(i + 1)
			}
		}
		for i := 1; i < len(h.dir); i++ {
			h.dir[i] = max(h.dir[i], h.dir[i-1])
		}
		return h
	}
	v.heard = collect(len(texts), func(w uint32, add func(string, int)) { add(resident.Hear(v.word(w)), -1) })
	v.cut = collect(len(texts)+len(v.text), func(w uint32, add func(string, int)) {
		s := v.word(w)
		if len(s) < shortest || len(s) >= longest {
			return
		}
		add(s, -1)
		for i := range s {
			if i == 0 || s[i] != s[i-1] {
				add(s, i)
			}
		}
	})
	return v, number
}

// shortest is the length from which on a word with one letter wrong is looked for.
const shortest = 4

// find gives the words with a hash; some may be there for another text.
func (h *hashes) find(hash uint32) []uint32 {
	from, to := uint32(0), uint32(len(h.hash))
	if h.dir != nil {
		from, to = h.dir[hash>>16], h.dir[hash>>16+1]
	}
	if from >= to {
		return nil
	}
	part := h.hash[from:to]
	i, ok := slices.BinarySearch(part, hash)
	if !ok {
		return nil
	}
	j := i
	for j < len(part) && part[j] == hash {
		j++
	}
	return h.word[int(from)+i : int(from)+j]
}

// hashWithout is the hash (FNV-1a) of s without its i-th letter; -1 is all of it.
func hashWithout(s string, i int) uint32 {
	h := uint32(2166136261)
	for j := range len(s) {
		if j != i {
			h = (h ^ uint32(s[j])) * 16777619
		}
	}
	return h
}

// number gives a word's number.
func (v *vocabulary) number(word string) (uint32, bool) {
	i := sort.Search(v.len(), func(i int) bool { return v.word(uint32(i)) >= word })
	return uint32(i), i < v.len() && v.word(uint32(i)) == word
}

// beginning gives the range of words that begin with a text.
func (v *vocabulary) beginning(text string) (from, to uint32) {
	from, _ = v.number(text)
	n := sort.Search(v.len()-int(from), func(i int) bool { return !strings.HasPrefix(v.word(from+uint32(i)), text) })
	return from, from + uint32(n)
}

// ending gives the words that end with a text.
func (v *vocabulary) ending(text string) []uint32 {
	from := sort.Search(len(v.reverse), func(i int) bool { return compareReversed(v.word(v.reverse[i]), text) >= 0 })
	n := sort.Search(len(v.reverse)-from, func(i int) bool { return !strings.HasSuffix(v.word(v.reverse[from+i]), text) })
	return v.reverse[from : from+n]
}

func compareReversed(a, b string) int {
	for i := 1; i <= len(a) && i <= len(b); i++ {
		if c := cmp.Compare(a[len(a)-i], b[len(b)-i]); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(a), len(b))
}
