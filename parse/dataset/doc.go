// Package dataset stores records as Hive-partitioned Parquet, exactly once.
//
// It knows records, files and commits; it knows no log formats, no SQL, no routes.
//
// Layout of a dataset, all times UTC without a zone, in microseconds:
//
//	requests/date=YYYY-MM-DD/<source>.parquet  one row per request, sorted by ts within a file
//	lines/date=YYYY-MM-DD/<source>.parquet     hourly counts of all lines per service, channel and kind
//	ids/date=YYYY-MM-DD/<source>.parquet       log ids of lines that are no requests
//	rejects/<source>.ndjson                    what could not be read
//	sources/<source>.json                      the commit record of a source, see [Source]
//	.staging/                                  files of the source being written
//	.lock                                      held by the one writer
//
// A source is the content of one file or stream, named by its fingerprint. Its files are moved to their places first and
// its commit record is renamed into place last; readers list only what commit records name. A source too large for
// one file a day has further ones, <source>-1.parquet and so on.
package dataset
