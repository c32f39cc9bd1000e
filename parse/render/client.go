package render

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// DefaultBaseURL is Render's API.
const DefaultBaseURL = "https://api.render.com/v1"

const (
	defaultTimeout = time.Minute
	maxAnswer      = 64 << 20 // bytes; a page of 1000 entries has about one MiB
	maxSaid        = 300      // characters that are kept of what the server said
)

// Client asks Render's logs API, and writes what it gets. All fields but Key may stay empty. It is not safe for concurrent use.
type Client struct {
	Key       Key
	BaseURL   string        // [DefaultBaseURL]; plain http is taken for loopback addresses only
	HTTP      *http.Client  // [http.DefaultClient]; redirects are not followed, whatever its policy
	Timeout   time.Duration // for one answer, to its last byte; a minute
	PerMinute int           // requests; 30, or less when the API says so
	Settle    time.Duration // after the end of an hour, until its log is complete; five minutes

	Now     func() time.Time                           // [time.Now]
	Sleep   func(context.Context, time.Duration) error // waits, or returns the context's error
	Waiting func(reason string, wait time.Duration)    // called before a wait that a failure caused, or that the API asked for
	create  func(name string) (output, error)          // makes a file

	notBefore  time.Time     // when the next request may be sent
	stated     int           // requests a minute, as the API says; 0 when it does not
	serverNow  time.Time     // the Date of the last answer; zero when it had none
	skew       time.Duration // of the clock here at that answer
	smallPages bool          // the API refused pages of bigPage
	pages      int           // answers that were pages
	retries    int
}

// temporary is a failure that may pass.
type temporary struct {
	what string
	wait time.Duration // that the API asked for
}

func (t *temporary) Error() string { return t.what }

// get asks until it gets an answer that decode accepts. It gives up on errors that no retry helps, and after maxAttempts.
func (c *Client) get(ctx context.Context, endpoint string, q url.Values, decode func([]byte) error) error {
	for attempt := 1; ; attempt++ {
		if err := c.pace(ctx); err != nil {
			return err
		}
		err := c.try(ctx, endpoint, q, decode)
		var failed *temporary
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case !errors.As(err, &failed):
			return err
		case attempt == maxAttempts:
			return &Error{
				Kind: Unavailable, Message: fmt.Sprintf("Render's API is not available (%d attempts): %s", attempt, failed.what),
				Hint: "run the command again later: hours that are complete are not asked for again",
			}
		case failed.wait > maxAsked:
			return &Error{
				Kind: Unavailable, Message: fmt.Sprintf("Render's API asks to wait %s: %s", failed.wait.Round(time.Second), failed.what),
				Hint: "run the command again after that time; another program may be using the same key",
			}
		}
		c.retries++
		c.wait(failed.what, max(failed.wait, backoff(attempt)))
	}
}

// try sends one request.
func (c *Client) try(ctx context.Context, endpoint string, q url.Values, decode func([]byte) error) error {
	timeout := c.Timeout
	if timeout <= 0 {
		timeout = defaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, err := c.request(ctx, endpoint, q)
	if err != nil {
		return err
	}
	res, err := c.http().Do(req)
	if err != nil {
		return c.lostConnection(ctx, "no answer", err)
	}
	defer res.Body.Close()
	asked := c.heed(res.Header)
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	switch {
	case isTemporary(res.StatusCode):
		return &temporary{what: answered(res.StatusCode, c.said(body)), wait: asked}
	case res.StatusCode != http.StatusOK:
		return refusal(res.StatusCode, c.said(body))
	case err != nil:
		return c.lostConnection(ctx, "the answer was cut", err)
	case len(body) > maxAnswer:
		return &Error{Kind: Unexpected, Status: res.StatusCode, Message: "Render's API gave an answer that is too large", Hint: "ask for smaller pages"}
	}
	if err := decode(c.Key.hideIn(body)); err != nil {
		return &temporary{what: err.Error()}
	}
	if asked = min(asked, maxAsked); asked > c.interval() {
		c.wait("the rate limit is used up", asked)
	}
	return nil
}

func isTemporary(status int) bool {
	return status >= 500 || status == http.StatusTooManyRequests || status == http.StatusRequestTimeout || status == http.StatusTooEarly
}

func (c *Client) request(ctx context.Context, endpoint string, q url.Values) (*http.Request, error) {
	base, err := c.base()
	if err != nil {
		return nil, err
	}
	u := base.JoinPath(endpoint)
	u.RawQuery = q.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("ask Render's API: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+string(c.Key))
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "lastcall")
	return req, nil
}

// base returns the base URL. It refuses those that would show the key to others.
func (c *Client) base() (*url.URL, error) {
	text := c.BaseURL
	if text == "" {
		text = DefaultBaseURL
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, &Error{Kind: BadRequest, Message: "the base URL of the API is no plain URL", Hint: "it looks like " + DefaultBaseURL}
	case u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname()):
		return u, nil
	}
	return nil, &Error{
		Kind: BadRequest, Message: fmt.Sprintf("the key is not sent to %s by %s", u.Host, u.Scheme),
		Hint: "use https; plain http is taken for loopback addresses only",
	}
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// http returns the HTTP client. It follows no redirects: net/http would send the key along to any port and subdomain of the
// host, and from https to http.
func (c *Client) http() *http.Client {
	client := http.Client{}
	if c.HTTP != nil {
		client = *c.HTTP
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &client
}

// lostConnection words a failure of the network. The error itself is dropped, since it may quote what was sent or received.
func (c *Client) lostConnection(ctx context.Context, what string, err error) error {
	var address *url.Error
	if errors.As(err, &address) {
		err = address.Err
	}
	if ctx.Err() != nil {
		err = errors.New("it took too long")
	}
	return &temporary{what: c.clean(what + ": " + err.Error())}
}

// said returns the message of an error body, empty when it has none. The pages of proxies say nothing.
func (c *Client) said(body []byte) string {
	var e struct{ Message string }
	if json.Unmarshal(body, &e) != nil {
		return ""
	}
	return c.clean(e.Message)
}

// clean makes a text of the server fit for a message: on one line, not too long, and without the key.
func (c *Client) clean(text string) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(c.Key.hide(text), "?")), " ")
	if runes := []rune(text); len(runes) > maxSaid {
		text = string(runes[:maxSaid]) + "…"
	}
	return text
}
