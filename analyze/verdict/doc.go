// Package verdict holds the Result of an analysis and the policy that judges it: evidence in, a verdict
// with its reasons out.
//
// It is pure. It knows what was observed and what was asked for; it knows no logs, no SQL, no files.
package verdict
