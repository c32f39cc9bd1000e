// Package report turns a Result into bytes: one file per view, and per format where formats differ.
//
// It knows how things look; it computes no numbers, reads no logs and links neither Arrow nor DuckDB.
package report
