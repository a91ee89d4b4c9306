package resident

import (
	"bytes"
	"slices"
	"strings"
)

// where a rule of spelling applies.
type where int

const (
	anywhere where = iota
	atEnd
	inside      // not the first letter
	beforeVowel // and not first
	glide       // after a consonant and before a vowel
	lastGlide   // at the end after a consonant
	endAfterVowel
)

// rule writes from as to.
type rule struct {
	from, to string
	where    where
	like     string // two spellings that the rule makes one
}

// spelling brings what was written in different times and by different ears to
// one form, in this order: the spelling of before 1947 and 1972, Arabic sounds,
// glides. What it makes of a name is only ever compared with what it made of
// another, so that it need not be how anybody writes.
var spelling = []rule{
	{"OE", "U", anywhere, "SOEKARNO SUKARNO"},
	{"TJ", "C", anywhere, "TJAHJO CAHYO"},
	{"DJ", "J", anywhere, "DJOKO JOKO"},
	{"SJ", "SY", anywhere, "SJAMSUL SYAMSUL"},
	{"NJ", "NY", anywhere, "NJOMAN NYOMAN"},
	{"CH", "KH", anywhere, "ACHMAD AKHMAD"},
	{"SY", "S", anywhere, "SYAMSUL SAMSUL"},
	{"SH", "S", anywhere, "AISHAH AISAH"},
	{"KH", "H", anywhere, "MAKHMUD MAHMUD"},
	{"GH", "G", anywhere, "GHOFUR GOFUR"},
	{"DZ", "Z", anywhere, "DZULKIFLI ZULKIFLI"},
	{"DH", "D", anywhere, "WARDHANI WARDANI"},
	{"TH", "T", anywhere, "FATHIMAH FATIMAH"},
	{"Q", "K", anywhere, "QOMARIYAH KOMARIYAH"},
	{"V", "P", anywhere, "NOVI NOPI"},
	{"F", "P", anywhere, "FATIMAH PATIMAH"},
	{"X", "KS", anywhere, "ALEX ALEKS"},
	{"J", "Y", inside, "SURJADI SURYADI"},
	{"IY", "I", beforeVowel, "TUKIYEM TUKIEM"},
	{"UW", "U", beforeVowel, "SUWARNO SUARNO"},
	{"Y", "I", glide, "PRASETYO PRASETIO"},
	{"Y", "I", lastGlide, "RUDY RUDI"},
	{"IE", "I", atEnd, "SRIE SRI"},
	{"AE", "AI", anywhere, "ZAENAL ZAINAL"},
	{"OI", "AI", anywhere, "KHOIRUL KHAIRUL"},
	{"H", "", endAfterVowel, "AMINAH AMINA"},
}

// hearing are the rules of the weaker form, on top of spelling: a and o in
// Javanese, e and i, sounds that village and clerk hear differently.
var hearing = []rule{
	{"O", "A", anywhere, "WIDODO WIDADA"},
	{"E", "I", anywhere, "SUTRESNO SUTRISNO"},
	{"Z", "S", inside, "RIZKI RISKI"},
}

// sameName are short forms and spellings of a name that no rule would bring
// together, as written or as spelling leaves them.
var sameName = map[string]string{
	"MOHAMAD": "MUHAMAD", "MUHAMAT": "MUHAMAD", "MOHAMAT": "MUHAMAD", "MUHAMED": "MUHAMAD", "MOHAMED": "MUHAMAD",
	"MUKAMAD": "MUHAMAD", "MOKAMAD": "MUHAMAD", "MOH": "MUHAMAD", "MUH": "MUHAMAD", "MOHD": "MUHAMAD", "MUHD": "MUHAMAD",
	"MOCH": "MUHAMAD", "MUCH": "MUHAMAD", "MOKH": "MUHAMAD", "MHD": "MUHAMAD", "MD": "MUHAMAD", "MH": "MUHAMAD", "MUHAM": "MUHAMAD",
	"STI": "SITI", "ST": "SITI", "SITIK": "SITI", "SITTI": "SITI",
	"ABD": "ABDUL", "ABDU": "ABDUL",
	"AHMAT": "AHMAD", "AKMAD": "AHMAD", "AH": "AHMAD",
	"NOR": "NUR", "NOUR": "NUR",
}

// Spell brings one word, in capitals and without accents, to the form by which
// it is compared.
func Spell(word string) string {
	if same, ok := sameName[word]; ok {
		return same
	}
	b := single(apply(spelling, []byte(word)))
	if len(b) == 0 {
		return word
	}
	if same, ok := sameName[string(b)]; ok {
		return same
	}
	return string(b)
}

// Hear brings a word that Spell made to its weaker form.
func Hear(token string) string {
	b := []byte(token)
	if len(b) > 2 && b[0] == 'N' && b[1] == 'G' {
		b = b[2:] // NGATEMI is ATEMI
	}
	if len(b) > 3 && !vowel(b[0]) && b[1] == 'E' && (b[2] == 'L' || b[2] == 'R') && vowel(b[3]) {
		b = append(b[:1:1], b[2:]...) // SELAMET is SLAMET
	}
	if b = apply(hearing, b); len(b) == 0 {
		return token
	}
	switch b[0] {
	case 'Z', 'Y':
		b[0] = 'J'
	}
	if b[len(b)-1] == 'D' {
		b[len(b)-1] = 'T'
	}
	return string(single(b))
}

func apply(rules []rule, b []byte) []byte {
	for _, r := range rules {
		for i := 0; i+len(r.from) <= len(b); {
			if !bytes.HasPrefix(b[i:], []byte(r.from)) || !applies(r.where, b, i, i+len(r.from)) {
				i++
				continue
			}
			b = slices.Replace(b, i, i+len(r.from), []byte(r.to)...)
			i += len(r.to)
		}
	}
	return b
}

// applies reports whether b[i:j] stands where the rule applies.
func applies(w where, b []byte, i, j int) bool {
	switch w {
	case atEnd:
		return j == len(b) && i > 0
	case inside:
		return i > 0
	case beforeVowel:
		return i > 0 && j < len(b) && vowel(b[j])
	case glide:
		return i > 0 && !vowel(b[i-1]) && j < len(b) && vowel(b[j])
	case lastGlide:
		return i > 0 && !vowel(b[i-1]) && j == len(b)
	case endAfterVowel:
		return j == len(b) && i > 1 && vowel(b[i-1])
	}
	return true
}

func vowel(c byte) bool { return strings.IndexByte("AEIOU", c) >= 0 }

// single makes one letter of two that are the same.
func single(b []byte) []byte { return slices.Compact(b) }
