package dataset

import (
	"strconv"

	"github.com/apache/arrow/go/v17/arrow"
)

var (
	micros = &arrow.TimestampType{Unit: arrow.Microsecond}
	text   = arrow.BinaryTypes.String
)

// versionKey is the footer entry that holds Version.
const versionKey = "lastcall.dataset.version"

func footer() *arrow.Metadata {
	m := arrow.NewMetadata([]string{versionKey}, []string{strconv.Itoa(Version)})
	return &m
}

// The columns of the tables. What a log does not give is NULL, never 0 or "".
var (
	requestSchema = arrow.NewSchema([]arrow.Field{
		{Name: "ts", Type: micros},                       // completion, as logged
		{Name: "start_ts", Type: micros, Nullable: true}, // ts - duration_ms
		{Name: "service", Type: text, Nullable: true},    // Render's resource id
		{Name: "instance", Type: text, Nullable: true},
		{Name: "host", Type: text, Nullable: true},
		{Name: "method", Type: text, Nullable: true},
		{Name: "path", Type: text, Nullable: true},  // as logged, without query
		{Name: "query", Type: text, Nullable: true}, // NULL unless queries are kept, see [Privacy]
		{Name: "status", Type: arrow.PrimitiveTypes.Int16, Nullable: true},
		{Name: "duration_ms", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
		{Name: "bytes", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
		{Name: "client_ip", Type: text, Nullable: true},
		{Name: "user_agent", Type: text, Nullable: true}, // "" when the client sent none
		{Name: "request_id", Type: text, Nullable: true}, // "" when Render answered at the edge
		{Name: "log_id", Type: text, Nullable: true},
		{Name: "channel", Type: text},                             // edge or app
		{Name: "format", Type: text},                              // api, flat; with +uvicorn, +gunicorn for application lines
		{Name: "time_precision", Type: arrow.PrimitiveTypes.Int8}, // digits after the second; -1 where the day alone is known
	}, footer())

	lineSchema = arrow.NewSchema([]arrow.Field{
		{Name: "source", Type: text}, // fingerprint of the source the lines came from
		{Name: "hour", Type: micros},
		{Name: "service", Type: text, Nullable: true},
		{Name: "channel", Type: text}, // edge, app or system
		{Name: "kind", Type: text},    // request, other, duplicate; live and deploy have a row per line
		{Name: "lines", Type: arrow.PrimitiveTypes.Int64},
		{Name: "first", Type: micros},
		{Name: "last", Type: micros},
	}, footer())

	idSchema = arrow.NewSchema([]arrow.Field{
		{Name: "ts", Type: micros},
		{Name: "log_id", Type: text},
	}, footer())
)
