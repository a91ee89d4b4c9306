// Package bench measures the whole program as the people who use it meet it:
// the real server in a process of its own, over HTTP, with signed-in sessions of
// the real roles, on a synthetic district as large as a real one.
//
// What makes the load runs beside the server, in another process on the same
// machine, and so takes a share of its processors; the figures are therefore
// rather too high than too low. A person waits a think time between two clicks
// and never has two requests under way.
//
//	pages.go    the benchmark of pages and saves: its order, its figures
//	data.go     the district: made once, used again
//	server.go   the program under measurement: start, memory, stop
//	people.go   who is signed in, and what each of them opens and saves
//	list.go     a list of people is imported while others work
//	figures.go  percentiles, and the machine they were measured on
//
// Beside it, in this process, it measures how well people are found again in a
// register (package linkage). The synthetic people and reports of this measure
// know nothing of the engine that is measured.
//
//	linkage.go           the benchmark: its order, its figures
//	linkage_figures.go   recall, F1, calibration, from answers beside the truth
//	linkage_strata.go    the same by what a report is in the first place
//	linkage_csv.go       registers and reports as files, with any columns
//	linkage_self.go      a whole register against itself
//	linkage_febrl.go     the gold standards FEBRL 3 and 4
//	linkage_generate.go  synthetic files: their order, what is written
//	linkage_names.go     names, a few of many and many of a few
//	linkage_souls.go     households, siblings, twins, in real villages
//	linkage_rates.go     how likely each thing is that happens to a report
//	linkage_noise.go     what can happen to a word
//	linkage_told.go      what happens to a name
//	linkage_reports.go   what happens to a person
//	linkage_ceiling.go   what the best possible answers could reach
//	linkage_seeds.go     seeds to tune with, and seeds for figures that are told
//
// And it measures how good plans of trips are (package tripplan): on instances of
// the literature, on a synthetic district, and on problems of every odd kind.
//
//	trips.go           one instance: planned, checked, written by the contract
//	trips_read.go      the files of Solomon, Gehring and Homberger, and of TOPTW
//	trips_all.go       a whole folder against what others reached
//	trips_district.go  a year, a week, a day, and days planned again
//	trips_fuzz.go      odd problems against the checker
package bench
