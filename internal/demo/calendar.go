package demo

import (
	"math/rand/v2"
	"time"
)

// earliest is the first Today on which a history is long enough to hold every
// stage.
const earliest = "2021-03-01"

// calendar counts days from the one of the list with which the service began. The office works Monday to Friday.
type calendar struct {
	first time.Time // where the office is
	today int       // the day on which somebody looks; nothing has happened on it yet
	last  int       // the last day on which the office worked
	scale float64   // how much of its usual time everything takes, in a short history
}

func newCalendar(today time.Time, zone *time.Location) calendar {
	y, m, d := today.In(zone).Date()
	c := calendar{first: time.Date(2021, 1, 1, 0, 0, 0, 0, zone)}
	c.today = c.dayOf(time.Date(y, m, d, 0, 0, 0, 0, zone))
	c.last = c.workday(c.today-1, -1)
	c.scale = min(1, float64(c.today)/200)
	return c
}

func (c calendar) date(day int) time.Time { return c.first.AddDate(0, 0, day) }
func (c calendar) iso(day int) string     { return c.date(day).Format(time.DateOnly) }
func (c calendar) dayOf(t time.Time) int  { return int(t.Sub(c.first).Hours()) / 24 }

func (c calendar) works(day int) bool {
	wd := c.date(day).Weekday()
	return wd != time.Saturday && wd != time.Sunday
}

// workday is the day, or the nearest in the direction on which the office works.
func (c calendar) workday(day, direction int) int {
	for !c.works(day) {
		day += direction
	}
	return day
}

// days is how many days something takes that usually takes so many.
func (c calendar) days(n int) int { return max(1, int(float64(n)*c.scale+0.5)) }

// office is a moment of the day's office hours, after another moment.
func (c calendar) office(r *rand.Rand, day int, after time.Time) time.Time {
	day = min(c.workday(day, 1), c.last)
	t := c.date(day).Add(8*time.Hour + time.Duration(r.IntN(7*60))*time.Minute + time.Duration(r.IntN(60))*time.Second)
	if !t.After(after) {
		t = after.Add(time.Duration(5+r.IntN(20)) * time.Minute)
	}
	return t
}
