// Package plan puts the statically unused files of a Result into an order of small batches in which they may go.
//
// It is pure: the same Result gives the same plan. It knows verdicts and which file needs which; it reads no
// sources, runs no git and deletes nothing.
package plan
