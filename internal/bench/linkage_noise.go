package bench

import (
	"math/rand/v2"
	"strings"
)

// keys are the letters beside a letter on a keyboard.
var keys = map[byte]string{'A': "QSZ", 'B': "VNG", 'C': "XVD", 'D': "SFE", 'E': "WRD", 'F': "DGR", 'G': "FHT", 'H': "GJY", 'I': "UOK", 'J': "HKU",
	'K': "JLI", 'L': "KO", 'M': "NJ", 'N': "BMH", 'O': "IPL", 'P': "OL", 'Q': "WA", 'R': "ETF", 'S': "ADW", 'T': "RYG", 'U': "YIJ", 'V': "CBF",
	'W': "QES", 'X': "ZCS", 'Y': "TUH", 'Z': "XA"}

// typo makes one typing error.
func typo(r *rand.Rand, s string) string {
	if len(s) < 3 {
		return s
	}
	i := r.IntN(len(s))
	near := keys[s[i]]
	switch n := r.IntN(10); {
	case n < 3 && near != "":
		return s[:i] + string(near[r.IntN(len(near))]) + s[i+1:]
	case n < 5 && near != "":
		return s[:i] + string(near[r.IntN(len(near))]) + s[i:]
	case n < 6:
		return s[:i] + s[i:i+1] + s[i:] // pressed twice
	case n < 8:
		return s[:i] + s[i+1:]
	}
	i = r.IntN(len(s) - 1)
	return s[:i] + s[i+1:i+2] + s[i:i+1] + s[i+2:]
}

// sounds are written one way or the other by whoever hears them.
var sounds = []struct{ a, b string }{{"U", "OE"}, {"J", "DJ"}, {"C", "TJ"}, {"SY", "S"}, {"KH", "H"}, {"KH", "K"}, {"F", "P"}, {"V", "F"}, {"Z", "S"},
	{"Z", "J"}, {"IY", "I"}, {"TIY", "TY"}, {"IA", "IYA"}, {"IO", "YO"}, {"TH", "T"}, {"DH", "D"}, {"AE", "AI"}, {"U", "O"}, {"I", "E"}, {"Q", "K"},
	{"MM", "M"}, {"NN", "N"}, {"EM", "YEM"}, {"AH", "A"}, {"NG", "N"}, {"SEL", "SL"}, {"PR", "PER"}, {"ODO", "ADA"}, {"OKO", "AKA"}, {"I", "Y"}}

// respell writes one sound of a name in another way.
func respell(r *rand.Rand, name string) string {
	for range 12 {
		p := sounds[r.IntN(len(sounds))]
		from, to := p.a, p.b
		if flip(r, 0.4) {
			from, to = to, from
		}
		n := strings.Count(name, from)
		if n == 0 {
			continue
		}
		at, nth := 0, r.IntN(n)
		for ; ; nth-- {
			i := strings.Index(name[at:], from)
			if nth == 0 {
				at += i
				break
			}
			at += i + len(from)
		}
		return name[:at] + to + name[at+len(from):]
	}
	return name
}

// variants are other ways to write words that a great many names have.
var variants = map[string][]string{
	"MUHAMMAD": muhammad, "MUHAMAD": muhammad, "MOHAMMAD": muhammad, "MOCHAMAD": muhammad, "MOH.": muhammad, "MOCH.": muhammad, "M.": muhammad,
	"ABDUL": {"ABD.", "ABDUL", "ABDOEL", "ABD"}, "AHMAD": ahmad, "ACHMAD": ahmad, "SITI": {"ST.", "SITTI", "STI", "SITI"}, "SRI": {"SRIE", "SRY", "SRI"},
	"NUR": {"NOER", "NOR", "NUR"}, "DWI": {"DWIE", "DWI"}, "TRI": {"TRIE", "TRY", "TRI"}, "RIZKI": rizki, "RIZKY": rizki, "SLAMET": {"SELAMET", "SLAMAT"},
	"JOKO": {"DJOKO", "JAKA"}, "KHOIRUL": {"CHOIRUL", "KHAIRUL", "KOIRUL", "CHAIRUL"}, "ZAINAL": {"ZAENAL", "JAENAL"}, "ZAENAL": {"ZAINAL", "JAENAL"},
}

var (
	muhammad = []string{"MUHAMMAD", "MUHAMAD", "MOHAMAD", "MOHAMMAD", "MOCHAMAD", "MOCHAMMAD", "MOH.", "MOCH.", "M.", "MUH.", "MUCHAMAD", "MOHAMMED", "MOEHAMAD"}
	ahmad    = []string{"AHMAD", "ACHMAD", "AKHMAD", "AKMAD", "AHMAT"}
	rizki    = []string{"RIZKI", "RIZKY", "RISKI", "RISKY", "RIZQI", "REZKI"}
)

const vowels = "AIUEO"

// clipHead leaves the first syllable out: PARTI for SUPARTI. ok is false for
// what is too short.
func clipHead(s string) (string, bool) {
	i := strings.IndexAny(s, vowels)
	if i < 0 || len(s)-i-1 < 4 {
		return s, false
	}
	return s[i+1:], true
}

// clipTail leaves the last syllables out: MUJI for MUJIONO.
func clipTail(s string) (string, bool) {
	seen := 0
	for i := range len(s) {
		if strings.IndexByte(vowels, s[i]) < 0 {
			continue
		}
		if seen++; seen == 2 && len(s)-i-1 >= 2 && i >= 3 {
			return s[:i+1], true
		}
	}
	return s, false
}

// title is what people say before a name, by age and sex.
func title(r *rand.Rand, sex byte, year int16) string {
	of := []string{"PAK", "BPK.", "SDR.", "KANG"}
	switch {
	case year < 1965 && sex == 'P':
		of = []string{"MBAH", "MBOK", "HJ.", "BU", "NY.", "MBAH"}
	case year < 1965:
		of = []string{"MBAH", "PAK", "H.", "BPK.", "MBAH"}
	case sex == 'P':
		of = []string{"BU", "IBU", "MBAK", "SDRI.", "HJ."}
	}
	return of[r.IntN(len(of))]
}
