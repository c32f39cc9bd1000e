package verdict

import "testing"

func TestAgentOf(t *testing.T) {
	tests := map[Agent][]string{
		AgentEmpty:  {"", " ", "\t"},
		AgentRender: {"Render/1.0", "render/2.0"},
		AgentProbe:  {"Go-http-client/2.0"},
		AgentMonitor: {
			"Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
			"Mozilla/4.0 (compatible; cron-job.org; http://cron-job.org/abuse/)",
			"Mozilla/5.0 (compatible; cron-job.org; http://cron-job.org/abuse/)",
			"Better Stack Better Uptime Bot Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
			"SentryUptimeBot/1.0 (+http://docs.sentry.io/product/alerts/uptime-monitoring/)",
			"Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
			"Mozilla/5.0 (compatible; StatusCake)",
			"HetrixTools Uptime Monitoring Bot. https://hetrix.tools/uptime-monitoring-bot.html",
			"GoogleStackdriverMonitoring-UptimeChecks(https://cloud.google.com/monitoring)",
			"Amazon-Route53-Health-Check-Service (ref 0f1e2d3c; report http://amzn.to/1vsZADi)",
			"Uptime-Kuma/1.23.13",
		},
		AgentBot: {
			"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
			"Googlebot-Image/1.0",
			"AdsBot-Google (+http://www.google.com/adsbot.html)",
			"Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
			"Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
			"Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)",
			"Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
			"Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
			"Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36 (compatible; Bytespider; spider-feedback@example.com)",
			"Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
			"Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot",
			"Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@example.com)",
			"Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)",
			"Twitterbot/1.0",
			"LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
			"Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
			"facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",

			"Fuzz Faster U Fool v2.1.0-dev",
			"Mozilla/5.0 zgrab/0.x",
			"masscan/1.3",
			"Mozilla/5.0 (compatible; Nmap Scripting Engine; https://nmap.org/book/nse.html)",
			"sqlmap/1.8.2#stable (https://sqlmap.org)",
			"Mozilla/5.00 (Nikto/2.1.6) (Evasions:None) (Test:map_codes)",
			"Nuclei - Open-source project (github.com/projectdiscovery/nuclei)",
			"WPScan v3.8.25 (https://wpscan.com/wordpress-security-scanner)",
			"Mozilla/5.0 (compatible; CensysInspect/1.1; +https://about.censys.io/)",
			"Mozilla/5.0 (compatible; InternetMeasurement/1.0; +https://internet-measurement.com/)",

			"http://203.0.113.9/",
			"https://acme.example/.env",
		},
		AgentClient: {
			// browsers and phones
			"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
			"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0",
			"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
			"Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Mobile Safari/537.36",
			"Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Mobile Safari/537.36",
			"Mozilla/5.0 (Linux; Android 9; CUBOT) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Mobile Safari/537.36",

			// programs
			"curl/8.6.0",
			"Wget/1.21.4",
			"python-requests/2.32.3",
			"python-httpx/0.27.2",
			"Python/3.12 aiohttp/3.9.5",
			"okhttp/4.12.0",
			"axios/1.7.7",
			"node",
			"undici",
			"Dart/3.5 (dart:io)",
			"Java/17.0.1",
			"PostmanRuntime/7.36.1",
			"Go-http-client/1.1",
			"Acme/2.1 CFNetwork/1568.100.1 Darwin/24.0.0",
			"OpenMapKit/1.5",   // "nmap" is in it
			"SpiderOakONE/7.5", // no spider
			"Renderer/2.0",
			"https://acme.example/ order desk", // more than an address
			"acme http://acme.example/",        // an address beside a name

			// webhooks and integrations
			"Stripe/1.0 (+https://stripe.com/docs/webhooks)",
			"GitHub-Hookshot/5d1a2b3",
			"Slackbot 1.0 (+https://api.slack.com/robots)",
			"Discord-Interactions/1.0 (+https://discord.com)",
			"facebookexternalua",
			"TwilioProxy/1.1",
			"Shopify-Captain-Hook",
			"-",
		},
	}
	for want, agents := range tests {
		for _, agent := range agents {
			if got := AgentOf(agent); got != want {
				t.Errorf("%q: got %s, want %s", agent, got, want)
			}
		}
	}
}
