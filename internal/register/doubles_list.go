package register

import (
	"io"
	"strconv"

	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
)

// WriteDoubles writes what was found for the office to look at, a row an entry,
// as CSV or XLSX. Numbers are masked unless whole is set; whoever sets it has
// written why into the access log.
func WriteDoubles(w io.Writer, format, lang string, found []Double, whole bool) error {
	list := document.List{Name: i18n.T(lang, "register.doubles.sheet")}
	for _, c := range []struct {
		key   string
		width float64
		kind  document.Kind
	}{{"cluster", 10, document.KindNumber}, {"probability", 12, document.KindText}, {"name", 28, document.KindText}, {"sex", 6, document.KindText}, {"birth_place", 18, document.KindText},
		{"birth", 14, document.KindText}, {"mother", 24, document.KindText}, {"nik", 20, document.KindText}, {"kk", 20, document.KindText}, {"village", 28, document.KindText},
		{"rt", 6, document.KindText}, {"rw", 6, document.KindText}, {"address", 28, document.KindText}, {"state", 16, document.KindText}, {"recorded", 16, document.KindText},
		{"source", 16, document.KindText}} {
		list.Columns = append(list.Columns, document.ListColumn{Title: i18n.T(lang, "register.doubles.col."+c.key), Width: c.width, Kind: c.kind})
	}
	number := func(n string) string {
		if whole {
			return n
		}
		return resident.MaskNIK(n)
	}
	list.Rows = func(yield func([]string, error) bool) {
		for i, d := range found {
			for _, p := range d.People {
				birth := p.Birth
				if day, err := resident.DateOf(p.Birth); err == nil {
					birth = day.Format(lang)
				}
				recorded := "register.doubles.recorded_not"
				switch {
				case p.Recorded:
					recorded = "register.doubles.recorded"
				case p.RecordingUnknown:
					recorded = "register.doubles.recorded_unknown"
				}
				if !yield([]string{strconv.Itoa(i + 1), i18n.Decimal(lang, min(99.9, 100*d.Probability), 1) + " %", p.Name, p.Sex, p.BirthPlace, birth, p.Mother, number(p.NIK), number(p.KK),
					region.Label(region.Code(p.Village)), p.RT, p.RW, p.Address, i18n.T(lang, "register.state."+p.State), i18n.T(lang, recorded), p.Source}, nil) {
					return
				}
			}
		}
	}
	switch format {
	case "xlsx":
		return document.WriteXLSX(w, list)
	case "csv":
		return document.WriteCSV(w, list)
	}
	return fault.New(fault.Invalid, "register.doubles.format")
}
