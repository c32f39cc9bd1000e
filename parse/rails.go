package parse

import "bytes"

// readRails reads the lines that Rails writes when a request comes in and when it was answered, behind the logger's
// prefix and tags or without:
//
//	[0f1e2d3c-4b5a-4678-9abc-def012345678] Started GET "/orders?page=2" for 203.0.113.7 at 2027-01-01 00:00:01 +0000
//	[0f1e2d3c-4b5a-4678-9abc-def012345678] Completed 200 OK in 43ms (Views: 38.8ms | ActiveRecord: 0.6ms)
//
// The first fills the request, the second status and duration. The key is the text of the tags, by default the id of the
// request; without tags it is nil, and the lines of a thread follow each other.
func readRails(line []byte, rec *Record) (role joinRole, key []byte) {
	key, text := cutTags(cutRubyLogger(line))
	if started, ok := bytes.CutPrefix(text, []byte("Started ")); ok && readStarted(started, rec) {
		return opensRequest, key
	}
	if completed, ok := bytes.CutPrefix(text, []byte("Completed ")); ok && readCompleted(completed, rec) {
		return closesRequest, key
	}
	return notAccess, nil
}

// readStarted reads `GET "/orders?page=2" for 203.0.113.7 at 2027-01-01 00:00:01 +0000`.
func readStarted(b []byte, rec *Record) bool {
	var f [8][]byte
	rest, ok := cutFields(b, f[:])
	target, ok1 := bytes.CutPrefix(f[1], []byte(`"`))
	target, ok2 := bytes.CutSuffix(target, []byte(`"`))
	rec.ClientIP = f[3]
	return ok && ok1 && ok2 && len(rest) == 0 && string(f[2]) == "for" && string(f[4]) == "at" &&
		hasShape(f[5], "0000-00-00") && hasShape(f[6], "00:00:00") && hasShape(f[7], "+0000") && setTarget(f[0], target, rec)
}

// readCompleted reads `200 OK in 43ms` with or without ` (details)`; the phrase of an unusual status is empty.
func readCompleted(b []byte, rec *Record) bool {
	b, details, _ := bytes.Cut(b, []byte("ms"))
	result, millis, ok := bytes.Cut(b, []byte(" in "))
	code, phrase, ok1 := bytes.Cut(result, []byte(" "))
	rec.DurationMS = number(millis)
	return ok && ok1 && setStatus(code, rec) && rec.Status != 0 && rec.DurationMS != Unknown &&
		(len(phrase) == 0 || phrase[0] >= 'A' && phrase[0] <= 'Z') &&
		(len(details) == 0 || bytes.HasPrefix(details, []byte(" (")) && bytes.HasSuffix(details, []byte(")")))
}

// cutRubyLogger removes the prefix of Ruby's Logger: `I, [2027-01-01T00:00:02.123456 #58]  INFO -- : `.
func cutRubyLogger(line []byte) []byte {
	const stamp = "A, [0000-00-00T00:00:00.000000 #"
	if len(line) < len(stamp) || !hasShape(line[:len(stamp)], stamp) {
		return line
	}
	_, text, ok := bytes.Cut(line, []byte(" -- "))
	_, text, ok1 := bytes.Cut(text, []byte(": "))
	if !ok || !ok1 {
		return line
	}
	return text
}

// cutTags cuts `[tag] [tag] ` off; tags is what stands between the first bracket and the last, nil without tags.
func cutTags(line []byte) (tags, text []byte) {
	end := 0
	for end < len(line) && line[end] == '[' {
		n := bytes.Index(line[end:], []byte("] "))
		if n < 0 {
			break
		}
		end += n + len("] ")
	}
	if end == 0 {
		return nil, line
	}
	return line[1 : end-len("] ")], line[end:]
}
