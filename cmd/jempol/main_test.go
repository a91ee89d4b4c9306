package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jempolkeren/jempol/internal/fault"
)

// said collects what a verb prints; the server prints from several goroutines.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// verb runs the program as the command line does, in an empty environment.
func verb(t *testing.T, args ...string) (code int, out, complaint string) {
	t.Helper()
	var stdout, stderr said
	code = run(t.Context(), args, nil, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

// serve starts a server on a folder, waits until it names its address, and
// stops it as a service manager does.
func serve(t *testing.T, data string) (printed string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var stdout, stderr said
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "--data", data, "--listen", "127.0.0.1:0"}, nil, &stdout, &stderr)
	}()
	for began := time.Now(); !strings.Contains(stdout.String(), "/siapkan/"); time.Sleep(10 * time.Millisecond) {
		if time.Since(began) > time.Minute {
			t.Fatalf("the server names no address:\n%s%s", stdout.String(), stderr.String())
		}
	}
	stop()
	if code := <-ended; code != 0 {
		t.Fatalf("the server ends with %d:\n%s", code, stderr.String())
	}
	return stdout.String()
}

// Whoever looks after the data reads exit codes: 0 it is well, 1 it is
// damaged, 2 nothing could be said.
func TestTheVerbsThatKeepTheData(t *testing.T) {
	dir := t.TempDir()
	data, file := filepath.Join(dir, "data"), filepath.Join(dir, "cadangan.tar")
	if code, _, complaint := verb(t, "verify", "--data", data); code != 2 || complaint == "" {
		t.Errorf("verify of a folder that is not there: %d %q", code, complaint)
	}
	serve(t, data)

	code, out, complaint := verb(t, "verify", "--data", data, "--json")
	var found struct {
		Clean bool
		Wrong []string
	}
	if err := json.Unmarshal([]byte(out), &found); err != nil || code != 0 || !found.Clean || found.Wrong == nil {
		t.Errorf("verify: %d %v %s%s", code, err, out, complaint)
	}
	if code, out, complaint := verb(t, "backup", "--data", data, "--to", file); code != 0 || !strings.Contains(out, file) {
		t.Errorf("backup: %d %s%s", code, out, complaint)
	}
	if code, _, complaint := verb(t, "backup", "--data", data, "--to", file); code != 2 || !strings.Contains(complaint, file) {
		t.Errorf("a backup over a backup: %d %s", code, complaint)
	}
	if code, out, complaint := verb(t, "restore", "--data", data, "--from", file); code != 0 || !strings.Contains(out, data) {
		t.Errorf("restore: %d %s%s", code, out, complaint)
	}

	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	cut := filepath.Join(dir, "terpotong.tar")
	if err := os.WriteFile(cut, whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, complaint := verb(t, "restore", "--data", data, "--from", cut); code == 0 || out+complaint == "" {
		t.Errorf("half a backup was restored: %d", code)
	}
	if code, _, complaint := verb(t, "verify", "--data", data); code != 0 {
		t.Errorf("after half a backup was refused: %d %s", code, complaint)
	}
}

func TestWhatIsTypedWrongIsNamed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "jempol.conf")
	if err := os.WriteFile(file, []byte("listen = 127.0.0.1:1\ntelinga = besar\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"no verb of ours":    {[]string{"lari"}, "lari"},
		"no option of ours":  {[]string{"serve", "--telinga=2"}, "telinga"},
		"a line of the file": {[]string{"--config", file, "serve"}, "telinga"},
		"a file not there":   {[]string{"--config", file + "x", "serve"}, file + "x"},
		"clear text":         {[]string{"serve", "--data", t.TempDir(), "--no-encrypt", "--listen", "0.0.0.0:0"}, "--own-ca"},
		"two ways of TLS":    {[]string{"serve", "--own-ca", "--behind-proxy"}, "own-ca"},
	} {
		code, _, complaint := verb(t, tt.args...)
		if code != 2 || !strings.Contains(complaint, tt.want) {
			t.Errorf("%s: %d %s", name, code, complaint)
		}
	}
	if code, out, _ := verb(t, "--help"); code != 0 || !strings.Contains(out, "verify") {
		t.Errorf("help: %d %s", code, out)
	}
}

func TestBenchLinkage(t *testing.T) {
	dir := t.TempDir()
	code, out, complaint := verb(t, "bench", "linkage", "--generate", dir, "--residents", "2000", "--reports", "60", "--seed", "1", "--json")
	var made struct {
		Count   int     `json:"report_count"`
		Ceiling float64 `json:"ceiling_recall_at_1"`
	}
	if err := json.Unmarshal([]byte(out), &made); code != 0 || err != nil || made.Count != 60 || made.Ceiling <= 0.5 {
		t.Fatalf("%d: %s%s %v", code, out, complaint, err)
	}
	code, out, complaint = verb(t, "bench", "linkage", "--register", filepath.Join(dir, "R.csv"), "--reports", filepath.Join(dir, "Q.csv"),
		"--out", filepath.Join(dir, "F.csv"), "--json")
	var found struct {
		Recall float64 `json:"recall_at_1"`
	}
	if err := json.Unmarshal([]byte(out), &found); code != 0 || err != nil || found.Recall <= 0.5 {
		t.Errorf("%d: %s%s %v", code, out, complaint, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "F.csv")); err != nil {
		t.Error(err)
	}
	for _, c := range []struct {
		args []string
		says string
	}{
		{nil, "--register and --reports"},
		{[]string{"--generate", dir, "--reports", "many"}, "many"},
		{[]string{"--register", filepath.Join(dir, "none.csv"), "--reports", filepath.Join(dir, "Q.csv")}, "none.csv"},
		{[]string{"--register", "a", "--reports", "b", "--map-register", "nama=x"}, "nama=x"},
		{[]string{"--febrl", dir}, "febrl_3.csv"},
	} {
		if code, _, complaint := verb(t, append([]string{"bench", "linkage"}, c.args...)...); code != 2 || !strings.Contains(complaint, c.says) {
			t.Errorf("%v: %d %s", c.args, code, complaint)
		}
	}
}

// A machine without a browser brings in the register.
func TestRegisterVerbs(t *testing.T) {
	dir := t.TempDir()
	data, file, rejected := filepath.Join(dir, "data"), filepath.Join(dir, "penduduk.csv"), filepath.Join(dir, "ditolak.csv")
	text := "NIK;NAMA WARGA;TGL_LHR;KAMPUNG\n3503045708439001;KATINEM;17-08-1943;PRINGAPUS\n350304;MUJIONO;1966;PRINGAPUS\n;SUMINI;1951;SEBERANG\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	load := []string{"register", "import", file, "--data", data, "--source", "siak", "--taken-on", "2021-01-01", "--basis", "UU 24/2013 pasal 79"}
	code, out, complaint := verb(t, append(load, "--check")...)
	if code != 0 || !strings.Contains(out, "0 baris") {
		t.Errorf("headings that nobody knows: %d %s%s", code, out, complaint)
	}
	load = append(load, "--map", "NAMA WARGA=nama", "--map", "KAMPUNG=desa")
	code, out, complaint = verb(t, append(load, "--check", "--rejected", rejected)...)
	if code != 0 || !strings.Contains(out, "3 baris: 2 ditolak") || !strings.Contains(out, "SEBERANG|") {
		t.Errorf("check: %d %s%s", code, out, complaint)
	}
	if b, err := os.ReadFile(rejected); err != nil || !strings.Contains(string(b), "MUJIONO") {
		t.Errorf("rejected: %s %v", b, err)
	}
	code, out, complaint = verb(t, append(load, "--village-of", "SEBERANG|=35.03.04.2010")...)
	if code != 0 || !strings.Contains(out, "2 penduduk dimuat: 2 baru") {
		t.Errorf("load: %d %s%s", code, out, complaint)
	}
	if code, out, _ := verb(t, load...); code != 0 || !strings.Contains(out, "0 baru, 0 berubah, 0 hilang") || !strings.Contains(out, "sama sudah dimuat") {
		t.Errorf("the same file: %d %s", code, out)
	}
	if code, out, _ := verb(t, "register", "sources", "--data", data); code != 0 || !strings.Contains(out, "siak") {
		t.Errorf("sources: %d %s", code, out)
	}
	if code, _, complaint := verb(t, "register", "remove", "siak", "--data", data, "--why", "x"); code != 2 || complaint == "" {
		t.Errorf("without a reason: %d %s", code, complaint)
	}
	if code, _, complaint := verb(t, "register", "remove", "siak", "--data", data, "--why", "perjanjian berakhir"); code != 0 {
		t.Errorf("remove: %d %s", code, complaint)
	}
	if code, out, _ := verb(t, "register", "sources", "--data", data); code != 0 || strings.Contains(out, "siak") {
		t.Errorf("sources after it: %d %s", code, out)
	}
}

// A verb that gave up is not one that was asked to stop: a read that took too
// long ends as a cancellation inside, and was said to be done.
func TestAReadThatTookTooLongIsSaid(t *testing.T) {
	var complaint bytes.Buffer
	err := fault.Wrap("register.sweep", fault.New(fault.Busy, "db.read_limit").Because(context.Canceled))
	if got := ended(t.Context(), err, &complaint); got != 2 || complaint.Len() == 0 {
		t.Errorf("exit %d, %q", got, complaint.String())
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	complaint.Reset()
	if got := ended(stopped, err, &complaint); got != 0 || complaint.Len() > 0 {
		t.Errorf("asked to stop: exit %d, %q", got, complaint.String())
	}
}
