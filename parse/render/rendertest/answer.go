package rendertest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"time"
)

// Answer writes what a request gets. real is what the server itself would have answered.
type Answer func(w http.ResponseWriter, r *http.Request, real http.HandlerFunc)

// Status answers with a status, a body and headers given as name, value, name, value.
func Status(status int, body string, headers ...string) Answer {
	return func(w http.ResponseWriter, r *http.Request, real http.HandlerFunc) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// Cut gives the first bytes of the real answer, as many as given, and closes the connection.
func Cut(bytes int) Answer {
	return func(w http.ResponseWriter, r *http.Request, real http.HandlerFunc) {
		recorder := httptest.NewRecorder()
		real(recorder, r)
		body := recorder.Body.Bytes()
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.Write(body[:min(bytes, len(body)-1)])
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

// Hang never answers.
func Hang() Answer {
	return func(w http.ResponseWriter, r *http.Request, real http.HandlerFunc) {
		<-r.Context().Done()
	}
}

// Slow waits before it gives the real answer, and again between its bytes: in all, twice the given time.
func Slow(wait time.Duration) Answer {
	return func(w http.ResponseWriter, r *http.Request, real http.HandlerFunc) {
		time.Sleep(wait)
		recorder := httptest.NewRecorder()
		real(recorder, r)
		body := recorder.Body.Bytes()
		w.Write(body[:len(body)/2])
		http.NewResponseController(w).Flush()
		time.Sleep(wait)
		w.Write(body[len(body)/2:])
	}
}

// Edit lets a function change the body of the real answer.
func Edit(change func(body string) string) Answer {
	return func(w http.ResponseWriter, r *http.Request, real http.HandlerFunc) {
		recorder := httptest.NewRecorder()
		real(recorder, r)
		w.WriteHeader(recorder.Code)
		io.WriteString(w, change(recorder.Body.String()))
	}
}
