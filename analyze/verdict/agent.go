package verdict

import (
	"regexp"
	"strings"
)

// Agent is what a user agent tells about the sender.
type Agent string

const (
	AgentUnknown Agent = "unknown" // the log does not give the user agent
	AgentEmpty   Agent = "empty"   // the client sent none
	AgentRender  Agent = "render"  // Render's health checker
	AgentProbe   Agent = "probe"   // what Render's first probe after a deploy uses, and real Go programs too
	AgentMonitor Agent = "monitor"
	AgentBot     Agent = "bot"
	AgentClient  Agent = "client"
)

// monitors are parts of the user agents of uptime services, in lower case.
var monitors = []string{
	"uptimerobot", "cron-job.org", "better stack", "better uptime", "betteruptime", "pingdom", "statuscake", "sentryuptimebot",
	"hetrixtools", "freshping", "site24x7", "uptime-kuma", "newrelicpinger", "datadogsynthetics", "checkly", "updown.io",
	"nodeping", "googlestackdrivermonitoring", "amazon-route53-health-check", "cronitor", "ohdear", "uptime.com",
}

// scanners are parts of the user agents of scanners and crawlers that do not call themselves bots.
var scanners = []string{
	"fuzz faster u fool", "masscan", "zgrab", "nmap scripting engine", "nikto", "sqlmap", "nuclei", "wpscan", "gobuster", "dirbuster", "feroxbuster",
	"acunetix", "censys", "internet-measurement", "expanse", "leakix", "l9explore", "projectdiscovery", "netsystemsresearch",
	"facebookexternalhit", "bingpreview", "google-read-aloud", "googleother", "mediapartners-google", "yahoo! slurp",
	"gptbot", "chatgpt-user", "claude-web", "perplexity",
}

// integrations look like bots but call APIs and webhooks for a user, or are users.
var integrations = []string{
	"slackbot 1.0", "discord-interactions", "telegrambot", "github-hookshot", "facebookexternalua", "twiliobot", "stripebot", "botframework",
	"cubot", // a maker of phones
}

// botName is a word that ends in bot, crawler, spider or scanner: "Googlebot/2.1", "AhrefsBot", "YandexBot".
var botName = regexp.MustCompile(`(?i)(bot|crawler|spider|scanner)\b`)

// AgentOf tells what a user agent says of its sender. Programs (curl, python-requests, okhttp, Go programs) are clients:
// they are the users of an API.
func AgentOf(userAgent string) Agent {
	lower := strings.ToLower(strings.TrimSpace(userAgent))
	switch {
	case lower == "":
		return AgentEmpty
	case strings.HasPrefix(lower, "render/"):
		return AgentRender
	case lower == "go-http-client/2.0":
		return AgentProbe
	case containsAny(lower, monitors):
		return AgentMonitor
	case containsAny(lower, integrations):
		return AgentClient
	case containsAny(lower, scanners), botName.MatchString(lower), isURL(lower):
		return AgentBot
	}
	return AgentClient
}

// isURL: scanners put the address they attack, or their own, where the user agent belongs.
func isURL(s string) bool {
	return (strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")) && !strings.Contains(s, " ")
}

func containsAny(s string, parts []string) bool {
	for _, part := range parts {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}
