package parse

// readPino reads the one line that pino-http writes for a request:
//
//	{"level":30,"time":1798761601000,"req":{"method":"GET","url":"/x?y=1"},"res":{"statusCode":200},"responseTime":3,"msg":"request completed"}
//
// An aborted request has a status of null. Text and level are the application's choice, and so are not asked for; errors
// are logged with request and answer as well, but without the time.
func readPino(line []byte, rec *Record) bool {
	if !holdsJSON(line, `"responseTime"`) {
		return false
	}
	n, ok := readNode(line)
	return ok && !n.nested && n.method != nil && n.answered && n.store(rec) && rec.DurationMS != Unknown
}
