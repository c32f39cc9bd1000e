// Package catalogue knows the routes of a service and which of them serves a request, decided as the service's
// own router would.
//
// It knows no logs, no SQL and no storage, and it does not ask who called: a route is matched by method, path and
// whether the request is a WebSocket upgrade.
package catalogue
