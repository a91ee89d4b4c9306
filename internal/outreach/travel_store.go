package outreach

import (
	"context"
	"strings"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/region"
)

// mostLegs is how many ways, the newest, are learned from.
const mostLegs = 20_000

// Roads reads what is known of the ways now.
func (s *Service) Roads(ctx context.Context) (r Roads, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		r, err = s.roads(tx)
		return err
	})
	return r, fault.Wrap("fault.internal", err)
}

// roads reads it inside a transaction.
func (s *Service) roads(tx *db.Tx) (r Roads, err error) {
	if r.season, err = s.store.season(tx); err != nil {
		return r, err
	}
	r.stated = map[pair]stated{}
	rows, err := s.store.roadRows(tx)
	if err != nil {
		return r, err
	}
	for _, x := range rows {
		if x.Minutes > 0 {
			r.stated[x.pair] = stated{minutes: float64(x.Minutes), km: float64(x.Metres) / 1000, on: s.dayOf(x.At)}
		}
		if x.Closed {
			r.closed = append(r.closed, Closure{pair: x.pair, From: x.From, Until: x.Until, Reason: x.Reason})
		}
	}
	if r.spots, err = s.store.spots(tx); err != nil {
		return r, err
	}
	drives, err := s.store.drives(tx)
	if err != nil {
		return r, err
	}
	r.drives, r.near = calibrate(drives, r.wet())
	use, err := s.store.tableInUse(tx)
	if err != nil || use.Table == "" {
		return r, err
	}
	r.tableDay = s.dayOf(use.At)
	if kept := s.table.Load(); kept != nil && kept.id == use.Table {
		r.table = kept
		return r, nil
	}
	if r.table, err = s.store.readTable(tx, use.Table); err == nil {
		s.table.Store(r.table)
	}
	return r, err
}

func (s store) season(tx *db.Tx) (out Season, err error) {
	var months string
	var percent int64
	err = tx.QueryRow(`SELECT months, percent FROM road_season WHERE office_id = $1 AND road_id = $2`, s.office, seasonID).Scan(&months, &percent)
	if noRows(err) {
		return usualSeason, nil
	}
	return Season{Months: monthsOf(months), Factor: float64(percent) / 100}, err
}

// roadRow is a way of which somebody stated something.
type roadRow struct {
	pair
	RoadBody
	Event, Actor string
	At           int64
}

func (s store) roadRows(tx *db.Tx) (out []roadRow, err error) {
	rows, err := tx.Query(`SELECT from_area, to_area, minutes, metres, closed, closed_from, closed_until, reason, event, actor, at
		FROM road WHERE office_id = $1 ORDER BY road_id`, s.office)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var x roadRow
		if err := rows.Scan(&x.pair[0], &x.pair[1], &x.Minutes, &x.Metres, &x.Closed, &x.From, &x.Until, &x.Reason, &x.Event, &x.Actor, &x.At); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, rows.Err()
}

// drives are the ways of trips that are over, the newest first.
func (s store) drives(tx *db.Tx) (out []Drive, err error) {
	rows, err := tx.Query(`SELECT l.trip_id, l.day, l.from_area, l.to_area, l.arrived_at - l.departed_at, l.km, l.delay FROM trip_leg l
		JOIN trip t ON t.office_id = l.office_id AND t.trip_id = l.trip_id
		WHERE l.office_id = $1 AND t.state = 'finished' ORDER BY l.day DESC, l.trip_id, l.n LIMIT $2`, s.office, mostLegs)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var d Drive
		var micros, km int64
		if err := rows.Scan(&d.Trip, &d.Day, &d.From, &d.To, &micros, &km, &d.Delay); err != nil {
			return nil, err
		}
		d.Minutes, d.KM = float64(micros)/60e6, float64(km)
		out = append(out, d)
	}
	return out, rows.Err()
}

// tableUse says which table is in force; Table "" is none.
type tableUse struct {
	TableBody
	Event, Actor string
	At           int64
}

func (s store) tableInUse(tx *db.Tx) (u tableUse, err error) {
	err = tx.QueryRow(`SELECT table_id, format, places, cells, event, actor, at FROM road_table WHERE office_id = $1 AND road_id = $2`,
		s.office, tableID).Scan(&u.Table, &u.Format, &u.Places, &u.Cells, &u.Event, &u.Actor, &u.At)
	if noRows(err) {
		return u, nil
	}
	return u, err
}

// readTable reads the cells of a table; one that is not here (another station
// brought it) knows no way.
func (s store) readTable(tx *db.Tx, id string) (*roadTable, error) {
	var places string
	var cells []byte
	err := tx.QueryRow(`SELECT places, cells FROM travel_table WHERE office_id = $1 AND table_id = $2`, s.office, id).Scan(&places, &cells)
	if noRows(err) {
		return &roadTable{id: id}, nil
	}
	if err != nil {
		return nil, err
	}
	var codes []region.Code
	for _, f := range strings.Fields(places) {
		codes = append(codes, region.Code(f))
	}
	return unpackTable(id, codes, cells), nil
}

// keepTable stores a table that was looked at, before it is in force. Tables
// that nobody took go after a day.
func (s store) keepTable(ctx context.Context, sc db.Scope, id, digest string, t *roadTable) error {
	err := s.d.Write(ctx, sc.Office, func(tx *db.Tx) error {
		now := db.Micros(tx.Now)
		if _, err := tx.Exec(`DELETE FROM travel_table WHERE office_id = $1 AND brought_at < $2
			AND NOT EXISTS (SELECT 1 FROM road_table u WHERE u.office_id = travel_table.office_id AND u.table_id = travel_table.table_id)`,
			sc.Office, now-24*3600*1_000_000); err != nil {
			return err
		}
		places := make([]string, len(t.places))
		for i, p := range t.places {
			places[i] = string(p)
		}
		_, err := tx.Exec(`INSERT INTO travel_table (office_id, table_id, format, digest, places, cells, brought_by, brought_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (office_id, table_id) DO NOTHING`,
			sc.Office, id, t.format, digest, strings.Join(places, " "), t.pack(), sc.Person, now)
		return err
	})
	return fault.Wrap("fault.internal", err)
}

// changes lists what was changed of a way, or of all where it is "", the newest
// first.
func (s store) changes(ctx context.Context, road string, limit int) (out []roadChange, err error) {
	err = s.each(ctx, `SELECT c.road_id, c.event, c.what, c.undoes, c.minutes, c.metres, c.closed_from, c.closed_until, c.reason, c.actor, c.at FROM road_change c
		WHERE c.office_id = $1 AND (CAST($2 AS TEXT) = '' OR c.road_id = $3) ORDER BY c.at DESC, c.road_id, c.n DESC LIMIT $4`,
		[]any{s.office, road, road, limit}, func(rows *db.Rows) error {
			var c roadChange
			err := rows.Scan(&c.road, &c.event, &c.what, &c.undoes, &c.minutes, &c.metres, &c.from, &c.until, &c.reason, &c.actor, &c.at)
			out = append(out, c)
			return err
		})
	return out, err
}

// spots are the points of institutions that have one of their own.
func (s store) spots(tx *db.Tx) (map[string]region.Position, error) {
	rows, err := tx.Query(`SELECT institution_id, point FROM office_v_institution_point WHERE office_id = $1 ORDER BY institution_id`, s.office)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]region.Position{}
	for rows.Next() {
		var id, text string
		if err := rows.Scan(&id, &text); err != nil {
			return nil, err
		}
		if at, err := region.ParsePosition(text); err == nil {
			out[id] = at
		}
	}
	return out, rows.Err()
}
