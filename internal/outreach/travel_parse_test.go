package outreach

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/region"
)

// lonLatOf are the points of areas as OSRM writes them, a little beside.
func lonLatOf(codes ...region.Code) string {
	var out []string
	for _, c := range codes {
		lat, lon, _ := region.Point(c)
		out = append(out, fmt.Sprintf(`{"name":"","location":[%f,%f]}`, lon+0.004, lat-0.003))
	}
	return "[" + strings.Join(out, ",") + "]"
}

func latLonOf(codes ...region.Code) string {
	var out []string
	for _, c := range codes {
		lat, lon, _ := region.Point(c)
		out = append(out, fmt.Sprintf(`{"lat":%f,"lon":%f}`, lat, lon))
	}
	return "[" + strings.Join(out, ",") + "]"
}

func TestTablesOfRouters(t *testing.T) {
	osrm := `{"code":"Ok","durations":[[0,3600.4],[3500,0]],"distances":[[0,31000],[30500,0]],"sources":` + lonLatOf(office, pringapus) + `,"destinations":` + lonLatOf(office, pringapus) + `}`
	ends := latLonOf(office, pringapus)
	long := `{"sources_to_targets":[[{"time":0,"distance":0},{"time":3600,"distance":31.0}],[{"time":3500,"distance":30.5},{"time":null,"distance":null}]],"units":"kilometers","sources":` + ends + `,"targets":` + ends + `}`
	old := strings.Replace(strings.Replace(long, `"sources":`+ends, `"sources":[`+ends+`]`, 1), `"targets":`+ends, `"targets":[`+ends+`]`, 1)
	brief := `{"sources_to_targets":{"durations":[[0,3600],[3500,0]],"distances":[[0,19.26],[18.95,0]]},"units":"miles","sources":` + ends + `,"targets":` + ends + `}`
	list := "dari;ke;menit;km\r\n35.03.11;35.03.04.2010;60;31\r\n3503042010;3503110000;58,3;30,5\r\n"
	list = strings.Replace(list, "3503110000", "350311", 1)
	for name, file := range map[string]string{"osrm": osrm, "valhalla": long, "valhalla of old": old, "valhalla in brief": brief, "list": "\ufeff" + list} {
		table, err := readTravelTable([]byte(file), "35.03")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		there, ok1 := table.at(office, pringapus)
		back, ok2 := table.at(pringapus, office)
		if !ok1 || !ok2 || math.Abs(there.minutes-60) > 0.1 || math.Abs(there.km-31) > 0.1 || math.Abs(back.minutes-58.3) > 0.1 || math.Abs(back.km-30.5) > 0.1 || table.known() != 2 {
			t.Errorf("%s: there %+v, back %+v, %d", name, there, back, table.known())
		}
	}
}

// TestAWholeTableInTheOrderOfThePage: points in the order of the downloaded list
// are known by it, even where two villages lie close together.
func TestAWholeTableInTheOrderOfThePage(t *testing.T) {
	all := travelPlaces("35.03")
	row := "[" + strings.TrimSuffix(strings.Repeat("60,", len(all)), ",") + "]"
	rows := "[" + strings.TrimSuffix(strings.Repeat(row+",", len(all)), ",") + "]"
	table, err := readTravelTable([]byte(`{"durations":`+rows+`,"sources":`+lonLatOf(all...)+`,"destinations":`+lonLatOf(all...)+`}`), "35.03")
	if err != nil {
		t.Fatal(err)
	}
	if len(table.places) != len(all) || table.known() != len(all)*(len(all)-1) {
		t.Errorf("%d places, %d ways", len(table.places), table.known())
	}
}

func TestWrongTablesSayWhere(t *testing.T) {
	two := `"sources":` + lonLatOf(office, pringapus) + `,"destinations":` + lonLatOf(office, pringapus)
	for file, key := range map[string]string{
		`{"durations":`: "table_json", `{}`: "table_kind", `{"code":"InvalidQuery"}`: "table_kind",
		`{"durations":[[0,1]],` + two + `}`:                                                          "table_shape",
		`{"durations":[[0,1],[1]],` + two + `}`:                                                      "table_row",
		`{"durations":[[0,-1],[1,0]],` + two + `}`:                                                   "table_cell",
		`{"durations":[[0,9e9],[1,0]],` + two + `}`:                                                  "table_cell",
		`{"durations":[[0,null],[null,0]],` + two + `}`:                                              "table_empty",
		`{"durations":[[1]],"sources":[{"location":[106.8,-6.2]}],"destinations":[{"location":[]}]}`: "table_far",
		`{"durations":[[0,1],[1,0]],"sources":` + lonLatOf(office, office) + `,"destinations":` + lonLatOf(office, pringapus) + `}`: "table_twice",
		`{"sources_to_targets":[[{"time":1}]]}`:                     "table_ends",
		"kode;menit\n1;2\n":                                         "table_head",
		"dari;ke;menit\n35.03.11;35.99;60\n":                        "table_code",
		"dari;ke;menit\n35.03.11;35.03.04.2010;cepat\n":             "table_number",
		"dari;ke;menit\n35.03.11;35.03.04.2010;0\n":                 "table_number",
		"dari;ke;menit;km\n35.03.11;35.03.04.2010;9999;3\n":         "table_line",
		"dari;ke;menit\n35.03.11;35.03.04;6\n35.03.11;35.03.04;7\n": "table_again",
		"dari;ke;menit\n":                                           "table_empty",
	} {
		_, err := readTravelTable([]byte(file), "35.03")
		f := fault.As(err)
		if err == nil || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Name != "berkas" || f.Fields[0].Key != "fault.outreach."+key {
			t.Errorf("%.60s: %v %+v, want %s", file, err, f, key)
		}
	}
	if _, err := readTravelTable([]byte(`{"durations":[`+strings.Repeat("0,", mostTableNumbers+1)+`0]}`), "35.03"); err == nil {
		t.Error("far too many numbers are read")
	}
}

// FuzzTravelTable: no file makes the reader fall over, and what it takes holds
// ways of the own kabupaten only, within their limits.
func FuzzTravelTable(f *testing.F) {
	two := `"sources":` + lonLatOf(office, pringapus) + `,"destinations":` + lonLatOf(office, pringapus)
	ends := latLonOf(office, pringapus)
	for _, seed := range []string{"", "{", `{"durations":[[0,60],[70,0]],"distances":[[0,1],[2,0]],` + two + `}`,
		`{"sources_to_targets":[[{"time":0,"distance":0},{"time":3600,"distance":31.0}],[{"time":3500},{}]],"units":"miles","sources":` + ends + `,"targets":` + ends + `}`,
		`{"sources_to_targets":{"durations":[[1,2],[3,4]]},"sources":[` + ends + `],"targets":` + ends + `}`,
		"dari;ke;menit;km\n35.03.11;35.03.04.2010;60;31\n", "from,to,minutes\n35.03.11,35.03.04,6\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		table, err := readTravelTable(file, "35.03")
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("%v", err)
			}
			return
		}
		if table.known() == 0 || len(table.places) > mostTablePlaces {
			t.Fatalf("%d ways of %d places", table.known(), len(table.places))
		}
		for _, p := range table.places {
			if !region.Code("35.03").Contains(p) {
				t.Fatalf("%s is not ours", p)
			}
		}
		back := unpackTable("t", table.places, table.pack())
		for i, c := range table.cells {
			if !(c.minutes >= 0 && c.minutes <= mostWay && c.km >= 0 && c.km <= mostWayKM) || math.Abs(back.cells[i].minutes-c.minutes) > 0.01 {
				t.Fatalf("%+v, packed %+v", c, back.cells[i])
			}
		}
	})
}
