package parse

// unwrapMCP reads {"jsonrpc","id","result":{"content":[{"type":"text","text":"{\"logs\":[…]}"}]}}, or its result alone. It
// gives errPageInside with the texts as the message.
func unwrapMCP(c *cursor, e *Entry) error {
	err := readResult(c, e)
	if err == nil && e.Message == nil {
		return errForeign
	}
	if err == nil {
		return errPageInside
	}
	return err
}

func readResult(c *cursor, e *Entry) error {
	return c.object(func(key []byte) error {
		switch {
		case string(key) == "result" && c.next() == '{':
			return readResult(c, e)
		case string(key) == "content" && c.next() == '[':
			return c.array(func() error { return readContent(c, e) })
		}
		return c.skip()
	})
}

func readContent(c *cursor, e *Entry) error {
	if c.next() != '{' {
		return c.skip()
	}
	return c.object(func(key []byte) error {
		if string(key) != "text" {
			return c.skip()
		}
		text, err := c.scalar()
		if e.Message != nil {
			text = append(append(e.Message[:len(e.Message):len(e.Message)], '\n'), text...)
		}
		e.Message = text
		return err
	})
}
