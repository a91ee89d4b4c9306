package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/office"
	"github.com/jempolkeren/jempol/internal/region"
)

// Login is an account that a visitor of the demonstration can sign in with.
type Login struct {
	Role     authority.Role
	Login    string
	Password string
	Name     string
}

// user is one of the staff.
type user struct {
	id, login, name string
	rights          account.Rights
	password        string // "" for those who were never set up
}

// Codes of the office's reference data, as the office room makes them of names.
const (
	agencySocial  = "dinas-sosial-p3a"
	agencyVillage = "dinas-pmd"
	hospital      = "rsud"
	careHome      = "panti-al-muhajirin"
	prison        = "rutan"
	partner       = "komunitas-difabel"
	kitOne        = "alat-rekam-1"
	teamOne       = "tim-1"
	teamTwo       = "tim-2"
	carOne        = "mobil-keliling"
	carTwo        = "sepeda-motor"
)

type staff struct {
	system      *user
	head        *user
	coordinator *user
	field       [4]*user // two teams of two
	verifier    *user
	siak        *user
	handover    *user
	social      *user
	institution *user
	partner     *user
	companion   *user
	admin       *user
	registrars  []*user // by place in villages
	all         []*user
}

// logins of the accounts with a password, by role.
var roleLogins = []struct {
	role  authority.Role
	login string
	title string
}{
	{authority.Head, "kepala", ""}, {authority.Coordinator, "koordinator", ""}, {authority.Field, "petugas", ""},
	{authority.Verifier, "verifikator", ""}, {authority.Siak, "siak", ""}, {authority.Handover, "penyerahan", ""},
	{authority.Social, "dinsos", ""}, {authority.Registrar, "registrar", ""}, {authority.Companion, "camat", ""},
	{authority.Institution, "rutan", ""}, {authority.Partner, "difabel", ""}, {authority.Admin, "admin", ""},
}

// words of which passwords are made.
var words = []string{"durian", "pantai", "lembah", "cengkih", "gunung", "sawah", "tembakau", "kelapa", "nelayan", "terasering",
	"jembatan", "lumbung", "angklung", "wayang", "kenanga", "melati", "rambutan", "manggis", "bambu", "kentongan"}

// Logins are the accounts of a demonstration: the same for the same seed.
func Logins(seed uint64) []Login {
	w := &world{seed: seed}
	r := w.rand("passwords")
	names := w.rand("staff")
	var out []Login
	for i, l := range roleLogins {
		first := r.IntN(len(words))
		second := (first + 1 + r.IntN(len(words)-1)) % len(words)
		out = append(out, Login{Role: l.role, Login: l.login, Name: staffName(names, i),
			Password: fmt.Sprintf("%s-%s-%02d", words[first], words[second], 10+r.IntN(90))})
	}
	return out
}

func staffName(r *rand.Rand, i int) string {
	sex := "L"
	if i%2 == 1 {
		sex = "P"
	}
	return nameOf(r, sex, 1972+r.IntN(20)) + " " + nameParts().parts["second "+sex+" later"].draw(r)
}

// employ makes the staff, the day before the service begins.
func (w *world) employ() {
	t := w.cal.first.AddDate(0, 0, -10).Add(9 * time.Hour)
	s := &staff{}
	w.staff = s
	s.system = &user{id: "system:verb.demo", rights: account.Rights{Role: authority.System}}
	add := func(login, name string, rights account.Rights, password string) *user {
		t = t.Add(time.Minute)
		u := &user{id: w.maker.NewID(t), login: login, name: name, rights: rights, password: password}
		s.all = append(s.all, u)
		subject := ledger.Subject{Kind: casefile.KindUser, ID: u.id}
		w.do(t, s.system, ledger.Draft{Subject: subject, Type: casefile.UserChanged,
			Body: account.ChangedBody{Change: account.ChangeCreated, Role: string(rights.Role), Areas: rights.Areas,
				Agency: rights.Agency, Institution: rights.Institution}})
		w.done(subject)
		return u
	}
	var registrar Login
	for _, l := range Logins(w.seed) {
		rights := account.Rights{Role: l.Role}
		switch l.Role {
		case authority.Registrar:
			registrar = l
			continue
		case authority.Companion:
			rights.Areas = []string{string(w.profile.home.At(region.Kecamatan))}
		case authority.Social:
			rights.Agency = agencySocial
		case authority.Institution:
			rights.Institution = prison
		case authority.Partner:
			rights.Institution = partner
		}
		u := add(l.Login, l.Name, rights, l.Password)
		switch l.Role {
		case authority.Head:
			s.head = u
		case authority.Coordinator:
			s.coordinator = u
		case authority.Field:
			s.field[0] = u
		case authority.Verifier:
			s.verifier = u
		case authority.Siak:
			s.siak = u
		case authority.Handover:
			s.handover = u
		case authority.Social:
			s.social = u
		case authority.Companion:
			s.companion = u
		case authority.Institution:
			s.institution = u
		case authority.Partner:
			s.partner = u
		case authority.Admin:
			s.admin = u
		}
	}
	names := w.rand("colleagues")
	for i := 1; i < len(s.field); i++ {
		s.field[i] = add(fmt.Sprintf("petugas%d", i+1), staffName(names, i), account.Rights{Role: authority.Field}, "")
	}
	for i, v := range w.villages.list {
		login, name, password := "reg."+v.code.Digits(), staffName(names, i), ""
		if v.code == w.profile.home {
			login, name, password = registrar.Login, registrar.Name, registrar.Password
		}
		s.registrars = append(s.registrars, add(login, name,
			account.Rights{Role: authority.Registrar, Areas: []string{string(v.code)}}, password))
	}
	w.equip(t.Add(time.Hour))
}

// equip enters the office's reference data.
func (w *world) equip(t time.Time) {
	s := w.staff
	f := s.field
	at, name := w.profile, region.Name(w.district)
	centre := string(at.centre)
	plate := func(n string) string { return strings.TrimSpace(at.plate + " " + n + " DEMO") }
	entries := []struct {
		code string
		body office.ChangedBody
	}{
		{agencySocial, office.ChangedBody{What: office.Institution, Name: "Dinas Sosial P3A", Kind: office.KindAgency, Village: centre}},
		{agencyVillage, office.ChangedBody{What: office.Institution, Name: "Dinas PMD", Kind: office.KindAgency, Village: centre}},
		{hospital, office.ChangedBody{What: office.Institution, Name: "RSUD " + name, Kind: "hospital", Village: string(at.hospital),
			Address: "Jl. dr. Soetomo", VisitDays: []string{"1", "2", "3", "4", "5"}, VisitFrom: "09:00", VisitTo: "12:00"}},
		{careHome, office.ChangedBody{What: office.Institution, Name: "Panti Al-Muhajirin", Kind: "care_home", Village: string(at.careHome),
			Address: "Dusun Krajan", VisitDays: []string{"1", "2", "3", "4", "5", "6", "7"}, VisitFrom: "08:00", VisitTo: "15:00"}},
		{prison, office.ChangedBody{What: office.Institution, Name: "Rutan Kelas IIB " + name, Kind: "prison", Village: centre,
			VisitDays: []string{"2", "4"}, VisitFrom: "09:00", VisitTo: "11:30", Hours: "lapor dulu di pos jaga"}},
		{partner, office.ChangedBody{What: office.Institution, Name: "Komunitas Difabel " + name, Kind: office.KindPartner, Village: centre}},
		{kitOne, office.ChangedBody{What: office.Kit, Name: "Alat rekam 1", Serial: "DEMO-0001", Condition: office.KitReady}},
		{carOne, office.ChangedBody{What: office.Vehicle, Name: "Mobil keliling", Kind: "car", Plate: plate("9001"), Seats: 5, RupiahKM: 2500}},
		{carTwo, office.ChangedBody{What: office.Vehicle, Name: "Sepeda motor", Kind: "motorcycle", Plate: plate("9002"), Seats: 2, RupiahKM: 600}},
		{teamOne, office.ChangedBody{What: office.Team, Name: "Tim 1", Members: []string{f[0].id, f[1].id}, Lead: f[0].id}},
		{teamTwo, office.ChangedBody{What: office.Team, Name: "Tim 2", Members: []string{f[2].id, f[3].id}, Lead: f[2].id}},
		{"mou-rutan", office.ChangedBody{What: office.Agreement, Name: "Pendataan warga binaan", Kind: "mou", Number: "470/01/DEMO",
			Partner: "Rutan Kelas IIB " + name, From: w.cal.iso(0), Until: w.cal.iso(w.cal.today + 25)}},
		{"sk-tim", office.ChangedBody{What: office.Agreement, Name: "Pembentukan tim Jempol Keren", Kind: "sk", Number: "470/02/DEMO",
			Partner: "Kepala Dinas", From: w.cal.iso(0)}},
		{office.SettingAddress, office.ChangedBody{What: office.Setting}},
		{office.SettingHeadName, office.ChangedBody{What: office.Setting}},
		{office.SettingHeadNIP, office.ChangedBody{What: office.Setting}},
	}
	// A NIP has the day of birth, the month of entering service, the sex and a
	// serial; 900 and above is nobody's.
	values := map[string]string{office.SettingAddress: "Jl. Contoh No. 1, " + name + " (data peragaan)",
		office.SettingHeadName: s.head.name, office.SettingHeadNIP: "19720101 199901 1 900"}
	for i, e := range entries {
		at := t.Add(time.Duration(i) * time.Minute)
		e.body.Active = true
		subject := ledger.Subject{Kind: casefile.KindReference, ID: e.code}
		d := ledger.Draft{Subject: subject, Type: casefile.ReferenceChanged, Area: e.body.Village, Body: e.body}
		if e.body.What == office.Setting {
			d.Personal = office.ChangedPersonal{Value: values[e.code]}
		}
		w.do(at, s.admin, d)
		w.done(subject)
	}
}
