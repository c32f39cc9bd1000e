package parse

import "bytes"

// accessLine is a format of access lines inside application logs.
type accessLine struct {
	name string
	// read fills rec from a line without colours, or reports false with rec filled in part.
	read func(line []byte, rec *Record) bool
}

// accessLines are tried in this order.
var accessLines = []accessLine{
	{"uvicorn", readUvicorn},
	{"gunicorn", readGunicorn},
	{"hypercorn", readHypercorn},
	{"morgan", readMorgan},
	{"morgan-dev", readMorganDev},
	{"morgan-short", readMorganShort},
	{"morgan-tiny", readMorganTiny},
	{"puma", readPuma},
	{"werkzeug", readWerkzeug},
	{"aiohttp", readAiohttp},
	{"django", readDjango},
	{"gin", readGin},
	{"chi", readChi},
	{"fiber", readFiber},
	{"echo", readEcho},
	{"pino", readPino},
	{"winston", readWinston},
	{"lograge", readLograge},
	{"express", readExpress},
	{"nextjs", readNextJS},
}

// pairedLine is a format in which two lines tell of one request.
type pairedLine struct {
	name string
	// read fills rec from a line without colours and returns what the line says and which request it is about.
	read func(line []byte, rec *Record) (role joinRole, key []byte)
}

var pairedLines = []pairedLine{
	{"rails", readRails},
	{"fastify", readFastify},
}

// plain is a line without colours and line break.
func plain(line []byte) []byte { return bytes.TrimRight(stripANSI(line), "\r\n") }

// stripANSI removes escape sequences (ESC [ … letter), as coloured consoles write them.
func stripANSI(b []byte) []byte {
	if bytes.IndexByte(b, 0x1b) < 0 {
		return b
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] != 0x1b || i+1 == len(b) || b[i+1] != '[' {
			out = append(out, b[i])
			continue
		}
		for i += 2; i < len(b) && (b[i] < 0x40 || b[i] > 0x7e); i++ {
		}
	}
	return out
}

// readRequestTarget reads `METHOD target HTTP/1.1`.
func readRequestTarget(b []byte, rec *Record) bool {
	i, j := bytes.IndexByte(b, ' '), bytes.LastIndex(b, []byte(" HTTP/"))
	if i <= 0 || j <= i+1 || !isMethod(b[:i]) || !isVersion(b[j+len(" HTTP/"):]) {
		return false
	}
	rec.Method = b[:i]
	rec.Path, rec.Query = splitTarget(b[i+1 : j])
	return true
}

func isMethod(b []byte) bool {
	for _, c := range b {
		if (c < 'A' || c > 'Z') && c != '-' && c != '_' {
			return false
		}
	}
	return len(b) > 0 && len(b) <= 32
}

func isVersion(b []byte) bool {
	return len(b) > 0 && len(b) <= 3 && len(bytes.Trim(b, "0123456789.")) == 0
}
