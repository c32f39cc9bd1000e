package world

import "fmt"

// Class says what kind of caller a log line shows.
type Class string

// The classes, in the order in which they are decided.
const (
	Redirect  Class = "redirect"  // answered with the way to the same request elsewhere
	Preflight Class = "preflight" // a browser's CORS question
	Platform  Class = "platform"  // Render itself
	Monitor   Class = "monitor"   // an uptime service
	Bot       Class = "bot"       // a crawler or scanner
	Client    Class = "client"    // anyone else: the only class that counts as use
)

// caller is one party that sends requests.
type caller struct {
	class    Class // by its user agent
	inside   bool  // comes over the private network and not through the edge
	loopback bool  // comes from the service's own machine
	agents   []string
}

func callerNamed(name string) caller {
	c, ok := callers[name]
	if !ok {
		panic(fmt.Sprintf("traffic.txt: unknown caller %q", name))
	}
	return c
}

// Go-http-client/2.0 is kept apart from the other visitors: on GET / soon after a deploy it is Render's own probe.
var callers = map[string]caller{
	"visitor":  {class: Client, agents: visitorAgents},
	"gohttp":   {class: Client, agents: []string{"Go-http-client/2.0"}},
	"github":   {class: Client, agents: []string{"GitHub-Hookshot/5d1a2b3"}},
	"stripe":   {class: Client, agents: []string{"Stripe/1.0 (+https://stripe.com/docs/webhooks)"}},
	"internal": {class: Client, inside: true, agents: []string{"python-requests/2.32.3", "python-httpx/0.27.2", "node"}},
	"pinger":   {class: Monitor, agents: pingerAgents},
	"crawler":  {class: Bot, agents: crawlerAgents},
	"blank":    {class: Bot, agents: []string{""}},
	"poller":   {class: Platform, inside: true, agents: []string{"Render/1.0"}},
	"prober":   {class: Platform, agents: []string{"Render/1.0"}},
	"probe":    {class: Platform, agents: []string{"Go-http-client/2.0"}},
	"scan":     {class: Platform, inside: true, loopback: true, agents: []string{"Go-http-client/1.1"}},
	"loopback": {class: Client, inside: true, loopback: true, agents: []string{"Go-http-client/1.1"}},
}

// Some of these look like machines to a careless eye: a phone called CUBOT, a quote inside, versions that read as addresses.
var visitorAgents = []string{
	"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
	"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0",
	"Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Mobile Safari/537.36",
	`AcmeKiosk/2.1 (13" panel)`,
	"curl/8.6.0",
	"python-requests/2.32.3",
	"okhttp/4.12.0",
	"axios/1.7.7",
	"Dart/3.5 (dart:io)",
	"Go-http-client/1.1",
	"facebookexternalua",
}

var pingerAgents = []string{
	"Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
	"Mozilla/4.0 (compatible; cron-job.org; http://cron-job.org/abuse/)",
	"Better Stack Better Uptime Bot Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
	"Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
	"Mozilla/5.0 (compatible; StatusCake)",
	"SentryUptimeBot/1.0 (+http://docs.sentry.io/product/alerts/uptime-monitoring/)",
}

var crawlerAgents = []string{
	"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
	"Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
	"Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
	"Fuzz Faster U Fool v2.1.0-dev",
	"masscan/1.3",
	"http://scan.example.net/",
}
