package office

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"math/bits"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/ledger"
	"github.com/jempolkeren/jempol/internal/region"
)

// Boundary is the sort of entry that says that boundaries were brought.
const Boundary = "boundary"

const boundaryID = "batas-wilayah"

// What a file of boundaries may cost.
const (
	maxGeoJSON  = 16 << 20
	maxDepth    = 12 // a MultiPolygon in a feature of a collection is 9 deep
	maxShapes   = 4000
	maxGeoPoint = 400_000
	// A line keeps what can be seen on a map of a kabupaten: about 60 m.
	tolerance = 0.0006
)

// shape is the boundary of one area: its outer rings.
type shape struct {
	Code  region.Code
	Rings [][]document.Geo
}

// codeKeys are how public files call the code of an area.
var codeKeys = []string{"kode", "code", "kode_desa", "kode_kec", "KODE", "KDEPUM", "KDCPUM", "kd_desa", "kemendagri"}

// readGeoJSON reads the boundaries of the own kabupaten's villages and
// kecamatan out of a feature collection (RFC 7946); skipped are features of
// other areas.
func readGeoJSON(file []byte, district region.Code) (shapes []shape, skipped int, err error) {
	refuse := func(key string, args map[string]any) ([]shape, int, error) { return nil, 0, wrong("batas", key, args) }
	if len(file) > maxGeoJSON {
		return refuse("fault.office.boundary.large", map[string]any{"Most": maxGeoJSON >> 20})
	}
	if !shallow(file) {
		return refuse("fault.office.boundary.deep", nil)
	}
	var all struct {
		Type     string `json:"type"`
		Features []struct {
			Properties map[string]any `json:"properties"`
			Geometry   *struct {
				Type        string          `json:"type"`
				Coordinates json.RawMessage `json:"coordinates"`
			} `json:"geometry"`
		} `json:"features"`
	}
	if err := json.Unmarshal(bytes.TrimPrefix(file, []byte("\ufeff")), &all); err != nil || all.Type != "FeatureCollection" {
		return refuse("fault.office.boundary.kind", nil)
	}
	if len(all.Features) > maxShapes {
		return refuse("fault.office.boundary.many", map[string]any{"Most": maxShapes})
	}
	seen, points := map[region.Code]bool{}, 0
	for i, f := range all.Features {
		args := map[string]any{"N": i + 1}
		code, ok := codeOfFeature(f.Properties)
		if !ok {
			return refuse("fault.office.boundary.code", args)
		}
		if !district.Contains(code) || code.Level() < region.Kecamatan {
			skipped++
			continue
		}
		args["Code"] = string(code)
		if _, known := region.Get(code); !known {
			return refuse("fault.office.boundary.unknown", args)
		}
		if seen[code] {
			return refuse("fault.office.boundary.twice", args)
		}
		seen[code] = true
		if f.Geometry == nil {
			return refuse("fault.office.boundary.geometry", args)
		}
		var polygons [][][][]float64
		switch f.Geometry.Type {
		case "Polygon":
			polygons = make([][][][]float64, 1)
			err = json.Unmarshal(f.Geometry.Coordinates, &polygons[0])
		case "MultiPolygon":
			err = json.Unmarshal(f.Geometry.Coordinates, &polygons)
		default:
			return refuse("fault.office.boundary.geometry", args)
		}
		if err != nil {
			return refuse("fault.office.boundary.geometry", args)
		}
		s := shape{Code: code}
		for _, p := range polygons {
			if len(p) == 0 {
				continue
			}
			var ring []document.Geo
			for _, c := range p[0] { // holes say nothing on a map this small
				if len(c) < 2 || !(c[1] >= -12 && c[1] <= 8 && c[0] >= 94 && c[0] <= 142) {
					return refuse("fault.office.boundary.place", args)
				}
				ring = append(ring, document.Geo{Lat: c[1], Lon: c[0]})
			}
			if points += len(ring); points > maxGeoPoint {
				return refuse("fault.office.boundary.points", map[string]any{"Most": maxGeoPoint})
			}
			if len(ring) >= 4 {
				s.Rings = append(s.Rings, simplify(ring, tolerance))
			}
		}
		if len(s.Rings) == 0 {
			return refuse("fault.office.boundary.geometry", args)
		}
		shapes = append(shapes, s)
	}
	if len(shapes) == 0 {
		return refuse("fault.office.boundary.none", map[string]any{"District": region.Label(district)})
	}
	return shapes, skipped, nil
}

// wrong is a fault at a field whose message has arguments.
func wrong(field, key string, args map[string]any) error {
	return &fault.Fault{Kind: fault.Invalid, Key: "fault.form", Fields: []fault.Field{{Name: field, Key: key, Args: args}}}
}

// shallow reports whether nothing in a JSON text is nested too deep: brackets in
// strings do not count.
func shallow(text []byte) bool {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return false
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return true
}

func codeOfFeature(properties map[string]any) (region.Code, bool) {
	for _, k := range codeKeys {
		text := ""
		switch v := properties[k].(type) {
		case string:
			text = v
		case float64:
			text = strconv.FormatFloat(v, 'f', 0, 64)
		}
		if c, err := region.Parse(text); err == nil {
			return c, true
		}
	}
	return "", false
}

// simplify leaves out points that lie nearly on the line between others
// (Douglas and Peucker), without going deep into itself.
func simplify(line []document.Geo, tolerance float64) []document.Geo {
	return simplifyBy(line, tolerance, offLine)
}

// simplifyBy measures with off. A line can be drawn so that each part is split
// beside its end, which takes the square of its points; as in an introsort, a
// part that was split too often is therefore halved, whatever lies where. That
// keeps points that were not needed, and never loses one that was: no point is
// measured more than 3 log2(n) + 4 times.
func simplifyBy(line []document.Geo, tolerance float64, off func(p, a, b document.Geo) float64) []document.Geo {
	keep := make([]bool, len(line))
	keep[0], keep[len(line)-1] = true, true
	// A ring ends where it begins: it is parted at the point furthest away.
	far, most := 0, -1.0
	for i, p := range line {
		if d := math.Hypot(p.Lat-line[0].Lat, p.Lon-line[0].Lon); d > most {
			far, most = i, d
		}
	}
	keep[far] = true
	type part struct{ from, to, splits int }
	deep := 2 * bits.Len(uint(len(line)))
	todo := []part{{0, far, 0}, {far, len(line) - 1, 0}}
	for len(todo) > 0 {
		p := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		at, most := 0, tolerance
		for i := p.from + 1; i < p.to; i++ {
			if d := off(line[i], line[p.from], line[p.to]); d > most {
				at, most = i, d
			}
		}
		if at == 0 {
			continue
		}
		if p.splits > deep {
			at = p.from + (p.to-p.from)/2
		}
		keep[at] = true
		todo = append(todo, part{p.from, at, p.splits + 1}, part{at, p.to, p.splits + 1})
	}
	var out []document.Geo
	for i, p := range line {
		if keep[i] {
			out = append(out, p)
		}
	}
	return out
}

func offLine(p, a, b document.Geo) float64 {
	dx, dy := b.Lon-a.Lon, b.Lat-a.Lat
	length := math.Hypot(dx, dy)
	if length == 0 {
		return math.Hypot(p.Lon-a.Lon, p.Lat-a.Lat)
	}
	return math.Abs(dx*(p.Lat-a.Lat)-dy*(p.Lon-a.Lon)) / length
}

// SaveBoundary puts the boundaries in the place of those that were there: one
// act.
func (s *Service) SaveBoundary(ctx context.Context, op ledger.Op, file []byte, shapes []shape) error {
	if err := authority.Allowed("page.admin", account.ActorOf(op.Scope), authority.Target{}); err != nil {
		return err
	}
	sum := sha256.Sum256(file)
	_, err := s.d.Ledger.Do(ctx, op, func(tx *db.Tx) ([]ledger.Draft, error) {
		if _, err := tx.Exec(`DELETE FROM boundary WHERE office_id = $1`, s.d.Office); err != nil {
			return nil, err
		}
		for _, sh := range shapes {
			for n, ring := range sh.Rings {
				if _, err := tx.Exec(`INSERT INTO boundary (office_id, area, part, line) VALUES ($1, $2, $3, $4)`,
					s.d.Office, string(sh.Code), n, lineText(ring)); err != nil {
					return nil, err
				}
			}
		}
		return []ledger.Draft{{Subject: ledger.Subject{Kind: casefile.KindReference, ID: boundaryID}, Type: casefile.ReferenceChanged,
			Area: string(s.d.District), Body: ChangedBody{What: Boundary, Active: true, Number: hex.EncodeToString(sum[:6]), Seats: int64(len(shapes))}}}, nil
	})
	return err
}

func lineText(ring []document.Geo) string {
	var b strings.Builder
	for i, g := range ring {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.FormatFloat(g.Lat, 'f', 5, 64) + "," + strconv.FormatFloat(g.Lon, 'f', 5, 64))
	}
	return b.String()
}

// boundaryCount is how many areas have a boundary.
func (s *Service) boundaryCount(ctx context.Context) (n int, err error) {
	err = s.d.DB.QueryRow(ctx, `SELECT COUNT(DISTINCT area) FROM boundary WHERE office_id = $1`, s.d.Office).Scan(&n)
	return n, fault.Wrap("fault.internal", err)
}

// centres are points inside the areas whose boundaries were brought and whose
// place is not known otherwise: the middle of the largest ring.
func (s *Service) centres(ctx context.Context) ([]region.Place, error) {
	rows, err := s.d.DB.Query(ctx, `SELECT area, line FROM boundary WHERE office_id = $1 ORDER BY area, part`, s.d.Office)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	largest := map[region.Code]float64{}
	at := map[region.Code]region.Place{}
	var order []region.Code
	for rows.Next() {
		var area, line string
		if err := rows.Scan(&area, &line); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		c := region.Code(area)
		lat, lon, size := middle(document.ParseLine(line))
		if _, seen := at[c]; !seen {
			order = append(order, c)
		}
		if size >= largest[c] {
			largest[c], at[c] = size, region.Place{Code: c, Lat: lat, Lon: lon}
		}
	}
	out := make([]region.Place, 0, len(order))
	for _, c := range order {
		out = append(out, at[c])
	}
	return out, fault.Wrap("fault.internal", rows.Err())
}

// middle is the centre of a ring and its size.
func middle(ring []document.Geo) (lat, lon, size float64) {
	if len(ring) == 0 {
		return 0, 0, 0
	}
	o := ring[0] // small differences, so that nothing is lost in large numbers
	for i := range ring {
		a, b := ring[i], ring[(i+1)%len(ring)]
		ax, ay, bx, by := a.Lon-o.Lon, a.Lat-o.Lat, b.Lon-o.Lon, b.Lat-o.Lat
		cross := ax*by - bx*ay
		size, lon, lat = size+cross, lon+(ax+bx)*cross, lat+(ay+by)*cross
	}
	if math.Abs(size) < 1e-12 {
		return o.Lat, o.Lon, 0
	}
	return o.Lat + lat/(3*size), o.Lon + lon/(3*size), math.Abs(size) / 2
}
