package parse

import "bytes"

// holdsJSON reports whether line is one JSON object and holds text. It costs little for other lines, and bounds the
// depth to which a cursor has to follow the object.
func holdsJSON(line []byte, text string) bool {
	if len(line) == 0 || line[0] != '{' || !bytes.Contains(line, []byte(text)) {
		return false
	}
	s := scanObject(line, 0)
	return s.state == complete && s.n == len(line)
}

// destination says where the value of a key goes, nil for nowhere.
type destination func(key []byte) *[]byte

// readFields reads the value at the cursor if it is an object; header is for the object "headers" in it.
func readFields(c *cursor, field, header destination) error {
	if c.next() != '{' {
		return c.skip()
	}
	return c.object(func(key []byte) (err error) {
		if header != nil && string(key) == "headers" {
			return readFields(c, header, nil)
		}
		to := field(key)
		if to == nil {
			return c.skip()
		}
		*to, err = c.scalar()
		return err
	})
}
