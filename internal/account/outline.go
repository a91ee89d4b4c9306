package account

import (
	"context"

	"github.com/jempolkeren/jempol/internal/db"
	"github.com/jempolkeren/jempol/internal/document"
	"github.com/jempolkeren/jempol/internal/fault"
	"github.com/jempolkeren/jempol/internal/region"
)

// Outline are the boundaries that the office brought, of villages, else of
// kecamatan, as lines of points: of one kecamatan, or of all where it is empty.
// An office that brought none has none.
func Outline(ctx context.Context, d *db.DB, scope db.Scope, kecamatan string) ([][]document.Geo, error) {
	if scope.Empty() {
		return nil, nil
	}
	rows, err := d.Query(ctx, `SELECT area, line FROM office_v_boundary WHERE office_id = $1 ORDER BY area, part`, scope.Office)
	if err != nil {
		return nil, fault.Wrap("fault.internal", err)
	}
	defer rows.Close()
	var villages, others [][]document.Geo
	for rows.Next() {
		var area, line string
		if err := rows.Scan(&area, &line); err != nil {
			return nil, fault.Wrap("fault.internal", err)
		}
		c := region.Code(area)
		switch {
		case kecamatan != "" && c.At(region.Kecamatan) != region.Code(kecamatan):
		case c.Level() == region.Village:
			villages = append(villages, document.ParseLine(line))
		default:
			others = append(others, document.ParseLine(line))
		}
	}
	if len(villages) == 0 {
		villages = others
	}
	return villages, fault.Wrap("fault.internal", rows.Err())
}
