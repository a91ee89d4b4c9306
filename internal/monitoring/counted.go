package monitoring

import (
	"context"
	"fmt"
	"time"

	"github.com/jempolkeren/jempol/internal/account"
	"github.com/jempolkeren/jempol/internal/authority"
	"github.com/jempolkeren/jempol/internal/db"
)

// Where so many people are counted, the page may be so old; it says as of when.
const (
	manyPeople = 5000
	pageAge    = time.Minute
)

// counted is everything on the page that is counted over all people.
type counted struct {
	p      Period // with the moment of the count
	f      Figures
	cats   []Category
	stages []StageAge
	money  Money
}

// counted counts what the page shows, or remembers it: the figures of a whole
// kabupaten take longer to count than somebody should wait, and several people
// look at them in a meeting.
func (s *Service) counted(ctx context.Context, scope db.Scope, p Period) (counted, error) {
	where, args := account.Filter(scope, "page.monitoring", "c", 1)
	reach := authority.Reaches(authority.Role(scope.Role), "page.monitoring")
	key := fmt.Sprint(reach, authority.Role(scope.Role).Hides(), where, args, p.From.Year(), p.Kecamatan, p.Current(), p.Now.Format(time.DateOnly))
	return s.pages.Get(ctx, key, func(ctx context.Context) (counted, error) { return s.count(ctx, scope, p) })
}

func (s *Service) count(ctx context.Context, scope db.Scope, p Period) (c counted, err error) {
	p.Now = s.d.Clock().In(p.Now.Location())
	c.p = p
	if c.f, err = s.Figures(ctx, scope, p); err != nil {
		return c, err
	}
	if c.cats, err = s.Categories(ctx, scope, p.Kecamatan); err != nil {
		return c, err
	}
	if c.stages, err = s.StageAges(ctx, scope, p); err != nil {
		return c, err
	}
	// What was spent is of the whole office: beside a part of it it would mislead.
	if p.Kecamatan == "" && authority.Reaches(authority.Role(scope.Role), "page.monitoring") == authority.Office {
		c.money, err = s.Money(ctx, scope, p)
	}
	return c, err
}
