package web

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/jempolkeren/jempol/internal/fault"
)

// Response is what a handler answers with: a page, a part, a redirect or a file.
type Response interface {
	write(*Server, http.ResponseWriter, *Request) error
}

// Page answers with a page. name is "<room>/<file>.html" of Config.Pages, or
// empty when View.Body says it all. data is the template's dot.
func Page(name string, v View, data any) Response {
	return &pageResponse{name: name, view: v, data: data}
}

type pageResponse struct {
	name string
	view View
	data any
}

func (p *pageResponse) write(s *Server, w http.ResponseWriter, r *Request) error {
	status := p.view.Status
	if status == 0 {
		status = http.StatusOK
		if p.view.Err != nil {
			status = statusOf(fault.As(p.view.Err).Kind)
		}
	}
	body, err := s.views.page(r, p.name, p.view, p.data)
	if err != nil {
		return err
	}
	return s.sendPage(w, r, status, body)
}

// Part answers htmx with components alone, without the page around them.
func Part(components ...any) Response { return partResponse(components) }

type partResponse []any

func (p partResponse) write(s *Server, w http.ResponseWriter, r *Request) error {
	var buf bytes.Buffer
	for _, c := range p {
		html, err := s.views.component(r.Lang, c)
		if err != nil {
			return err
		}
		buf.WriteString(string(html))
	}
	return send(w, "text/html; charset=utf-8", http.StatusOK, buf.Bytes())
}

func send(w http.ResponseWriter, ctype string, status int, body []byte) error {
	w.Header().Set("Content-Type", ctype)
	w.WriteHeader(status)
	_, err := w.Write(body)
	if err != nil {
		return errGone
	}
	return nil
}

// RedirectResponse sends the browser on after a POST.
type RedirectResponse struct {
	to      string
	flash   *flash
	cookies []*http.Cookie
}

// Redirect answers a POST with 303 See Other to a path of this program.
func Redirect(to string) *RedirectResponse { return &RedirectResponse{to: to} }

// Flash shows a translated text on the next page, until the one after it.
func (d *RedirectResponse) Flash(text string) *RedirectResponse {
	d.flash = &flash{Text: text}
	return d
}

// Undo adds the button that takes the act back: a POST to path.
func (d *RedirectResponse) Undo(path string) *RedirectResponse {
	if d.flash != nil {
		d.flash.Undo = path
	}
	return d
}

// SetCookie sends a cookie with the redirect.
func (d *RedirectResponse) SetCookie(c *http.Cookie) *RedirectResponse {
	d.cookies = append(d.cookies, c)
	return d
}

func (d *RedirectResponse) write(s *Server, w http.ResponseWriter, r *Request) error {
	for _, c := range d.cookies {
		http.SetCookie(w, c)
	}
	if d.flash != nil {
		if err := s.putFlash(w, d.flash); err != nil {
			return err
		}
	}
	if r.Partial() {
		w.Header().Set("HX-Redirect", d.to)
		w.WriteHeader(http.StatusOK)
		return nil
	}
	w.Header().Set("Location", d.to)
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// File answers with bytes. A name makes it a download; without one the browser
// may show it (PDF, photos). Only types that cannot carry script belong here.
type File struct {
	Name  string // file name of the download; empty shows it in the browser
	Type  string // media type
	Bytes []byte
	From  io.Reader // instead of Bytes, for large files; closed if it can be
	Size  int64     // of From; 0 when not known
	// Foreign says that the bytes come from outside: shown in the browser they
	// get no script, no form and no access to this program's pages.
	Foreign bool
}

// foreignPolicy shows a picture and lets it do nothing.
const foreignPolicy = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"

func (f File) write(_ *Server, w http.ResponseWriter, _ *Request) error {
	h := w.Header()
	h.Set("Content-Type", f.Type)
	if f.Foreign {
		h.Set("Content-Security-Policy", foreignPolicy)
		h.Set("Content-Disposition", "inline")
	}
	if f.Name != "" {
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	}
	if f.From == nil {
		_, err := w.Write(f.Bytes)
		if err != nil {
			return errGone
		}
		return nil
	}
	if c, ok := f.From.(io.Closer); ok {
		defer c.Close()
	}
	if f.Size > 0 {
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(5*time.Minute + time.Duration(f.Size/20000)*time.Second))
	}
	if _, err := io.Copy(w, f.From); err != nil {
		return errGone
	}
	return nil
}
