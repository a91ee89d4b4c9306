package app

import (
	"net"
	"testing"
)

func TestTheAddressThatIsPrintedCanBeTyped(t *testing.T) {
	for _, tt := range []struct {
		addr   string
		tls    bool
		domain string
		want   string
	}{
		{"127.0.0.1:8080", false, "", "http://127.0.0.1:8080"},
		{"[::]:8443", true, "", "https://localhost:8443"},
		{"0.0.0.0:443", true, "jempol.example.go.id", "https://jempol.example.go.id"},
		{"[::1]:80", false, "", "http://[::1]"},
	} {
		addr, err := net.ResolveTCPAddr("tcp", tt.addr)
		if err != nil {
			t.Fatal(err)
		}
		if got := address(addr, tt.tls, tt.domain); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.addr, got, tt.want)
		}
	}
}
