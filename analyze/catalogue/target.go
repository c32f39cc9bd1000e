package catalogue

import "strings"

// StripPrefix removes a prefix that a proxy puts before the service's own paths. It does so only where the prefix
// ends at a segment boundary; other paths are returned unchanged. The result is at least "/".
func StripPrefix(path, prefix string) string {
	rest, ok := strings.CutPrefix(stripOrigin(path), strings.TrimRight(prefix, "/"))
	switch {
	case rest == "":
		return "/"
	case !ok || rest[0] != '/':
		return path
	}
	return rest
}

// stripOrigin removes scheme and host from a target in absolute form, as clients send it to proxies.
func stripOrigin(target string) string {
	if strings.HasPrefix(target, "/") {
		return target
	}
	scheme, rest, ok := strings.Cut(target, "://")
	if !ok || strings.Contains(scheme, "/") {
		return target
	}
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		return rest[i:]
	}
	return ""
}

// appendPath appends the path of a request target to dst: without its origin, percent-decoded, at least "/".
// Invalid escapes stay as they are.
func appendPath(dst []byte, target string) []byte {
	path := stripOrigin(target)
	if path == "" {
		return append(dst, '/')
	}
	for {
		i := strings.IndexByte(path, '%')
		if i < 0 {
			return append(dst, path...)
		}
		dst = append(dst, path[:i]...)
		if i+2 < len(path) && isHex(path[i+1]) && isHex(path[i+2]) {
			dst = append(dst, unhex(path[i+1])<<4|unhex(path[i+2]))
			path = path[i+3:]
			continue
		}
		dst = append(dst, '%')
		path = path[i+1:]
	}
}

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c&^0x20 - 'A' + 10
}
