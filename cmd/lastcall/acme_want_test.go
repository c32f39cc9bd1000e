package main

import "lastcall/analyze/verdict"

// What must be found in the sample project. The numbers are those of the traffic that scripts/genlogs/acme sends, added up by
// hand; the reasons say what each row shows.

type wantEndpoint struct {
	verdict verdict.Verdict
	calls   int64
	why     string
}

var acmeEndpoints = map[string]map[string]wantEndpoint{
	"api": {
		"GET:/api/v1/products":                          {verdict.Used, 840, "640 browsers, 180 phones with a query, 20 sent on from http; neither 30 crawlers nor the call before the window"},
		"GET:/api/v1/products/search":                   {verdict.Used, 310, "registered before {product_id}, so the word is no id"},
		"GET:/api/v1/products/{product_id}":             {verdict.Used, 747, "720, 18 not found, 9 that asked for featured"},
		"GET:/api/v1/products/featured":                 {verdict.Unused, 0, "{product_id} comes first and takes its 9 requests"},
		"GET:/api/v1/products/{product_id}/reviews":     {verdict.Used, 260, ""},
		"POST:/api/v1/products/{product_id}/reviews":    {verdict.ErrorsOnly, 14, "an old app sends what is answered 422"},
		"GET:/api/v1/products/{product_id}/related":     {verdict.SyntheticOnly, 0, "crawlers alone; the service's own lines of them do not count, their peers are public"},
		"POST:/api/v1/cart":                             {verdict.Used, 240, ""},
		"GET:/api/v1/cart/{cart_id}":                    {verdict.Used, 380, ""},
		"POST:/api/v1/cart/{cart_id}/items":             {verdict.Used, 330, "the 120 preflights are no calls"},
		"DELETE:/api/v1/cart/{cart_id}/items/{item_id}": {verdict.Used, 3, "rare, and used"},
		"POST:/api/v1/cart/{cart_id}/coupon":            {verdict.Unused, 0, ""},
		"GET:/api/v1/orders":                            {verdict.Used, 101, "90, and 11 that the router sent on from /api/v1/orders/"},
		"POST:/api/v1/orders":                           {verdict.Used, 153, "150, 2 server errors, 1 given up"},
		"GET:/api/v1/orders/{order_id}":                 {verdict.Used, 170, ""},
		"GET:/api/v1/orders/{order_id}/receipt":         {verdict.Unused, 0, "called the evening before the window"},
		"POST:/api/v1/orders/{order_id}/refund":         {verdict.Kept, 0, "on the keep-list by name"},
		"POST:/api/v1/account/login":                    {verdict.Used, 142, "130, and 12 refused"},
		"GET:/api/v1/account/me":                        {verdict.Used, 235, "210, and 25 refused; registered twice, one endpoint"},
		"POST:/api/v1/account/password-reset":           {verdict.Used, 1, "one sighting proves use"},
		"POST:/api/webhooks/payments":                   {verdict.Used, 148, "use comes before the keep-list"},
		"POST:/api/webhooks/shipping":                   {verdict.Kept, 0, "on the keep-list by a glob"},
		"GET:/api/v1/reports/sales":                     {verdict.Unused, 0, ""},
		"GET:/api/v1/reports/stock/{day}":               {verdict.Unused, 0, ""},
		"GET:/internal/prices":                          {verdict.Used, 336, "over the private network: only the service's own lines show it"},
		"POST:/internal/reindex":                        {verdict.Unused, 0, ""},
		"WS:/ws/orders/{order_id}":                      {verdict.Used, 44, "both logs show each upgrade; it counts once"},
		"WS:/ws/support":                                {verdict.Unused, 0, "the service's lines cover the window, so a WebSocket can be idle"},
		"GET:/media/{path:path}":                        {verdict.Used, 420, "folders of any depth"},
		"GET:/api/v0/products":                          {verdict.ErrorsOnly, 21, "410 to an old app"},
		"GET:/healthz":                                  {verdict.SyntheticOnly, 0, "Render's health check and an uptime monitor"},
	},
	"web": {
		"GET:/":                   {verdict.Used, 456, "420, and 36 sent on from http; neither the monitor nor Render's look after the deploy"},
		"GET:/c/{category}":       {verdict.Used, 330, ""},
		"GET:/product/{slug}":     {verdict.Used, 624, "610, and 14 HEAD of link previews, which GET serves"},
		"GET:/checkout":           {verdict.Used, 150, ""},
		"POST:/checkout":          {verdict.Used, 142, "140, and 2 server errors"},
		"GET:/gift-cards":         {verdict.Unused, 0, ""},
		"POST:/gift-cards/redeem": {verdict.Unused, 0, ""},
		"GET:/lookbook/{season}":  {verdict.Unused, 0, ""},
		"POST:/newsletter":        {verdict.ErrorsOnly, 16, "410 to old forms"},
		"GET:/stores":             {verdict.SyntheticOnly, 0, "crawlers alone"},
		"GET:/wishlist":           {verdict.TooNew, 0, "added two days before the end"},
		"POST:/wishlist":          {verdict.TooNew, 0, "added two days before the end"},
	},
	"admin": {
		"GET:/orders":              {verdict.Used, 34, "one sighting proves use, however quiet the service"},
		"GET:/orders/{id}":         {verdict.Used, 14, ""},
		"POST:/orders/{id}/cancel": {verdict.Used, 2, ""},
		"GET:/audit":               {verdict.Insufficient, 0, "50 requests of the service are too few"},
	},
}

// acmeSynthetic is the traffic that is no use, where there is any.
var acmeSynthetic = map[string]map[string]map[verdict.Class]int64{
	"api": {
		"GET:/api/v1/products":                      {verdict.ClassBot: 30, verdict.ClassRedirect: 20},
		"GET:/api/v1/products/{product_id}/related": {verdict.ClassBot: 37},
		"GET:/api/v1/orders":                        {verdict.ClassRedirect: 11},
		"GET:/healthz":                              {verdict.ClassPlatform: 14 * 24 * 4, verdict.ClassMonitor: 168},
	},
	"web": {
		"GET:/":               {verdict.ClassRedirect: 36, verdict.ClassMonitor: 84, verdict.ClassPlatform: 1},
		"GET:/product/{slug}": {verdict.ClassBot: 120},
		"GET:/stores":         {verdict.ClassBot: 19},
	},
	"admin": {},
}

// acmeRequests are the client requests of each service, those without a route included: 40 for a favicon, 42 for a feed.
var acmeRequests = map[string]int64{"api": 4935, "web": 1760, "admin": 50}

type wantFile struct {
	verdict verdict.Verdict
	why     string
}

var acmeFiles = map[string]wantFile{
	"src/server/routes/home.ts":         {verdict.InUse, "handles GET /"},
	"src/server/routes/product.ts":      {verdict.InUse, "handles GET /product/{slug}"},
	"src/server/routes/checkout.ts":     {verdict.InUse, "handles GET /checkout"},
	"src/admin/routes/orders.ts":        {verdict.InUse, "handles GET /orders, 34 calls in a service of 50"},
	"src/blocks/PromoBanner.tsx":        {verdict.InUse, "rendered 132 times"},
	"src/server/routes/giftcards.ts":    {verdict.Safe, "both of its endpoints are unused"},
	"src/components/SizeGuide.tsx":      {verdict.Safe, "calls the tracker, and three browsers that cover the window never rendered it"},
	"src/server/routes/newsletter.ts":   {verdict.Review, "its endpoint is errors-only"},
	"src/server/routes/stores.ts":       {verdict.Review, "its endpoint is synthetic-only"},
	"src/server/routes/lookbook.ts":     {verdict.Review, "prerender.json names it"},
	"src/blocks/NewsletterPopup.tsx":    {verdict.InUse, "src/cms/Blocks.tsx imports every block by a template"},
	"src/blocks/StoreLocator.tsx":       {verdict.InUse, "src/cms/Blocks.tsx imports every block by a template"},
	"src/components/LegacyCarousel.tsx": {verdict.StaticOnly, "no tracker, no endpoint"},
	"src/utils/postcode.ts":             {verdict.StaticOnly, "no component, no endpoint"},
	"src/legacy/PrintCatalogue.tsx":     {verdict.Kept, "on the keep-list by a glob"},
	"src/server/routes/wishlist.ts":     {verdict.TooNew, "its endpoints are"},
	"src/admin/routes/audit.ts":         {verdict.Insufficient, "its endpoint is"},
}
