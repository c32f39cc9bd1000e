package acme

import "time"

// service is one service of the shop.
type service struct {
	resource, host string
	access         bool // it prints access lines, as uvicorn does
}

var services = map[string]service{
	"api":   {"srv-acmeapi000000000000", "api.acme.example", true},
	"web":   {"srv-acmeweb000000000000", "shop.acme.example", false},
	"admin": {"srv-acmeadmin0000000000", "admin.acme.example", false},
}

// flow is one kind of request and how often it comes within the fortnight.
type flow struct {
	service, caller, method string
	path                    string // {name} stands for one of the words of that name
	status, n               int
}

// words are what stands in paths; of other names it is a number.
var words = map[string][]string{
	"q":        {"tea", "mug", "kettle", "blue+cup", "caf%C3%A9"},
	"slug":     {"green-tea", "blue-mug", "iron-kettle", "tin-box", "honey-spoon"},
	"category": {"tea", "cups", "kettles"},
	"picture":  {"logo.svg", "products/17/front.webp", "products/3/side.webp", "2025/10/autumn/banner.webp"},
}

// A status of 307 is followed by the same request without its trailing slash, answered 200; the edge's 301 for a caller
// that comes by http, by the same request as https.
var traffic = []flow{
	{"api", "browser", "GET", "/api/v1/products", 200, 640},
	{"api", "phone", "GET", "/api/v1/products?page={page}", 200, 180},
	{"api", "http", "GET", "/api/v1/products", 200, 20},
	{"api", "crawler", "GET", "/api/v1/products", 200, 30},
	{"api", "browser", "GET", "/api/v1/products/search?q={q}", 200, 310},
	{"api", "browser", "GET", "/api/v1/products/{product}", 200, 720},
	{"api", "browser", "GET", "/api/v1/products/{product}", 404, 18},
	{"api", "browser", "GET", "/api/v1/products/featured", 422, 9},
	{"api", "browser", "GET", "/api/v1/products/{product}/reviews", 200, 260},
	{"api", "old app", "POST", "/api/v1/products/{product}/reviews", 422, 14},
	{"api", "crawler", "GET", "/api/v1/products/{product}/related", 200, 37},

	{"api", "browser", "POST", "/api/v1/cart", 201, 240},
	{"api", "browser", "GET", "/api/v1/cart/{cart}", 200, 380},
	{"api", "browser", "OPTIONS", "/api/v1/cart/{cart}/items", 200, 120},
	{"api", "browser", "POST", "/api/v1/cart/{cart}/items?product_id={product}", 201, 330},

	{"api", "phone", "GET", "/api/v1/orders", 200, 90},
	{"api", "old app", "GET", "/api/v1/orders/", 307, 11},
	{"api", "browser", "POST", "/api/v1/orders?cart_id={cart}", 201, 150},
	{"api", "browser", "POST", "/api/v1/orders?cart_id={cart}", 500, 2},
	{"api", "browser", "POST", "/api/v1/orders?cart_id={cart}", 499, 1},
	{"api", "browser", "GET", "/api/v1/orders/{order}", 200, 170},
	{"api", "browser", "GET", "/ws/orders/{order}", 101, 44},

	{"api", "browser", "POST", "/api/v1/account/login", 200, 130},
	{"api", "browser", "POST", "/api/v1/account/login", 401, 12},
	{"api", "browser", "GET", "/api/v1/account/me", 200, 210},
	{"api", "browser", "GET", "/api/v1/account/me", 401, 25},

	{"api", "payment", "POST", "/api/webhooks/payments", 200, 148},
	{"api", "web", "GET", "/internal/prices", 200, 336},
	{"api", "browser", "GET", "/media/{picture}", 200, 420},
	{"api", "old app", "GET", "/api/v0/products", 410, 21},
	{"api", "monitor", "GET", "/healthz", 200, 168},
	{"api", "browser", "GET", "/favicon.ico", 404, 40},
	{"api", "scanner", "GET", "/.env", 404, 26},
	{"api", "blank", "GET", "/", 404, 5},

	{"web", "browser", "GET", "/", 200, 420},
	{"web", "http", "GET", "/", 200, 36},
	{"web", "monitor", "GET", "/", 200, 84},
	{"web", "browser", "GET", "/c/{category}", 200, 330},
	{"web", "browser", "GET", "/product/{slug}", 200, 610},
	{"web", "preview", "HEAD", "/product/{slug}", 200, 14},
	{"web", "crawler", "GET", "/product/{slug}", 200, 120},
	{"web", "browser", "GET", "/checkout", 200, 150},
	{"web", "browser", "POST", "/checkout", 200, 140},
	{"web", "browser", "POST", "/checkout", 502, 2},
	{"web", "browser", "POST", "/newsletter", 410, 16},
	{"web", "crawler", "GET", "/stores", 200, 19},
	{"web", "reader", "GET", "/feeds/products.xml", 200, 42},
	{"web", "scanner", "GET", "/wp-login.php", 404, 22},

	{"admin", "browser", "GET", "/orders", 200, 34},
	{"admin", "browser", "GET", "/orders/{order}", 200, 14},
	{"admin", "browser", "POST", "/orders/{order}/cancel", 200, 2},
	{"admin", "scanner", "GET", "/wp-login.php", 404, 4},
}

// sighting is a single request.
type sighting struct {
	at string
	flow
}

func (s sighting) time() time.Time { return at(s.at) }

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err) // a slip in this package
	}
	return t
}

var sightings = []sighting{
	// The evening before the fortnight: not within it.
	{"2025-10-07T19:12:40Z", flow{"api", "browser", "GET", "/api/v1/orders/1017/receipt", 200, 1}},
	{"2025-10-07T20:05:11Z", flow{"api", "browser", "GET", "/api/v1/products", 200, 1}},

	{"2025-10-09T11:02:31Z", flow{"api", "browser", "DELETE", "/api/v1/cart/31/items/4", 200, 1}},
	{"2025-10-13T17:45:09Z", flow{"api", "browser", "DELETE", "/api/v1/cart/58/items/2", 200, 1}},
	{"2025-10-20T08:30:54Z", flow{"api", "browser", "DELETE", "/api/v1/cart/58/items/7", 200, 1}},
	{"2025-10-15T21:17:03Z", flow{"api", "browser", "POST", "/api/v1/account/password-reset?name=kim", 202, 1}},
}
