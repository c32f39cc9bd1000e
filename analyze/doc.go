// Package analyze runs the queries over a dataset and assembles the Result.
//
// It knows the dataset, SQL and how requests are counted; it knows no log formats and no output. It is the
// only user of DuckDB.
//
// The way through: the requests of the window (sql/window_requests.sql) are matched to routes once per
// distinct method and path, their user agents classified once per distinct text, and both joined back
// (sql/signals.sql). Requests of one sort are counted together (sql/facts.sql), every sort gets a class from one Go
// function, and the counts become calls (sql/tallies.sql) and usage.
package analyze
