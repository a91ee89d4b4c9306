package register

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"hash"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
)

// Problem is why a row cannot be taken, at one of its cells.
type Problem struct {
	Means string         `json:"m,omitempty"`
	Key   string         `json:"k"`
	Args  map[string]any `json:"a,omitempty"`
}

// Doubts: what of a resident does not fit together. Such a row is taken, since
// the register may be right, and reported.
const (
	DoubtSex   = "nik_sex"   // the NIK says another sex
	DoubtBirth = "nik_birth" // the NIK says another birth date, or none that can be
	DoubtTwice = "nik_twice" // another row has the same NIK
)

// ReasonText says a reason of rejected or doubtful rows where it stands for many
// of them.
func ReasonText(lang, key string) string {
	switch {
	case !strings.Contains(key, "."):
		key = "register.doubt." + key
	case i18n.Has("register.why." + key):
		key = "register.why." + key
	}
	return i18n.T(lang, key)
}

// rowReader reads rows of one file.
type rowReader struct {
	columns  []Column
	at       map[string]int // column of a meaning
	district region.Code
	village  string            // of all rows
	answers  map[string]string // villages that the office named
	now      time.Time

	dates    map[string]date
	villages map[string]answer
	unclear  map[string]*Question
}

type date struct {
	d     resident.Date
	text  string
	wrong *Problem
}

// answer is what a name of a village means.
type answer struct {
	code  string
	wrong *Problem
}

// Question is a name of a village that the office must make clear, once for all
// rows that have it.
type Question struct {
	Written string   `json:"w"` // village|kecamatan, as the source writes it
	Rows    int      `json:"r"`
	Suggest []string `json:"s,omitempty"` // codes
}

func newRowReader(columns []Column, district region.Code, village string, answers map[string]string, now time.Time) *rowReader {
	r := &rowReader{columns: columns, at: map[string]int{}, district: district, village: village, answers: answers, now: now,
		dates: map[string]date{}, villages: map[string]answer{}, unclear: map[string]*Question{}}
	for i, c := range columns {
		if c.Means != "" {
			r.at[c.Means] = i
		}
	}
	return r
}

// nothing is what lists write for "not known".
func nothing(s string) bool {
	if len(s) > 14 {
		return false
	}
	switch strings.ToUpper(strings.Trim(s, " .-–_/?")) {
	case "", "0", "NULL", "TIDAK ADA", "TDK ADA", "BELUM ADA", "TIDAK TAHU", "N/A", "NIHIL", "KOSONG":
		return true
	}
	return false
}

// maxText is how long a text of a resident may be.
const maxText = 200

// read reads one row: a resident, or what is wrong.
func (r *rowReader) read(row document.Row) (p Record, wrong []Problem) {
	p.row, p.State = int64(row.Number), StateActive
	bad := func(means string, err error) {
		f := fault.As(err)
		wrong = append(wrong, Problem{Means: means, Key: f.Key, Args: f.Args})
	}
	text := func(means string) string {
		i, ok := r.at[means]
		if !ok || i >= len(row.Cells) {
			return ""
		}
		c := &row.Cells[i]
		if c.Kind == document.KindError {
			wrong = append(wrong, Problem{Means: means, Key: "register.row.formula", Args: map[string]any{"Value": clip(c.Text, 20)}})
			return ""
		}
		if c.Float16 && (means == MeansNIK || means == MeansKK) {
			wrong = append(wrong, Problem{Means: means, Key: "resident." + means + ".excel"})
			return ""
		}
		return c.Text
	}
	plain := func(means string) string {
		s := text(means)
		if nothing(s) {
			return ""
		}
		return clip(strings.Join(strings.Fields(resident.Visible(s)), " "), maxText)
	}
	if name, err := resident.ParseName(text(MeansName)); err != nil {
		bad(MeansName, err)
	} else {
		p.Name = string(name)
	}
	if s := text(MeansNIK); !nothing(s) {
		if n, err := resident.ParseNIK(s); err != nil {
			bad(MeansNIK, err)
		} else {
			p.NIK = string(n)
		}
	}
	if s := text(MeansKK); !nothing(s) {
		if n, err := resident.ParseKK(s); err != nil {
			bad(MeansKK, err)
		} else {
			p.KK = string(n)
		}
	}
	sex, err := resident.ParseSex(plain(MeansSex))
	if err != nil {
		bad(MeansSex, err)
	}
	p.Sex = string(sex)
	born := r.date(text(MeansBirth))
	if born.wrong != nil {
		wrong = append(wrong, *born.wrong)
	}
	p.Birth = born.text
	p.BirthPlace, p.Mother, p.Father = plain(MeansPlaceOf), plain(MeansMother), plain(MeansFather)
	p.Address = plain(MeansAddress)
	if hamlet := plain(MeansHamlet); hamlet != "" && !strings.Contains(strings.ToUpper(p.Address), strings.ToUpper(hamlet)) {
		p.Address = strings.TrimSpace(p.Address + " Dusun " + strings.TrimPrefix(hamlet, "Dusun "))
	}
	p.RT, p.RW = neighbours(plain(MeansRT), plain(MeansRW))
	place := r.place(text)
	if place.wrong != nil {
		wrong = append(wrong, *place.wrong)
	}
	p.Village = place.code
	r.coded(&p, plain, func(pr Problem) { wrong = append(wrong, pr) })
	p.Doubt = r.doubt(&p, born.d)
	return p, wrong
}

// coded reads the cells that hold a code or one of few words.
func (r *rowReader) coded(p *Record, plain func(string) string, bad func(Problem)) {
	word := func(means string) (string, bool) {
		i, ok := r.at[means]
		if !ok || i < 0 {
			return "", false
		}
		s := strings.ToUpper(plain(means))
		if s == "" {
			return "", false
		}
		w, known := words()[[2]string{means, s}]
		if !known {
			w, known = words()[[2]string{means, strings.TrimLeft(s, "0")}]
		}
		if !known && means != MeansDisabled {
			bad(Problem{Means: means, Key: "register.row.word", Args: map[string]any{"Value": clip(s, 20)}})
		}
		return w, known
	}
	if w, ok := word(MeansState); ok {
		p.State = w
	}
	w, ok := word(MeansRecording)
	p.Recorded, p.RecordingUnknown = w == "yes", !ok
	if _, none := word(MeansDisabled); !none {
		p.Disability = clip(plain(MeansDisabled), 60)
	}
}

// maxSeen bounds what is remembered of dates and villages.
const maxSeen = 200_000

// date reads a birth date; a register of a million has some ten thousand
// different ones.
func (r *rowReader) date(s string) date {
	if d, ok := r.dates[s]; ok {
		return d
	}
	var d date
	if !nothing(s) {
		var err error
		if d.d, err = resident.ParseDate(s, r.now); err != nil {
			f := fault.As(err)
			d.wrong = &Problem{Means: MeansBirth, Key: f.Key, Args: f.Args}
		} else if d.d.Known() {
			d.text = d.d.Text()
		}
	}
	if len(r.dates) < maxSeen {
		r.dates[strings.Clone(s)] = d
	}
	return d
}

// place finds the village: by a code, by what the office said of the name, or
// by the name where it means one village only. A village is never guessed.
func (r *rowReader) place(text func(string) string) answer {
	if r.village != "" {
		return answer{code: r.village}
	}
	code, kec := text(MeansCode), text(MeansKecCode)
	name, kecName := text(MeansVillage), text(MeansKecamatan)
	key := strings.Join([]string{code, kec, name, kecName}, "|")
	a, ok := r.villages[key]
	if !ok {
		if a.code = villageCode(code, kec, r.district); a.code == "" {
			a.code = villageCode(name, kecName, r.district)
		}
		if a.code == "" {
			a = r.named(name, kecName, code)
		}
		if len(r.villages) < maxSeen {
			r.villages[strings.Clone(key)] = a
		}
	}
	if a.wrong != nil && a.wrong.Key != "register.row.no_village" && a.wrong.Key != "register.row.left_out" {
		r.ask(written(name, kecName, code))
	}
	return a
}

// villageCode reads a whole code, or the parts of one that SIAK writes in
// columns of their own.
func villageCode(code, kec string, district region.Code) string {
	known := func(c region.Code) string {
		if a, ok := region.Get(c); ok && a.Level == region.Village {
			return string(c)
		}
		return ""
	}
	if c, err := region.Parse(code); err == nil {
		if v := known(c); v != "" {
			return v
		}
	}
	v, err := strconv.Atoi(strings.TrimSpace(code))
	k, err2 := strconv.Atoi(strings.TrimSpace(kec))
	if err != nil || err2 != nil || v < 1 || k < 1 || v > 9999 || k > 99 || district == "" {
		return ""
	}
	pad := func(n, width int) string {
		s := strconv.Itoa(n)
		return strings.Repeat("0", width-len(s)) + s
	}
	return known(district + region.Code("."+pad(k, 2)+"."+pad(v, 4)))
}

// written is the name of a village as the source writes it.
func written(name, kecamatan, code string) string {
	tidy := func(s string) string {
		return clip(strings.Join(strings.Fields(strings.ReplaceAll(strings.ToUpper(s), "|", " ")), " "), 80)
	}
	if name == "" {
		name = code
	}
	return tidy(name) + "|" + tidy(kecamatan)
}

func (r *rowReader) named(name, kecamatan, code string) answer {
	if nothing(name) && nothing(code) {
		return answer{wrong: &Problem{Means: MeansVillage, Key: "register.row.no_village"}}
	}
	w := written(name, kecamatan, code)
	if said, ok := r.answers[w]; ok {
		if said == "" {
			return answer{wrong: &Problem{Means: MeansVillage, Key: "register.row.left_out"}}
		}
		return answer{code: said}
	}
	found := region.Resolve(name, kecamatan, r.district)
	if len(found) == 1 && !found[0].Near {
		return answer{code: string(found[0].Code)}
	}
	q := &Question{Written: w}
	for _, m := range found {
		q.Suggest = append(q.Suggest, string(m.Code))
	}
	if len(r.unclear) < maxSeen && r.unclear[w] == nil {
		r.unclear[w] = q
	}
	if len(found) > 1 && !found[0].Near {
		return answer{wrong: &Problem{Means: MeansVillage, Key: "register.row.village_many", Args: map[string]any{"Count": len(found)}}}
	}
	return answer{wrong: &Problem{Means: MeansVillage, Key: "register.row.village_unknown"}}
}

func (r *rowReader) ask(w string) {
	if q := r.unclear[w]; q != nil {
		q.Rows++
	}
}

// questions are the names to be made clear, those of most rows first.
func (r *rowReader) questions() []Question {
	out := []Question{}
	for _, q := range r.unclear {
		out = append(out, *q)
	}
	slices.SortFunc(out, func(a, b Question) int {
		if a.Rows != b.Rows {
			return b.Rows - a.Rows
		}
		return strings.Compare(a.Written, b.Written)
	})
	return out[:min(len(out), maxQuestions)]
}

// maxQuestions bounds what is asked at once; the rest is asked after it.
const maxQuestions = 100

// neighbours reads RT and RW, which stand in one cell or in two. What cannot be
// read says nothing: nobody is left out of the register for it.
func neighbours(rt, rw string) (string, string) {
	a, b, err := resident.ParseRTRW(rt)
	if err != nil {
		a, b = "", ""
	}
	if rw != "" {
		if b, _, err = resident.ParseRTRW(strings.TrimLeft(strings.TrimPrefix(strings.ToUpper(rw), "RW"), ". ")); err != nil {
			b = ""
		}
	}
	return strings.TrimPrefix(a, "000"), strings.TrimPrefix(b, "000")
}

// doubt names what of the NIK contradicts the rest.
func (r *rowReader) doubt(p *Record, born resident.Date) string {
	if p.NIK == "" {
		return ""
	}
	var out []string
	n := resident.NIK(p.NIK)
	dates := n.BirthDates(r.now)
	if p.Sex != "" && n.Sex() != "" && n.Sex() != resident.Sex(p.Sex) {
		out = append(out, DoubtSex)
	}
	if len(dates) == 0 || born.Known() && !slices.ContainsFunc(dates, born.Overlaps) {
		out = append(out, DoubtBirth)
	}
	return strings.Join(out, " ")
}

// identifier makes the ids of residents: the same person has the same id in
// every generation, and nobody can make one without the office's secret.
type identifier struct {
	mac  hash.Hash
	seen map[uint64]uint32
}

func newIdentifier(secret []byte) *identifier {
	return &identifier{mac: hmac.New(sha256.New, secret), seen: map[uint64]uint32{}}
}

var idLetters = base32.NewEncoding("abcdefghijkmnpqrstuvwxyz23456789").WithPadding(base32.NoPadding)

// id is the id of the next resident of a file. Of several whom nothing tells
// apart the second has the number 2, and so on.
func (i *identifier) id(p *Record) string {
	i.mac.Reset()
	if p.NIK != "" {
		i.mac.Write([]byte("nik|" + p.NIK))
	} else {
		i.mac.Write([]byte(strings.Join([]string{"who", p.KK, resident.Fold(p.Name), p.Birth, p.Village}, "|")))
	}
	var sum [sha256.Size]byte
	i.mac.Sum(sum[:0])
	key := binary.BigEndian.Uint64(sum[:8])
	i.seen[key]++
	id := idLetters.EncodeToString(sum[:15])
	if n := i.seen[key]; n > 1 {
		id += "-" + strconv.FormatUint(uint64(n), 10)
	}
	return id
}
