package linkage

import "github.com/jempolkeren/jempol/internal/resident"

// expandMost is how many words one kind of likeness may bring.
const expandMost = 300

// expand calls found with each word of the register that a word of a report may
// be, and how; each word once, with the nearest likeness. slips are those of the
// word.
func (ix *Index) expand(t token, slips []string, found func(word uint32, level int)) {
	v, w := ix.words, t.text
	seen := make(map[uint32]bool, 64)
	say := func(word uint32, level int) {
		if !seen[word] {
			seen[word] = true
			found(word, level)
		}
	}
	if n, ok := v.number(w); ok {
		say(n, wordSame)
	}
	if w == "" {
		return
	}
	ear := resident.Hear(w)
	for _, n := range v.heard.find(hashWithout(ear, -1)) {
		if resident.Hear(v.word(n)) == ear {
			say(n, wordHeard)
		}
	}
	if len(w) >= shortest && len(w) < longest {
		var far []uint32
		near := func(words []uint32) {
			for _, n := range words {
				if seen[n] {
					continue
				}
				switch d := distance(w, v.word(n), 2); {
				case d <= 1:
					say(n, wordNear)
				case d == 2 && min(len(w), len(v.word(n))) >= 5 && len(far) < expandMost:
					far = append(far, n)
				}
			}
		}
		near(v.cut.find(hashWithout(w, -1)))
		for i := range len(w) {
			if i == 0 || w[i] != w[i-1] {
				near(v.cut.find(hashWithout(w, i)))
			}
		}
		for _, s := range slips {
			if n, ok := v.number(s); ok {
				say(n, wordNear)
			}
		}
		for _, n := range far {
			say(n, wordFar)
		}
	}
	ix.parts(w, say)
}

// parts finds the words of which w is the beginning or the end, or which are
// its beginning or end.
func (ix *Index) parts(w string, found func(uint32, int)) {
	v := ix.words
	if len(w) >= 3 {
		if from, to := v.beginning(w); to-from <= 4*expandMost {
			for n := from; n < to; n++ {
				found(n, wordPart)
			}
		}
		if words := v.ending(w); len(words) <= 4*expandMost {
			for _, n := range words {
				found(n, wordPart)
			}
		}
	}
	for k := 3; k < len(w); k++ {
		if n, ok := v.number(w[:k]); ok {
			found(n, wordMore)
		}
		if n, ok := v.number(w[len(w)-k:]); ok {
			found(n, wordMore)
		}
	}
	if len(w) > 1 {
		if n, ok := v.number(w[:1]); ok { // the register has an initial
			found(n, wordMore)
		}
	}
}

// slipsOf are the words that were meant where two letters were typed in the
// wrong order or one too many: a slip within SJ or OE leaves nothing for the
// rules of spelling to see.
func slipsOf(t token) []string {
	if len(t.text) < shortest || len(t.raw) < 2 || len(t.raw) >= longest {
		return nil
	}
	var b [longest]byte
	var out []string
	raw := t.raw
	try := func(word []byte) { out = append(out, resident.Spell(string(word))) }
	for i := range len(raw) - 1 {
		if raw[i] != raw[i+1] {
			copy(b[:], raw)
			b[i], b[i+1] = b[i+1], b[i]
			try(b[:len(raw)])
		}
	}
	for i := range len(raw) {
		copy(b[:], raw[:i])
		copy(b[i:], raw[i+1:])
		try(b[:len(raw)-1])
	}
	return out
}
