package casefile

// PersonPersonal is the personal part of every event that states something of
// the person: Reported, PersonStated, Visited, FormFilled. Each filled field is
// an assertion (event, field).
type PersonPersonal struct {
	Fields []Assertion `json:"fields"`
}

// Assertion states one field of a person.
type Assertion struct {
	Field     string `json:"field"`               // one of the Field constants
	Element   string `json:"element,omitempty"`   // key of one of several values (other names, vulnerabilities)
	Value     string `json:"value"`               // canonical text; "" states that nothing is known
	Certainty string `json:"certainty,omitempty"` // said (menurut keluarga), document, device
}

// Fields of a person. Several fields may have elements: FieldOtherName,
// FieldVulnerability, FieldLegalClass, FieldWitness, FieldCircumstance,
// FieldDifficulty, FieldReason.
const (
	FieldName          = "name"
	FieldOtherName     = "other_name"
	FieldSex           = "sex"   // L or P
	FieldBirth         = "birth" // resident.Date in its canonical text
	FieldBirthPlace    = "birth_place"
	FieldMother        = "mother"
	FieldFather        = "father"
	FieldNIK           = "nik"
	FieldKK            = "kk"
	FieldVillage       = "village" // area code
	FieldAddress       = "address"
	FieldRT            = "rt"
	FieldRW            = "rw"
	FieldInstitution   = "institution" // id of the institution in which the person is found
	FieldPlace         = "place"       // a place described in words
	FieldPoint         = "point"       // region.Position in its canonical text
	FieldDirections    = "directions"
	FieldCompanion     = "companion"
	FieldPhone         = "phone"
	FieldVulnerability = "vulnerability" // element = code
	FieldLegalClass    = "legal_class"   // element = code
	FieldSafety        = "safety"        // for the visiting team only, gone with the case
	FieldProxy         = "proxy"         // who spoke for the person
	FieldProxyAs       = "proxy_as"      // in what capacity: code of resident.Capacity
	FieldProxyWhy      = "proxy_why"     // why: code of resident.ProxyReason
	FieldDifficulty    = "difficulty"    // element = domain of the Washington Group; for figures only
	FieldMarital       = "marital"
	FieldReligion      = "religion"
	FieldEducation     = "education"
	FieldOccupation    = "occupation"
	FieldBlood         = "blood"
	FieldSHDK          = "shdk"
	FieldHost          = "host"    // who takes the person into their KK: a relative, an institution, a guardian
	FieldHostKK        = "host_kk" // number of that KK
	FieldDisability    = "disability"
	FieldWitness       = "witness"      // element = place in the list
	FieldElsewhere     = "elsewhere"    // kabupaten that holds the person's record
	FieldCircumstance  = "circumstance" // element = code; what only a human can tell of the occasion
	FieldBiometric     = "biometric"    // outcome; stated by Biometric and Searched

	// Facts: they hold no personal data, stand in the body and outlive the person's data.
	FieldReason = "reason" // element = code; why the person is on the list
	FieldBasis  = "basis"  // consent, public_task, ... (UU 27/2022 pasal 20)
	FieldPhoto  = "photo"  // attachment hash
)

// isFact reports whether a field stands in the body of an event.
func isFact(field string) bool {
	return field == FieldReason || field == FieldBasis || field == FieldPhoto
}

// PersonStatedBody is the body of PersonStated.
type PersonStatedBody struct {
	Why   string      `json:"why,omitempty"`   // of a correction: code of CorrectionReasons
	Facts []Assertion `json:"facts,omitempty"` // of the fields that hold no personal data
}

// WhySettled is why a value is stated that somebody chose among several.
const WhySettled = "settled"

// WhyVisit is why a visit replaces what was known.
const WhyVisit = "visit"

// CorrectionReasons are why something that was known is replaced; the texts are
// "casefile.why.<code>".
var CorrectionReasons = []string{"misheard", "typed_wrong", "person_says", "document_seen", "changed", "other_person"}

// Certainties of an assertion.
const (
	CertaintySaid     = "said"     // menurut keluarga
	CertaintyDocument = "document" // dokumen
	CertaintyDevice   = "device"   // alat
)
