package linkage

import (
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/resident"
)

// RulesVersion is raised whenever a rule changes, also one of resident.Spell and
// resident.Hear, for the keys of a register that lie in a database are made with
// them.
const RulesVersion = 1

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
		parts := parted(resident.Spell(w))
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
