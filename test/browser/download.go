package browser

import (
	"context"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// File is what a download brought.
type File struct {
	Name  string // as the program named it, or ""
	Type  string
	Bytes []byte
}

// Download fetches what the link or button with the text leads to, with the
// person's cookies, and fails unless it is a file of the type.
func (p *Person) Download(button, contentType string) File {
	p.tb.Helper()
	p.call("markButton", button)
	var ask struct{ Method, URL, Body string }
	if err := json.Unmarshal([]byte(p.call("request")), &ask); err != nil {
		p.tb.Fatal(err)
	}
	return p.fetch(ask.Method, ask.URL, ask.Body, contentType)
}

// fetch asks the program for an address past the window, with the person's
// cookies, and fails unless the answer is of the type.
func (p *Person) fetch(method, address, sent, contentType string) File {
	p.tb.Helper()
	req, err := http.NewRequestWithContext(p.tb.Context(), method, address, strings.NewReader(sent))
	if err != nil {
		p.tb.Fatal(err)
	}
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.Header.Set("Origin", p.base)
	req.Header.Set("Accept-Language", "id")
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, c := range p.cookies(address) {
		req.AddCookie(c)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		p.tb.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		p.tb.Fatal(err)
	}
	got := res.Header.Get("Content-Type")
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(got, contentType) {
		p.tb.Fatalf("%s %s: %s, %s", method, address, res.Status, got)
	}
	return File{Name: fileName(res.Header.Get("Content-Disposition")), Type: got, Bytes: body}
}

// cookies are what the browser would send to the address.
func (p *Person) cookies(address string) (out []*http.Cookie) {
	p.tb.Helper()
	p.within("read the cookies", func(ctx context.Context) error {
		cookies, err := chromedp.Run(ctx, func(ctx context.Context, t *chromedp.Target) (network.GetCookiesResult, error) {
			r, err := cdp.Call(ctx, t, network.GetCookies, network.GetCookiesParams{URLs: []string{address}})
			return r, err
		})
		for _, c := range cookies.Cookies {
			out = append(out, &http.Cookie{Name: c.Name, Value: c.Value})
		}
		return err
	})
	return out
}

// fileName reads the name out of a Content-Disposition.
func fileName(disposition string) string {
	_, params, err := mime.ParseMediaType(disposition)
	if err != nil {
		return ""
	}
	return params["filename"]
}
