// Package render downloads logs from Render's API into files, one for each service and hour.
//
// It knows the API and the files and nothing else: entries are kept as the API gives them, and what they say is for package
// parse to read.
//
// The API pages by time, forward: a page that is full names the time from which to ask next, and the entries on that time come
// again. A [Client] asks for each run of missing hours in this way ([sweep]), tells entries that come twice by their ids, and
// writes an hour's file as soon as everything in it has come ([hourFile]). A file that exists is never asked for again, so the
// files are all the state there is: whatever interrupts a pull costs at most the hours that were not complete.
package render
