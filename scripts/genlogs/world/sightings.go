package world

import (
	"net/http"
	"time"
)

// sighting is what one log shows of a visit. The truth is counted from these, the files are written from the same visits.
type sighting struct {
	edge    bool
	at      time.Time // as logged, cut to microseconds
	target  target
	class   Class
	status  int  // 0 if unknown
	reached bool // edge: the request went on to the service
	peer    peerKind
}

// record logs a visit wherever this world logs it.
func (b *builder) record(v *visit) {
	inside := v.use.caller.inside
	if inside && b.alone {
		return
	}
	if b.edge && !inside && !v.use.edgeless {
		b.recordEdge(v)
	}
	// 502 is Render's answer for a service that gave none; gunicorn's sync workers know no WebSockets.
	unheard := v.use.stub || v.lost || v.status == http.StatusBadGateway || v.use.socket && b.agents
	if b.app && !unheard {
		b.recordApp(v)
	}
}

func (b *builder) recordEdge(v *visit) {
	if v.use.stub {
		b.recordStub(v, v.at, v.status)
		return
	}
	if !v.use.socket && b.rng.IntN(20) == 0 {
		b.recordStub(v, v.at.Add(-40*time.Millisecond), http.StatusMovedPermanently)
	}
	at := b.requestTime(v.at)
	b.sightings = append(b.sightings, sighting{
		edge: true, at: at.Truncate(time.Microsecond), target: v.use.edge, class: v.edgeClass(), status: v.status, reached: true,
	})
	b.requestEntry(v, at)
}

// recordStub logs an answer that Render gave by itself: the redirect to https, or an address that is not let in.
func (b *builder) recordStub(v *visit, at time.Time, status int) {
	at = b.requestTime(at)
	b.sightings = append(b.sightings, sighting{
		edge: true, at: at.Truncate(time.Microsecond), target: v.use.edge, class: Redirect, status: status,
	})
	b.stubEntry(v, at, status)
}

func (b *builder) recordApp(v *visit) {
	at := v.at.Add(-time.Duration(b.rng.IntN(250e6)))
	status := v.status
	if status == 0 || status == statusAborted {
		// The service answered, whatever became of the answer.
		status = http.StatusOK
	}
	b.sightings = append(b.sightings, sighting{
		at: at.Truncate(time.Microsecond), target: v.use.app, class: b.appClass(v), status: status, peer: b.peerKind(v),
	})
	b.accessLine(v, at, status)
}

// statusAborted is what the request log says of a client that gave up waiting.
const statusAborted = 499

func (v *visit) edgeClass() Class {
	switch {
	case v.use.slash:
		return Redirect
	case v.use.preflight:
		return Preflight
	}
	return v.use.caller.class
}

// appClass is less sure than edgeClass: without a user agent crawlers and pingers are clients, and without a public peer
// everyone who asks for the health path might be Render.
func (b *builder) appClass(v *visit) Class {
	peer := b.peerKind(v)
	switch {
	case v.use.slash:
		return Redirect
	case v.use.preflight:
		return Preflight
	case v.use.health && peer != peerPublic:
		return Platform
	case v.use.caller.loopback && peer == peerPrivate:
		return v.use.caller.class
	case b.agents && v.agent != "":
		return v.use.caller.class
	}
	return Client
}

func (b *builder) peerKind(v *visit) peerKind {
	switch {
	case v.exposed:
		return peerPublic
	case v.use.caller.inside:
		return b.neighbours
	}
	return b.visitors
}

// requestTime is the time as the request log has it.
func (b *builder) requestTime(at time.Time) time.Time {
	if at.Before(b.precise) {
		return at.Truncate(time.Second)
	}
	return at
}
