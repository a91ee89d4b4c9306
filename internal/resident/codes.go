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

// Domain is one of the six questions of the Washington Group Short Set: what
// somebody finds difficult. The answers are counted and nothing else: they set
// no disability on a form, and no requirement.
type Domain string

// The domains, in the order in which they are asked.
const (
	Seeing        Domain = "seeing"
	Hearing       Domain = "hearing"
	Walking       Domain = "walking"
	Remembering   Domain = "remembering"
	SelfCare      Domain = "self_care"
	Communicating Domain = "communicating"
)

// Domains are all domains.
func Domains() []Domain {
	return []Domain{Seeing, Hearing, Walking, Remembering, SelfCare, Communicating}
}

// AskedFrom is the age from which the questions mean anything.
const AskedFrom = 5

// Difficulty is an answer to one of the questions.
type Difficulty string

// The answers.
const (
	NoDifficulty   Difficulty = "1"
	SomeDifficulty Difficulty = "2"
	MuchDifficulty Difficulty = "3"
	CannotAtAll    Difficulty = "4"
	WontSay        Difficulty = "7"
	DontKnow       Difficulty = "9"
)

// Difficulties are all answers.
func Difficulties() []Difficulty {
	return []Difficulty{NoDifficulty, SomeDifficulty, MuchDifficulty, CannotAtAll, WontSay, DontKnow}
}

// Counts reports whether the answer counts somebody as having a disability: the
// cut-off of the Washington Group.
func (d Difficulty) Counts() bool { return d == MuchDifficulty || d == CannotAtAll }

// Capacity is in what capacity somebody speaks for a person.
type Capacity string

// The capacities. A guardian (wali) stands for a child, a curator (pengampu)
// for an adult under a court's order.
const (
	AsParent      Capacity = "parent"
	AsSpouse      Capacity = "spouse"
	AsChild       Capacity = "child"
	AsRelative    Capacity = "relative"
	AsGuardian    Capacity = "guardian"
	AsCurator     Capacity = "curator"
	AsInstitution Capacity = "institution"
	AsVillage     Capacity = "village"
	AsNeighbour   Capacity = "neighbour"
)

// Capacities are all capacities.
func Capacities() []Capacity {
	return []Capacity{AsParent, AsSpouse, AsChild, AsRelative, AsGuardian, AsCurator, AsInstitution, AsVillage, AsNeighbour}
}

// ProxyReason is why a person does not speak for themselves.
type ProxyReason string

// The reasons. None names an illness.
const (
	StillChild    ProxyReason = "child"
	CannotSpeak   ProxyReason = "cannot_speak"
	CannotDecide  ProxyReason = "cannot_decide"
	NotThere      ProxyReason = "not_there"
	WishesHelp    ProxyReason = "wishes"
	OtherLanguage ProxyReason = "language"
)

// ProxyReasons are all reasons.
func ProxyReasons() []ProxyReason {
	return []ProxyReason{StillChild, CannotSpeak, CannotDecide, NotThere, WishesHelp, OtherLanguage}
}

// ParseDomain checks a code that comes from outside.
func ParseDomain(s string) (Domain, error) { return parseCode(s, Domains(), "resident.choice") }

// ParseDifficulty checks a code that comes from outside.
func ParseDifficulty(s string) (Difficulty, error) {
	return parseCode(s, Difficulties(), "resident.choice")
}

// ParseCapacity checks a code that comes from outside.
func ParseCapacity(s string) (Capacity, error) { return parseCode(s, Capacities(), "resident.choice") }

// ParseProxyReason checks a code that comes from outside.
func ParseProxyReason(s string) (ProxyReason, error) {
	return parseCode(s, ProxyReasons(), "resident.choice")
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
