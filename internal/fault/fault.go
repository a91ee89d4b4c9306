// Package fault holds the one error type of the program.
//
// A Fault carries what the person can act on: a kind that the edge turns into
// a status, a message key that the edge turns into the person's language, and
// the fields at which the input is wrong. What went wrong inside (Err) is for
// the log only and must never hold personal data.
package fault

import (
	"errors"
	"fmt"
)

// Kind says what a caller may do about a fault.
type Kind string

// The kinds of fault.
const (
	Invalid         Kind = "invalid"         // the input is wrong; Fields say where
	Unauthenticated Kind = "unauthenticated" // nobody is signed in
	Forbidden       Kind = "forbidden"       // the role may not do this
	NotFound        Kind = "not_found"       // there is no such thing, or not for this person
	Conflict        Kind = "conflict"        // somebody else was first, or the state does not allow it
	TooLarge        Kind = "too_large"       // a limit on what comes from outside
	Busy            Kind = "busy"            // try again: rate limit, lock, queue full
	Unavailable     Kind = "unavailable"     // something the program leans on is away: disk full, database gone
	Internal        Kind = "internal"        // our fault
)

// Field is one wrong place in the input.
type Field struct {
	Name string         // the form field's name
	Key  string         // message key
	Args map[string]any // for the message; never personal data
}

// Fault is the error type of every use case.
type Fault struct {
	Kind   Kind
	Key    string         // message key, "fault.<room>.<what>"
	Args   map[string]any // for the message; never personal data
	Fields []Field
	Err    error // the cause, for the log
}

// Error is for the log; people see the translated Key.
func (f *Fault) Error() string {
	s := string(f.Kind) + ": " + f.Key
	for _, fl := range f.Fields {
		s += fmt.Sprintf(" [%s: %s]", fl.Name, fl.Key)
	}
	if f.Err != nil {
		s += ": " + f.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Err }

// New makes a fault of a kind with a message key.
func New(kind Kind, key string) *Fault { return &Fault{Kind: kind, Key: key} }

// Wrap makes an Internal fault around a cause. A cause that is a fault already
// is returned as it is, so that wrapping twice loses nothing.
func Wrap(key string, err error) error {
	if err == nil {
		return nil
	}
	var f *Fault
	if errors.As(err, &f) {
		return err
	}
	return &Fault{Kind: Internal, Key: key, Err: err}
}

// At makes an Invalid fault for one field.
func At(field, key string) *Fault {
	return (&Fault{Kind: Invalid, Key: "fault.form"}).With(field, key)
}

// With adds a wrong field and returns the fault.
func (f *Fault) With(field, key string) *Fault {
	f.Fields = append(f.Fields, Field{Name: field, Key: key})
	return f
}

// WithArgs sets the arguments of the message and returns the fault.
func (f *Fault) WithArgs(args map[string]any) *Fault { f.Args = args; return f }

// Because sets the cause and returns the fault.
func (f *Fault) Because(err error) *Fault { f.Err = err; return f }

// As finds the fault in an error chain; any other error becomes Internal.
func As(err error) *Fault {
	if err == nil {
		return nil
	}
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return &Fault{Kind: Internal, Key: "fault.internal", Err: err}
}

// Is reports whether the error chain holds a fault of the kind.
func Is(err error, kind Kind) bool {
	var f *Fault
	return errors.As(err, &f) && f.Kind == kind
}
