package report

import (
	"fmt"
	"io"
	"strconv"
	"time"
)

// Watch is what newer logs show of deleted batches.
type Watch struct {
	LastLine time.Time      `json:"last_line"` // of the logs
	Batches  []WatchedBatch `json:"batches"`   // those that are deleted now, by number
	Missed   []Missed       `json:"missed"`    // what was asked for all the same
}

// WatchedBatch is a deleted batch.
type WatchedBatch struct {
	Batch   int       `json:"batch"`
	Deleted time.Time `json:"deleted"`
	Files   int       `json:"files"`
	Covered bool      `json:"covered"` // there are logs of the time after it
}

// Missed is something of a deleted file that was asked for after its deletion.
type Missed struct {
	Batch   int        `json:"batch"`
	File    string     `json:"file"`
	Service string     `json:"service,omitempty"`
	What    string     `json:"what"`             // key of the endpoint, or name of the component
	Status  int        `json:"status,omitempty"` // of the answer; 0 for components, and where the log does not give it
	Count   int64      `json:"count"`            // requests; of components 1 at least
	First   *time.Time `json:"first,omitempty"`  // absent for components
	Last    time.Time  `json:"last"`
}

var missedColumns = []Column{
	{"batch", true}, {"what", false}, {"service", false}, {"status", true}, {"count", true}, {"last", false}, {"file", false}, {"undo", false},
}

// WriteWatch writes what was missed, with the command that brings it back.
func WriteWatch(w io.Writer, watch Watch, f Format) error {
	if f == JSON {
		watch.Batches, watch.Missed = list(watch.Batches), list(watch.Missed)
		return writeJSON(w, watch)
	}
	t := Table{Columns: missedColumns}
	for _, m := range watch.Missed {
		t.Rows = append(t.Rows, []string{
			strconv.Itoa(m.Batch), m.What, m.Service, statusText(m.Status), strconv.FormatInt(m.Count, 10), moment(m.Last), m.File,
			fmt.Sprintf("lastcall rollback --batch %d", m.Batch),
		})
	}
	if f != Text {
		return t.Write(w, f)
	}
	return atOnce(w, func(w io.Writer) error { return watchText(w, watch, t) })
}

func watchText(w io.Writer, watch Watch, missed Table) error {
	fmt.Fprintf(w, "logs until %s\n", minute(watch.LastLine))
	covered := len(watch.Batches) > 0
	for _, b := range watch.Batches {
		covered = covered && b.Covered
		state := "watched since"
		if !b.Covered {
			state = "no logs yet after"
		}
		fmt.Fprintf(w, "batch %d, %s: %s %s\n", b.Batch, plural(int64(b.Files), "file"), state, minute(b.Deleted))
	}
	switch {
	case len(missed.Rows) > 0:
		fmt.Fprintln(w)
		return missed.Write(w, Text)
	case covered:
		fmt.Fprintln(w, "nobody asked for anything that was deleted")
	}
	return nil
}

func statusText(status int) string {
	if status == 0 {
		return ""
	}
	return strconv.Itoa(status)
}
