package catalogue_test

import (
	"testing"

	"lastcall/analyze/catalogue"
)

func TestStripPrefix(t *testing.T) {
	tests := []struct{ path, prefix, want string }{
		{"/api/users", "/api", "/users"},
		{"/api/users", "/api/", "/users"},
		{"/api/users/", "/api", "/users/"},
		{"/api/v1/users", "/api/v1", "/users"},
		{"/api", "/api", "/"},
		{"/api/", "/api", "/"},
		{"/apix/users", "/api", "/apix/users"},
		{"/API/users", "/api", "/API/users"},
		{"/v2/api/users", "/api", "/v2/api/users"},
		{"/users", "", "/users"},
		{"/users", "/", "/users"},
		{"", "", "/"},
		{"", "/api", "/"},
		{"http://api.example.com/api/users", "/api", "/users"},
		{"http://api.example.com/users", "/api", "http://api.example.com/users"},
		{"*", "/api", "*"},
		{"*", "", "*"},
	}
	for _, tt := range tests {
		if got := catalogue.StripPrefix(tt.path, tt.prefix); got != tt.want {
			t.Errorf("StripPrefix(%q, %q) = %q, want %q", tt.path, tt.prefix, got, tt.want)
		}
	}
}

func TestInfer(t *testing.T) {
	tests := map[string]string{
		"":                                    "/",
		"/":                                   "/",
		"/users/1":                            "/users/{}",
		"/users/1/":                           "/users/{}/",
		"/users/1/posts/22":                   "/users/{}/posts/{}",
		"/users/me":                           "/users/me",
		"/api/v1/users":                       "/api/v1/users",
		"/balance/-12.50":                     "/balance/{}",
		"/directions/-122.4,37.8;-122.5,37.9": "/directions/{}",
		"/days/2025-10-21":                    "/days/{}",
		"/days/20251021":                      "/days/{}",
		"/at/2025-10-21T09:30:00Z":            "/at/{}",
		"/at/2025-10-21T09:30:00+02:00":       "/at/{}",
		"/o/3f2504e0-4f89-41d3-9a0c-0305e82c3301":          "/o/{}",
		"/o/3F2504E04F8941D39A0C0305E82C3301":              "/o/{}",
		"/commit/9fceb02d":                                 "/commit/{}",
		"/commit/9fceb02d0ae598e95dc970b74767f19372d61af8": "/commit/{}",
		"/doc/507f1f77bcf86cd799439011":                    "/doc/{}",
		"/x/01ARZ3NDEKTSV4RRFFQ69G5FAV":                    "/x/{}",
		"/x/V1StGXR8_Z5jdHi6B-myT":                         "/x/{}",
		"/tiles/3/4/5.png":                                 "/tiles/{}/{}/{}.png",
		"/img/9fceb02d0ae5.min.js":                         "/img/9fceb02d0ae5.min.js",
		"/defaced/facade":                                  "/defaced/facade",
		"/top-10-places-to-visit-2025":                     "/top-10-places-to-visit-2025",
		"/getUser2FASettings":                              "/getUser2FASettings",
		"/wp-login.php":                                    "/wp-login.php",
		"/.env":                                            "/.env",
		"/a..b/.":                                          "/a..b/.",
		"/-/health":                                        "/-/health",
		"/Test":                                            "/Test",
		"http://203.0.113.9/users/1":                       "/users/{}",
		"*":                                                "*",
	}
	for path, want := range tests {
		if got := catalogue.Infer(path); got != want {
			t.Errorf("Infer(%q) = %q, want %q", path, got, want)
		}
	}
}
