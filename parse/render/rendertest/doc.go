// Package rendertest is a local stand-in for Render's logs API, for tests.
//
// It is written from the description of the API and from what was seen of its answers, and knows nothing of the client: how it
// pages, what it repeats and what it refuses are its own.
package rendertest
