package register

// The states of an import.
const (
	stateLoading  = "loading"
	stateActive   = "active"   // it is what is read of its source
	stateReplaced = "replaced" // by a later one of the same source
)

var importInsert = []string{"office_id", "import_id", "generation", "source", "kind", "taken_on", "basis", "file_name", "digest", "state",
	"row_count", "loaded", "rejected", "doubtful", "added", "changed", "gone", "position", "actor", "begun_at", "ended_at"}
