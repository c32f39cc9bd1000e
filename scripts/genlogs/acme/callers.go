package acme

// caller is one kind of party that sends requests.
type caller struct {
	agents  []string
	network string // the first part of its addresses; the last number is added
	inside  bool   // it calls over the private network, where the request log sees nothing
	plain   bool   // it asks by http first, and the edge sends it to https
	steady  bool   // by the clock, day and night
}

const (
	visitors  = "203.0.113."
	visitors6 = "2001:db8:7::"
	machines  = "198.51.100."
	private   = "10.16.2."
)

var callers = map[string]caller{
	"browser": {agents: browsers, network: visitors},
	"phone":   {agents: []string{"AcmeShop/4.2 okhttp/4.12.0"}, network: visitors6},
	"old app": {agents: []string{"AcmeShop/1.9 okhttp/3.14.9"}, network: visitors},
	"http":    {agents: browsers, network: visitors, plain: true},
	"preview": {agents: []string{"WhatsApp/2.24.20.83 A"}, network: visitors6},
	"reader":  {agents: []string{"price-comparison/1.4"}, network: machines, steady: true},
	"payment": {agents: []string{"AcmePay-Webhooks/2.1"}, network: machines},
	"web":     {agents: []string{"node"}, network: private, inside: true, steady: true},
	"monitor": {agents: []string{"Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)"}, network: machines, steady: true},
	"crawler": {agents: crawlers, network: machines},
	"scanner": {agents: []string{"Fuzz Faster U Fool v2.1.0-dev", "masscan/1.3"}, network: machines},
	"blank":   {agents: []string{""}, network: machines},
}

var browsers = []string{
	"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
	"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0",
}

var crawlers = []string{
	"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
	"Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
}
