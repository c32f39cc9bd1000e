package parse

import "bytes"

// setTarget stores method and target, or reports false where they are no request: other methods than the known ones, in
// capitals, or a target that is neither a path nor `*` nor an absolute URL.
func setTarget(method, target []byte, rec *Record) bool {
	rec.Method = method
	rec.Path, rec.Query = splitTarget(target)
	return isKnownMethod(method) && isTarget(target)
}

func isTarget(b []byte) bool {
	return bytes.HasPrefix(b, []byte("/")) || string(b) == "*" ||
		bytes.HasPrefix(b, []byte("http://")) || bytes.HasPrefix(b, []byte("https://"))
}

// isKnownMethod knows the methods that Node's HTTP parser knows. What is looser in shape than a request line of HTTP
// needs such a list, or any word in capitals would do.
func isKnownMethod(b []byte) bool {
	switch string(b) {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY",
		"PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "SEARCH",
		"ACL", "BIND", "REBIND", "UNBIND", "LINK", "UNLINK",
		"REPORT", "MERGE", "CHECKOUT", "MKACTIVITY", "MKCALENDAR",
		"NOTIFY", "SUBSCRIBE", "UNSUBSCRIBE", "M-SEARCH", "PURGE", "SOURCE":
		return true
	}
	return false
}

// isHTTP reports whether b is a version: HTTP/1.1.
func isHTTP(b []byte) bool {
	version, ok := bytes.CutPrefix(b, []byte("HTTP/"))
	return ok && isVersion(version)
}
