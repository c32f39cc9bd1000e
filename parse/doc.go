// Package parse turns the bytes of any log export of Render into records.
//
// It knows log formats and nothing else: no storage, no SQL, no routes.
//
// A stream is read in three steps. The framer cuts it into pieces at the borders of records: JSON values, whatever the
// surrounding shape (pages, glued objects, one object a line), or else lines of text. A wrapper format (see [Formats]) turns a
// piece into an [Entry]: id, timestamp, message and labels, as far as the export kept them. The message is then read as Render's
// own request line or as the access line of an application server; anything else is a record of kind [Other]. An access line
// that stands by itself, as the application printed it, is an entry of its own, and so are the lines around it.
package parse
