package dbtest

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// To make a database takes PostgreSQL ten times as long as to empty one, so a
// database that a test is done with is emptied and used again. Free ones are
// rows of free_database, where every process of a run finds them.

const templateName = "jempol_template"

// model is what a database is like that no test has touched: its columns and
// indexes as one text, and its rows as JSON by table.
type model struct {
	shape string
	rows  map[string]string
}

const shapeOf = `SELECT md5(string_agg(concat_ws(' ', c.relname, c.relkind, a.attname, a.atttypid, a.attnotnull, a.atthasdef), ',' ORDER BY c.relname, a.attnum))
	FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0`

// keepModel reads the template and keeps what it is like for all processes. A
// template that somebody is connected to cannot be copied, so that nobody looks
// at it later.
func (s *server) keepModel() error {
	var m model
	err := s.run(s.database(templateName), func(ctx context.Context, c *pgx.Conn) error {
		if err := c.QueryRow(ctx, shapeOf).Scan(&m.shape); err != nil {
			return err
		}
		full, err := filled(ctx, c)
		m.rows = map[string]string{}
		for _, table := range full {
			var text string
			if err == nil {
				err = c.QueryRow(ctx, `SELECT coalesce(json_agg(t), '[]')::text FROM `+table+` t`).Scan(&text)
			}
			m.rows[table] = text
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.run(s.url.String(), func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, `CREATE TABLE free_database (name TEXT); CREATE TABLE model (name TEXT, content TEXT)`)
		for table, text := range m.rows {
			if err == nil {
				_, err = c.Exec(ctx, `INSERT INTO model VALUES ($1, $2)`, table, text)
			}
		}
		if err == nil {
			_, err = c.Exec(ctx, `INSERT INTO model VALUES ('', $1)`, m.shape)
		}
		return err
	})
}

func (s *server) readModel() (*model, error) {
	m := &model{rows: map[string]string{}}
	return m, s.run(s.url.String(), func(ctx context.Context, c *pgx.Conn) error {
		rows, err := c.Query(ctx, `SELECT name, content FROM model`)
		if err != nil {
			return err
		}
		var table, text string
		_, err = pgx.ForEachRow(rows, []any{&table, &text}, func() error {
			if table == "" {
				m.shape = text
			} else {
				m.rows[table] = text
			}
			return nil
		})
		return err
	})
}

// filled are the tables of a database to which rows were ever written.
func filled(ctx context.Context, c *pgx.Conn) ([]string, error) {
	rows, err := c.Query(ctx, `SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

func (s *server) takeFree() (name string, err error) {
	err = s.run(s.url.String(), func(ctx context.Context, c *pgx.Conn) error {
		err := c.QueryRow(ctx, `DELETE FROM free_database WHERE ctid = (SELECT ctid FROM free_database LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING name`).Scan(&name)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		return err
	})
	return name, err
}

// giveBack empties a database for the next test.
func (s *server) giveBack(name string) error {
	washed, err := s.wash(name)
	if err != nil || !washed {
		return err
	}
	return s.run(s.url.String(), func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, `INSERT INTO free_database VALUES ($1)`, name)
		return err
	})
}

// wash makes a database as the template is; false for one whose tables a test has
// changed, or that somebody still has open.
func (s *server) wash(name string) (washed bool, err error) {
	err = s.run(s.database(name), func(ctx context.Context, c *pgx.Conn) error {
		if alone, err := leftAlone(ctx, c); err != nil || !alone {
			return err
		}
		var shape string
		if err := c.QueryRow(ctx, shapeOf).Scan(&shape); err != nil || shape != s.model.shape {
			return err
		}
		full, err := filled(ctx, c)
		if err != nil {
			return err
		}
		tx, err := c.Begin(ctx)
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback(ctx) }()
		if len(full) > 0 {
			if _, err := tx.Exec(ctx, `TRUNCATE `+strings.Join(full, ", ")); err != nil {
				return err
			}
		}
		for table, rows := range s.model.rows {
			if _, err := tx.Exec(ctx, `INSERT INTO `+table+` SELECT * FROM json_populate_recordset(NULL::`+table+`, $1::json)`, rows); err != nil {
				return err
			}
		}
		washed = true
		return tx.Commit(ctx)
	})
	return washed, err
}

// leftAlone waits a moment for the connections of the test to end: closing one
// does not wait for the server to notice.
func leftAlone(ctx context.Context, c *pgx.Conn) (bool, error) {
	for range 20 {
		var others int
		err := c.QueryRow(ctx, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`).Scan(&others)
		if err != nil || others == 0 {
			return err == nil, err
		}
		time.Sleep(10 * time.Millisecond)
	}
	return false, nil
}
