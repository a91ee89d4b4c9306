package register

import "github.com/jempolkeren/jempol/internal/linkage"

// PersonOf and ReportOf are what the search is given.
func PersonOf(p Record) linkage.Person { return p.person() }

// ReportOf is a query as the search takes it.
func ReportOf(q Query) linkage.Report { return q.report() }
