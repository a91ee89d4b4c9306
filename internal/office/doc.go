// Package office is where the office keeps what it knows about itself: the
// institutions and agencies that people belong to, teams, biometric kits,
// vehicles, and its settings.
//
// Who: coordinator and administrator; settings the administrator alone.
//
// Each entry is a subject of kind reference. A reference.changed event states
// the entry whole, as it is afterwards; the newest counts. Nothing is deleted:
// an entry that is no longer used is kept, so that an old trip still says
// which kit it had. Changes are numbered (Number, Current), and an event of the
// service says under which number it was made.
//
// Other rooms read the views office_v_*; account takes Places.
package office
