package casefile

// Kinds of institution in which nobody lives.
const (
	InstitutionAgency  = "agency"  // of the kabupaten: reports people, and is asked about them
	InstitutionPartner = "partner" // an organisation that reports people
)

// Houses reports whether people live in institutions of the kind, so that they
// may be FieldInstitution of somebody and are visited there.
func Houses(kind string) bool { return kind != InstitutionAgency && kind != InstitutionPartner }
