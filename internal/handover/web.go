package handover

import (
	"net/http"

	"github.com/jempolkeren/jempol/internal/attachment"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/web"
)

// photoBody is the largest form with a photo in it.
const photoBody = attachment.MaxBytes + 1<<20

// Routes are the pages of this room.
func (s *Service) Routes() []web.Route {
	get, post := web.Get, web.Post
	photo := func(pattern, action string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Pattern: pattern, Action: action, Handle: h, MaxBody: photoBody}
	}
	// The three sorts of events stand on one page.
	event := func(pattern, action string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Pattern: pattern, Action: action, Handle: h, From: "/amplop/{no}/kejadian"}
	}
	return []web.Route{
		get("/penyerahan", "page.handover", s.listPage),
		get("/penyerahan/baru", "envelope.sealed", s.sealPage),
		post("/penyerahan/baru", "envelope.sealed", s.sealSave),

		get("/kasus/{case}/amplop", "page.envelope", s.ofCase),
		get("/amplop/{no}", "page.envelope", s.envelopePage),
		get("/amplop/{no}/label.pdf", "paper.envelope", s.labelFile),
		get("/amplop/{no}/betulkan", casefile.ReceiptCorrected, s.correctPage),
		post("/amplop/{no}/betulkan", casefile.ReceiptCorrected, s.correctSave),
		get("/amplop/{no}/tanda-terima.pdf", "paper.receipt", s.receiptFile),
		get("/amplop/{no}/bukti/{hash}", "attachment.receipt", s.proofFile),
		get("/amplop/{no}/kurir", "envelope.sealed", s.courierForm),
		photo("/amplop/{no}/kurir", "envelope.sealed", s.courierSave),
		post("/amplop/{no}/matikan-tautan", "envelope.sealed", s.linkOff),
		get("/amplop/{no}/petugas", "envelope.custody_passed", s.userForm),
		post("/amplop/{no}/petugas", "envelope.custody_passed", s.userSave),
		get("/amplop/{no}/terima", "envelope.received", s.takePage),
		photo("/amplop/{no}/terima", "envelope.custody_passed", s.acceptSave),
		photo("/amplop/{no}/serahkan", "envelope.received", s.handSave),
		post("/amplop/{no}/balik", "envelope.custody_passed", s.giveBack),
		get("/amplop/{no}/kejadian", "envelope.delivery_failed", s.eventPage),
		event("/amplop/{no}/gagal", "envelope.delivery_failed", s.failSave),
		event("/amplop/{no}/kembali", "envelope.returned", s.returnSave),
		event("/amplop/{no}/hilang", "envelope.lost", s.loseSave),

		get("/kasus/{case}/tutup", "case.closed", s.closePage),
		photo("/kasus/{case}/tutup", "case.closed", s.closeSave),

		// Whoever holds the link is the courier; no page of it needs an account.
		get("/k/{token}", web.Public, s.courierPage),
		post("/k/{token}/ambil", web.Public, s.courierTake),
		post("/k/{token}/sampai", web.Public, s.courierGive),
		photo("/k/{token}/serahkan", web.Public, s.courierHand),
		post("/k/{token}/gagal", web.Public, s.courierFail),
		post("/k/{token}/balik", web.Public, s.courierBack),
	}
}
