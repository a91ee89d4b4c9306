package authority

// Role is what a person is in the service; an account has exactly one.
type Role string

// The roles.
const (
	Head        Role = "head"        // Kepala Dinas: figures, exceptions, letters, evaluations
	Coordinator Role = "coordinator" // Koordinator: triage, duplicates, trips, assignment
	Field       Role = "field"       // Tim Jempol Keren: visits and the biometric check
	Verifier    Role = "verifier"    // Verifikator: accepts or returns dossiers
	Siak        Role = "siak"        // Operator SIAK: entry, status, issue
	Handover    Role = "handover"    // Petugas penyerahan: envelopes, custody, receipts
	Social      Role = "social"      // Dinas Sosial P3A: its own people
	Registrar   Role = "registrar"   // Petugas Registrasi Desa/Kelurahan: own village
	Companion   Role = "companion"   // tiga pilar, Camat, Satpol PP: trips of the own area
	Institution Role = "institution" // panti, rumah sakit, rutan/lapas, shelter
	Partner     Role = "partner"     // ormas, LSM
	Admin       Role = "admin"       // administrator: users, areas, settings, backup
	Courier     Role = "courier"     // no account: a one-time link to one envelope
	Public      Role = "public"      // no account
	System      Role = "system"      // jobs and command-line verbs under a name
)

var roles = []Role{
	Head, Coordinator, Field, Verifier, Siak, Handover, Social, Registrar,
	Companion, Institution, Partner, Admin, Courier, Public, System,
}

// Roles lists every role in the order of the process's "Who".
func Roles() []Role { return append([]Role(nil), roles...) }

// AccountRoles lists the roles that a person can sign in with.
func AccountRoles() []Role {
	var out []Role
	for _, r := range roles {
		if r != Courier && r != Public && r != System {
			out = append(out, r)
		}
	}
	return out
}

// Known reports whether r is a role of the table.
func (r Role) Known() bool {
	for _, known := range roles {
		if r == known {
			return true
		}
	}
	return false
}

// Key is the message key of the role's name.
func (r Role) Key() string { return "role." + string(r) }

// Hides reports whether what this role may not see does not exist for it: a
// refusal would already say that there is something to see.
func (r Role) Hides() bool {
	return r == Companion || r == Courier || r == Public
}

// Reach is how far a role's action goes.
type Reach int

// The reaches, from nothing to everything. They are not nested: an agency is
// not a part of an area.
const (
	None           Reach = iota
	Own                  // what the account, its team or the one-time link itself names
	OwnReports           // cases that this person reported
	OwnInstitution       // cases of people in this institution
	OwnAgency            // cases of this agency
	OwnArea              // cases in these areas
	Office               // everything of the office
)

var reachNames = [...]string{"none", "own", "own_reports", "own_institution", "own_agency", "own_area", "office"}

// String is the reach's code, as the message keys "fault.authority.out_of_reach.<code>" use it.
func (r Reach) String() string {
	if r < 0 || int(r) >= len(reachNames) {
		return "none"
	}
	return reachNames[r]
}

// Target is what of a subject decides who reaches it.
type Target struct {
	Area        string // area code
	Agency      string // in whose hands it is
	Watcher     string // the agency that reported it, while another one has it
	Institution string
	Reporter    string // user id
	Own         string // the user an account page belongs to, or the envelope a link opens
}

// Actor is who acts, as far as the table needs to know.
type Actor struct {
	Person      string
	Role        Role
	Areas       []string // area codes; a code covers all below it
	Agency      string
	Institution string
	Link        string // the envelope that a one-time link opens
}
