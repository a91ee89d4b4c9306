package bench

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// hint is what is left of one word of a name after what happened to it. A word
// that was misspelt is left whole: whoever knew which error was made could take
// it back.
type hint struct {
	kind hintKind
	text string
}

type hintKind byte

const (
	whole hintKind = iota
	first          // letter
	tail           // the beginning was left out
	head           // the end was left out
	lost
)

// agrees says whether the hint could be of the word.
func (h hint) agrees(word string) bool {
	switch h.kind {
	case whole:
		return word == h.text
	case first:
		return word[:1] == h.text
	case tail:
		s, ok := clipHead(word)
		return ok && s == h.text
	case head:
		s, ok := clipTail(word)
		return ok && s == h.text
	}
	return true
}

// teller tells names as they are heard and written down.
type teller struct {
	*people
	r *rand.Rand
}

// name tells a name, and what is left in it of each of its words.
func (t *teller) name(s *soul, name string, sex byte, year int16, p rates) (told string, left []hint) {
	r := t.r
	words := strings.Fields(name)
	for _, w := range words {
		left = append(left, hint{whole, w})
	}
	at := make([]int, len(words)) // which word of the register stands here
	for i := range at {
		at[i] = i
	}
	if len(words) > 1 && flip(r, p.missing) {
		i := r.IntN(len(words))
		left[i].kind = lost
		words, at = slices.Delete(words, i, i+1), slices.Delete(at, i, i+1)
	}
	for i, w := range words {
		h := &left[at[i]]
		switch forms := variants[w]; {
		case forms != nil && flip(r, p.variant):
			words[i] = forms[r.IntN(len(forms))]
		case at[i] > 0 && flip(r, p.initial):
			*h = hint{first, w[:1]}
			words[i] = w[:1] + []string{"", "."}[r.IntN(2)]
		case flip(r, p.clip):
			if short, ok := clipTail(w); ok && flip(r, .5) {
				words[i], *h = short, hint{head, short}
			} else if short, ok := clipHead(w); ok {
				words[i], *h = short, hint{tail, short}
			}
		}
	}
	if flip(r, p.old) {
		for i := range words {
			words[i] = oldSpelling.Replace(words[i])
		}
	}
	some := func(p, more float64, change func(*rand.Rand, string) string) {
		for ; flip(r, p); p = more {
			i := r.IntN(len(words))
			words[i] = change(r, words[i])
			more /= 2
		}
	}
	some(p.respell, p.again, respell)
	some(p.typo, p.twice, typo)
	words = t.shape(words, p)
	if flip(r, p.added) {
		words = slices.Insert(words, r.IntN(len(words)+1), t.word(r, "second", string(sex), int(year)))
	}
	return t.dress(strings.Join(words, " "), s, sex, year, p), left
}

// shape moves the gaps between words.
func (t *teller) shape(words []string, p rates) []string {
	r := t.r
	if len(words) > 1 {
		i := r.IntN(len(words) - 1)
		if flip(r, p.swap) {
			words[i], words[i+1] = words[i+1], words[i]
		}
		if flip(r, p.join) {
			words[i] += words[i+1]
			words = slices.Delete(words, i+1, i+2)
		}
	}
	if i := r.IntN(len(words)); len(words[i]) >= 6 && flip(r, p.split) {
		cut := 2 + r.IntN(len(words[i])-4)
		words = slices.Insert(words, i+1, words[i][cut:])
		words[i] = words[i][:cut]
	}
	return words
}

// dress puts around a name what people say with it.
func (t *teller) dress(name string, s *soul, sex byte, year int16, p rates) string {
	r := t.r
	if flip(r, p.father) && s.father != "" && s.sex == sex {
		name += map[byte]string{'L': " BIN ", 'P': " BINTI "}[sex] + s.father
	}
	if flip(r, p.alias) {
		other := t.word(r, "given", string(sex), int(year))
		name += [...]string{" ALIAS " + other, " AL. " + other, " @ " + other, " (" + other + ")", " / " + other}[r.IntN(5)]
	}
	if flip(r, p.title) {
		name = title(r, sex, year) + " " + name
	}
	if flip(r, .5) {
		return titled(name)
	}
	return name
}

// titled writes words with one capital letter.
func titled(s string) string {
	b := []byte(strings.ToLower(s))
	for i := range b {
		if (i == 0 || b[i-1] == ' ' || b[i-1] == '(') && b[i] >= 'a' && b[i] <= 'z' {
			b[i] -= 'a' - 'A'
		}
	}
	return string(b)
}
