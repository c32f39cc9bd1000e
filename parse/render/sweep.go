package render

import (
	"context"
	"errors"
	"time"

	"github.com/zeebo/xxh3"
)

// maxIdle is the number of pages in a row that may bring nothing new.
const maxIdle = 500

// sweep reads all entries of a query, whatever their order within a page.
type sweep struct {
	client  *Client
	take    func(entry) (fresh bool, err error)  // called for every entry of every page; says whether it had not come before
	moved   func(until time.Time) error          // called when all entries before a time have been taken
	lost    func(from, to time.Time, why string) // called for a time of which entries may be missing
	awaited []map[xxh3.Uint128]bool              // what the narrower queries under way still have to bring, widest query first
}

// run pages through the query's window. It ends with an answer that says there is no more and brings nothing new: that alone
// shows it to be true. moved is called in the outermost run only.
func (s *sweep) run(ctx context.Context, q query) error {
	outermost, idle, again := len(s.awaited) == 0, 0, false
	for {
		p, err := s.client.page(ctx, q)
		if err != nil {
			return err
		}
		fresh, err := s.takeAll(p)
		if err != nil {
			return err
		}
		if idle++; fresh {
			idle = 0
		}
		cursor, err := p.cursor(q)
		switch {
		case err != nil:
			return err
		case !p.more && !fresh:
			return nil
		case idle > maxIdle:
			return unexpected("the pages of the API come to no end")
		case p.more && len(p.entries) == 0 && !cursor.After(q.from):
			// It contradicts itself. Asking once more costs little, where an answer got lost on its way through the API.
			if again {
				return unexpected("the API says that there is more, and gives nothing")
			}
			again = true
			continue
		case p.more && !cursor.After(q.from):
			if cursor, err = s.second(ctx, q, p); err != nil {
				return err
			}
		}
		again = false
		if outermost {
			if err := s.moved(cursor); err != nil {
				return err
			}
		}
		if !cursor.Before(q.to) {
			return nil
		}
		q.from = cursor
	}
}

func unexpected(what string) error {
	return &Error{Kind: Unexpected, Message: what, Hint: "the API does not answer as described: run again later, or report it"}
}

func (s *sweep) takeAll(p *page) (fresh bool, err error) {
	for _, e := range p.entries {
		isFresh, err := s.take(e)
		if err != nil {
			return false, err
		}
		fresh = fresh || isFresh
		for _, keys := range s.awaited {
			delete(keys, e.key)
		}
	}
	return fresh, nil
}

// cursor returns the time from which to ask next. It never lies behind the last entry of the page, even where the API names a
// later time: entries on the same time as the last one may have found no room on the page.
func (p *page) cursor(q query) (time.Time, error) {
	cursor := q.from
	if p.last.After(cursor) {
		cursor = p.last
	}
	named := p.nextStart.After(q.from)
	if p.more && !p.nextStart.IsZero() && !named && cursor.After(q.from) && !p.nextEnd.IsZero() && p.nextEnd.Before(q.to) {
		return cursor, unexpected("the API pages backward, although it was asked for forward")
	}
	if named && (p.last.IsZero() || p.nextStart.Before(cursor)) {
		cursor = p.nextStart
	}
	return cursor, nil
}

// second reads the second that begins at the query's start by narrower queries, because a page does not hold all entries of
// one time, and returns its end. Where the entries of a time cannot be told apart any further, some may be lost.
func (s *sweep) second(ctx context.Context, q query, p *page) (time.Time, error) {
	end := q.from.Add(time.Second)
	q.to = end
	for {
		queries, err := s.client.narrow(ctx, q)
		if err == nil && len(queries) == 0 {
			s.lost(q.from, end, "more entries at one time than a page holds")
			return end, nil
		}
		missing := 0
		if err == nil {
			missing, err = s.runAll(ctx, queries, keys(p))
		}
		var refused *Error
		switch {
		case errors.As(err, &refused) && (refused.Kind == BadRequest || refused.Kind == NotFound):
			if len(queries) > 0 && queries[0].limit > q.limit {
				s.client.smallPages = true
				continue
			}
			s.lost(q.from, end, "more entries at one time than a page holds, and the API refuses narrower queries: "+refused.Message)
			return end, nil
		case err == nil && missing > 0:
			s.lost(q.from, end, "narrower queries do not bring what the wider one brought")
		}
		return end, err
	}
}

func keys(p *page) map[xxh3.Uint128]bool {
	found := map[xxh3.Uint128]bool{}
	for _, e := range p.entries {
		found[e.key] = true
	}
	return found
}

// runAll runs narrower queries. It returns how many of the keys they did not bring.
func (s *sweep) runAll(ctx context.Context, queries []query, awaited map[xxh3.Uint128]bool) (missing int, err error) {
	s.awaited = append(s.awaited, awaited)
	defer func() { s.awaited = s.awaited[:len(s.awaited)-1] }()
	for _, q := range queries {
		if err := s.run(ctx, q); err != nil {
			return 0, err
		}
	}
	return len(awaited), nil
}
