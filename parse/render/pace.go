package render

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	defaultPerMinute = 30               // what the API allows for logs
	maxAttempts      = 8                // for one request: with the waits between them, about two minutes
	maxBackoff       = time.Minute      // between two attempts, unless the API asks for more
	maxAsked         = 15 * time.Minute // that the API may ask us to wait
)

// interval is the time between two requests at the permitted rate.
func (c *Client) interval() time.Duration {
	rate := c.PerMinute
	if rate <= 0 {
		rate = defaultPerMinute
	}
	if c.stated > 0 {
		rate = min(rate, c.stated)
	}
	return time.Minute / time.Duration(rate)
}

// pace waits until the next request may be sent.
func (c *Client) pace(ctx context.Context) error {
	if wait := c.notBefore.Sub(c.now()); wait > 0 {
		if err := c.sleep(ctx, wait); err != nil {
			return err
		}
	}
	c.delay(c.interval())
	return ctx.Err()
}

// delay keeps the next request back for at least a while.
func (c *Client) delay(wait time.Duration) {
	if t := c.now().Add(wait); t.After(c.notBefore) {
		c.notBefore = t
	}
}

// wait keeps the next request back and says why.
func (c *Client) wait(why string, wait time.Duration) {
	c.delay(wait)
	if c.Waiting != nil {
		c.Waiting(why, wait)
	}
}

func (c *Client) now() time.Time {
	if c.Now != nil {
		return c.Now()
	}
	return time.Now()
}

func (c *Client) sleep(ctx context.Context, wait time.Duration) error {
	if c.Sleep != nil {
		return c.Sleep(ctx, wait)
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// heed takes in what an answer says of the rate limit and of the time. It returns how long the API asks us to wait.
func (c *Client) heed(h http.Header) time.Duration {
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		c.serverNow, c.skew = date, c.now().Sub(date)
	}
	if n, ok := leadingInt(h.Get("Ratelimit-Limit")); ok && n > 0 {
		c.stated = int(min(n, defaultPerMinute))
	}
	wait := c.until(h.Get("Retry-After"))
	if n, ok := leadingInt(h.Get("Ratelimit-Remaining")); ok && n == 0 {
		wait = max(wait, c.until(h.Get("Ratelimit-Reset")))
	}
	return wait
}

// until reads a number of seconds, a Unix time or a date as the time from now.
func (c *Client) until(text string) time.Duration {
	const epoch = 1e9 // no API asks anybody to wait thirty years
	if n, ok := leadingInt(text); ok && n < epoch {
		return time.Duration(n) * time.Second
	} else if ok {
		return time.Unix(min(n, 1<<40), 0).Sub(c.now())
	}
	if date, err := http.ParseTime(text); err == nil {
		return date.Sub(c.now())
	}
	return 0
}

// leadingInt reads the number that a header begins with: "30" and "30;w=60" are 30.
func leadingInt(text string) (int64, bool) {
	text = strings.TrimSpace(text)
	end := strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(text)
	}
	if rest := text[end:]; rest != "" && rest[0] != ';' && rest[0] != ',' {
		return 0, false
	}
	n, err := strconv.ParseInt(text[:end], 10, 64)
	return n, err == nil
}

// backoff is how long to wait after the n-th failure: it doubles, and half of it is random, so that clients that failed together
// do not come back together.
func backoff(n int) time.Duration {
	wait := min(time.Second<<min(n-1, 6), maxBackoff)
	return wait/2 + rand.N(wait/2)
}
