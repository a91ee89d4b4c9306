package linkage

// Memo keeps what the words of reports may be in the indexes they are looked for
// in, for whoever asks about many: a thousand people have a few hundred names. It
// serves one search at a time, and answers are the same with it and without.
type Memo struct {
	may   map[*Index]map[token][]like
	slips map[token][]string
}

// like is a word of an index that a word of a report may be.
type like struct {
	word  uint32
	level int
}

// mostKept is how many words a memo keeps of each index: some megabytes.
const mostKept = 2_000

// fewKept: of an index of fewer people nothing is kept. Who is explained stands
// alone in one that is made for the question.
const fewKept = 100

// NewMemo makes an empty one.
func NewMemo() *Memo {
	return &Memo{may: map[*Index]map[token][]like{}, slips: map[token][]string{}}
}

// Only lets go of what it keeps of other indexes than those.
func (k *Memo) Only(in ...*Index) {
	for ix := range k.may {
		keep := false
		for _, one := range in {
			keep = keep || one == ix
		}
		if !keep {
			delete(k.may, ix)
		}
	}
}

// expand is Index.expand.
func (k *Memo) expand(ix *Index, t token, found func(word uint32, level int)) {
	if k == nil {
		ix.expand(t, slipsOf(t), found)
		return
	}
	known, met := k.may[ix][t]
	if !met {
		slips, ok := k.slips[t]
		if !ok {
			slips = slipsOf(t)
			if len(k.slips) >= mostKept {
				clear(k.slips)
			}
			k.slips[t] = slips
		}
		if ix.Len() < fewKept {
			ix.expand(t, slips, found)
			return
		}
		ix.expand(t, slips, func(word uint32, level int) { known = append(known, like{word, level}) })
		if of := k.may[ix]; of == nil || len(of) >= mostKept {
			k.may[ix] = map[token][]like{}
		}
		k.may[ix][t] = known
	}
	for _, l := range known {
		found(l.word, l.level)
	}
}
