package intake

import (
	"time"

	"github.com/jempolkeren/jempol/internal/job"
)

// The jobs of this room.
const (
	JobCheck = "list-check"
	JobSave  = "list-save"
	JobUndo  = "list-undo"
)

// Jobs are the handlers of this room's jobs.
func (s *Service) Jobs() map[string]job.Kind {
	return map[string]job.Kind{
		JobCheck:    {Handler: s.checkJob, Limit: longest, Awaited: true},
		JobSave:     {Handler: s.saveList, Limit: longest, Awaited: true},
		JobUndo:     {Handler: s.undoList, Limit: longest, Awaited: true},
		JobMatch:    {Handler: s.matchJob, Limit: longest},
		JobMatchAll: {Handler: s.matchJob, Limit: longest, Alone: true},
		JobDoubles:  {Handler: s.doublesJob, Weight: doublesWeight, Limit: longest},
	}
}

// longest is how long one attempt at a list may take; a hundred thousand rows
// take minutes on a slow office PC.
const longest = 2 * time.Hour

// importer is who saves lists: the uploader's rights decide what may be
// uploaded, the file which rows have become a case already, whoever sends it.
const importer = "job.list"
