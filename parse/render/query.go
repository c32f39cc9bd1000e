package render

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// query is what the API is asked for. Its window takes both ends in.
type query struct {
	owner, resource string
	types           []string
	from, to        time.Time
	limit           int
	filters         []filter
}

// filter keeps the entries that have a label with a value, or, under the name text, a piece of text in their message.
type filter struct{ name, value string }

func (q query) values() url.Values {
	v := url.Values{
		"ownerId": {q.owner}, "resource": {q.resource}, "type": q.types,
		"startTime": {q.from.UTC().Format(time.RFC3339Nano)}, "endTime": {q.to.UTC().Format(time.RFC3339Nano)},
		"direction": {"forward"}, "limit": {strconv.Itoa(q.limit)},
	}
	for _, f := range q.filters {
		v.Set(f.name, f.value)
	}
	return v
}

// page asks for the first page of a query.
func (c *Client) page(ctx context.Context, q query) (*page, error) {
	var p *page
	err := c.get(ctx, "logs", q.values(), func(body []byte) (err error) {
		p, err = decodePage(body)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.pages++
	p.place(q.from, q.to)
	return p, nil
}

// labelValues asks which values a label has among the entries of a query.
func (c *Client) labelValues(ctx context.Context, q query, label string) ([]string, error) {
	v := q.values()
	v.Del("limit")
	v.Set("label", label)
	var values []string
	err := c.get(ctx, "logs/values", v, func(body []byte) error {
		values = nil
		if json.Unmarshal(body, &values) != nil {
			return errors.New("the answer is no list of values")
		}
		return nil
	})
	return values, err
}

// bigPage is the size of page that the API is known to accept at times, although it documents 100.
const bigPage = 1000

// splitLabels are the labels by which entries of a type can be told apart, each of which every entry of the type has.
var splitLabels = map[string][]string{"request": {"method", "statusCode"}, "app": {"instance", "level"}}

// narrow returns queries that ask for less each and together for all that q asks for, none when there is no way. The ways
// are, in this order: a larger page; one type at a time; request ids by their first digits, which are random; labels by value.
func (c *Client) narrow(ctx context.Context, q query) ([]query, error) {
	if q.limit < bigPage && !c.smallPages {
		q.limit = bigPage
		return []query{q}, nil
	}
	if len(q.types) > 1 {
		var narrower []query
		for _, t := range q.types {
			q.types = []string{t}
			narrower = append(narrower, q)
		}
		return narrower, nil
	}
	if q.types[0] == "request" {
		if narrower := byRequestID(q); narrower != nil {
			return narrower, nil
		}
	}
	for _, label := range splitLabels[q.types[0]] {
		if q.has(label) {
			continue
		}
		values, err := c.labelValues(ctx, q, label)
		if err != nil {
			return nil, err
		}
		if narrower := q.with(label, values); len(narrower) > 1 {
			return narrower, nil
		}
	}
	return nil, nil
}

func (q query) has(name string) bool {
	return slices.ContainsFunc(q.filters, func(f filter) bool { return f.name == name })
}

// with returns one query for each value of a filter.
func (q query) with(name string, values []string) []query {
	filters := slices.DeleteFunc(slices.Clone(q.filters), func(f filter) bool { return f.name == name })
	var narrower []query
	for _, value := range values {
		q.filters = append(slices.Clip(filters), filter{name, value})
		narrower = append(narrower, q)
	}
	return narrower
}

const (
	beforeRequestID = `requestID="` // in the message of a request
	requestIDDigits = 2             // by which queries are narrowed: 256 queries of a page each
)

// byRequestID narrows by one more digit of the request id, nil when enough are given. Answers of the edge have an empty id.
func byRequestID(q query) []query {
	prefix := beforeRequestID
	if i := slices.IndexFunc(q.filters, func(f filter) bool { return f.name == "text" }); i >= 0 {
		prefix = q.filters[i].value
	}
	digits := len(prefix) - len(beforeRequestID)
	if digits == requestIDDigits || prefix == beforeRequestID+`"` {
		return nil
	}
	var texts []string
	if digits == 0 {
		texts = append(texts, beforeRequestID+`"`)
	}
	for _, digit := range "0123456789abcdef" {
		texts = append(texts, prefix+string(digit))
	}
	return q.with("text", texts)
}
