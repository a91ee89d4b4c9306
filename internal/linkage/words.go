package linkage

import "hash/maphash"

// wordSet numbers words in the order in which they come. It has no pointer in
// it: a district has some hundred thousand words, and as texts of their own they
// would be looked through by the collector of garbage again and again while a
// register is loaded.
type wordSet struct {
	seed  maphash.Seed
	text  []byte
	at    []uint32 // where word i begins; the end of the last follows
	slots []uint32 // number of a word and one, at its hash or behind it; 0 is free
}

func newWordSet() wordSet {
	return wordSet{seed: maphash.MakeSeed(), at: []uint32{0}, slots: make([]uint32, 1<<10)}
}

func (s *wordSet) len() int { return len(s.at) - 1 }

func (s *wordSet) word(n uint32) []byte { return s.text[s.at[n]:s.at[n+1]] }

// slot is where a word stands, or would.
func (s *wordSet) slot(word string) int {
	mask := uint64(len(s.slots) - 1)
	for i := maphash.String(s.seed, word) & mask; ; i = (i + 1) & mask {
		if n := s.slots[i]; n == 0 || string(s.word(n-1)) == word {
			return int(i)
		}
	}
}

// find is the number of a word.
func (s *wordSet) find(word string) (n uint32, ok bool) {
	n = s.slots[s.slot(word)]
	return n - 1, n > 0
}

// add numbers a word that is not there.
func (s *wordSet) add(word string) uint32 {
	if 2*s.len() >= len(s.slots) {
		s.grow()
	}
	n := uint32(s.len())
	s.text = append(s.text, word...)
	s.at = append(s.at, uint32(len(s.text)))
	s.slots[s.slot(word)] = n + 1
	return n
}

func (s *wordSet) grow() {
	s.slots = make([]uint32, 4*len(s.slots))
	mask := uint64(len(s.slots) - 1)
	for n := range uint32(s.len()) {
		i := maphash.Bytes(s.seed, s.word(n)) & mask
		for s.slots[i] != 0 {
			i = (i + 1) & mask
		}
		s.slots[i] = n + 1
	}
}

// words are the words by their numbers; they share one text.
func (s *wordSet) words() []string {
	all := string(s.text)
	out := make([]string, s.len())
	for i := range out {
		out[i] = all[s.at[i]:s.at[i+1]]
	}
	return out
}
