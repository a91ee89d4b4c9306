package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"
)

// The canonical form is one version byte, then each field in the order of the
// house as uvarint length and bytes. Texts are UTF-8, numbers decimal ASCII
// (another language reads them without a library), hashes their 32 bytes,
// replaces its hashes one after the other, ascending. There is exactly one
// form of an event, and Decode refuses every other.
const formVersion = 1

const (
	fieldCount = 20
	maxText    = 512     // of a name, id or code
	maxBody    = 1 << 20 // of a body or a personal part
)

// encode sets the canonical bytes and the id. It refuses what Decode would.
func (e *Event) encode() error {
	b := make([]byte, 1, 512+len(e.Body))
	b[0] = formVersion
	text := func(s string) {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	var bad error
	hash := func(ids ...string) {
		b = binary.AppendUvarint(b, uint64(32*len(ids)))
		for _, id := range ids {
			raw, err := hex.DecodeString(id)
			if err != nil || len(raw) != 32 {
				bad = fmt.Errorf("%q is not the id of an event", id)
			}
			b = append(b, raw...)
		}
	}
	optional := func(id string) {
		if id == "" {
			text("")
			return
		}
		hash(id)
	}
	text(e.Office)
	text(e.Replica)
	text(e.Epoch)
	text(strconv.FormatUint(e.Seq, 10))
	optional(e.Prev)
	text(e.OpID)
	text(strconv.Itoa(e.OpN))
	text(e.Subject.Kind)
	text(e.Subject.ID)
	text(e.Type)
	text(strconv.Itoa(e.Version))
	text(e.Area)
	text(e.Actor)
	text(e.Role)
	text(strconv.FormatInt(e.OccurredAt, 10))
	text(strconv.FormatUint(e.HLC, 10))
	hash(e.Replaces...)
	text(strconv.FormatInt(e.Reference, 10))
	text(string(e.Body))
	optional(e.PersonalHash)
	if bad != nil {
		return bad
	}
	if err := e.check(); err != nil {
		return err
	}
	e.bytes = b
	e.ID = idOf(b)
	return nil
}

func idOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Decode reads the canonical form. The personal part is not in it.
func Decode(b []byte) (Event, error) {
	var f [fieldCount]string
	if len(b) == 0 || b[0] != formVersion {
		return Event{}, errors.New("not an event of a known form")
	}
	// One copy for all fields: the strings below share it.
	all, at := string(b), 1
	for i := range f {
		n, w := binary.Uvarint(b[at:])
		if w <= 0 || w > 1 && b[at+w-1] == 0 || n > uint64(len(b)-at-w) {
			return Event{}, fmt.Errorf("field %d has no length", i)
		}
		at += w
		f[i] = all[at : at+int(n)]
		at += int(n)
	}
	if at != len(b) {
		return Event{}, errors.New("bytes after the last field")
	}
	var bad error
	number := func(i int, bits int, signed bool) int64 {
		n, err := strconv.ParseInt(f[i], 10, bits)
		if err != nil || strconv.FormatInt(n, 10) != f[i] || !signed && n < 0 {
			bad = fmt.Errorf("field %d is not a number in its one form", i)
		}
		return n
	}
	hash := func(i int) string {
		if len(f[i]) != 0 && len(f[i]) != 32 {
			bad = fmt.Errorf("field %d is not a hash", i)
		}
		return hex.EncodeToString([]byte(f[i]))
	}
	e := Event{
		Office: f[0], Replica: f[1], Epoch: f[2], Seq: uint64(number(3, 64, false)), Prev: hash(4),
		OpID: f[5], OpN: int(number(6, 32, false)), Subject: Subject{f[7], f[8]},
		Type: f[9], Version: int(number(10, 32, false)), Area: f[11], Actor: f[12], Role: f[13],
		OccurredAt: number(14, 64, true), HLC: uint64(number(15, 64, false)),
		Reference: number(17, 64, false), Body: []byte(f[18]), PersonalHash: hash(19),
		bytes: b,
	}
	if len(f[16])%32 != 0 {
		bad = errors.New("replaces is not a list of hashes")
	}
	if bad != nil {
		return Event{}, bad
	}
	for s := f[16]; len(s) > 0; s = s[32:] {
		e.Replaces = append(e.Replaces, hex.EncodeToString([]byte(s[:32])))
	}
	if err := e.check(); err != nil {
		return Event{}, err
	}
	e.ID = idOf(b)
	return e, nil
}

// check is what every event obeys, whoever made it.
func (e *Event) check() error {
	for _, t := range []struct {
		name, s string
		must    bool
	}{
		{"office", e.Office, true}, {"replica", e.Replica, true}, {"epoch", e.Epoch, true}, {"op", e.OpID, true},
		{"subject kind", e.Subject.Kind, true}, {"subject", e.Subject.ID, true}, {"type", e.Type, true},
		{"area", e.Area, false}, {"actor", e.Actor, false}, {"role", e.Role, true},
	} {
		switch {
		case t.must && t.s == "":
			return errors.New("no " + t.name)
		case len(t.s) > maxText:
			return errors.New("too long a " + t.name)
		case !plainText(t.s):
			return errors.New("the " + t.name + " is not plain text")
		}
	}
	switch {
	case e.Seq == 0 || e.Seq > math.MaxInt64:
		return errors.New("no place in the stream")
	case e.HLC == 0 || e.HLC > math.MaxInt64:
		return errors.New("no clock")
	case e.Version < 1 || e.Version > math.MaxInt32 || e.OpN < 0 || e.OpN > math.MaxInt32 || e.Reference < 0:
		return errors.New("a number out of range")
	case !slices.IsSorted(e.Replaces) || len(slices.Compact(slices.Clone(e.Replaces))) != len(e.Replaces):
		return errors.New("replaces is not ascending")
	case len(e.Body) > maxBody:
		return errors.New("too long a body")
	}
	return checkJSON(e.Body)
}

// checkPersonal says whether a personal part belongs to the event.
func (e *Event) checkPersonal(p []byte) error {
	switch {
	case e.PersonalHash == "":
		return errors.New("the event never had a personal part")
	case len(p) <= saltLen || len(p) > maxBody:
		return errors.New("not the length of a personal part")
	}
	if sum := sha256.Sum256(p); hex.EncodeToString(sum[:]) != e.PersonalHash {
		return errors.New("the personal part is not the one the event was made with")
	}
	return checkJSON(p[saltLen:])
}

func plainText(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for i := range len(s) {
		if s[i] == 0 {
			return false
		}
	}
	return true
}

// sameBytes reports whether two events are one.
func sameBytes(a, b *Event) bool { return bytes.Equal(a.bytes, b.bytes) }
