package lawbook

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/resident"
)

func TestNeeds(t *testing.T) {
	everyBook(t, func(t *testing.T, b *Book) {
		for _, n := range b.Needs() {
			if n.Flow[0] != "reported" || n.Flow[len(n.Flow)-1] != "closed" || n.Next("visited") == "" || n.Next("closed") != "" {
				t.Errorf("%s goes %v", n.Code, n.Flow)
			}
			if n.Paper != slices.Contains(n.Flow, "handed_over") {
				t.Errorf("%s: paper %v", n.Code, n.Paper)
			}
			for _, a := range n.After {
				if _, err := b.Need(a); err != nil {
					t.Errorf("%s: %v", n.Code, err)
				}
			}
			if n.Code != "recording" && n.Code != "ktp_el" && len(b.Requirements(n.Code, nil)) == 0 {
				t.Errorf("%s asks for nothing", n.Code)
			}
		}
		if n, err := b.Need("nik"); err != nil || n.Next("entered") != "issued" || n.Next("issued") != "closed" {
			t.Errorf("%+v, %v", n, err)
		}
	})
}

func TestRequirementsAreSound(t *testing.T) {
	known := []Circumstance{Adult, Child, UnderFive, Newborn, Hosted, Married, UnrecordedMarriage, Foundling, LateBirth, NoDocuments, InDatabase, Neglected, Disaster, Elsewhere, Lost, Damaged, IdentityUnclear, BodyNotFound, DataMismatch, HeadDied, Split, DataChange, MinorsRemain}
	suppliers := []string{"person", "family", "office", "head", "field", "siak", "registrar", "social", "institution"}
	everyBook(t, func(t *testing.T, b *Book) {
		for _, c := range b.Circumstances() {
			if !slices.Contains(known, Circumstance(c.Code)) || c.Label.ID == "" || c.Label.EN == "" {
				t.Errorf("circumstance %+v", c)
			}
		}
		if len(b.Circumstances()) != len(known) {
			t.Errorf("%d circumstances, want %d", len(b.Circumstances()), len(known))
		}
		for _, r := range b.requirements {
			if _, err := b.Need(r.Need); err != nil {
				t.Errorf("%s: %v", r.Code, err)
			}
			for _, w := range r.When {
				if !slices.Contains(known, Circumstance(strings.TrimPrefix(w, "!"))) {
					t.Errorf("%s: when %q", r.Code, w)
				}
			}
			forms := []string{r.Form}
			for _, s := range r.Substitutes {
				forms = append(forms, s.Form)
			}
			for _, f := range forms {
				if f == "" {
					continue
				}
				if _, err := b.Form(f); err != nil {
					t.Errorf("%s: %v", r.Code, err)
				}
			}
			if len(r.Supply) == 0 {
				t.Errorf("%s: nobody supplies it", r.Code)
			}
			for _, s := range r.Supply {
				if !slices.Contains(suppliers, s) {
					t.Errorf("%s: supplied by %q", r.Code, s)
				}
			}
		}
	})
}

func TestChecklists(t *testing.T) {
	b := Current()
	for _, tt := range []struct {
		need string
		cs   Circumstances
		want string
	}{
		{"nik", Circumstances{Adult}, "BIO-1 BIO-2 BIO-3 BIO-4 BIO-6"},
		{"nik", Circumstances{Adult, Hosted, UnrecordedMarriage, Married}, "BIO-1 BIO-2 BIO-3 BIO-4 BIO-5 BIO-6 BIO-8"},
		{"nik", Circumstances{Child, UnderFive, Newborn}, "BIO-1 BIO-3"},
		{"nik", Circumstances{Child, Foundling}, "BIO-1 BIO-2 BIO-3 BIO-9"},
		{"akta_kelahiran", Circumstances{Child, Foundling}, "AKL-1 AKL-4 AKL-5"},
		{"kia", Circumstances{Child}, "KIA-1 KIA-2 KIA-3 KIA-4"},
		{"kia", Circumstances{Child, UnderFive}, "KIA-1 KIA-2 KIA-3"},
		{"replacement", Circumstances{Lost}, "GTI-1 GTI-2"},
		{"replacement", Circumstances{Lost, Disaster}, "GTI-1 GTI-4"},
		{"kk", Circumstances{Adult, Disaster}, "KK-1 KK-2 KK-3"},
		{"akta_kematian", Circumstances{Adult}, "AKM-1 AKM-2 AKM-3"},
		{"akta_kematian", Circumstances{Adult, DataMismatch}, "AKM-1 AKM-2 AKM-3 AKM-6"},
		{"none", nil, ""},
	} {
		var got []string
		for _, r := range b.Requirements(tt.need, tt.cs) {
			got = append(got, r.Code)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s in %v: %v", tt.need, tt.cs, got)
		}
	}
	r, err := b.Requirement("BIO-3")
	if err != nil || !r.Accepts("F-1.04") || r.Accepts("F-1.05") || b.Citation(r) != "Perpres 96/2018 pasal 4" {
		t.Errorf("%+v, %v, %q", r, err, b.Citation(r))
	}
}

func TestCircumstancesOfAPerson(t *testing.T) {
	day := time.Date(2021, 3, 14, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		birth, marital string
		nik            resident.NIK
		classes        []resident.LegalClass
		want           Circumstances
	}{
		{"1943-08-17", "3", "", nil, Circumstances{Adult, Married, UnrecordedMarriage}},
		{"2018", "", "", nil, Circumstances{Child, UnderFive}},
		{"2003..2005", "", "", nil, Circumstances{Adult, Child}},
		{"", "", "3503041708439012", []resident.LegalClass{resident.NaturalDisaster, resident.SocialDisaster, resident.Neglected}, Circumstances{Adult, Child, Disaster, Neglected, InDatabase}},
		{"1943", "6", "", nil, Circumstances{Adult, Married}},
	} {
		d, err := resident.DateOf(tt.birth)
		if err != nil {
			t.Fatal(err)
		}
		got := Of(resident.Person{Birth: d, NIK: tt.nik, LegalClasses: tt.classes}, tt.marital, day)
		if !slices.Equal(got, tt.want) {
			t.Errorf("born %s: %v, want %v", tt.birth, got, tt.want)
		}
	}
}
