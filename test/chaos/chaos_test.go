// Package chaos does to the real program what happens in an office: a second
// one is started on the same folder, and the disk runs full.
package chaos

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/jempolkeren/jempol/test/program"
)

func TestASecondServerOnTheFolderIsRefused(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	first := program.Start(t, program.Options{Args: []string{"serve", "--data", data}})
	out, code := program.Run(t, "serve", "--data", data, "--listen", "127.0.0.1:0")
	if code == 0 || !strings.Contains(out, "sedang dipakai Jempol Keren yang lain") || !strings.Contains(out, data) || strings.Contains(out, "goroutine") {
		t.Errorf("exit %d: %s", code, out)
	}
	res, err := http.Get(first.URL + "/readyz")
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatal("the first one no longer serves", err)
	}
	_ = res.Body.Close()
}

// inside mounts a small disk that only it sees, serves from it, fills and
// empties the disk as it is told, and verifies at the end.
const inside = `set -e
mount -t tmpfs -o size=24m tmpfs "$1"
"$2" serve --data "$1/data" --listen "$3" --log-level error &
pid=$!
while read -r word; do
	case $word in
	fill) dd if=/dev/zero of="$1/fill" bs=64k 2>/dev/null || true; dd if=/dev/zero of="$1/fill2" bs=512 2>/dev/null || true ;;
	room) rm -f "$1/fill" "$1/fill2" ;;
	stop) break ;;
	esac
	echo "done $word"
done
kill -INT $pid
wait $pid || true
"$2" verify --data "$1/data" && echo "verified clean"
echo "done stop"
`

// office is a server on a disk of its own.
type office struct {
	*testing.T
	base   string
	say    io.Writer
	lines  chan string
	client *http.Client
	all    strings.Builder
}

func openOffice(t *testing.T) *office {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := free.Addr().String()
	_ = free.Close()
	how := "-m"
	if os.Geteuid() != 0 {
		how = "-rm" // a user of the machine may mount within a namespace of his own
	}
	cmd := exec.Command("unshare", how, "sh", "-c", inside, "sh", t.TempDir(), program.Binary(t), addr)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		t.Fatal("unshare (package util-linux):", err)
	}
	o := &office{T: t, base: "http://" + addr, say: in, lines: make(chan string, 1000)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer close(o.lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			o.lines <- s.Text()
		}
	}()
	t.Cleanup(func() {
		_ = in.Close() // ends the loop, and the server with it
		<-ended
		_ = cmd.Wait()
	})
	jar, _ := cookiejar.New(nil)
	o.client = &http.Client{Jar: jar, Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return o
}

// until reads what the programs inside say up to a text.
func (o *office) until(text string) string {
	o.Helper()
	limit := time.After(2 * time.Minute)
	for {
		select {
		case line, ok := <-o.lines:
			if !ok {
				o.Fatalf("ended without %q:\n%s", text, o.all.String())
			}
			fmt.Fprintln(&o.all, line)
			if strings.Contains(line, text) {
				return line
			}
		case <-limit:
			o.Fatalf("no %q:\n%s", text, o.all.String())
		}
	}
}

func (o *office) tell(word string) {
	o.Helper()
	fmt.Fprintln(o.say, word)
	o.until("done " + word)
}

func (o *office) ask(method, path string, form url.Values) (status int, text string) {
	o.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequest(method, o.base+path, body)
	if err != nil {
		o.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := o.client.Do(req)
	if err != nil {
		o.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		o.Fatal(err)
	}
	return res.StatusCode, string(raw)
}

func (o *office) expect(status int, method, path string, form url.Values, words ...string) {
	o.Helper()
	got, text := o.ask(method, path, form)
	if got != status {
		o.Fatalf("%s %s: %d, want %d\n%s", method, path, got, status, text)
	}
	for _, w := range words {
		if !strings.Contains(text, w) {
			o.Errorf("%s %s: no %q in\n%s", method, path, w, text)
		}
	}
}

func op() string { return uuid.Must(uuid.NewV7()).String() }

func kit(name string) url.Values {
	return url.Values{"op": {op()}, "nama": {name}, "keadaan": {"ready"}, "seri": {"UJI-1"}, "dipakai": {"ya"}}
}

// Whoever saves while the disk is full is told so and loses nothing of what
// was typed; everybody can go on reading; and with room again it goes on.
func TestAFullDiskIsSaidAndLosesNothing(t *testing.T) {
	o := openOffice(t)
	setup := regexp.MustCompile(`/siapkan/\S+`).FindString(o.until("/siapkan/"))
	const password = "lumbung-kenanga-47-sawah"
	o.expect(303, "POST", setup, url.Values{"op": {op()}, "login": {"admin"}, "name": {"Admin Uji"}, "password": {password}, "again": {password}})
	o.expect(303, "POST", "/masuk", url.Values{"login": {"admin"}, "password": {password}})
	o.expect(303, "POST", "/admin/alat/baru", kit("Alat sebelum penuh"))

	o.tell("fill")
	var refused url.Values
	for i := 0; refused == nil; i++ { // there is some room in the log
		if i == 2000 {
			t.Fatal("the disk does not become full")
		}
		form := kit(fmt.Sprint("Alat ke-", i))
		switch status, text := o.ask("POST", "/admin/alat/baru", form); status {
		case 303:
		case 503:
			refused = form
			for _, w := range []string{"Cakram server penuh. Tidak ada yang tersimpan.", form.Get("nama"), form.Get("op")} {
				if !strings.Contains(text, w) {
					t.Errorf("no %q in\n%s", w, text)
				}
			}
		default:
			t.Fatalf("%d: %s", status, text)
		}
	}
	o.expect(503, "POST", "/admin/alat/baru", refused, "Cakram server penuh")
	status, text := o.ask("GET", "/admin/alat", nil)
	if status != 200 || !strings.Contains(text, "Alat sebelum penuh") || strings.Contains(text, refused.Get("nama")+"<") {
		t.Errorf("reading while it is full: %d\n%s", status, text)
	}

	o.tell("room")
	o.expect(303, "POST", "/admin/alat/baru", refused)
	o.expect(303, "POST", "/admin/alat/baru", refused) // pressed twice is saved once
	if _, text := o.ask("GET", "/admin/alat", nil); strings.Count(text, refused.Get("nama")+"<") != 1 {
		t.Errorf("not there once: %s", text)
	}
	fmt.Fprintln(o.say, "stop")
	o.until("verified clean")
}
