package parse

// readEcho reads the JSON lines of echo's Logger:
//
//	{"time":"2027-01-01T00:00:01.1Z","id":"","remote_ip":"203.0.113.7","host":"example.com","method":"GET","uri":"/x?y=1","user_agent":"curl/8.6.0",
//	"status":200,"error":"","latency":6693,"latency_human":"6.693µs","bytes_in":0,"bytes_out":2}
//
// latency is in nanoseconds.
func readEcho(line []byte, rec *Record) bool {
	if !holdsJSON(line, `"remote_ip"`) {
		return false
	}
	var method, uri, code, latency, size []byte
	err := readFields(&cursor{b: line}, func(key []byte) *[]byte {
		switch string(key) {
		case "remote_ip":
			return &rec.ClientIP
		case "host":
			return &rec.Host
		case "user_agent":
			return &rec.UserAgent
		case "method":
			return &method
		case "uri":
			return &uri
		case "status":
			return &code
		case "latency":
			return &latency
		case "bytes_out":
			return &size
		}
		return nil
	}, nil)
	rec.ClientIP, rec.Host, rec.Bytes = nilIfEmpty(rec.ClientIP), nilIfEmpty(rec.Host), number(size)
	nanos := number(latency)
	rec.DurationMS = nanos / 1_000_000
	return err == nil && nanos != Unknown && setTarget(method, uri, rec) && setStatus(code, rec) && rec.Status != 0
}
