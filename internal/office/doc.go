// Package office is where the office keeps what it knows about itself: the
// institutions and agencies that people belong to, teams, biometric kits,
// vehicles, agreements, areas, and its settings.
//
// Who: coordinator and administrator; settings, areas and the look the
// administrator alone. The head reads agreements and until when they hold.
// The contact of an institution states its visiting hours, and nothing else.
//
// Each entry is a subject of kind reference. A reference.changed event states
// the entry whole, as it is afterwards; the newest counts. Nothing is deleted:
// an entry that is no longer used is kept, so that an old trip still says
// which kit it had. Changes are numbered (Number, Current), and an event of the
// service says under which number it was made.
//
// A newer list of areas is compared first and taken afterwards (readAreas,
// compareAreas, SaveAreas); ApplyAreas puts it in force for the whole program.
// What is gone is not offered any more and keeps its name, because old cases lie
// there. Boundaries for the map are lines that an event says the arrival of.
// How pages look is a setting too (Look): only colours on which texts can be
// read, only a PNG or a JPEG as a logo.
//
// The history of every entry says what it was and what it became; /admin/riwayat
// sets it beside the changes of rights, which account keeps.
//
// Other rooms read the views office_v_*; account takes Places.
package office
