package outreach

import (
	"github.com/jempolkeren/jempol/internal/attachment"
	"github.com/jempolkeren/jempol/internal/casefile"
	"github.com/jempolkeren/jempol/internal/web"
)

// Routes are the pages of this step.
func (s *Service) Routes() []web.Route {
	get, post := web.Get, web.Post
	question := post("/lapangan/{trip}/{case}/{question}", casefile.Visited, s.answer)
	question.MaxBody = attachment.MaxBytes + 1<<20 // the photo of the evidence
	outcome := post("/kasus/{case}/biometrik", casefile.Biometric, s.saveOutcome)
	outcome.MaxBody = question.MaxBody
	costs := post("/perjalanan/{trip}/rincian-biaya", casefile.TripCosts, s.saveCosts)
	costs.MaxBody = 2*attachment.MaxBytes + 1<<20 // photos of receipts
	table := post("/perjalanan/waktu/tabel", casefile.RoadTable, s.checkTable)
	table.MaxBody = mostTableFile + 1<<20
	return append(s.plannerRoutes(), []web.Route{
		get("/perjalanan/waktu", "page.travel", s.waysPage),
		get("/perjalanan/waktu.csv", "page.travel", s.waysCSV),
		get("/perjalanan/waktu/titik.csv", "page.travel", s.spotsCSV),
		get("/perjalanan/waktu/ruas", "page.travel", s.wayPage),
		post("/perjalanan/waktu/ruas", casefile.RoadStated, s.correctWay),
		post("/perjalanan/waktu/tutup", casefile.RoadStated, s.closeWay),
		post("/perjalanan/waktu/buka", casefile.RoadStated, s.openWay),
		post("/perjalanan/waktu/urung", casefile.RoadStated, s.undoWay),
		get("/perjalanan/waktu/musim", "page.travel", s.seasonPage),
		post("/perjalanan/waktu/musim", casefile.RoadSeason, s.saveSeason),
		get("/perjalanan/waktu/tabel", "page.travel", s.tablePage),
		table,
		post("/perjalanan/waktu/tabel/pakai", casefile.RoadTable, s.takeTable),
		get("/perjalanan", "page.trips", s.tripsPage),
		get("/perjalanan/baru", "page.trip_plan", s.newTripPage),
		post("/perjalanan/baru", casefile.TripPlanned, s.createTrip),
		get("/perjalanan/{trip}", "page.trips", s.tripPage),
		get("/perjalanan/{trip}/ubah", "page.trip_plan", s.editTripPage),
		post("/perjalanan/{trip}/ubah", casefile.TripPlanned, s.editTrip),
		post("/perjalanan/{trip}/warga", casefile.StopAdded, s.addPeople),
		post("/perjalanan/{trip}/rekam", casefile.Scheduled, s.recordNow),
		post("/perjalanan/{trip}/rekam/batal", casefile.Unscheduled, s.leaveNow),
		post("/perjalanan/{trip}/keluarkan", casefile.StopRemoved, s.removeStop),
		post("/perjalanan/{trip}/urutan", casefile.TripPlanned, s.moveStop),
		post("/perjalanan/{trip}/umumkan", casefile.TripPublished, s.publishTrip),
		get("/perjalanan/{trip}/batal", "page.trip_plan", s.cancelPage),
		post("/perjalanan/{trip}/batal", casefile.TripCancelled, s.cancelTrip),
		get("/perjalanan/{trip}/hadir", "page.trips", s.confirmPage),
		post("/perjalanan/{trip}/hadir", casefile.TripConfirmed, s.confirm),
		get("/perjalanan/{trip}/surat-tugas.pdf", "paper.trip", s.assignmentPaper),
		get("/perjalanan/{trip}/pemberitahuan.pdf", "paper.trip", s.noticePaper),
		get("/perjalanan/{trip}/biaya.pdf", "paper.trip", s.costPaper),
		get("/perjalanan/{trip}/alat", casefile.TripEquipment, s.equipmentPage),
		post("/perjalanan/{trip}/alat", casefile.TripEquipment, s.logEquipment),
		post("/perjalanan/{trip}/berangkat", casefile.TripStarted, s.startTrip),
		post("/perjalanan/{trip}/tiba", casefile.TripArrived, s.arriveTrip),
		get("/perjalanan/{trip}/jam", casefile.TripArrived, s.clockPage),
		post("/perjalanan/{trip}/jalan", casefile.TripDeparted, s.departTrip),
		get("/perjalanan/{trip}/kendala", casefile.TripTrouble, s.troublePage),
		post("/perjalanan/{trip}/kendala", casefile.TripTrouble, s.saveTrouble),
		get("/perjalanan/{trip}/sisa", casefile.TripReplanned, s.restPage),
		post("/perjalanan/{trip}/sisa", casefile.TripReplanned, s.acceptRest),
		post("/perjalanan/{trip}/periksa", casefile.TripChecked, s.tickList),
		get("/perjalanan/{trip}/rincian-biaya", casefile.TripCosts, s.costsPage),
		costs,
		get("/perjalanan/{trip}/nota/{hash}", "attachment.trip", s.receiptPhoto),
		get("/perjalanan/{trip}/selesai", casefile.TripFinished, s.finishPage),
		post("/perjalanan/{trip}/selesai", casefile.TripFinished, s.finishTrip),

		get("/lapangan", "page.visit", s.fieldPage),
		get("/lapangan/{trip}/daftar", "page.visit", s.listPage),
		post("/lapangan/{trip}/daftar", casefile.NotMet, s.saveAbsent),
		get("/lapangan/{trip}/{case}", "page.visit", s.beginVisit),
		get("/lapangan/{trip}/{case}/{question}", "page.visit", s.questionPage),
		question,

		get("/persetujuan", "page.approvals", s.approvalsPage),
		get("/persetujuan/{case}/setujui", casefile.Exception, s.approvePage),
		post("/persetujuan/{case}", casefile.Exception, s.approve),
		get("/persetujuan/{case}/tolak", casefile.ExceptionRefused, s.refusePage),
		post("/persetujuan/{case}/tolak", casefile.ExceptionRefused, s.refuse),
		get("/persetujuan/{case}/bukti", "attachment.evidence", s.evidence),

		get("/kasus/{case}/pencarian", casefile.Searched, s.searchPage),
		post("/kasus/{case}/pencarian", casefile.Searched, s.saveSearch),

		get("/kasus/{case}/kunjungan", casefile.Corrected, s.visitsPage),
		post("/kasus/{case}/kunjungan", casefile.Corrected, s.saveCorrection),
		get("/kasus/{case}/biometrik", casefile.Biometric, s.outcomePage),
		outcome,
	}...)
}

// address is how whoever asked reaches this program; the code on a paper leads
// there.
func (s *Service) address(r *web.Request) string {
	if s.BaseURL != "" {
		return s.BaseURL
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
