package register

import (
	_ "embed"
	"encoding/csv"
	"strings"
	"sync"

	"github.com/jempolkeren/jempol/internal/document"
)

// What a column of a source can mean.
const (
	MeansName      = "nama"
	MeansNIK       = "nik"
	MeansKK        = "kk"
	MeansSex       = "jk"
	MeansBirth     = "lahir"
	MeansPlaceOf   = "tempat_lahir"
	MeansMother    = "ibu"
	MeansFather    = "ayah"
	MeansVillage   = "desa"
	MeansKecamatan = "kecamatan"
	MeansCode      = "kode_desa"
	MeansKecCode   = "kode_kecamatan"
	MeansAddress   = "alamat"
	MeansHamlet    = "dusun"
	MeansRT        = "rt"
	MeansRW        = "rw"
	MeansState     = "keadaan"
	MeansRecording = "rekam"
	MeansDisabled  = "disabilitas"
)

// Meanings are all of them, in the order in which a page offers them.
func Meanings() []string {
	return []string{MeansName, MeansNIK, MeansKK, MeansSex, MeansPlaceOf, MeansBirth, MeansMother, MeansFather, MeansVillage, MeansKecamatan,
		MeansCode, MeansKecCode, MeansAddress, MeansHamlet, MeansRT, MeansRW, MeansState, MeansRecording, MeansDisabled}
}

// Column is how one column of a file is read; Means is "" for one that is not.
type Column struct {
	Title string `json:"t"`
	Means string `json:"m"`
}

//go:embed headings.csv
var headingsFile string

//go:embed words.csv
var wordsFile string

// headings are the known headings by their letters.
var headings = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for _, line := range data(headingsFile, 2) {
		out[line[0]] = line[1]
	}
	return out
})

// words are what cells of a meaning say, by meaning and word.
var words = sync.OnceValue(func() map[[2]string]string {
	out := map[[2]string]string{}
	for _, line := range data(wordsFile, 3) {
		out[[2]string{line[0], line[1]}] = line[2]
	}
	return out
})

// data reads a table that is part of the program.
func data(text string, fields int) [][]string {
	r := csv.NewReader(strings.NewReader(text))
	r.Comment, r.FieldsPerRecord = '#', fields
	all, err := r.ReadAll()
	if err != nil {
		panic(err) // a test reads them
	}
	return all
}

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

const (
	headerWithin = 20 // rows in which the headings are looked for
	maxTitle     = 120
	maxColumns   = 120
)

// columnsOf recognises the columns under a row of headings; of two with one
// meaning the first counts.
func columnsOf(row document.Row) []Column {
	var out []Column
	taken := map[string]bool{"": true}
	for _, c := range row.Cells[:min(len(row.Cells), maxColumns)] {
		m := headings()[letters(c.Text)]
		if taken[m] {
			m = ""
		}
		taken[m] = true
		out = append(out, Column{clip(c.Text, maxTitle), m})
	}
	return out
}

// header finds the row of headings among the first rows: the one that means
// most, else the first that has several cells and no figures.
func header(top []document.Row) int {
	best, most := -1, 1
	for i, row := range top {
		known := 0
		for _, c := range columnsOf(row) {
			if c.Means != "" {
				known++
			}
		}
		if known > most {
			best, most = i, known
		}
	}
	for i := 0; best < 0 && i+1 < len(top); i++ {
		filled, figures := 0, false
		for _, c := range top[i].Cells {
			if c.Text != "" {
				filled++
			}
			figures = figures || strings.ContainsAny(c.Text, "0123456789")
		}
		if filled > 1 && !figures {
			best = i
		}
	}
	return best
}

// readable reports whether the columns say enough: a name, and a village unless
// the whole file is of one.
func readable(columns []Column, village string) bool {
	name, place := false, village != ""
	for _, c := range columns {
		name = name || c.Means == MeansName
		place = place || c.Means == MeansVillage || c.Means == MeansCode
	}
	return name && place
}

func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}
