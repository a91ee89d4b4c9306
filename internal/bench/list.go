package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/jempolkeren/jempol/internal/app"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/region"
)

// Import is a list that was brought in while others worked.
type Import struct {
	Rows   int     `json:"rows"`
	CheckS float64 `json:"check_s"`
	SaveS  float64 `json:"save_s"`
	PerS   float64 `json:"rows_per_s"`
	Saves  Figures `json:"saves_meanwhile"` // of the other people
}

// importList brings a list in as a coordinator does: upload, wait for the
// check, save.
func importList(ctx context.Context, o Options, srv *server, c *crowd) (Import, error) {
	var out Import
	a, err := open(ctx, o, true) // to see how far it is, without asking the server
	if err != nil {
		return out, err
	}
	defer func() { _ = a.Close() }()
	p := c.people[authority.Coordinator][0]
	req, err := upload(ctx, c.url, list(o))
	if err != nil {
		return out, err
	}
	to, err := c.do(p, req)
	if err != nil {
		return out, err
	}
	id := to[strings.LastIndex(to, "/")+1:]
	// Asked by the index and no further than the first: the question takes from
	// the processors that are measured.
	states := func(state string, most int) (n int, err error) {
		err = a.DB.QueryRow(ctx, `SELECT COUNT(*) FROM (SELECT 1 AS one FROM list_row
			WHERE office_id = $1 AND list_id = $2 AND state = $3 LIMIT $4) r`, app.Office(o.Config), id, state, most).Scan(&n)
		return n, err
	}
	until := func(state string) (time.Duration, error) {
		began := time.Now()
		for {
			n, err := states(state, 1)
			if err != nil || n == 0 {
				return time.Since(began), err
			}
			if time.Since(began) > 10*time.Minute {
				return 0, errors.New("bench: the list is not done after ten minutes")
			}
			if err := srv.wait(ctx, 100*time.Millisecond); err != nil {
				return 0, err
			}
		}
	}
	took, err := until("")
	if err != nil {
		return out, err
	}
	out.CheckS = took.Seconds()
	if out.Rows, err = states("ready", o.Rows); err != nil {
		return out, err
	}
	c.take()
	if _, err := c.send(ctx, p, "POST", "/laporan/impor/"+id+"/simpan", url.Values{"op": {uuid.Must(uuid.NewV7()).String()}}); err != nil {
		return out, err
	}
	if took, err = until("saving"); err != nil {
		return out, err
	}
	out.SaveS, out.PerS = took.Seconds(), float64(out.Rows)/took.Seconds()
	out.Saves = figures(c.take()[pageSave])
	// The server is not stopped before it has summed the list up.
	for {
		var left int
		if err := a.DB.QueryRow(ctx, `SELECT COUNT(*) FROM list_file WHERE list_id = $1 AND saved_at = 0`, id).Scan(&left); err != nil || left == 0 {
			return out, err
		}
		if err := srv.wait(ctx, 100*time.Millisecond); err != nil {
			return out, err
		}
	}
}

// list is a list of people whom nobody knows yet.
func list(o Options) []byte {
	// Another run must not bring the same people again.
	r := rand.New(rand.NewPCG(o.Seed, uint64(time.Now().UnixNano())))
	villages := []string{}
	for _, kec := range region.Children(region.Code(o.Config.District)) {
		for _, v := range region.Villages(kec.Code) {
			villages = append(villages, v.Name+";"+kec.Name)
		}
	}
	var b bytes.Buffer
	b.WriteString("NAMA;JK;TAHUN LAHIR;NAMA IBU;DESA;KECAMATAN;DUSUN\n")
	for range o.Rows {
		fmt.Fprintf(&b, "%s %s;%s;%d;%s;%s;Krajan\n", syllables(r), syllables(r), []string{"L", "P"}[r.IntN(2)], 1930+r.IntN(70),
			syllables(r), villages[r.IntN(len(villages))])
	}
	return b.Bytes()
}

func upload(ctx context.Context, base string, file []byte) (*http.Request, error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("berkas", "daftar.csv")
	if err == nil {
		_, err = part.Write(file)
	}
	for name, value := range map[string]string{"op": uuid.Must(uuid.NewV7()).String(), "alasan": "no_nik"} {
		if err == nil {
			err = w.WriteField(name, value)
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, "POST", base+"/laporan/impor", &b)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	return req, nil
}
