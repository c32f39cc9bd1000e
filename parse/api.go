package parse

import "errors"

// unwrapAPI reads {"id","timestamp","message","labels":[{"name","value"},…]}. labels may also be an object
// or null. A page whose list of entries is null gives errEmptyPage.
func unwrapAPI(c *cursor, e *Entry) error {
	return unwrapLabelled(c, e, "message")
}

// unwrapLabelled reads an entry with labels whose message has the given key.
func unwrapLabelled(c *cursor, e *Entry, message string) error {
	var labels, emptyPage bool
	err := c.object(func(key []byte) (err error) {
		switch string(key) {
		case "id":
			e.ID, err = c.scalar()
		case "timestamp":
			e.Timestamp, err = c.scalar()
		case message:
			e.Message, err = c.scalar()
		case "labels":
			labels, err = readLabels(c, e)
		case "logs":
			emptyPage = c.next() == 'n'
			err = c.skip()
		default:
			err = c.skip()
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case emptyPage && e.Timestamp == nil:
		return errEmptyPage
	case e.Timestamp == nil || e.Message == nil:
		return errNoTime
	case !labels:
		return errors.New("no labels")
	}
	return nil
}

// readLabels reports whether the value is a set of labels: a list, an object or null.
func readLabels(c *cursor, e *Entry) (ok bool, err error) {
	switch c.next() {
	case '[':
		return true, c.array(func() error { return readLabel(c, e) })
	case '{':
		return true, c.object(func(name []byte) error {
			value, err := c.scalar()
			e.label(name, value)
			return err
		})
	case 'n':
		return true, c.skip()
	}
	return false, c.skip()
}

// readLabel reads {"name":…,"value":…}, in either order; the dashboard writes label for name. Where a record is cut between two labels, the records behind it
// look like more of them.
func readLabel(c *cursor, e *Entry) error {
	if c.next() != '{' {
		return c.skip()
	}
	var name, value []byte
	err := c.object(func(key []byte) (err error) {
		switch string(key) {
		case "name", "label":
			name, err = c.scalar()
		case "value":
			value, err = c.scalar()
		case "timestamp":
			err = errors.New("an entry among the labels")
		default:
			err = c.skip()
		}
		return err
	})
	e.label(name, value)
	return err
}
