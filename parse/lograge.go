package parse

import "bytes"

// readLograge reads the one line that lograge writes for a request to Rails, behind the logger's prefix and tags or without:
//
//	method=GET path=/orders format=html controller=OrdersController action=index status=200 allocations=812 duration=43.12 view=38.80 db=0.60
//
// The path has no query. Fields that the application adds stand at the end; an error, between status and duration, may hold spaces.
func readLograge(line []byte, rec *Record) bool {
	_, line = cutTags(cutRubyLogger(line))
	var values [6][]byte
	for i, key := range []string{"method=", "path=", "format=", "controller=", "action=", "status="} {
		rest, ok := bytes.CutPrefix(line, []byte(key))
		if !ok {
			return false
		}
		values[i], line, _ = bytes.Cut(rest, []byte(" "))
	}
	_, duration, ok := bytes.Cut(line, []byte("duration="))
	duration, _, _ = bytes.Cut(duration, []byte(" "))
	rec.DurationMS = scaled(duration, 0)
	return ok && rec.DurationMS != Unknown && setTarget(values[0], values[1], rec) && setStatus(values[5], rec) && rec.Status != 0
}
