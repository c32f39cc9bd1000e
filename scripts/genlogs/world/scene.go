package world

import (
	"fmt"
	"time"
)

// event is a request at a known distance from a deploy going live.
type event struct {
	after time.Duration
	use   use
}

// deployTraffic is what Render sends to a starting service, and the same requests when they are a client's: by another user
// agent, or long after.
var deployTraffic = []event{
	{-30 * time.Second, parseUse("0 scan HEAD / GET:/ 405")},
	{8 * time.Second, parseUse("0 probe GET / GET:/ 200")},
	{12 * time.Second, parseUse("0 gohttp GET /items GET:/items 200")},
	{16 * time.Second, parseUse("0 visitor GET / GET:/ 200")},
	{20 * time.Minute, parseUse("0 gohttp GET / GET:/ 200")},
	{25 * time.Minute, parseUse("0 loopback HEAD / GET:/ 200")},
}

// failedTraffic goes with a deploy that never went live: the scan is Render's, the probe cannot be.
var failedTraffic = []event{
	{-30 * time.Second, parseUse("0 scan HEAD / GET:/ 405")},
	{-10 * time.Second, parseUse("0 gohttp GET / GET:/ 200")},
}

// deploys writes the lines of six deploys, the last of which fails, and returns the requests around them.
func (b *builder) deploys() []visit {
	const count = 6
	var visits []visit
	for i := range count {
		// An hour and more apart even if all fall on one day.
		hour := time.Duration(3+2*i+b.rng.IntN(2)) * time.Hour
		live := b.Start.AddDate(0, 0, i*b.Days/count).Add(hour + 11*time.Minute)
		traffic := deployTraffic
		if i == count-1 {
			traffic = failedTraffic
		}
		b.deployLines(live, i < count-1)
		for j, e := range traffic {
			visits = append(visits, b.visit(&traffic[j].use, live.Add(e.after+time.Duration(b.rng.IntN(1e9))), 0))
		}
	}
	return visits
}

func (b *builder) deployLines(live time.Time, ok bool) {
	b.systemLine(live.Add(-3*time.Minute), "==> Deploying...")
	b.systemLine(live.Add(-35*time.Second), "==> Running 'uvicorn app.main:app --host 0.0.0.0 --port 10000'")
	if !ok {
		b.systemLine(live, "==> Exited with status 1")
		return
	}
	b.systemLine(live.Add(-20*time.Second), "==> New primary port detected: 10000. Restarting deploy to update network configuration...")
	b.systemLine(live.Add(-5*time.Second), "==> Detected service running on port 10000")
	b.systemLine(live, "==> Your service is live 🎉")
}

// peerOfYesterday makes one visit, on the day before the window, whose access line shows a public peer although none does
// afterwards: as if X-Forwarded-For had been trusted until then.
func (b *builder) peerOfYesterday() []visit {
	if !b.app || b.visitors == peerPublic {
		return nil
	}
	u := parseUse("0 visitor GET /items GET:/items 200 before")
	v := b.visit(&u, b.moment(true), 0)
	v.exposed = true
	return []visit{v}
}

// Lines that are no access lines, though some quote a request.
var chatter = [][]string{
	{"processing job 7"},
	{""},
	{"INFO:     connection open"},
	{"INFO:     Started server process [58]"},
	{"WARNING:  slow query 812 ms"},
	{`{"level":"info","msg":"cache refreshed","path":"/legacy/export"}`},
	{`upstream said "GET /legacy/export HTTP/1.1" 200 OK but sent no body`},
	{`audit: replayed 203.0.113.9:0 - "GET /legacy/export HTTP/1.1" 200 OK`},
	{`clientIP="203.0.113.9" is on the allow list`},
	{"Traceback (most recent call last):", `  File "/opt/render/project/src/app/main.py", line 20, in root`, "ValueError: GET /legacy/export HTTP/1.1"},
}

// chatter writes a heartbeat in every hour of the window, and now and then something else.
func (b *builder) chatter() {
	for hour := b.Start; hour.Before(b.until); hour = hour.Add(time.Hour) {
		b.appLine(b.within(hour), fmt.Sprintf("heartbeat ok, %d jobs waiting", b.rng.IntN(9)))
		if b.rng.IntN(3) > 0 {
			continue
		}
		at := b.within(hour)
		for i, line := range pick(b.rng, chatter) {
			b.appLine(at.Add(time.Duration(i)*time.Microsecond), line)
		}
	}
}

// within draws a time in the hour, away from its borders.
func (b *builder) within(hour time.Time) time.Time {
	return hour.Add(5*time.Minute + time.Duration(b.rng.Int64N(int64(50*time.Minute))))
}
