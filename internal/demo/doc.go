// Package demo makes a synthetic district: real areas, people that do not exist,
// and everything that happened to them since the list of 1 January 2021.
//
// The history is simulated in memory under a seeded clock, with seeded ids and
// logical times, by the acts that the rooms of the service would make; it is
// stored by ledger.Restore, and the register beside it. Each case is folded when
// its story ends, so that the rules of the service (casefile.State.May, the
// separation of duties) refuse the same here as they would at a desk. The same
// seed and day give the same tables on both engines.
//
//	names.go      names by sex and birth year, old spellings     people.go    households and their numbers
//	district.go   villages by population                         calendar.go  days, office hours
//	staff.go      accounts, teams, kit, vehicles, institutions   lists.go     the two lists of 1 January
//	stages.go     who stands where                               cast.go      the people of the cases, and their days
//	story.go      one case from its report to the visit          path.go      from the visit to the receipt
//	dossier.go    forms and papers                               exits.go     the side exits
//	review.go     targets and evaluations                         letters.go     request letters
//	about.go      what some reports tell beyond who and where     public.go      tips and complaints that wait
//	trips.go      who goes where with whom                       world.go     the queue of acts, numbers, claims
//	build.go      makes and stores it                            folder.go    the folder that holds it
//
// Where the people of the list stand after a year, of a thousand (stages.go):
//
//	reported             12    issued        20    duplicate   26
//	accepted             44    in_delivery   16    not_found   22
//	scheduled            20    handed_over    9    deceased    28
//	visited              44    closed       592    moved       20
//	submitted            22                        refused     13
//	returned             14                        referred     9
//	verified             11                        declined    18
//	entered              11                        withdrawn    7
//	awaiting_uniqueness  42
//
// In the first year those who are not yet closed wait as accepted or reported,
// in the measure of the days that are left of it. People who were found later
// come on top: 160 after a year, most of them new.
//
// No number of a real person can occur: every NIK and KK has a serial from 9000
// on, telephones begin with 0800.
package demo
