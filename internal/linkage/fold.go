package linkage

import (
	"bytes"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/resident"
)

// RulesVersion is raised whenever a rule changes, for the keys of a register
// that lie in a database are made with them.
const RulesVersion = 1

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

// What stands before and after a name without being part of it
// (titles: Lingua::ID::NameParse and the office's lists).
var (
	before = words(`H HJ KH K R RM RR RA DR DRS DRA DRG DRH IR PROF UST USTADZ USTAD USTADZAH KIAI KYAI NYAI GUS HAJI HAJAH RADEN
		BPK BP BAPAK PAK IBU BU SDR SDRI SAUDARA SAUDARI TN TUAN NY NYONYA NN MBAH MBOK MBAK MAS EYANG NENEK KAKEK NEK KEK SIMBAH PAKDE BUDE PAKLIK BULIK ALM ALMH AN`)
	after = words(`SPD SPDI SPDSD SAG SE SH SHI ST SKOM SSOS SIP SKM SKEP SP SPT SSTP SST SSI SPSI SPTR AMD AMDKEB AMDKEP AMAPD MPD MPDI MSI MM MH MKES MKOM MT MAP MAG BA BSC
		ALM ALMH ALMARHUM ALMARHUMAH LC NERS NS HAJI`)
	othernames = words(`ALIAS ALS PANGGILAN DIPANGGIL`)
	childOf    = words(`BIN BINTI BT BINTE`)
)

func words(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(s) {
		out[w] = true
	}
	return out
}

// maxTokens is how many tokens of one name are looked at.
const maxTokens = 6

// longestText is how much of a text is looked at for names, in bytes.
const longestText = 300

// token is one word of a name, folded and as it was written.
type token struct{ text, raw string }

// written splits what was written into names, each a list of words: the name
// itself, then what the person is also called.
func written(text string) [][]token {
	var out [][]token
	for _, part := range aliases(text[:min(len(text), longestText)]) {
		t := tokens(part)
		same := func(o []token) bool {
			return slices.EqualFunc(o, t, func(a, b token) bool { return a.text == b.text })
		}
		if len(t) > 0 && !slices.ContainsFunc(out, same) {
			out = append(out, t)
		}
	}
	return out
}

// names are the folded words of what was written.
func names(text string) [][]string {
	var out [][]string
	for _, name := range written(text) {
		var words []string
		for _, t := range name {
			words = append(words, t.text)
		}
		out = append(out, words)
	}
	return out
}

// parting marks where another name of the person begins.
var parting = strings.NewReplacer("@", "\n", "/", "\n", "(", "\n", ")", "\n", "[", "\n", "]", "\n", " AL. ", "\n", " A.K.A. ", "\n", " AKA ", "\n")

// aliases cuts a text where another name of the same person begins.
func aliases(text string) []string {
	text = strings.ToUpper(text)
	if strings.ContainsAny(text, "@/()[].") || strings.Contains(text, " AKA ") {
		text = parting.Replace(text)
	}
	if strings.Contains(text, " AL") || strings.Contains(text, "PANGGIL") {
		fields := strings.Fields(strings.ReplaceAll(text, "\n", " \n "))
		if slices.ContainsFunc(fields, func(w string) bool { return othernames[strings.Trim(w, ".,:")] }) {
			var b strings.Builder
			for _, line := range strings.SplitAfter(text, "\n") {
				for _, w := range strings.Fields(line) {
					if othernames[strings.Trim(w, ".,:")] {
						w = "\n"
					}
					b.WriteString(w + " ")
				}
				b.WriteString("\n")
			}
			text = b.String()
		}
	}
	return strings.Split(text, "\n")
}

// tokens gives the folded words of one name, without titles and without the
// father.
func tokens(name string) []token {
	if at := strings.IndexByte(name, ','); at >= 0 && allTitles(name[at:]) {
		name = name[:at]
	}
	words := strings.Fields(resident.Fold(name))
	for i := 1; i < len(words); i++ {
		if childOf[words[i]] {
			words = words[:i]
			break
		}
	}
	for len(words) > 1 && before[words[0]] {
		words = words[1:]
	}
	words = cutAfter(words)
	out := make([]token, 0, len(words))
	for _, w := range words {
		parts := parted(Spell(w))
		for _, t := range parts {
			known := func(o token) bool { return o.text == t }
			if len(out) < maxTokens && !slices.ContainsFunc(out, known) {
				raw := w
				if len(parts) > 1 {
					raw = t
				}
				out = append(out, token{t, raw})
			}
		}
	}
	return out
}

// cutAfter drops titles at the end, of up to three words (S.Pd.SD.).
func cutAfter(words []string) []string {
	for {
		cut := false
		for n := 3; n >= 1; n-- {
			if len(words) > n && after[strings.Join(words[len(words)-n:], "")] {
				words, cut = words[:len(words)-n], true
				break
			}
		}
		if !cut {
			return words
		}
	}
}

func allTitles(text string) bool {
	words := strings.Fields(resident.Fold(text))
	return len(words) > 0 && len(cutAfter(append([]string{""}, words...))) == 1
}

// parted takes servant-of names apart: ABDURRAHMAN is written ABDUL RAHMAN too.
func parted(token string) []string {
	if rest, ok := strings.CutPrefix(token, "ABDU"); ok && len(rest) > 4 {
		if rest[0] == 'L' && rest != "LA" && rest != "LAH" {
			return []string{"ABDUL", rest[1:]}
		}
		if strings.IndexByte("RSNZDT", rest[0]) >= 0 {
			return []string{"ABDUL", rest}
		}
	}
	return []string{token}
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

// hear brings a word that Spell made to its weaker form.
func hear(token string) string {
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
