package parse

// readFastify reads the lines that Fastify writes when a request comes in and when it was answered:
//
//	{"level":30,"time":1798761604000,"reqId":"req-1","req":{"method":"GET","url":"/x?y=1","remoteAddress":"10.214.0.5"},"msg":"incoming request"}
//	{"level":30,"time":1798761604009,"reqId":"req-1","res":{"statusCode":200},"responseTime":8.761,"msg":"request completed"}
//
// The first fills the request, the second status and duration. The key is the reqId, unique within a process.
func readFastify(line []byte, rec *Record) (role joinRole, key []byte) {
	if !holdsJSON(line, `"reqId"`) {
		return notAccess, nil
	}
	n, ok := readNode(line)
	if !ok || len(n.id) == 0 || n.nested || !n.store(rec) {
		return notAccess, nil
	}
	switch string(n.message) {
	case "incoming request":
		if n.method != nil && !n.answered {
			return opensRequest, n.id
		}
	case "request completed", "request errored":
		if n.method == nil && rec.Status != 0 && rec.DurationMS != Unknown {
			return closesRequest, n.id
		}
	}
	return notAccess, nil
}
