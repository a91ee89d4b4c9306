package outreach

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/region"
)

// What a file of travel times may cost.
const (
	mostTableFile    = 12 << 20
	mostTableNumbers = 1_500_000 // signs between values: what is read costs more than the file
	mostTablePlaces  = 400
	mostTableRows    = 60_000
	// A router puts a point on the nearest road: further away it is another place.
	mostSnapKM = 4.0
)

// The formats of a table.
const (
	FormatOSRM     = "osrm"
	FormatValhalla = "valhalla"
	FormatList     = "list"
)

// wrongTable is a fault at the field of the file, with its place in the file.
func wrongTable(key string, args map[string]any) error {
	return &fault.Fault{Kind: fault.Invalid, Key: "fault.outreach.table", Fields: []fault.Field{{Name: "berkas", Key: key, Args: args}}}
}

// readTravelTable reads a table of travel times of the own kabupaten: the answer
// of OSRM's "table" or of Valhalla's "sources_to_targets" as JSON, or a list
// (CSV, XLSX) with area codes. Errors say where in the file.
func readTravelTable(file []byte, district region.Code) (*roadTable, error) {
	if len(file) > mostTableFile {
		return nil, wrongTable("fault.outreach.table_large", map[string]any{"Most": mostTableFile >> 20})
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(file, []byte("\ufeff")), " \t\r\n")
	if len(text) == 0 || text[0] != '{' {
		return readTravelList(file, district)
	}
	if bytes.Count(text, []byte{','}) > mostTableNumbers {
		return nil, wrongTable("fault.outreach.table_many", map[string]any{"Most": mostTablePlaces})
	}
	var j tableJSON
	if err := json.Unmarshal(text, &j); err != nil {
		return nil, wrongTable("fault.outreach.table_json", nil)
	}
	if len(j.Targets) > 0 {
		return j.valhalla(district)
	}
	return j.osrm(district)
}

// tableJSON is what both routers answer with.
type tableJSON struct {
	// OSRM: seconds and metres, null where there is no way.
	Code         string          `json:"code"`
	Durations    [][]*float64    `json:"durations"`
	Distances    [][]*float64    `json:"distances"`
	Sources      json.RawMessage `json:"sources"`
	Destinations []struct {
		Location []float64 `json:"location"` // lon, lat
	} `json:"destinations"`
	// Valhalla: seconds and the units of the answer, both null where there is no way.
	Targets json.RawMessage `json:"sources_to_targets"`
	Units   string          `json:"units"`
	Ends    json.RawMessage `json:"targets"`
}

func (j tableJSON) osrm(district region.Code) (*roadTable, error) {
	if j.Code != "" && j.Code != "Ok" || j.Durations == nil {
		return nil, wrongTable("fault.outreach.table_kind", nil)
	}
	var sources []struct {
		Location []float64 `json:"location"`
	}
	if json.Unmarshal(j.Sources, &sources) != nil {
		return nil, wrongTable("fault.outreach.table_kind", nil)
	}
	from, to := make([]spot, len(sources)), make([]spot, len(j.Destinations))
	for i, s := range sources {
		from[i] = lonLat(s.Location)
	}
	for i, s := range j.Destinations {
		to[i] = lonLat(s.Location)
	}
	return tableOf(FormatOSRM, district, from, to, j.Durations, j.Distances, 1.0/1000)
}

// place is how Valhalla names an end.
type place struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

func (j tableJSON) valhalla(district region.Code) (*roadTable, error) {
	from, ok1 := spotsOf(j.Sources)
	to, ok2 := spotsOf(j.Ends)
	if !ok1 || !ok2 {
		return nil, wrongTable("fault.outreach.table_ends", nil)
	}
	perUnit := 1.0
	if strings.HasPrefix(strings.ToLower(j.Units), "mi") {
		perUnit = 1.609344
	}
	var short struct {
		Durations [][]*float64 `json:"durations"`
		Distances [][]*float64 `json:"distances"`
	}
	if json.Unmarshal(j.Targets, &short) == nil && short.Durations != nil {
		return tableOf(FormatValhalla, district, from, to, short.Durations, short.Distances, perUnit)
	}
	var long [][]struct {
		Time     *float64 `json:"time"`
		Distance *float64 `json:"distance"`
	}
	if json.Unmarshal(j.Targets, &long) != nil {
		return nil, wrongTable("fault.outreach.table_kind", nil)
	}
	durations, distances := make([][]*float64, len(long)), make([][]*float64, len(long))
	for i, row := range long {
		durations[i], distances[i] = make([]*float64, len(row)), make([]*float64, len(row))
		for k := range row {
			durations[i][k], distances[i][k] = row[k].Time, row[k].Distance
		}
	}
	return tableOf(FormatValhalla, district, from, to, durations, distances, perUnit)
}

// spotsOf reads the ends of Valhalla: a list, or in older answers a list of lists.
func spotsOf(text json.RawMessage) (out []spot, ok bool) {
	var flat []place
	if json.Unmarshal(text, &flat) != nil {
		var nested [][]place
		if json.Unmarshal(text, &nested) != nil || len(nested) != 1 {
			return nil, false
		}
		flat = nested[0]
	}
	for _, p := range flat {
		out = append(out, spot{p.Lat, p.Lon})
	}
	return out, len(out) > 0
}

// spot is a point that a router answered for.
type spot struct{ lat, lon float64 }

func lonLat(l []float64) spot {
	if len(l) < 2 {
		return spot{math.NaN(), math.NaN()}
	}
	return spot{l[1], l[0]}
}

// tableOf makes the table of a router's answer: its points are held against
// those of the own areas, for a router knows no codes.
func tableOf(format string, district region.Code, from, to []spot, seconds, metres [][]*float64, perUnit float64) (*roadTable, error) {
	if len(from) > mostTablePlaces || len(to) > mostTablePlaces {
		return nil, wrongTable("fault.outreach.table_many", map[string]any{"Most": mostTablePlaces})
	}
	if len(seconds) != len(from) || metres != nil && len(metres) != len(from) {
		return nil, wrongTable("fault.outreach.table_shape", map[string]any{"Rows": len(seconds), "Ends": len(from)})
	}
	rows, err := areasAt(from, district)
	if err != nil {
		return nil, err
	}
	cols, err := areasAt(to, district)
	if err != nil {
		return nil, err
	}
	t := newRoadTable(format, slices.Compact(slices.Sorted(slices.Values(slices.Concat(rows, cols)))))
	for i, row := range seconds {
		if len(row) != len(to) || metres != nil && len(metres[i]) != len(to) {
			return nil, wrongTable("fault.outreach.table_row", map[string]any{"Row": i + 1, "Ends": len(to)})
		}
		for k, s := range row {
			if s == nil || rows[i] == cols[k] {
				continue
			}
			c := roadCell{minutes: *s / 60}
			if metres != nil && metres[i][k] != nil {
				c.km = *metres[i][k] * perUnit
			}
			if err := c.check(map[string]any{"Row": i + 1, "Column": k + 1}); err != nil {
				return nil, err
			}
			t.cells[t.index[rows[i]]*len(t.places)+t.index[cols[k]]] = c
		}
	}
	if t.known() == 0 {
		return nil, wrongTable("fault.outreach.table_empty", nil)
	}
	return t, nil
}

// check refuses what no way can be.
func (c roadCell) check(at map[string]any) error {
	if !(c.minutes >= 0 && c.minutes <= mostWay) || !(c.km >= 0 && c.km <= mostWayKM) {
		return wrongTable("fault.outreach.table_cell", at)
	}
	return nil
}

// travelPlaces are the areas of the own kabupaten that have a point, in the
// order in which the page lists them for a router: the kecamatan, each followed
// by its villages.
func travelPlaces(district region.Code) (out []region.Code) {
	for _, k := range region.Children(district) {
		for _, a := range append([]region.Area{k}, region.Villages(k.Code)...) {
			if _, _, ok := region.Point(a.Code); ok {
				out = append(out, a.Code)
			}
		}
	}
	return out
}

// areasAt finds the areas of a router's points. Whoever asked with the page's
// list gets them back in its order; else each is the nearest area.
func areasAt(spots []spot, district region.Code) ([]region.Code, error) {
	all := travelPlaces(district)
	if len(spots) == len(all) {
		ordered := true
		for i, s := range spots {
			lat, lon, _ := region.Point(all[i])
			ordered = ordered && region.DistanceKM(lat, lon, s.lat, s.lon) <= mostSnapKM
		}
		if ordered {
			return all, nil
		}
	}
	out := make([]region.Code, len(spots))
	first := map[region.Code]int{}
	for i, s := range spots {
		best := mostSnapKM
		for _, c := range all {
			lat, lon, _ := region.Point(c)
			if d := region.DistanceKM(lat, lon, s.lat, s.lon); d <= best {
				best, out[i] = d, c
			}
		}
		if out[i] == "" {
			return nil, wrongTable("fault.outreach.table_far", map[string]any{"N": i + 1, "Place": position(s), "District": region.Label(district)})
		}
		if before, twice := first[out[i]]; twice {
			return nil, wrongTable("fault.outreach.table_twice", map[string]any{"N": i + 1, "Before": before, "Area": region.Label(out[i])})
		}
		first[out[i]] = i + 1
	}
	return out, nil
}

func position(s spot) string {
	if math.IsNaN(s.lat) || math.IsNaN(s.lon) {
		return "–"
	}
	return strconv.FormatFloat(s.lat, 'f', 4, 64) + ", " + strconv.FormatFloat(s.lon, 'f', 4, 64)
}

// readTravelList reads a list: from, to, minutes and perhaps km, with area codes.
func readTravelList(file []byte, district region.Code) (*roadTable, error) {
	lim := document.DefaultLimits()
	lim.Bytes, lim.Rows = mostTableFile, mostTableRows
	book, err := document.ReadTable(bytes.NewReader(file), lim)
	if err != nil {
		f := fault.As(err)
		return nil, wrongTable(f.Key, f.Args)
	}
	column := map[string]int{}
	names := map[string]string{"dari": "from", "from": "from", "ke": "to", "to": "to", "menit": "minutes", "minutes": "minutes", "km": "km", "jarak": "km"}
	type line struct {
		from, to region.Code
		roadCell
	}
	var lines []line
	seen := map[[2]region.Code]int{}
	var places []region.Code
	known := map[region.Code]bool{}
	for row, err := range book.Rows("") {
		if err != nil {
			f := fault.As(err)
			return nil, wrongTable(f.Key, f.Args)
		}
		if len(column) == 0 {
			for i, c := range row.Cells {
				if name, ok := names[strings.ToLower(strings.TrimSpace(c.Text))]; ok {
					column[name] = i + 1
				}
			}
			if column["from"] == 0 || column["to"] == 0 || column["minutes"] == 0 {
				return nil, wrongTable("fault.outreach.table_head", nil)
			}
			continue
		}
		cell := func(name string) string {
			if i := column[name] - 1; i >= 0 && i < len(row.Cells) {
				return strings.TrimSpace(row.Cells[i].Text)
			}
			return ""
		}
		if cell("from") == "" && cell("to") == "" && cell("minutes") == "" {
			continue
		}
		at := map[string]any{"Row": row.Number}
		var l line
		for name, to := range map[string]*region.Code{"from": &l.from, "to": &l.to} {
			c, err := region.Parse(cell(name))
			if _, ok := region.Get(c); err != nil || !ok || !district.Contains(c) || c.Level() < region.Kecamatan {
				return nil, wrongTable("fault.outreach.table_code", map[string]any{"Row": row.Number, "Code": short(cell(name)), "District": region.Label(district)})
			}
			*to = c
		}
		minutes, ok1 := decimal(cell("minutes"))
		km, ok2 := decimal(cell("km"))
		if !ok1 || cell("km") != "" && !ok2 || minutes <= 0 && l.from != l.to {
			return nil, wrongTable("fault.outreach.table_number", at)
		}
		l.roadCell = roadCell{minutes: minutes, km: km}
		if err := l.check(at); err != nil {
			f := fault.As(err)
			f.Fields[0].Key = "fault.outreach.table_line"
			return nil, f
		}
		if before, twice := seen[[2]region.Code{l.from, l.to}]; twice {
			return nil, wrongTable("fault.outreach.table_again", map[string]any{"Row": row.Number, "Before": before})
		}
		seen[[2]region.Code{l.from, l.to}] = row.Number
		for _, c := range []region.Code{l.from, l.to} {
			if !known[c] {
				known[c] = true
				places = append(places, c)
			}
		}
		if len(places) > mostTablePlaces {
			return nil, wrongTable("fault.outreach.table_many", map[string]any{"Most": mostTablePlaces})
		}
		lines = append(lines, l)
	}
	slices.Sort(places)
	t := newRoadTable(FormatList, places)
	for _, l := range lines {
		t.cells[t.index[l.from]*len(places)+t.index[l.to]] = l.roadCell
	}
	if t.known() == 0 {
		return nil, wrongTable("fault.outreach.table_empty", nil)
	}
	return t, nil
}

// decimal reads "12", "12,5" and "12.5".
func decimal(s string) (float64, bool) {
	v, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	return v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
}

// short keeps a stranger's text short enough for a message.
func short(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}
