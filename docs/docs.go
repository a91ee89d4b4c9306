// Package docs holds what the program shows of its own documents: the guide
// for each role with the pictures that stand in it, so that help is there
// without a network.
package docs

import "embed"

// Guide is panduan/<role>.md and the pictures that these show.
//
//go:embed panduan/*.md
//go:embed screens/amplop-baru-1280.png
//go:embed screens/amplop-jalan-1280.png
//go:embed screens/amplop-terima-390.png
//go:embed screens/beranda-desa-390.png
//go:embed screens/beranda-koordinator-1280.png
//go:embed screens/data-kantor-1280.png
//go:embed screens/impor-periksa-1280.png
//go:embed screens/kunjungan-4-biometrik-390.png
//go:embed screens/lapangan-390.png
//go:embed screens/lapor-390.png
//go:embed screens/lapor-tersimpan-390.png
//go:embed screens/masuk-390.png
//go:embed screens/pemantauan-1280.png
//go:embed screens/pengguna-1280.png
//go:embed screens/perjalanan-hari-pendamping-390.png
//go:embed screens/persetujuan-1280.png
//go:embed screens/pilah-1280.png
//go:embed screens/siak-entri-1280.png
//go:embed screens/siak-menunggu-1280.png
//go:embed screens/syarat-1280.png
//go:embed screens/verifikasi-berkas-1280.png
var Guide embed.FS
