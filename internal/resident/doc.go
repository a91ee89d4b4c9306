// Package resident holds what can be known of a person: NIK and KK number,
// names, dates with their certainty, sex, telephone, and the codes for why
// somebody is hard to reach.
//
// Everything may be missing, so the zero value of every type means "not
// known". A rule is hard (an error) only where a value cannot be what it claims
// to be; what is merely odd is a Warning that a person decides on, because the
// papers of the people this program serves are often odd and still genuine.
// Errors are faults whose message keys begin with "resident."; they and the
// types' log values never hold the value itself.
package resident

import "github.com/jempolkeren/jempol/internal/fault"

// Warning is something odd about a value that may be right all the same.
type Warning struct {
	Key  string         // message key
	Args map[string]any // for the message; never personal data
}

// Field turns the error of one of this package's parsers into the place in a
// form at which it happened.
func Field(name string, err error) fault.Field {
	f := fault.As(err)
	return fault.Field{Name: name, Key: f.Key, Args: f.Args}
}

func invalid(key string) error { return fault.New(fault.Invalid, key) }

func invalidArgs(key string, args map[string]any) error {
	return fault.New(fault.Invalid, key).WithArgs(args)
}
