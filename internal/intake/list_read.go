package intake

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/form"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
)

// What a column of a list can mean. The form's field names are used, so that a
// row is read by the same rules as a report.
const (
	meansName      = "nama"
	meansOther     = "nama_lain"
	meansNIK       = "nik"
	meansKK        = "kk"
	meansSex       = "jk"
	meansBirth     = "lahir"
	meansAge       = "umur"
	meansPlaceOf   = "tempat_lahir"
	meansMother    = "ibu"
	meansVillage   = "desa"
	meansKecamatan = "kecamatan"
	meansAddress   = "alamat"
	meansRT        = "rt"
	meansRW        = "rw"
	meansPhone     = "telepon"
	meansCompanion = "pendamping"
	meansReason    = "alasan"
	meansNote      = "tempat"
)

// meansBeyond is no column: the cells of a row behind the last heading.
const meansBeyond = "tanpa_judul"

// meanings are all of them, in the order in which a page offers them.
var meanings = []string{meansName, meansOther, meansNIK, meansKK, meansSex, meansBirth, meansAge, meansPlaceOf, meansMother,
	meansVillage, meansKecamatan, meansAddress, meansRT, meansRW, meansPhone, meansCompanion, meansReason, meansNote}

// headings are how lists of villages and agencies title their columns.
var headings = map[string]string{
	"NAMA": meansName, "NAMALENGKAP": meansName, "NAMAWARGA": meansName, "NAMAPENDUDUK": meansName, "NAMAPENERIMA": meansName,
	"ALIAS": meansOther, "NAMALAIN": meansOther, "NAMAPANGGILAN": meansOther, "PANGGILAN": meansOther,
	"NIK": meansNIK, "NONIK": meansNIK, "NOMORNIK": meansNIK, "NOKTP": meansNIK, "NOMORINDUKKEPENDUDUKAN": meansNIK,
	"KK": meansKK, "NOKK": meansKK, "NOMORKK": meansKK, "NOMORKARTUKELUARGA": meansKK,
	"LP": meansSex, "JK": meansSex, "JENISKELAMIN": meansSex, "KELAMIN": meansSex, "SEX": meansSex, "GENDER": meansSex, "JENKEL": meansSex,
	"TANGGALLAHIR": meansBirth, "TGLLAHIR": meansBirth, "TGLLHR": meansBirth, "LAHIR": meansBirth, "TAHUNLAHIR": meansBirth, "THNLAHIR": meansBirth,
	"UMUR": meansAge, "USIA": meansAge, "PERKIRAANUMUR": meansAge,
	"TEMPATLAHIR": meansPlaceOf, "TMPLAHIR": meansPlaceOf, "TMPTLAHIR": meansPlaceOf,
	"IBU": meansMother, "NAMAIBU": meansMother, "IBUKANDUNG": meansMother, "NAMAIBUKANDUNG": meansMother,
	"DESA": meansVillage, "KELURAHAN": meansVillage, "DESAKELURAHAN": meansVillage, "DESAKEL": meansVillage, "KELDESA": meansVillage, "NAMADESA": meansVillage, "KELURAHANDESA": meansVillage,
	"KECAMATAN": meansKecamatan, "KEC": meansKecamatan, "NAMAKECAMATAN": meansKecamatan,
	"ALAMAT": meansAddress, "DUSUN": meansAddress, "ALAMATLENGKAP": meansAddress, "JALAN": meansAddress,
	"RT": meansRT, "RW": meansRW, "RTRW": meansRT,
	"HP": meansPhone, "NOHP": meansPhone, "TELEPON": meansPhone, "NOTELP": meansPhone, "TELP": meansPhone,
	"PENDAMPING": meansCompanion, "KONTAK": meansCompanion,
	"ALASAN": meansReason, "PERMASALAHAN": meansReason, "MASALAH": meansReason, "STATUS": meansReason, "KEBUTUHAN": meansReason,
	"KETERANGAN": meansNote, "KET": meansNote, "CATATAN": meansNote, "LOKASI": meansNote, "TEMPATDITEMUI": meansNote,
}

// Recognise says what a column's heading means, "" if nothing that is known.
func Recognise(title string) string { return headings[letters(title)] }

// letters is a heading without its case, spaces and signs.
func letters(title string) string {
	var b strings.Builder
	for _, c := range strings.ToUpper(title) {
		if c >= 'A' && c <= 'Z' {
			b.WriteRune(c)
		}
	}
	return b.String()
}

// headerWithin is how far down the heading row is looked for: letters of
// agencies begin with their own head.
const headerWithin = 20

// header finds the row of headings: the one that means most, at least a name
// or a place and something else.
func header(rows []document.Row) int {
	best, most := -1, 1
	for i, row := range rows[:min(len(rows), headerWithin)] {
		known := map[string]bool{}
		for _, c := range row.Cells {
			if m := Recognise(c.Text); m != "" {
				known[m] = true
			}
		}
		if (known[meansName] || known[meansNote]) && len(known) > most {
			best, most = i, len(known)
		}
	}
	return best
}

// heading is the row of headings of a sheet; at is -1 where there is none.
type heading struct {
	columns []column
	at      int
	like    likeness
}

// headed finds the headings of a list and how its columns are read: as the
// office taught it, else by the words, else not at all, which the page then
// asks.
func (s *Service) headed(ctx context.Context, office string, top []document.Row) (heading, error) {
	for i, row := range top {
		means, ok, err := s.taught(ctx, office, row)
		if err != nil {
			return heading{}, err
		}
		if ok {
			columns := columnsOf(row)
			for j := range columns {
				columns[j].Means = ""
				if j < len(means) {
					columns[j].Means = means[j]
				}
			}
			return heading{columns, i, likeList}, nil
		}
	}
	if at := header(top); at >= 0 {
		return heading{columnsOf(top[at]), at, likeList}, nil
	}
	if at := unknownHeader(top); at >= 0 {
		return heading{columnsOf(top[at]), at, likeUnknown}, nil
	}
	return heading{at: -1}, nil
}

// unknownHeader finds a row that can only be headings although no word in it is
// known: words and no figures, over rows that are as wide. Names of people are
// words too, so a row is taken only where one below it has figures in a column
// that has none above.
func unknownHeader(top []document.Row) int {
	for i, row := range top[:max(0, len(top)-1)] {
		if len(row.Cells) < 2 || slices.ContainsFunc(row.Cells, func(c document.Cell) bool {
			return len(strings.TrimSpace(c.Text)) < 3 || strings.ContainsAny(c.Text, "0123456789")
		}) {
			continue
		}
		for _, c := range top[i+1].Cells[:min(len(top[i+1].Cells), len(row.Cells))] {
			if strings.ContainsAny(c.Text, "0123456789") {
				return i
			}
		}
	}
	return -1
}

// fingerprint names the headings of a list, whatever their case and signs. The
// columns that the file of rejected rows adds are left out, so that it is read
// as the list it came from.
func fingerprint(titles []string) string {
	var words []string
	for _, t := range titles {
		if !ours(t) {
			words = append(words, letters(t))
		}
	}
	for len(words) > 0 && words[len(words)-1] == "" {
		words = words[:len(words)-1]
	}
	if len(words) == 0 {
		return ""
	}
	sum := sha256.Sum256([]byte(strings.Join(words, "\x1f")))
	return hex.EncodeToString(sum[:])
}

// ours reports whether a heading is one that rejected rows got from us.
func ours(title string) bool {
	for _, lang := range i18n.Langs() {
		for _, key := range []string{"intake.list.row_was", "intake.list.todo"} {
			if letters(title) != "" && letters(title) == letters(i18n.T(lang, key)) {
				return true
			}
		}
	}
	return false
}

// taught finds what the office said of the same headings before.
func (s *Service) taught(ctx context.Context, office string, row document.Row) (means []string, ok bool, err error) {
	titles := make([]string, len(row.Cells))
	for i, c := range row.Cells {
		titles[i] = clip(c.Text, maxLine)
	}
	print := fingerprint(titles)
	if print == "" {
		return nil, false, nil
	}
	var text string
	err = s.DB.QueryRow(ctx, `SELECT means FROM list_mapping WHERE office_id = $1 AND fingerprint = $2`, office, print).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fault.Wrap("fault.intake.read", err)
	}
	if err := json.Unmarshal([]byte(text), &means); err != nil {
		return nil, false, fault.Wrap("fault.intake.read", err)
	}
	return means, true, nil
}

// teach remembers how the columns under some headings are read.
func teach(tx *db.Tx, office string, titles, means []string) error {
	print := fingerprint(titles)
	if print == "" {
		return nil
	}
	text, err := json.Marshal(means)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO list_mapping (office_id, fingerprint, means, changed_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (office_id, fingerprint) DO UPDATE SET means = $3, changed_at = $4`, office, print, string(text), db.Micros(tx.Now))
	return err
}

// cell is a cell as it is kept until the list is saved.
type cell struct {
	Text   string `json:"t,omitempty"`
	Lost   bool   `json:"x,omitempty"` // a long number of which the spreadsheet kept fifteen digits
	Broken bool   `json:"b,omitempty"` // a formula that gave an error, or no result
}

// asRead is a cell as a text in which its reader finds the same again: what a
// spreadsheet damaged must not come back as if it were whole.
func (c cell) asRead() string {
	switch {
	case c.Lost:
		return document.Exponent(c.Text)
	case c.Broken && !document.IsErrorValue(c.Text):
		return document.NoValue
	}
	return c.Text
}

// column is how one column is read.
type column struct {
	Title string
	Means string
}

// columnsOf recognises the columns; of two with one meaning the first counts.
func columnsOf(row document.Row) []column {
	out := make([]column, 0, len(row.Cells))
	taken := map[string]bool{}
	for _, c := range row.Cells {
		m := Recognise(c.Text)
		if taken[m] {
			m = ""
		}
		if m != "" {
			taken[m] = true
		}
		out = append(out, column{Title: clip(c.Text, maxLine), Means: m})
	}
	return out
}

func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// Problem is why a row is not ready, at one of its cells.
type Problem struct {
	Means   string         `json:"m,omitempty"`
	Key     string         `json:"k"`
	Args    map[string]any `json:"a,omitempty"`
	Choose  bool           `json:"c,omitempty"` // a choice settles it; else the value is wrong
	Suggest []string       `json:"s,omitempty"` // values that it may be
	Case    string         `json:"n,omitempty"` // number of a case
}

// wholeNumbers makes the figures of a problem that was stored what they were, so
// that they are written as figures of the language.
func (p Problem) wholeNumbers() {
	for k, v := range p.Args {
		if f, ok := v.(float64); ok && f == float64(int(f)) {
			p.Args[k] = int(f)
		}
	}
}

// rowValues gives a row's cells by meaning, to be read like a form.
type rowValues struct {
	texts map[string]string
	now   time.Time
}

func (v rowValues) Text(name string) string { return v.texts[name] }

func (v rowValues) Texts(name string) []string {
	if t := v.texts[name]; t != "" {
		return strings.Fields(t)
	}
	return nil
}

// nothing is what lists write for "not known". Of an age 0 says something: a
// baby has it.
func nothing(means, s string) bool {
	if means == meansAge && strings.TrimSpace(s) == "0" {
		return false
	}
	switch strings.ToUpper(strings.Trim(s, " .-–_/?")) {
	case "", "0", "TIDAK ADA", "TDK ADA", "BELUM ADA", "BLM ADA", "BELUM PUNYA", "TIDAK PUNYA", "TIDAK TAHU", "TDK TAHU", "N/A", "NIHIL", "KOSONG":
		return true
	}
	return false
}

// ReadRow reads one row: the report that it makes, or what is wrong with it.
// fixes are values that a person put in place of cells.
func ReadRow(columns []column, cells []cell, fixes map[string]string, reason string, now time.Time, district region.Code) (Report, []Problem) {
	v := rowValues{texts: map[string]string{"dasar": form.Bases[0]}, now: now}
	var wrong []Problem
	for i, c := range cells {
		if i >= len(columns) || columns[i].Means == "" || nothing(columns[i].Means, c.Text) {
			continue
		}
		m := columns[i].Means
		if _, fixed := fixes[m]; c.Lost && !fixed && (m == meansNIK || m == meansKK) {
			wrong = append(wrong, Problem{Means: m, Key: "intake.list.p.digits_lost"})
			continue
		}
		if _, fixed := fixes[m]; c.Broken && !fixed {
			wrong = append(wrong, Problem{Means: m, Key: "intake.list.p.formula", Args: map[string]any{"Value": clip(c.Text, maxLine)}})
			continue
		}
		v.texts[m] = strings.TrimSpace(resident.Visible(c.Text))
	}
	for m, text := range fixes {
		v.texts[m] = text
	}
	if rt := v.texts[meansRT]; rt != "" && v.texts[meansRW] == "" {
		if a, b, err := resident.ParseRTRW(rt); err == nil {
			v.texts[meansRT], v.texts[meansRW] = a, b
		}
	}
	wrong = append(wrong, beyond(columns, cells, fixes)...)
	wrong = append(wrong, v.birth()...)
	wrong = append(wrong, v.village(district)...)
	wrong = append(wrong, v.reason(reason)...)
	in, err := ReadReport(v, now, district, nil)
	if err != nil {
		for _, f := range fault.As(err).Fields {
			name, _, _ := strings.Cut(f.Name, ".")
			if !slices.ContainsFunc(wrong, func(p Problem) bool { return p.Means == name }) {
				wrong = append(wrong, Problem{Means: name, Key: f.Key, Args: f.Args})
			}
		}
	}
	return in, wrong
}

// bareAges are two ages, without a word that says so.
var bareAges = regexp.MustCompile(`^\d{1,3}\s*(?:-|–|s/d|sd|sampai|atau)\s*\d{1,3}$`)

// birth turns a birth cell, or an age, into the parts of the form.
func (v rowValues) birth() []Problem {
	text, means := v.texts[meansBirth], meansBirth
	if text == "" {
		if text, means = v.texts[meansAge], meansAge; text == "" {
			return nil
		}
		if _, err := strconv.Atoi(text); err == nil {
			return nil // the form reads it
		}
	}
	if means == meansAge && bareAges.MatchString(text) {
		text += " tahun" // in a column of ages two figures are ages
	}
	delete(v.texts, meansBirth)
	delete(v.texts, meansAge)
	d, err := resident.ParseDate(text, v.now)
	if err != nil {
		f := fault.As(err)
		return []Problem{{Means: means, Key: f.Key, Args: f.Args}}
	}
	if !d.Known() {
		return nil
	}
	if d.Precision() == resident.Range {
		v.texts[birthBetween] = d.Text()
		return nil
	}
	y, m, dd := d.Parts()
	v.texts["lahir.y"] = strconv.Itoa(y)
	if m > 0 {
		v.texts["lahir.m"] = strconv.Itoa(m)
	}
	if dd > 0 {
		v.texts["lahir.d"] = strconv.Itoa(dd)
	}
	return nil
}

// village finds the village that name and kecamatan mean. Only one exact match
// is an answer; a village is never guessed.
func (v rowValues) village(district region.Code) []Problem {
	name := v.texts[meansVillage]
	if name == "" {
		return nil // ReadReport says that it is missing
	}
	if c, err := region.Parse(strings.ReplaceAll(name, " ", "")); err == nil { // also without its dots
		name = string(c)
		v.texts[meansVillage] = name
	}
	if a, ok := region.Get(region.Code(name)); ok && a.Level == region.Village {
		return nil
	}
	delete(v.texts, meansVillage)
	found := region.Resolve(name, v.texts[meansKecamatan], district)
	var codes []string
	for _, m := range found {
		codes = append(codes, string(m.Code))
	}
	switch {
	case len(found) == 0:
		return []Problem{{Means: meansVillage, Key: "intake.list.p.village_unknown"}}
	case found[0].Near && elsewhere(found[0], name, district):
		return []Problem{{Means: meansVillage, Key: "intake.list.p.village_elsewhere", Args: map[string]any{"Kecamatan": clip(v.texts[meansKecamatan], maxLine)}, Suggest: codes}}
	case found[0].Near:
		return []Problem{{Means: meansVillage, Key: "intake.list.p.village_unknown", Suggest: codes}}
	case len(found) > 1:
		return []Problem{{Means: meansVillage, Key: "intake.list.p.village_many", Args: map[string]any{"Count": len(found)}, Choose: true, Suggest: codes}}
	}
	v.texts[meansVillage] = codes[0]
	return nil
}

// elsewhere reports whether a village has the very name that a row says, so
// that it is the kecamatan beside it that does not fit.
func elsewhere(m region.Match, name string, district region.Code) bool {
	return slices.ContainsFunc(region.Resolve(name, "", district), func(o region.Match) bool { return o.Code == m.Code && !o.Near })
}

// samePerson is what two rows of one list have in common when they are one
// person: the NIK, or name, birth and village.
func samePerson(in Report) []string {
	var out []string
	if n := in.Person.Value(casefile.FieldNIK); n != "" {
		out = append(out, "nik:"+n)
	}
	name, birth := resident.Fold(in.Person.Value(casefile.FieldName)), in.Person.Value(casefile.FieldBirth)
	if name != "" && birth != "" {
		out = append(out, "who:"+name+"|"+birth+"|"+string(in.Village))
	}
	return out
}
