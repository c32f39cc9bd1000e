package parse

import "errors"

// unwrapFlat reads {"timestamp","message","type","path","statusCode",…}. The loggers of applications write objects that
// look much the same, so one of Render's own labels or a request message is asked for.
func unwrapFlat(c *cursor, e *Entry) error {
	nested := false
	err := c.object(func(key []byte) error {
		value, err := c.scalar()
		switch string(key) {
		case "id":
			e.ID = value
		case "timestamp":
			e.Timestamp = value
		case "message":
			e.Message = value
		case "labels":
			nested = true
		default:
			e.label(key, value)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case e.Timestamp == nil || e.Message == nil:
		return errNoTime
	case nested:
		return errors.New("labels are not flattened")
	case e.Type == nil && e.Resource == nil && !isRequestLine(e.Message):
		return errors.New("neither type nor resource, and no request message")
	}
	return nil
}
