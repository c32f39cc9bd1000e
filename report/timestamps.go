package report

import (
	"io"
	"time"
)

// TimestampsJSON writes the times of an endpoint's calls, oldest first.
func TimestampsJSON(w io.Writer, endpoint string, times []time.Time) error {
	return writeJSON(w, struct {
		Endpoint   string      `json:"endpoint"`
		Timestamps []time.Time `json:"timestamps"`
	}{endpoint, list(times)})
}
