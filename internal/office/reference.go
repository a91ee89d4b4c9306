package office

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/region"
)

// What an entry is.
const (
	Institution = "institution"
	Team        = "team"
	Kit         = "kit"
	Vehicle     = "vehicle"
	Setting     = "setting"
	Agreement   = "agreement"
)

// The kinds of institution in which nobody lives.
const (
	KindAgency  = casefile.InstitutionAgency
	KindPartner = casefile.InstitutionPartner
)

// The conditions of a kit.
const (
	KitReady  = "ready"
	KitRepair = "repair"
)

// InstitutionKinds lists the kinds of institution, in the order of the form.
func InstitutionKinds() []string {
	return []string{KindAgency, "hospital", "clinic", "care_home", "prison", "shelter", "school", KindPartner}
}

// VehicleKinds lists the kinds of vehicle.
func VehicleKinds() []string { return []string{"car", "motorcycle", "boat"} }

// KitConditions lists the conditions of a kit.
func KitConditions() []string { return []string{KitReady, KitRepair} }

// AgreementKinds lists the kinds of agreement.
func AgreementKinds() []string { return []string{"mou", "pks", "sk", "other"} }

// The settings that papers print.
const (
	SettingHeadName  = "head.name"
	SettingHeadTitle = "head.title"
	SettingHeadNIP   = "head.nip"
	SettingAddress   = "office.address"
	SettingPhone     = "office.phone"
)

// Settings lists the settings, in the order of the form.
func Settings() []string {
	return []string{SettingHeadName, SettingHeadTitle, SettingHeadNIP, SettingAddress, SettingPhone}
}

// ChangedBody is the body of reference.changed: the entry as it is after it.
type ChangedBody struct {
	What      string       `json:"what"`
	Name      string       `json:"name,omitempty"`
	Active    bool         `json:"active"`
	Kind      string       `json:"kind,omitempty"` // of an institution or a vehicle
	Village   string       `json:"village,omitempty"`
	Address   string       `json:"address,omitempty"`
	Phone     string       `json:"phone,omitempty"`
	Hours     string       `json:"hours,omitempty"` // of visits to an institution: what days and times do not say
	VisitDays []string     `json:"visit_days,omitempty"`
	VisitFrom string       `json:"visit_from,omitempty"` // 09:00
	VisitTo   string       `json:"visit_to,omitempty"`
	Point     string       `json:"point,omitempty"` // of an institution, as region.Position writes it; "" is its village's
	Members   []string     `json:"members,omitempty"`
	Lead      string       `json:"lead,omitempty"`
	Serial    string       `json:"serial,omitempty"`
	Condition string       `json:"condition,omitempty"`
	Plate     string       `json:"plate,omitempty"`
	Seats     int64        `json:"seats,omitempty"`
	RupiahKM  int64        `json:"rupiah_km,omitempty"`
	Number    string       `json:"number,omitempty"` // of an agreement
	Partner   string       `json:"partner,omitempty"`
	From      string       `json:"from,omitempty"` // ISO date
	Until     string       `json:"until,omitempty"`
	Areas     []AreaChange `json:"areas,omitempty"` // of a newer list
	Note      string       `json:"note,omitempty"`  // why a kit changed: what was repaired, by whom
}

// ChangedPersonal is the personal part of a setting's change: a setting may
// hold the name and the number of a civil servant.
type ChangedPersonal struct {
	Value string `json:"value"`
}

const (
	maxName  = 120
	maxWords = 200
	maxSeats = 60
)

// tidy takes the spaces out that nobody meant.
func (b ChangedBody) tidy() ChangedBody {
	for _, s := range []*string{&b.Name, &b.Village, &b.Address, &b.Phone, &b.Hours, &b.Serial, &b.Plate, &b.VisitFrom, &b.VisitTo,
		&b.Number, &b.Partner, &b.Note} {
		*s = strings.Join(strings.Fields(*s), " ")
	}
	if at, err := region.ParsePosition(b.Point); err == nil {
		b.Point = at.Text()
	}
	b.Plate = strings.ToUpper(b.Plate)
	b.VisitDays = tidyDays(b.VisitDays)
	b.Members = slices.Compact(slices.Sorted(slices.Values(b.Members)))
	return b
}

// check refuses an entry that could not be used. people are the ids that may
// be in a team.
func (b ChangedBody) check(people map[string]bool) error {
	f := fault.New(fault.Invalid, "fault.form")
	if n := len([]rune(b.Name)); n < 2 || n > maxName {
		f.With("nama", "fault.office.name")
	}
	for name, text := range map[string]string{"alamat": b.Address, "telepon": b.Phone, "jam": b.Hours, "seri": b.Serial, "plat": b.Plate,
		"nomor": b.Number, "mitra": b.Partner, "catatan": b.Note} {
		if len([]rune(text)) > maxWords {
			f.With(name, "fault.office.long")
		}
	}
	switch b.What {
	case Institution:
		if !slices.Contains(InstitutionKinds(), b.Kind) {
			f.With("jenis", "fault.office.kind")
		}
		if b.Village != "" && !isVillage(b.Village) {
			f.With("desa", "fault.office.village")
		}
		b.checkPoint(f)
		b.checkHours(f)
	case Team:
		if len(b.Members) == 0 {
			f.With("anggota", "fault.office.members")
		}
		for _, m := range b.Members {
			if !people[m] {
				f.With("anggota", "fault.office.member_unknown")
				break
			}
		}
		if b.Lead != "" && !slices.Contains(b.Members, b.Lead) {
			f.With("ketua", "fault.office.lead")
		}
	case Kit:
		if !slices.Contains(KitConditions(), b.Condition) {
			f.With("keadaan", "fault.office.condition")
		}
	case Vehicle:
		if !slices.Contains(VehicleKinds(), b.Kind) {
			f.With("jenis", "fault.office.kind")
		}
		if b.Seats < 1 || b.Seats > maxSeats {
			f.With("kursi", "fault.office.seats")
		}
		if b.RupiahKM < 0 || b.RupiahKM > 1_000_000 {
			f.With("biaya", "fault.office.cost")
		}
	case Agreement:
		if !slices.Contains(AgreementKinds(), b.Kind) {
			f.With("jenis", "fault.office.kind")
		}
		b.checkTerm(f)
	default:
		return fault.New(fault.NotFound, "fault.office.entry")
	}
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

// checkTerm refuses days that are none, and an end before the beginning.
func (b ChangedBody) checkTerm(f *fault.Fault) {
	if _, err := time.Parse(time.DateOnly, b.From); err != nil {
		f.With("mulai", "fault.office.day")
	}
	if b.Until == "" {
		return
	}
	if _, err := time.Parse(time.DateOnly, b.Until); err != nil {
		f.With("sampai", "fault.office.day")
	} else if b.Until < b.From {
		f.With("sampai", "fault.office.term")
	}
}

// mostAway is how far from the point of its village an institution may lie, in
// km: villages are wide, and a slip of a digit is more.
const mostAway = 10.0

// checkPoint refuses a point that is none, or lies in no village or far from its
// own: trips would be led astray.
func (b ChangedBody) checkPoint(f *fault.Fault) {
	at, err := region.ParsePosition(b.Point)
	if err != nil {
		f.With("titik", fault.As(err).Key)
		return
	}
	if b.Point == "" {
		return
	}
	lat, lon, known := region.Point(region.Code(b.Village))
	switch {
	case b.Village == "":
		f.With("titik", "fault.office.point_village")
	case known && region.DistanceKM(lat, lon, at.Lat, at.Lon) > mostAway:
		f.With("titik", "fault.office.point_far")
	}
}

func isVillage(code string) bool {
	a, ok := region.Get(region.Code(code))
	return ok && a.Code.Level() == region.Village
}

// codeOf makes the id of a new entry from its name: short, readable, and good
// in an address. taken says which are there already.
func codeOf(name string, taken func(string) (bool, error)) (string, error) {
	base := strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), "-")
	base = strings.Trim(base[:min(len(base), 40)], "-")
	if base == "" {
		base = "x"
	}
	for i := 1; ; i++ {
		code := base
		if i > 1 {
			code += "-" + strconv.Itoa(i)
		}
		there, err := taken(code)
		if err != nil || !there {
			return code, err
		}
	}
}
