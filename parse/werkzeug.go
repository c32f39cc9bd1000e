package parse

// readWerkzeug reads the lines of Flask's development server, behind Python's logging prefix or without:
//
//	127.0.0.1 - - [01/Jan/2027 00:00:01] "GET /café?q=1 HTTP/1.1" 200 -
//	INFO:werkzeug:10.214.0.5 - - [01/Jan/2027 00:00:03] "POST /api HTTP/1.1" 201 -
//
// The path is decoded but for spaces and reserved characters.
func readWerkzeug(line []byte, rec *Record) bool {
	tail, ok := readCLF(cutPythonLogger(line, "werkzeug"), pythonDate, rec)
	return ok && len(tail) == 0
}
