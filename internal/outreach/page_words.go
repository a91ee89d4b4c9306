package outreach

import (
	"fmt"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/i18n"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
	"github.com/jempolkeren/jempol/internal/resident"
	"github.com/jempolkeren/jempol/internal/web"
)

// opOf is the act that a form was drawn for.
func opOf(r *web.Request) (ledger.Op, error) {
	id, err := r.Op()
	return ledger.Op{ID: id, Scope: account.ScopeOf(r)}, err
}

// dayWords is "Rabu, 16 Juni 2021".
func dayWords(lang, iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return i18n.Weekday(lang, t.Weekday()) + ", " + i18n.ISODate(lang, iso)
}

// tripTitle is how people call a trip: its day and where it goes.
func tripTitle(lang string, t Trip) string {
	return dayWords(lang, t.Plan.Day) + ": " + region.Name(region.Code(t.Plan.Area))
}

// clockWords is "10.55".
func clockWords(minutes int) string { return fmt.Sprintf("%02d.%02d", minutes/60%24, minutes%60) }

// hoursWords is "7 jam 20 menit", and "20 menit" below an hour.
func hoursWords(r *web.Request, minutes int) string {
	if minutes < 60 {
		return r.T("outreach.way.minutes", "Count", minutes)
	}
	return r.T("outreach.hours", "H", minutes/60, "M", minutes%60)
}

// ageWords is "80 tahun"; empty where nothing is known.
func ageWords(r *web.Request, birth string) string {
	d, err := resident.DateOf(birth)
	if err != nil {
		return ""
	}
	least, greatest, ok := d.AgeOn(r.Now())
	switch {
	case !ok:
		return ""
	case least == greatest:
		return r.T("outreach.age", "Age", fmt.Sprint(least))
	}
	return r.T("outreach.age", "Age", fmt.Sprintf("%d–%d", least, greatest))
}

// personWords is "Ponirah, 80 tahun".
func personWords(r *web.Request, p PersonRow) string {
	name := p.Name
	if name == "" {
		name = r.T("outreach.nameless", "Number", p.Number)
	}
	if age := ageWords(r, p.Birth); age != "" {
		return name + ", " + age
	}
	return name
}

// stopWords names a stop without its people: "Balai desa Pringapus", "Siki".
func stopWords(lang string, s Stop, institutions map[string]Choice) (top, sub string) {
	village := region.Label(region.Code(s.Village))
	switch s.Kind {
	case Gathering:
		return i18n.T(lang, "outreach.point."+s.Point) + " " + village, i18n.T(lang, "outreach.kind.gathering")
	case Institution:
		c := institutions[s.Institution]
		if c.Name == "" {
			c.Name = s.Institution
		}
		sub = i18n.T(lang, "outreach.kind.institution") + ", " + village
		if hours := hoursOf(lang, c.Hours); hours != "" {
			sub += " · " + hours
		}
		return c.Name, sub
	}
	return village, i18n.T(lang, "outreach.kind.home")
}

// translated gives the words to a refusal that names its reason by a key.
func translated(r *web.Request, err error) error {
	if err == nil {
		return nil
	}
	f := fault.As(err)
	why, ok := f.Args["Why"].(string)
	if !ok {
		return err
	}
	args := map[string]any{}
	for k, v := range f.Args {
		args[k] = v
	}
	args["Why"] = r.T(why)
	return fault.New(f.Kind, f.Key).WithArgs(args).Because(err)
}

// refusedHere reports whether a page can say what is wrong and be tried again.
func refusedHere(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict)
}

func options(r *web.Request, prefix string, codes, on []string) []web.Option {
	var out []web.Option
	for _, c := range codes {
		o := web.Option{Value: c, Label: r.T(prefix + c)}
		if i18n.Has(prefix + c + ".hint") {
			o.Hint = r.T(prefix + c + ".hint")
		}
		for _, v := range on {
			o.On = o.On || v == c
		}
		out = append(out, o)
	}
	return out
}

func listWords(r *web.Request, prefix string, codes []string) string {
	var out []string
	for _, c := range codes {
		out = append(out, r.T(prefix+c))
	}
	return strings.Join(out, ", ")
}

// kecamatans of the office's kabupaten, for a select.
func (s *Service) kecamatans(on string) []web.Option {
	var out []web.Option
	for _, a := range region.Children(s.District) {
		out = append(out, web.Option{Value: string(a.Code), Label: a.Name, On: string(a.Code) == on})
	}
	return out
}

// home is the kecamatan from which trips leave: the one named like the
// kabupaten, where its offices are, else the first.
func (s *Service) home() region.Code {
	all := region.Children(s.District)
	for _, a := range all {
		if a.Name == region.Name(s.District) {
			return a.Code
		}
	}
	if len(all) > 0 {
		return all[0].Code
	}
	return s.District
}

func choices(list []Choice, on string) []web.Option {
	var out []web.Option
	for _, c := range list {
		label := c.Name
		if c.Note != "" {
			label += " · " + c.Note
		}
		out = append(out, web.Option{Value: c.ID, Label: label, On: c.ID == on})
	}
	return out
}
