package parse

// readDjango reads the lines of Django's runserver, which name no peer:
//
//	[01/Jan/2027 00:00:01] "GET /admin/?next=/x HTTP/1.1" 302 0
func readDjango(line []byte, rec *Record) bool {
	before, after, ok := cutAt(line, pythonDate)
	if !ok || len(before) > 0 {
		return false
	}
	tail, ok := readExchange(after, rec)
	return ok && len(tail) == 0
}
