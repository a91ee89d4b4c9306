package register

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/resident"
)

// Record is one resident of the register.
type Record struct {
	ID         string
	NIK, KK    string
	Name       string
	Sex        string
	Birth      string // resident.Date in its canonical text
	BirthPlace string
	Village    string // area code
	Mother     string
	Father     string
	Address    string
	RT, RW     string
	State      string // StateActive, StateDead, StateMoved
	Recorded   bool   // biometrics are recorded
	// RecordingUnknown says that the source does not tell whether they are.
	RecordingUnknown bool
	// Disability is the source's own code or word; "" where it does not say.
	Disability string
	Doubt      string // what of it does not fit together, as codes with a space between
	Source     string // where it came from

	row int64 // of the file; 0 is the next
}

// What a source says of a resident.
const (
	StateActive = "active"
	StateDead   = "dead"
	StateMoved  = "moved"
)

// Values of the column recorded.
const (
	recordedNot = iota
	recordedYes
	recordedUnknown
)

// recordColumns are the columns of a Record in the order of scan, all but the
// source.
const recordColumns = `r.person_id, r.nik, r.kk, r.name, r.sex, r.birth, r.birth_place, r.village, r.mother, r.father, r.address, r.rt, r.rw,
	r.state, r.recorded, r.disability, r.doubt`

// scan reads recordColumns, and more behind them.
func (p *Record) scan(scan func(...any) error, more ...any) error {
	var recorded int64
	err := scan(append([]any{&p.ID, &p.NIK, &p.KK, &p.Name, &p.Sex, &p.Birth, &p.BirthPlace, &p.Village, &p.Mother, &p.Father, &p.Address, &p.RT, &p.RW,
		&p.State, &recorded, &p.Disability, &p.Doubt}, more...)...)
	p.Recorded, p.RecordingUnknown = recorded == recordedYes, recorded == recordedUnknown
	return err
}

var recordInsert = []string{"office_id", "generation", "row_no", "person_id", "nik", "kk", "name", "sex", "birth", "birth_year", "birth_place",
	"village", "mother", "father", "address", "rt", "rw", "state", "recorded", "disability", "doubt"}

// values are the record as recordInsert names it, after the key.
func (p *Record) values(office string, generation, row int64) []any {
	return []any{office, generation, row, p.ID, p.NIK, p.KK, p.Name, p.Sex, p.Birth, p.year(), p.BirthPlace,
		p.Village, p.Mother, p.Father, p.Address, p.RT, p.RW, p.State, p.recording(), p.Disability, p.Doubt}
}

func (p *Record) recording() int64 {
	switch {
	case p.Recorded:
		return recordedYes
	case p.RecordingUnknown:
		return recordedUnknown
	}
	return recordedNot
}

// year is the first year in which the person may be born; 0 is unknown.
func (p *Record) year() int64 {
	d, err := resident.DateOf(p.Birth)
	if err != nil {
		return 0
	}
	from, _, ok := d.BirthYearRange()
	if !ok {
		return 0
	}
	return int64(from)
}

// digest tells whether what a source says of a person has changed.
func (p *Record) digest() int64 {
	b := make([]byte, 0, 256)
	for _, s := range []string{p.NIK, p.KK, p.Name, p.Sex, p.Birth, p.BirthPlace, p.Village, p.Mother, p.Father, p.Address, p.RT, p.RW, p.State, p.Disability} {
		b = append(append(b, s...), 0)
	}
	sum := sha256.Sum256(append(b, byte(p.recording())))
	return int64(binary.BigEndian.Uint64(sum[:8]))
}

// active reads the generations that are read, the most trusted first.
func active(tx *db.Tx, office string) ([]generation, error) {
	rows, err := tx.Query(`SELECT source, rank, generation FROM register_source WHERE office_id = $1 AND generation > 0 ORDER BY rank, source`, office)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []generation
	for rows.Next() {
		var g generation
		if err := rows.Scan(&g.source, &g.rank, &g.number); err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, rows.Err()
}

// generation is what was loaded of a source at one time.
type generation struct {
	source string
	rank   int64
	number int64
}

// fromActive joins the keys of all active generations, as k, with their rows, as
// r. Its one parameter so far is the office.
const fromActive = ` FROM register_source s
	JOIN register_key k ON k.office_id = s.office_id AND k.generation = s.generation
	JOIN resident_record r ON r.office_id = k.office_id AND r.generation = k.generation AND r.row_no = k.row_no
	WHERE s.office_id = $1 AND ` + mostTrusted

// mostTrusted leaves out what a more trusted source knows of the same person.
const mostTrusted = `NOT EXISTS (SELECT 1 FROM register_source h
		JOIN register_key hk ON hk.office_id = h.office_id AND hk.generation = h.generation
		WHERE h.office_id = s.office_id AND (h.rank < s.rank OR h.rank = s.rank AND h.source < s.source) AND hk.term = 'i:' || r.person_id)`
