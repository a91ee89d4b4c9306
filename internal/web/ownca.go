package web

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// CA is the program's own certificate authority, for an office network without
// a public name. Its certificate is installed once on each device, after its
// fingerprint is compared with the printed page; the certificate of the server
// is renewed by itself. The authority may vouch only for the hosts it was made
// for, so that a stolen key opens nothing else.
type CA struct {
	hosts []string
	now   func() time.Time
	cert  *x509.Certificate
	key   *ecdsa.PrivateKey
	pem   []byte

	mu   sync.Mutex
	leaf *tls.Certificate
}

const (
	caLife   = 10 * 365 * 24 * time.Hour
	leafLife = 397 * 24 * time.Hour // more is refused by phones
	renewAt  = 30 * 24 * time.Hour
)

// OpenCA opens the authority in a folder or makes it there. hosts are the names
// and addresses under which the office reaches the server.
func OpenCA(folder string, hosts []string, now func() time.Time) (*CA, error) {
	if len(hosts) == 0 {
		return nil, errors.New("web: the own certificate authority needs the server's names or addresses")
	}
	ca := &CA{hosts: hosts, now: now}
	certFile, keyFile := filepath.Join(folder, "ca.crt"), filepath.Join(folder, "ca.key")
	certPEM, err := os.ReadFile(certFile)
	if errors.Is(err, fs.ErrNotExist) {
		if err := ca.create(folder, certFile, keyFile); err != nil {
			return nil, err
		}
		return ca, nil
	}
	if err != nil {
		return nil, err
	}
	keyPEM, err := os.ReadFile(keyFile)
	if err != nil {
		return nil, err
	}
	pair, err := tls.X509KeyPair(certPEM, keyPEM)
	if err != nil {
		return nil, fmt.Errorf("web: %s: %w", certFile, err)
	}
	key, ok := pair.PrivateKey.(*ecdsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("web: %s is not a key of this program", keyFile)
	}
	ca.cert, ca.key, ca.pem = pair.Leaf, key, certPEM
	for _, h := range hosts {
		if !ca.covers(h) {
			return nil, fmt.Errorf("web: the certificate authority in %s was made for other hosts; move the folder away and install the new one on each device", folder)
		}
	}
	return ca, nil
}

func (ca *CA) covers(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		for _, r := range ca.cert.PermittedIPRanges {
			if r.Contains(net.IP(ip.AsSlice())) {
				return true
			}
		}
		return false
	}
	return slices.Contains(ca.cert.PermittedDNSDomains, strings.ToLower(host))
}

func (ca *CA) create(folder, certFile, keyFile string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	t := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: "Jempol Keren " + ca.hosts[0]},
		NotBefore: ca.now().Add(-time.Hour), NotAfter: ca.now().Add(caLife),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign,
		PermittedDNSDomainsCritical: true,
	}
	for _, h := range ca.hosts {
		if ip, err := netip.ParseAddr(h); err == nil {
			t.PermittedIPRanges = append(t.PermittedIPRanges, &net.IPNet{IP: ip.AsSlice(), Mask: net.CIDRMask(ip.BitLen(), ip.BitLen())})
			continue
		}
		t.PermittedDNSDomains = append(t.PermittedDNSDomains, strings.ToLower(h))
	}
	// A kind of name without any entry would be free for all of that kind.
	if len(t.PermittedDNSDomains) == 0 {
		t.PermittedDNSDomains = []string{"jempol.invalid"} // RFC 2606: nobody's
	}
	if len(t.PermittedIPRanges) == 0 {
		t.PermittedIPRanges = []*net.IPNet{{IP: net.IPv4(127, 0, 0, 1).To4(), Mask: net.CIDRMask(32, 32)}}
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return err
	}
	if ca.cert, err = x509.ParseCertificate(der); err != nil {
		return err
	}
	ca.key = key
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	ca.pem = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	if err := os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}), 0o600); err != nil {
		return err
	}
	return os.WriteFile(certFile, ca.pem, 0o644)
}

func serial() *big.Int {
	n, _ := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120)) // never fails since Go 1.24
	return n
}

func (ca *CA) tls() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return ca.current() }}
}

// current is the server's certificate, made anew a month before it ends.
func (ca *CA) current() (*tls.Certificate, error) {
	ca.mu.Lock()
	defer ca.mu.Unlock()
	if ca.leaf != nil && ca.leaf.Leaf.NotAfter.Sub(ca.now()) > renewAt {
		return ca.leaf, nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	t := &x509.Certificate{SerialNumber: serial(), Subject: pkix.Name{CommonName: ca.hosts[0]},
		NotBefore: ca.now().Add(-time.Hour), NotAfter: ca.now().Add(leafLife),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	for _, h := range ca.hosts {
		if ip, err := netip.ParseAddr(h); err == nil {
			t.IPAddresses = append(t.IPAddresses, ip.AsSlice())
			continue
		}
		t.DNSNames = append(t.DNSNames, h)
	}
	der, err := x509.CreateCertificate(rand.Reader, t, ca.cert, key.Public(), ca.key)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	ca.leaf = &tls.Certificate{Certificate: [][]byte{der, ca.cert.Raw}, PrivateKey: key, Leaf: leaf}
	return ca.leaf, nil
}

// Fingerprint is what is compared by eye before the certificate is trusted.
func (ca *CA) Fingerprint() string {
	sum := sha256.Sum256(ca.cert.Raw)
	var parts []string
	for i := 0; i < len(sum); i += 2 {
		parts = append(parts, fmt.Sprintf("%X", sum[i:i+2]))
	}
	return strings.Join(parts, " ")
}

// Routes are the page to print and pin up beside the router, and the file to
// install.
func (ca *CA) Routes() []Route {
	return []Route{
		{Method: "GET", Pattern: "/sertifikat", Action: Public, Handle: func(*Request) (Response, error) {
			return Page("", View{Title: "web.ca.title", Lead: "web.ca.lead", Shape: Narrow,
				Actions: []any{PrintButton{}, Button{Label: "web.ca.download", Href: "/sertifikat/jempol-keren.crt", Icon: "download"}},
				Body: []any{
					Card{Title: "web.ca.print", Body: []any{Facts{
						{Label: "web.ca.address", Value: strings.Join(ca.hosts, ", ")},
						{Label: "web.ca.fingerprint", Value: ca.Fingerprint()},
					}, Para{Text: "web.ca.compare"}}},
					Card{Title: "web.ca.steps", Body: []any{Para{Text: "web.ca.windows"}, Para{Text: "web.ca.android"}, Para{Text: "web.ca.iphone"}, Para{Text: "web.ca.firefox"}}},
				}}, nil), nil
		}},
		{Method: "GET", Pattern: "/sertifikat/jempol-keren.crt", Action: Public, Handle: func(*Request) (Response, error) {
			return File{Name: "jempol-keren.crt", Type: "application/x-x509-ca-cert", Bytes: ca.pem}, nil
		}},
	}
}
