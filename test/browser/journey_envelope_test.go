package browser

import (
	"regexp"
	"testing"

	"github.com/jempolkeren/jempol/internal/authority"
)

// inEnvelope is a document that is offered for an envelope.
var inEnvelope = regexp.MustCompile(`name="dokumen" value="([a-z_]+)"`)

var courierLink = regexp.MustCompile(`/k/[0-9A-Za-z_-]{16,}`)

// An envelope rarely goes straight. The courier finds nobody, brings it back to
// the counter, both sign; it goes out again and is lost, and the papers are to
// be printed anew. Nobody who only carries it learns whose papers these are.
func TestJourneyOfAnEnvelopeThatGoesAstray(t *testing.T) {
	t.Parallel()
	w := startWalk(t)
	h := w.as("handover")
	h.follow("/penyerahan", `/penyerahan/baru\?kasus=JK-[0-9-]+`)
	number := caseNumber.FindString(h.Text())
	page := string(h.fetch("GET", h.base+"/penyerahan/baru?kasus="+number, "", "text/html").Bytes)
	paper := inEnvelope.FindStringSubmatch(page)[1]
	w.seal(number, "SG-0001")

	h.Open("/amplop/" + w.envelope + "/kurir")
	h.PressRefused(422, "Serahkan ke kurir")
	h.Fill("Nama kurir", "Heru")
	h.Press("Serahkan ke kurir")
	link := courierLink.FindString(h.Text())
	if link == "" {
		t.Fatalf("no link for the courier:\n%s", h.Text())
	}
	k := w.b.Visitor(t)
	k.Open(link)
	k.Expect("Balai Desa Pringapus", w.envelope, "Semua layanan gratis")
	k.Never(number)
	k.PressRefused(422, "Sudah saya ambil") // the seal is looked at first
	k.Choose("Segel utuh")
	k.Press("Sudah saya ambil")
	k.Press("Tidak bisa diserahkan")
	k.Choose("Warga tidak di tempat")
	k.Press("Simpan pengantaran gagal")
	k.Expect("Pengantaran gagal tercatat")
	through(aRole, string(authority.Courier))
	k.Press("Saya kembalikan ke loket")

	h.Open("/amplop/" + w.envelope)
	h.Expect("Warga tidak di tempat", "Kurir Heru")
	h.Open("/amplop/" + w.envelope + "/terima")
	h.Choose("Segel utuh")
	h.Press("Terima amplop")
	k.Open(link)
	k.Expect("Tugas Anda selesai")

	h.Open("/amplop/" + w.envelope + "/kejadian")
	h.Press("Amplop hilang")
	h.Choose("Tidak diketahui")
	h.Press("Simpan amplop hilang")
	h.Open("/amplop/" + w.envelope)
	h.Expect("Amplop hilang")
	k.OpenRefused(404, link)
	s := w.as("siak")
	s.Open("/kasus/" + number)
	s.Expect("Hilang di jalan atau isinya salah: cetak dan catat terbit lagi")
	s.Never("Dokumen siap diantar")
	s.Open("/siak/" + number + "/terbit/" + paper)
	s.Press("Catat terbit")
	s.Expect("dicatat terbit")
}

// seal puts what is ready of a case into an envelope.
func (w *walk) seal(number, seal string) (pin string) {
	w.t.Helper()
	h := w.as("handover")
	h.Open("/penyerahan/baru?kasus=" + number)
	h.Fill("Nomor segel", seal)
	h.Fill("Tempat bertemu", "Balai Desa Pringapus")
	h.Press("Segel amplop")
	w.envelope = envelopeNumber.FindString(h.Text())
	found := pinDigits.FindStringSubmatch(h.Text())
	if w.envelope == "" || found == nil {
		w.t.Fatalf("no envelope or no PIN:\n%s", h.Text())
	}
	return found[1]
}
