package ledger

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden vectors anew")

// golden is a vector for other implementations of the canonical form.
type golden struct {
	Name     string   `json:"name"`
	Fields   []string `json:"fields"` // in order; hashes and replaces as hex
	Bytes    string   `json:"bytes"`  // hex
	ID       string   `json:"id"`
	Personal string   `json:"personal,omitempty"` // hex, salt first
}

func vectors() map[string]*Event {
	first := &Event{
		Office: "3503", Replica: "office", Epoch: "00112233aabbccdd", Seq: 1,
		OpID: "0197a000-0000-7000-8000-000000000001", Subject: Subject{"case", "0197a000-0000-7000-8000-00000000000a"},
		Type: "case.reported", Version: 1, Area: "35.03.01.2001", Actor: "0197a000-0000-7000-8000-0000000000aa", Role: "registrar",
		OccurredAt: 1_614_585_600_000_000, HLC: 1_614_585_600_000 << hlcBits, Body: json.RawMessage(`{"number":"JK-2021-00001"}`),
	}
	ids := []string{strings.Repeat("11", 32), strings.Repeat("ee", 32)}
	full := &Event{
		Office: "3503", Replica: "B", Epoch: "ffeeddccbbaa9988", Seq: 300, Prev: strings.Repeat("ab", 32),
		OpID: "0197a000-0000-7000-8000-000000000002", OpN: 3, Subject: Subject{"case", "x"},
		Type: "case.person_stated", Version: 2, Area: "35.03", Actor: "a", Role: "field",
		OccurredAt: -1, HLC: 1<<63 - 1, Replaces: ids, Reference: 12,
		Body:         json.RawMessage(`{ "kept" : "as written", "pair":"\ud83d\ude00", "é":"\\u0000" }`),
		PersonalHash: "", Personal: []byte("0123456789abcdef" + `{"fields":[{"field":"name","value":"Sumiyem"}]}`),
	}
	full.PersonalHash = idOf(full.Personal)
	return map[string]*Event{"first": first, "full": full}
}

func fieldsOf(b []byte) []string {
	var out []string
	for b = b[1:]; len(b) > 0; {
		n, w := 0, 1 // lengths below 16,384 in these vectors
		n = int(b[0])
		if b[0] >= 0x80 {
			n, w = int(b[0]&0x7f)|int(b[1])<<7, 2
		}
		f := string(b[w : w+n])
		if i := len(out); i == 4 || i == 16 || i == 19 {
			f = hex.EncodeToString([]byte(f))
		}
		out = append(out, f)
		b = b[w+n:]
	}
	return out
}

func TestGoldenVectors(t *testing.T) {
	const path = "testdata/golden.json"
	all := vectors()
	if *update {
		var out []golden
		for _, name := range []string{"first", "full"} {
			e := all[name]
			if err := e.encode(); err != nil {
				t.Fatal(err)
			}
			out = append(out, golden{name, fieldsOf(e.bytes), hex.EncodeToString(e.bytes), e.ID, hex.EncodeToString(e.Personal)})
		}
		text, _ := json.MarshalIndent(out, "", "\t")
		if err := os.WriteFile(path, append(text, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var want []golden
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	if len(want) != len(all) {
		t.Fatalf("%d vectors", len(want))
	}
	for _, g := range want {
		e := all[g.Name]
		if err := e.encode(); err != nil {
			t.Fatal(err)
		}
		if hex.EncodeToString(e.bytes) != g.Bytes || e.ID != g.ID || !slices.Equal(fieldsOf(e.bytes), g.Fields) {
			t.Errorf("%s: the canonical form has changed", g.Name)
		}
		if e.PersonalHash != "" {
			if err := e.checkPersonal(e.Personal); err != nil {
				t.Error(err)
			}
		}
	}
}

func anyEvent(t *rapid.T) *Event {
	word := rapid.StringMatching(`[a-z0-9.\-é]{1,12}`)
	hash := rapid.Custom(func(t *rapid.T) string {
		return hex.EncodeToString(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "hash"))
	})
	e := &Event{
		Office: word.Draw(t, "office"), Replica: word.Draw(t, "replica"), Epoch: word.Draw(t, "epoch"),
		Seq: rapid.Uint64Range(1, 1<<62).Draw(t, "seq"), OpID: word.Draw(t, "op"), OpN: rapid.IntRange(0, 1000).Draw(t, "n"),
		Subject: Subject{word.Draw(t, "kind"), word.Draw(t, "subject")}, Type: word.Draw(t, "type"),
		Version: rapid.IntRange(1, 9).Draw(t, "version"), Area: word.Draw(t, "area"), Actor: word.Draw(t, "actor"), Role: word.Draw(t, "role"),
		OccurredAt: rapid.Int64().Draw(t, "at"), HLC: rapid.Uint64Range(1, 1<<63-1).Draw(t, "hlc"),
		Reference: rapid.Int64Min(0).Draw(t, "reference"),
	}
	e.Replaces = rapid.SliceOfNDistinct(hash, 0, 4, rapid.ID).Draw(t, "replaces")
	slices.Sort(e.Replaces)
	e.Body, _ = json.Marshal(map[string]string{"x": rapid.StringMatching(`[^\x00]{0,20}`).Draw(t, "body")})
	if rapid.Bool().Draw(t, "chained") {
		e.Prev, e.PersonalHash = hash.Draw(t, "prev"), hash.Draw(t, "personal")
	}
	return e
}

func TestDecodeReadsWhatEncodeWrote(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := anyEvent(t)
		if err := e.encode(); err != nil {
			t.Fatal(err)
		}
		back, err := Decode(e.bytes)
		if err != nil {
			t.Fatal(err)
		}
		b1 := back.bytes
		if err := back.encode(); err != nil || !bytes.Equal(b1, e.bytes) || !sameBytes(&back, e) || back.ID != e.ID {
			t.Fatalf("came back as %+v", back)
		}
	})
}

func TestRefusedText(t *testing.T) {
	for _, tt := range []struct {
		name, json string
		want       error
	}{
		{"plain", `{"a":"b"}`, nil},
		{"a pair", `"\ud83d\ude00"`, nil},
		{"an escaped backslash before u", `"\\u0000 \\ud800"`, nil},
		{"escaped quote", `"\"\u0041"`, nil},
		{"escaped NUL", `{"a":"\u0000"}`, errNUL},
		{"NUL in a key", `{"\u0000":1}`, errNUL},
		{"a lone high half", `"\ud800"`, errSurrogate},
		{"a lone low half", `"\udc00"`, errSurrogate},
		{"two high halves", `"\ud800\ud800"`, errSurrogate},
		{"a high half and a letter", `"\ud800x\udc00"`, errSurrogate},
		{"a high half and another escape", `"\ud800\n"`, errSurrogate},
		{"a surrogate in UTF-8", "\"\xed\xa0\x80\"", errUTF8},
		{"raw NUL", "\"\x00\"", errJSON},
		{"not JSON", `{`, errJSON},
		{"nothing", ``, errJSON},
	} {
		if err := checkJSON([]byte(tt.json)); err != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestEncodeRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*Event){
		"no office":          func(e *Event) { e.Office = "" },
		"NUL in a text":      func(e *Event) { e.Area = "a\x00" },
		"no UTF-8":           func(e *Event) { e.Actor = "\xff" },
		"no place":           func(e *Event) { e.Seq = 0 },
		"a clock beyond":     func(e *Event) { e.HLC = 1 << 63 },
		"version 0":          func(e *Event) { e.Version = 0 },
		"a negative number":  func(e *Event) { e.Reference = -1 },
		"replaces twice":     func(e *Event) { e.Replaces = append(e.Replaces, e.Replaces[1]) },
		"replaces unordered": func(e *Event) { slices.Reverse(e.Replaces) },
		"not an id":          func(e *Event) { e.Prev = "abc" },
		"no body":            func(e *Event) { e.Body = nil },
		"a long text":        func(e *Event) { e.Type = strings.Repeat("x", maxText+1) },
		"a long body":        func(e *Event) { e.Body = json.RawMessage(`"` + strings.Repeat("x", maxBody) + `"`) },
	} {
		e := vectors()["full"]
		spoil(e)
		if err := e.encode(); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, e := range vectors() {
		if err := e.encode(); err != nil {
			f.Fatal(err)
		}
		f.Add(e.bytes)
	}
	f.Add([]byte{formVersion, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := Decode(slices.Clone(b))
		if err != nil {
			return
		}
		if err := e.encode(); err != nil || !bytes.Equal(e.bytes, b) {
			t.Fatalf("a second form of one event: %x", b)
		}
	})
}

func FuzzReadExport(f *testing.F) {
	f.Add([]byte(streamFile))
	f.Add([]byte(streamFile + "\x00"))
	f.Fuzz(func(_ *testing.T, b []byte) {
		_ = ReadExport(bytes.NewReader(b), func([]Event) error { return nil })
	})
}
