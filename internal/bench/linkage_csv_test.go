package bench

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/jempolkeren/jempol/internal/linkage"
)

func file(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestARegisterIsRead(t *testing.T) {
	got, err := ReadRegister(file(t, "\ufeffid,name,sex,birth_date,birth_place,mother,village,district,rt,rw\n"+
		"1,SITI,P,1950-07-01,TRENGGALEK,TUKIYEM,PAKEL,PULE,001,002\n"+
		"2,\"BUDI, DRS.\",,,,,,,,\n"), nil)
	want := []linkage.Person{
		{ID: "1", Name: "SITI", Sex: 'P', Birth: linkage.Date{Year: 1950, Month: 7, Day: 1}, BirthPlace: "TRENGGALEK", Mother: "TUKIYEM",
			Village: "PAKEL", District: "PULE"},
		{ID: "2", Name: "BUDI, DRS."},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestReportsAreRead(t *testing.T) {
	got, err := ReadReports(file(t, "truth,name,sex,birth_date,birth_year,birth_place,mother,village,district\n"+
		"7,siti,p,,1950,,,,\n,budi,L,19560409,,,,,\n,x,,19569909,,,,,\n"), nil)
	want := []Tabled{
		{linkage.Report{Name: "siti", Sex: 'P', Birth: linkage.Date{Year: 1950}}, "7"},
		{linkage.Report{Name: "budi", Sex: 'L', Birth: linkage.Date{Year: 1956, Month: 4, Day: 9}}, ""},
		{linkage.Report{Name: "x", Birth: linkage.Date{Year: 1956, Day: 9}}, ""}, // no such month
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestOtherColumnsAreMapped(t *testing.T) {
	m, err := ParseRegisterMapping("id=rec_id, name=given_name+surname,birth_date=date_of_birth")
	if err != nil {
		t.Fatal(err)
	}
	got, err := ReadRegister(file(t, "rec_id, given_name, surname, date_of_birth\nrec-1-org, ann, lee, 19151111\nrec-2-org, , lee, \n"), m)
	want := []linkage.Person{
		{ID: "rec-1-org", Name: "ann lee", Birth: linkage.Date{Year: 1915, Month: 11, Day: 11}},
		{ID: "rec-2-org", Name: "lee"},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	for _, bad := range []string{"nama=x", "name", "name=", "name=a+", "name=a,,"} {
		if _, err := ParseRegisterMapping(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestWhatIsWrongIsNamedWithItsPlace(t *testing.T) {
	const head = "id,name,sex,birth_date\n"
	for text, want := range map[string]string{
		"":                               "empty",
		"name,sex\n":                     `row 1: there is no column "id"`,
		head + "1,A,L,\n2,B,X,\n":        `row 3, column sex: "X"`,
		head + "1,A,L,1950/07/01\n":      `row 2, column birth_date: "1950/07/01"`,
		head + "1,A,L,195\n":             `row 2, column birth_date`,
		head + ",A,L,\n":                 "row 2, column id",
		head + "1,A,L,\n\n1,B,L,\n":      `row 4, column id: "1"`,
		head + "1,A,L\n":                 "line 2",
		head + "1,\"A,L,1950-07-01\nx\n": "line",
	} {
		_, err := ReadRegister(file(t, text), nil)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
	_, err := ReadReports(file(t, "name,birth_year\nA,1950\nB,fifty\n"), nil)
	if err == nil || !strings.Contains(err.Error(), `row 3, column birth_year: "fifty"`) {
		t.Errorf("%v", err)
	}
	if _, err := ReadRegister(filepath.Join(t.TempDir(), "none.csv"), nil); err == nil {
		t.Error("a file that is not there was read")
	}
}

func TestStrataAreReadWhereTheyAre(t *testing.T) {
	if got, err := readStrata(filepath.Join(t.TempDir(), "Q-strata.csv"), 2); got != nil || err != nil {
		t.Errorf("%v, %v", got, err)
	}
	got, err := readStrata(file(t, "report,stratum,ceiling\n2,twins,0.5\n1,ordinary,1\n"), 2)
	if err != nil || !reflect.DeepEqual(got, []kind{{"ordinary", 1}, {"twins", 0.5}}) {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{"3,twins,1", "x,twins,1", "1,twins,many"} {
		if _, err := readStrata(file(t, "report,stratum,ceiling\n"+bad+"\n"), 2); err == nil || !strings.Contains(err.Error(), "row 2") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func FuzzReadReports(f *testing.F) {
	f.Add("name,sex,birth_date,birth_year\nsiti,P,1950-07-01,\n", "")
	f.Add("a, b\n\"x\ny\",z\n", "name=a+b")
	f.Add("\ufeffname\n\x00\n", "")
	f.Fuzz(func(t *testing.T, text, mapping string) {
		m, err := ParseReportMapping(mapping)
		if err != nil {
			return
		}
		n := 0
		err = readCSV(strings.NewReader(text), "fuzz", m, reportColumns, []string{"name"}, func(row *csvRow) error {
			n++
			if _, err := row.sex(); err != nil {
				return err
			}
			d, err := row.date("birth_date")
			if d.Month < 0 || d.Month > 12 || d.Day < 0 || d.Day > 31 || d.Year < 0 || d.Year > 9999 {
				t.Errorf("%+v", d)
			}
			return err
		})
		if err == nil && n > strings.Count(text, "\n")+strings.Count(text, "\r") {
			t.Errorf("%d rows of %q", n, text)
		}
	})
}
