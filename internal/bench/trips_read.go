package bench

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/tripplan"
)

// TripFormat is how a file of the literature is written.
type TripFormat string

// The formats.
const (
	// SolomonFormat: Solomon's and Gehring and Homberger's instances of the
	// vehicle routing problem with time windows.
	SolomonFormat TripFormat = "solomon"
	// TOPTWFormat: instances of the team orienteering problem with time windows,
	// as the centre for industrial management of Leuven published them.
	TOPTWFormat TripFormat = "toptw"
)

// Instance is what a file holds: the depot first.
type Instance struct {
	Name     string
	Format   TripFormat
	Vehicles int // that the file names
	Capacity int // of each; 0: no limit
	Rows     []InstanceRow
	unit     float64 // ways are floored to multiples of 1/unit; 0: as they are
}

// InstanceRow is one point of an instance.
type InstanceRow struct {
	Number         int
	X, Y           float64
	Load           int
	Score, Service float64
	From, To       float64 // of the beginning of the service
}

const (
	mostInstanceBytes = 4 << 20
	mostInstanceRows  = tripplan.MostPlaces
)

// ReadInstance reads a file.
func ReadInstance(file string, format TripFormat) (Instance, error) {
	f, err := os.Open(file)
	if err != nil {
		return Instance{}, err
	}
	defer f.Close()
	name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	in, err := ParseInstance(f, name, format)
	if err != nil {
		return Instance{}, fmt.Errorf("%s: %w", file, err)
	}
	return in, nil
}

// ParseInstance reads what a file of that name holds. The names of Cordeau's
// instances begin with pr: their ways are floored to two decimals, not one.
func ParseInstance(r io.Reader, name string, format TripFormat) (Instance, error) {
	in := Instance{Name: name, Format: format}
	lines, err := numbers(r)
	if err != nil {
		return in, err
	}
	switch format {
	case SolomonFormat:
		err = in.solomon(lines)
	case TOPTWFormat:
		in.unit = 10
		if strings.HasPrefix(strings.ToLower(name), "pr") {
			in.unit = 100
		}
		err = in.toptw(lines)
	default:
		err = fmt.Errorf("--format %q: it must be %s or %s", format, SolomonFormat, TOPTWFormat)
	}
	if err != nil {
		return in, err
	}
	return in, in.check()
}

// line is a line of a file, as numbers; what holds a word that is none is left out.
type line struct {
	number int
	values []float64
}

func numbers(r io.Reader) ([]line, error) {
	var out []line
	scan := bufio.NewScanner(io.LimitReader(r, mostInstanceBytes+1))
	scan.Buffer(nil, 1<<20)
	n, size := 0, 0
	for scan.Scan() {
		n++
		if size += len(scan.Bytes()) + 1; size > mostInstanceBytes {
			return nil, fmt.Errorf("larger than %d bytes", mostInstanceBytes)
		}
		fields := strings.Fields(scan.Text())
		values := make([]float64, 0, len(fields))
		for _, f := range fields {
			v, err := strconv.ParseFloat(f, 64)
			if err != nil || math.IsNaN(v) || math.Abs(v) > 1e9 {
				values = nil
				break
			}
			values = append(values, v)
		}
		if len(values) > 0 {
			out = append(out, line{n, values})
		}
	}
	return out, scan.Err()
}

// solomon: after a line "vehicles capacity" come rows of seven: number, x, y,
// load, ready, due, service.
func (in *Instance) solomon(lines []line) error {
	for _, l := range lines {
		switch {
		case len(l.values) == 2 && in.Rows == nil:
			in.Vehicles, in.Capacity = int(l.values[0]), int(l.values[1])
		case len(l.values) == 7:
			v := l.values
			in.Rows = append(in.Rows, InstanceRow{Number: int(v[0]), X: v[1], Y: v[2], Load: int(v[3]), Score: v[3], From: v[4], To: v[5], Service: v[6]})
		case in.Rows != nil || len(l.values) > 2:
			return fmt.Errorf("line %d: %d numbers; a customer has seven", l.number, len(l.values))
		}
		if len(in.Rows) > mostInstanceRows {
			return fmt.Errorf("more than %d points", mostInstanceRows)
		}
	}
	if in.Vehicles < 1 || in.Capacity < 1 {
		return errors.New("no line with the number of vehicles and their capacity")
	}
	return nil
}

// toptw: the first line names the number of points without the depot as its
// third number; short lines follow; then rows of number, x, y, service, score,
// what is not needed, and as the last two the window.
func (in *Instance) toptw(lines []line) error {
	if len(lines) == 0 || len(lines[0].values) < 3 {
		return errors.New("the first line must be: k v N t")
	}
	in.Vehicles = int(lines[0].values[1])
	want := int(lines[0].values[2]) + 1
	if want < 2 || want > mostInstanceRows {
		return fmt.Errorf("%d points; 2 to %d can be planned", want, mostInstanceRows)
	}
	for _, l := range lines[1:] {
		v := l.values
		if len(v) < 7 {
			if in.Rows != nil || len(v) > 3 {
				return fmt.Errorf("line %d: %d numbers; a point has at least seven", l.number, len(v))
			}
			continue
		}
		if in.Rows = append(in.Rows, InstanceRow{Number: int(v[0]), X: v[1], Y: v[2], Service: v[3], Score: v[4], From: v[len(v)-2], To: v[len(v)-1]}); len(in.Rows) == want {
			break
		}
	}
	if len(in.Rows) != want {
		return fmt.Errorf("%d points; the first line says %d and the depot", len(in.Rows), want-1)
	}
	return nil
}

func (in *Instance) check() error {
	if len(in.Rows) < 2 {
		return errors.New("no customers")
	}
	seen := map[int]bool{}
	for _, r := range in.Rows {
		switch {
		case seen[r.Number]:
			return fmt.Errorf("point %d stands twice", r.Number)
		case r.To < r.From || r.From < 0 || r.Service < 0 || r.Score < 0 || r.Load < 0:
			return fmt.Errorf("point %d: negative, or its window ends before it begins", r.Number)
		}
		seen[r.Number] = true
	}
	return nil
}

// way is the distance of two points in the unit of the problem: multiples of
// 1/unit are whole numbers, so that adding up loses nothing.
func (in *Instance) way(a, b int) float64 {
	d := math.Hypot(in.Rows[a].X-in.Rows[b].X, in.Rows[a].Y-in.Rows[b].Y)
	if in.unit > 0 {
		return math.Floor(d*in.unit + 1e-9)
	}
	return d
}

// Problem is the instance for a number of teams (0: as many as the file names).
func (in *Instance) Problem(teams int, objective tripplan.Objective) (*tripplan.Problem, error) {
	if teams == 0 {
		teams = in.Vehicles
	}
	if teams < 1 || teams > tripplan.MostRoutes {
		return nil, fmt.Errorf("--teams %d: it must be 1 to %d", teams, tripplan.MostRoutes)
	}
	scale := max(1, in.unit)
	table, err := tripplan.NewTable(len(in.Rows), func(a, b int) (float64, float64) { return in.way(a, b), in.way(a, b) })
	if err != nil {
		return nil, err
	}
	p := &tripplan.Problem{Days: 1, Tables: []*tripplan.Table{table}, Budget: -1, Objective: objective}
	depot := in.Rows[0]
	for i, r := range in.Rows[1:] {
		n := tripplan.NewNode(i+1, r.Service*scale)
		n.Hours = tripplan.Hours{{{From: r.From * scale, To: r.To * scale}}}
		n.Weight = r.Score
		if objective == tripplan.Distance {
			n.Load = r.Load
		}
		p.Nodes = append(p.Nodes, n)
	}
	capacity := 0
	if objective == tripplan.Distance {
		capacity = in.Capacity
	}
	for t := range teams {
		p.Routes = append(p.Routes, tripplan.Route{Team: t, Open: depot.From * scale, Close: depot.To * scale, Capacity: capacity})
	}
	return p, p.Validate()
}
