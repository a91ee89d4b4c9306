package account

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/jempolkeren/jempol/internal/authority"
)

// Person is somebody with an account.
type Person struct {
	ID, Login, Name     string
	Role                authority.Role
	Areas               []string // area codes; each covers all below it
	Agency, Institution string
	Lang, Phone         string
}

// Actor is the person as the authority table sees it.
func (p Person) Actor() authority.Actor {
	return authority.Actor{Person: p.ID, Role: p.Role, Areas: p.Areas, Agency: p.Agency, Institution: p.Institution}
}

// foldLogin is the form in which logins are compared: a phone capitalises the
// first letter and adds a space at the end.
func foldLogin(s string) string {
	return strings.ToLower(norm.NFKC.String(strings.TrimSpace(s)))
}

const (
	minLogin = 3
	maxLogin = 60
)

// loginShape reports whether a folded login is one that can be typed on any
// phone: letters, digits, dot, dash and underscore.
func loginShape(s string) bool {
	if len(s) < minLogin || len(s) > maxLogin {
		return false
	}
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

func joinAreas(areas []string) string { return strings.Join(areas, " ") }

func splitAreas(s string) []string { return strings.Fields(s) }
