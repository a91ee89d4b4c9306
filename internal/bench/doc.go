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
package bench
