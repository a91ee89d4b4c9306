package intake

import (
	"regexp"
	"slices"
	"strings"

	"github.com/jempolkeren/jempol/internal/resident"
)

// reason reads why the person is on the list; otherwise is what the whole list
// is for.
func (v rowValues) reason(otherwise string) []Problem {
	text := v.texts[meansReason]
	if text == "" {
		v.texts[meansReason] = otherwise
		return nil
	}
	if reasonCodes(text) != nil {
		return nil
	}
	codes, possible := reasonsOf(text)
	if len(codes) == 0 {
		delete(v.texts, meansReason)
		return []Problem{{Means: meansReason, Key: "intake.list.p.reason", Suggest: possible}}
	}
	v.texts[meansReason] = strings.Join(codes, " ")
	return nil
}

// reasonCodes are the codes of a text that is nothing else: what somebody chose.
func reasonCodes(text string) []string {
	codes := strings.Fields(text)
	for _, c := range codes {
		if _, err := resident.ParseReason(c); err != nil {
			return nil
		}
	}
	return codes
}

// Where one statement of a cell ends and the next begins; the second also where
// a statement says why.
var (
	statements = regexp.MustCompile(`(?i)[,;/&+|()\n\r]+|\b(?:dan|serta|juga|tapi|tetapi|namun)\b`)
	eitherNo   = regexp.MustCompile(`(?i)\b(belum|blm|tidak|tdk)\s*/\s*(?:belum|blm|tidak|tdk)\b`) // "belum/tidak punya" is one
	because    = regexp.MustCompile(`(?i)\b(?:karena|karna|krn|sebab|akibat)\b`)
)

// Words of statements as one letter each, so that a statement is a pattern over
// them. What is not among them makes a statement unclear.
var reasonWords = wordsOf(map[string]string{
	"n": "BELUM BLM BLUM BELOM BLOM TIDAK TDK TAK TANPA NGGAK GAK DURUNG",
	"s": "SUDAH SDH TELAH UDAH",
	"h": "PUNYA PNY MEMPUNYAI MEMILIKI MILIKI DIMILIKI ADA BER DAPAT MENDAPAT MENDAPATKAN MEMPEROLEH PERNAH MELAKUKAN DILAKUKAN IKUT MENGIKUTI MASUK",
	"N": "NIK NIKNYA BERNIK",
	"r": "REKAM PEREKAMAN TEREKAM MEREKAM DIREKAM REKAMAN",
	"c": "TERCANTUM TERDATA TERMUAT",
	"d": "DATABASE BASISDATA SIAK",
	"b": "BASIS",
	"D": "DATA",
	"i": "DI DALAM PADA KE",
	"k": "KTP EKTP KTPEL E EL ELEKTRONIK",
	"m": "BIOMETRIK BIOMETRI",
	"p": "KEPENDUDUKAN DUKCAPIL DISDUKCAPIL PENDUDUK",
	"o": "NO NOMOR INDUK",
	"t": "DOKUMEN DOKUMENNYA SURAT AKTA KK",
	"x": "HILANG RUSAK",
	"w": "BENCANA BANJIR LONGSOR GEMPA ALAM KARENA KARNA KRN AKIBAT OLEH SAAT WAKTU KENA TERKENA SEBAB ATAU DAN",
	"f": "MASIH YBS WARGA ORANG SAMA SEKALI MEMANG NYA",
})

func wordsOf(letters map[string]string) map[string]byte {
	out := map[string]byte{}
	for letter, words := range letters {
		for _, w := range strings.Fields(words) {
			out[w] = letter[0]
		}
	}
	return out
}

// The statements that are understood. A negation counts only directly before
// what it negates, with no more between them than words for having, or behind
// it where nothing but such words follows.
var (
	lacksNIK    = regexp.MustCompile(`^(?:nh*o*Np?|o*Np?nh*)$`)
	hasNIK      = regexp.MustCompile(`^(?:sh*o*Np?|o*Np?sh*)$`)
	notRecorded = regexp.MustCompile(`^(?:nh*rD?m?k*|rD?m?k*nh*)$`)
	recorded    = regexp.MustCompile(`^(?:sh*rD?m?k*|rD?m?k*sh*)$`)
	notListed   = regexp.MustCompile(`^D?n(?:h*c(?:i*(?:d|bD|D)[pD]?)?|h*i+(?:d|bD)[pD]?)$`)
	listed      = regexp.MustCompile(`^D?s(?:h*c(?:i*(?:d|bD|D)[pD]?)?|h*i+(?:d|bD)[pD]?)$`)
	lost        = regexp.MustCompile(`^[tkN]*x[xw]*w[xw]*$`)
	lacksKTP    = regexp.MustCompile(`^(?:nh*k+|k+nh*)$`)
)

// pattern turns a statement into the letters of its words, "?" for any other.
func pattern(statement string) (letters string, words []string) {
	words = strings.Fields(strings.ReplaceAll(" "+resident.Fold(statement)+" ", " N I K ", " NIK "))
	var b strings.Builder
	for _, w := range words {
		letter, ok := reasonWords[w]
		if !ok {
			for _, no := range []string{"BELUM", "BLM", "TIDAK", "TDK"} { // "blmrekam"
				if rest, cut := strings.CutPrefix(w, no); cut && reasonWords[rest] != 0 {
					b.WriteByte('n')
					letter, ok = reasonWords[rest], true
				}
			}
		}
		switch {
		case !ok:
			b.WriteByte('?')
		case letter != 'f':
			b.WriteByte(letter)
		}
	}
	return b.String(), words
}

// said gathers what the statements of a cell say.
type said struct {
	codes, maybe, denied []string
	unclear              bool
	noKTP                bool
}

// reasonsOf reads the words of lists, each statement by itself. Where one of
// them could be meant otherwise there are no codes but those that are possible:
// somebody is asked.
func reasonsOf(text string) (codes, possible []string) {
	var s said
	for _, part := range statements.Split(eitherNo.ReplaceAllString(text, "$1"), -1) {
		s.statement(part)
	}
	if s.noKTP && !slices.Contains(s.codes, string(resident.NoRecording)) {
		s.unclear, s.maybe = true, append(s.maybe, string(resident.NoRecording)) // no card is what follows from no recording, and from much else
	}
	contradiction := slices.ContainsFunc(s.codes, func(c string) bool { return slices.Contains(s.denied, c) })
	if !s.unclear && !contradiction && len(s.codes) > 0 {
		return ordered(s.codes), nil
	}
	possible = ordered(append(s.maybe, s.codes...))
	return nil, slices.DeleteFunc(possible, func(c string) bool { return !contradiction && slices.Contains(s.denied, c) })
}

// ordered are codes in the order of the lawbook, each once.
func ordered(codes []string) []string {
	var out []string
	for _, r := range resident.Reasons() {
		if slices.Contains(codes, string(r)) {
			out = append(out, string(r))
		}
	}
	return out
}

func (s *said) statement(text string) {
	letters, words := pattern(text)
	if letters == "" {
		return
	}
	is := func(code resident.Reason) { s.codes = append(s.codes, string(code)) }
	not := func(code resident.Reason) { s.denied = append(s.denied, string(code)) }
	disaster := slices.Contains(words, "BENCANA")
	switch {
	case lacksNIK.MatchString(letters):
		is(resident.NoNIK)
	case hasNIK.MatchString(letters):
		not(resident.NoNIK)
	case notRecorded.MatchString(letters):
		is(resident.NoRecording)
	case recorded.MatchString(letters):
		not(resident.NoRecording)
	case notListed.MatchString(letters):
		is(resident.NotInDatabase)
	case listed.MatchString(letters):
		not(resident.NotInDatabase)
	case disaster && lost.MatchString(letters):
		is(resident.DisasterDocuments)
	case lacksKTP.MatchString(letters):
		s.noKTP = true
	case because.MatchString(text):
		for _, part := range because.Split(text, -1) {
			s.statement(part)
		}
	default:
		s.guess(letters, disaster)
	}
}

// guess notes what a statement that is not understood may mean. One that has
// nothing to do with documents ("lansia") leaves what the others say.
func (s *said) guess(letters string, disaster bool) {
	maybe := func(code resident.Reason, of string) {
		if strings.ContainsAny(letters, of) {
			s.maybe = append(s.maybe, string(code))
			s.unclear = true
		}
	}
	maybe(resident.NoNIK, "N")
	maybe(resident.NoRecording, "rmk")
	maybe(resident.NotInDatabase, "cdb")
	maybe(resident.DisasterDocuments, "x")
	if disaster || strings.ContainsAny(letters, "nt") {
		s.unclear = true
	}
}
