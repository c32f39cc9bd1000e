package world

// Shape says which of the service's requests are logged where, and what its own access lines tell about the caller.
type Shape string

// The shapes of a world.
const (
	Mixed     Shape = "mixed"      // uvicorn behind X-Forwarded-For: visitors have public peers, the private network private ones
	PrivateUA Shape = "private-ua" // gunicorn: every peer is private, user agents are present
	Private   Shape = "private"    // uvicorn without X-Forwarded-For: every peer is private, no user agents
	NoPeer    Shape = "no-peer"    // uvicorn that does not know its peers
	EdgeOnly  Shape = "edge-only"  // no access lines, only Render's request log and the service's chatter
	AppOnly   Shape = "app-only"   // no request log, as in workspaces whose plan has none
	Public    Shape = "public"     // a uvicorn worker that nothing on the private network calls
)

// Shapes lists every shape.
var Shapes = []Shape{Mixed, PrivateUA, Private, NoPeer, EdgeOnly, AppOnly, Public}

// peerKind is what the address in an access line tells about the caller.
type peerKind int

const (
	peerUnknown peerKind = iota
	peerPublic
	peerPrivate
)

// traits spells out a Shape.
type traits struct {
	edge       bool     // Render's request log exists
	app        bool     // the service writes access lines
	visitors   peerKind // how the service logs who comes through the edge
	neighbours peerKind // how it logs who comes over the private network
	alone      bool     // nobody comes over the private network
	agents     bool     // gunicorn's combined lines, with user agents
	bare       bool     // uvicorn lines as gunicorn's worker prints them, without level and phrase
	healthPath string
}

var shapes = map[Shape]traits{
	Mixed:     {edge: true, app: true, visitors: peerPublic, neighbours: peerPrivate, healthPath: "/healthz"},
	PrivateUA: {edge: true, app: true, visitors: peerPrivate, neighbours: peerPrivate, agents: true, healthPath: "/healthz"},
	Private:   {edge: true, app: true, visitors: peerPrivate, neighbours: peerPrivate, healthPath: "/healthz"},
	NoPeer:    {edge: true, app: true, healthPath: "/healthz"},
	EdgeOnly:  {edge: true},
	AppOnly:   {app: true, visitors: peerPublic, neighbours: peerPrivate, healthPath: "/healthz"},
	Public:    {edge: true, app: true, visitors: peerPublic, alone: true, bare: true},
}
