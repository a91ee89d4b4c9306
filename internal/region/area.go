package region

// Kind says what sort of area it is, finer than its level.
type Kind string

// The kinds of area.
const (
	KindProvince  Kind = "provinsi"
	KindKabupaten Kind = "kabupaten"
	KindKota      Kind = "kota"
	KindKecamatan Kind = "kecamatan"
	KindDesa      Kind = "desa"
	KindKelurahan Kind = "kelurahan"
	KindDesaAdat  Kind = "desa_adat"
)

// Area is one administrative area.
type Area struct {
	Code  Code
	Name  string // without "Kabupaten" or "Kota"
	Level Level
	Kind  Kind
}

// Label is Label of the area's code.
func (a Area) Label() string { return Label(a.Code) }

// kindOf reads the kind from the code: kota are numbered from 71 in their
// province; villages by their first digit, 1 kelurahan, 2 desa, 3 desa adat.
func kindOf(k key) Kind {
	switch k.level() {
	case Province:
		return KindProvince
	case Kabupaten:
		if k/1e6%100 >= 71 {
			return KindKota
		}
		return KindKabupaten
	case Kecamatan:
		return KindKecamatan
	}
	switch k % 1e4 / 1e3 {
	case 1:
		return KindKelurahan
	case 3:
		return KindDesaAdat
	}
	return KindDesa
}

// Get finds an area by its code.
func Get(c Code) (Area, bool) {
	t := areas()
	i, ok := t.find(c)
	if !ok {
		return Area{}, false
	}
	return t.area(i), true
}

// Name is the bare name of an area, "" if there is none with this code.
func Name(c Code) string {
	a, _ := Get(c)
	return a.Name
}

// Label is the name as people are shown it: a village always with its
// kecamatan ("Pringapus, Dongko"), a kecamatan, kabupaten or kota with that
// word. An unknown code is shown as itself, so that nothing is hidden.
func Label(c Code) string {
	a, ok := Get(c)
	if !ok {
		return string(c)
	}
	switch a.Kind {
	case KindProvince:
		return a.Name
	case KindKabupaten:
		return "Kabupaten " + a.Name
	case KindKota:
		return "Kota " + a.Name
	case KindKecamatan:
		return "Kecamatan " + a.Name
	}
	return a.Name + ", " + Name(c.Parent())
}

// LongLabel is Label with kabupaten and province, for areas outside the own
// kabupaten: "Pringapus, Dongko, Kabupaten Trenggalek, Jawa Timur".
func LongLabel(c Code) string {
	s := Label(c)
	for _, l := range []Level{Kabupaten, Province} {
		if up := c.At(l); up != "" && up != c {
			s += ", " + Label(up)
		}
	}
	return s
}

// Children are the areas one level below, in the order of their codes; those
// of the empty code are the provinces.
func Children(c Code) []Area {
	if c == "" {
		return all("", Province)
	}
	if !c.Valid() {
		return nil
	}
	return all(c, c.Level()+1)
}

// Villages are all villages in an area, in the order of their codes; a village
// has itself, the empty code has the whole country.
func Villages(within Code) []Area { return all(within, Village) }

func all(within Code, l Level) []Area {
	t := areas()
	lo, hi := t.within(within)
	var out []Area
	for i := lo; i < hi; i++ {
		if t.keys[i].level() == l && !t.gone[t.keys[i]] {
			out = append(out, t.area(i))
		}
	}
	return out
}

// Count is the number of areas of the whole country.
func Count() int {
	t := areas()
	return len(t.keys) - len(t.gone)
}
