package resident

import "slices"

// Reason is why somebody is on the list: the four conditions that the service
// was founded for. Their labels stand in the lawbook, like those of all codes
// below.
type Reason string

// The reasons.
const (
	NoNIK             Reason = "no_nik"             // belum ber-NIK
	NoRecording       Reason = "no_recording"       // belum perekaman biometrik
	NotInDatabase     Reason = "not_in_database"    // belum tercantum dalam basis data
	DisasterDocuments Reason = "disaster_documents" // dokumen rusak atau hilang karena bencana
)

// Reasons are all reasons.
func Reasons() []Reason {
	return []Reason{NoNIK, NoRecording, NotInDatabase, DisasterDocuments}
}

// LegalClass is the class under which the law protects a vulnerable resident.
// UU 23/2006 pasal 25 ayat (1)
type LegalClass string

// The classes. DisputedLand is reported for Permendagri 96/2019 without its
// text having been seen.
const (
	NaturalDisaster LegalClass = "natural_disaster"
	SocialDisaster  LegalClass = "social_disaster"
	Neglected       LegalClass = "neglected"
	RemoteCommunity LegalClass = "remote_community"
	DisputedLand    LegalClass = "disputed_land"
)

// LegalClasses are all classes.
func LegalClasses() []LegalClass {
	return []LegalClass{NaturalDisaster, SocialDisaster, Neglected, RemoteCommunity, DisputedLand}
}

// Vulnerability is what makes it hard for somebody to come to the office.
// Several may hold at once.
type Vulnerability string

// The vulnerabilities.
const (
	Elderly           Vulnerability = "elderly"              // usia jompo
	ChronicallyIll    Vulnerability = "chronically_ill"      // sakit menahun
	DisabledPhysical  Vulnerability = "disability_physical"  // fisik
	DisabledSight     Vulnerability = "disability_sight"     // sensorik: netra
	DisabledHearing   Vulnerability = "disability_hearing"   // sensorik: rungu, wicara
	DisabledMental    Vulnerability = "disability_mental"    // mental
	DisabledIntellect Vulnerability = "disability_intellect" // intelektual
	DisabledMultiple  Vulnerability = "disability_multiple"  // ganda
	MentalIllness     Vulnerability = "odgj"                 // orang dengan gangguan jiwa
	DisasterVictim    Vulnerability = "disaster_victim"      // korban bencana
	Abandoned         Vulnerability = "abandoned"            // orang terlantar
	AbandonedChild    Vulnerability = "abandoned_child"      // anak terlantar
	Homeless          Vulnerability = "homeless"             // gelandangan, pengemis
	Remote            Vulnerability = "remote"               // komunitas terpencil
	Detained          Vulnerability = "detained"             // warga binaan
	InstitutionalCare Vulnerability = "institutional_care"   // penghuni panti
	OtherBarrier      Vulnerability = "other_barrier"        // hambatan lain
)

// Vulnerabilities are all vulnerabilities.
func Vulnerabilities() []Vulnerability {
	return []Vulnerability{
		Elderly, ChronicallyIll,
		DisabledPhysical, DisabledSight, DisabledHearing, DisabledMental, DisabledIntellect, DisabledMultiple,
		MentalIllness, DisasterVictim, Abandoned, AbandonedChild, Homeless, Remote, Detained, InstitutionalCare, OtherBarrier,
	}
}

// Health reports whether it says something of the person's health, which is
// specific personal data and shown only to roles that may read it.
// UU 27/2022 pasal 4 ayat (2)
func (v Vulnerability) Health() bool {
	switch v {
	case ChronicallyIll, DisabledPhysical, DisabledSight, DisabledHearing, DisabledMental, DisabledIntellect, DisabledMultiple, MentalIllness:
		return true
	}
	return false
}

// ParseReason checks a code that comes from outside.
func ParseReason(s string) (Reason, error) { return parseCode(s, Reasons(), "resident.reason") }

// ParseLegalClass checks a code that comes from outside.
func ParseLegalClass(s string) (LegalClass, error) {
	return parseCode(s, LegalClasses(), "resident.legal_class")
}

// ParseVulnerability checks a code that comes from outside.
func ParseVulnerability(s string) (Vulnerability, error) {
	return parseCode(s, Vulnerabilities(), "resident.vulnerability")
}

func parseCode[T ~string](s string, all []T, key string) (T, error) {
	if c := T(s); slices.Contains(all, c) {
		return c, nil
	}
	return "", invalid(key)
}
