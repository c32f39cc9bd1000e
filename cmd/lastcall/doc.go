/*
Lastcall tells from Render's access logs when code was last called in production, and what may safely go.

It replays exported logs into a Parquet dataset, counts the calls of every endpoint with DuckDB, lists what was never
called, and joins that with the files Knip calls unused.

# Usage

	lastcall pull                  download logs from Render's API
	lastcall parse [SOURCE...]     read exported logs into the dataset, exactly once
	lastcall stats                 show the endpoints in use
	lastcall unused                list the endpoints production does not use
	lastcall crossref              judge the files Knip calls unused
	lastcall explain ENDPOINT|FILE show every number, rule, line and threshold behind a verdict
	lastcall query [SQL|FILE|NAME] ask the dataset in SQL
	lastcall plan                  plan the deletion of safe files in batches
	lastcall delete --batch N      delete a batch: tag, delete, test, commit
	lastcall rollback --batch N    bring a deleted batch back
	lastcall watch                 look in newer logs for calls to what was deleted
	lastcall export                write production-usage.json
	lastcall run                   do the whole job of a config
	lastcall health                say whether the evidence can be trusted today
	lastcall init                  write a commented lastcall.yaml
	lastcall version               print the version
	lastcall help [COMMAND]        show the flags of a command

Results go to standard output, everything else to standard error. Files written with -o appear whole or not at all.

What strangers put into logs is text. Text, Markdown and CSV show control characters, and marks that reorder text, as escapes;
CSV has a line for every row, and an apostrophe before what a spreadsheet would run as a formula. JSON and Parquet hold every
text as it was logged.

# Flags

These flags mean the same wherever a command has them; they override the config.

	--config FILE      read settings from FILE; without it ./lastcall.yaml is read if present
	--data DIR         the dataset; default from the config, else ./data
	--routes FILE      the routes of the service: an OpenAPI 3 document (JSON or YAML) or a route dump; may be repeated
	--days N           length of the window, 14 by default
	--until TIME       end of the window, exclusive: RFC 3339 or YYYY-MM-DD; default is the second after the newest line
	--service NAME     show only this service of the config
	--knip FILE        Knip's report of the reporter json, codeclimate or sarif; chatter around it is passed over
	--knip-exit-code N what Knip exited with: a report that Knip called failed (2) is refused
	--root DIR         the source tree Knip ran on
	--components FILE  browser exports of component usage: files, directories, globs; may be repeated
	--format FORMAT    text, json, csv or markdown; parse has text and json; query has table, csv, json, markdown, parquet
	-o, --output FILE  write to FILE instead of standard output; what is read is never written over
	--timestamps ENDPOINT  list the time of each call of one endpoint (stats)
	--list             list the ready questions (query)
	--show NAME        print the SQL of a ready question, or of a step of the analysis (query)
	--set NAME=VALUE   set a variable for getvariable('NAME'); may be repeated (query)
	--export-db FILE   write the views as tables of a new DuckDB file (query)
	--since FILE       show only what changed since FILE, the JSON of an earlier crossref (crossref)
	--fail-on VERDICT  exit 3 when one of these verdicts occurs (unused, crossref)
	--out DIR          where run and plan write their results, and delete finds the plan; default from the config, else ./out
	--include VERDICT  what is planned: safe, static-only (plan)
	--batch N          the batch (delete, rollback)
	--dry-run          check everything, change nothing (delete, rollback)
	--again            try a batch again that failed or was rolled back (delete)
	--same-deployment  do not wait until the batch before is in production (delete)
	--anonymize-ip     keep the network of client addresses only: /24 of IPv4, /48 of IPv6 (parse, run)
	--keep-query       keep the queries of paths, without the values of secret-looking parameters (parse, run);
	                   without it queries are dropped
	--max-rejects PCT  exit 1 when more than PCT percent of the records could not be read (parse)
	-v, --verbose      tell what each step did, also where standard output is no terminal (run)
	--no-progress      no progress bar (parse, run); there is none anyway where standard error is no terminal

# Pull

pull downloads the logs of the configured services, closed hours only, into <dir>/<service>/<YYYY-MM-DD>/<HH>.ndjson.zst. An hour that is
there is not asked for again, so that it can be interrupted, and run every night. It keeps to the API's rate limit, waits and
tries again where that may help, and says at once when the window is older than Render keeps logs. Hours for which Render gave nothing are
warned of and stay gaps. The key is read from RENDER_API_KEY or a file that only its owner may read; it is never printed.

	--owner ID         the workspace (tea-…); default pull.owner
	--resource ID      a service (srv-…); may be repeated; default those of the config
	--type TYPE        request, app or build; may be repeated; default request and app
	--since TIME, --until TIME, --days N  the window; default the last 14 days
	--dir DIR          where the files go; default pull.dir, else ./logs
	--key-file FILE    the API key, where RENDER_API_KEY is not set
	--page-size N      entries a page; default 100
	--api URL          another address of the API; plain http for loopback only

# Parse

A SOURCE is a file, a directory (all files below it that are not hidden and not of the dataset; links to files are
followed), a glob, or - for standard input. Without sources those of the config are read. What is read is recognised record by record, so that one file may hold every shape:

	api        pages of /v1/logs, glued objects of `render logs -o json`, objects of the WebSocket; labels as list or object
	flat       objects flattened by jq, names in camelCase or snake_case
	graphql    answers of the dashboard's GraphQL
	mcp        results of the MCP tool list_logs
	har        what a browser recorded of the dashboard (HAR), with answers of GraphQL or the API inside
	loggly     the log stream over HTTPS; the time is that of the application's own line
	yaml       render logs -o yaml
	syslog     the log stream over syslog (RFC 5424), lines or octet-counted; a token in front is never stored
	rfc3339    text with an RFC 3339 time in front: the dashboard's copy of all lines, downloads
	bracketed  downloads with that time in brackets
	cli-text   render logs -o text; its times are UTC
	clock      text selected in the dashboard, with the time of day
	selection  the same without times: one line for a request (2024), or two (2026)
	raw        what an application printed, with no export around it, for example redirected to a file

Files may be plain, gzip, zstd or bzip2, in UTF-8 or UTF-16, with LF or CRLF line ends, cut off or not. Inside are Render's request lines
and the access lines of application servers: uvicorn, gunicorn, hypercorn, morgan, pino-http, Fastify, winston, Django,
werkzeug, aiohttp, Rails, lograge, Puma, gin, echo, chi, fiber, the Express template and Next.js; every other line is counted
as other. Rails and Fastify write two lines for a request: the last one is the request, the first is other. A line without a
time goes with the line before it.

A file is a raw log only where it has an access line at the start of a line. All its lines then count: at the time that a line
gives itself, else that of the line before it or, in front of the first time, that one. Access lines with the time of day alone
(fiber, the Express template) or without any (uvicorn, morgan's dev, short and tiny, Next.js) need --date. Where a log gives no
date at all, its days cannot be told apart: give a file for each, or export with times.

	--date YYYY-MM-DD    the day of the first line, which clock, selection and raw lines without a date need; without it they
	                     are refused. A clock that falls back by more than twelve hours has passed midnight; January behind
	                     December is of the next year
	--tz Area/City       the zone of such an export, and of raw lines whose date has none; default UTC
	--input-format NAME  read every record as this format
	--explain-format     write nothing; say which format the first ten records of each source have, and why no other

Text exports have lost the labels: path, status and method of their request entries are NULL. The summary counts them as
path_unknown and status_unknown, and a source in which most requests have no path is warned of.

Every parse prints its sum, and it always holds:

	records = requests + other + rejected + duplicates

A source is known by its content: parsing it again changes nothing, under whatever name or compression. Of a source that
begins with one that was parsed before only what follows is added (grown_from in the sources view). An entry whose log
id was seen before, in this source or another, is a duplicate and stored once. Entries without ids are never taken for
duplicates: two equal lines are two requests. A source is committed whole or not at all, so an interrupted parse changes
nothing and the next one does all of it. A record that cannot be read is kept aside with file, line, byte offset and reason.

# Counting

An endpoint is METHOD:/template, or WS:/template for WebSocket routes. A request is matched as the router would: all
routes of the method exactly, in the order of registration for a route dump, constants before parameters for OpenAPI; then
HEAD as GET; then with a slash added or removed at the end. Paths are compared percent-decoded.

Every request has a class; the first that fits wins, and only client counts as use:

	redirect   answered at the edge (http to https), or a redirect to the path with or without its last slash
	preflight  OPTIONS where only another method's route matches
	platform   Render's health checks and its probes at a start
	monitor    uptime services
	bot        crawlers and scanners; on the edge also an empty user agent
	client     everything else: browsers, curl, SDKs, webhooks

The same request is usually in the edge log and in the application's, so the two are never added up. The calls of an
endpoint are the client requests of the edge log and the surplus, which only the application saw:

	the application logs public and private peers   the surplus is the client lines of private peers
	it logs private peers only, or none             the application's lines beyond those the edge log accounts for
	there is no edge log in the window              the application's client lines are the calls

First and last use, days, and outcomes are those of exactly these requests. In the second case nobody can tell which of the
application's lines are the surplus, so where there is one they are those of all edge requests and all application lines.

# Evidence

The window is [until - days, until). An hour is covered for a channel when a source that carries the channel has any line
in it. A verdict that rests on absence needs 14 days, 95 % of the hours and 1000 client requests (policy in the config),
per service; otherwise it is insufficient, with the reason. Zero calls in N days exclude, at 95 %, more than 3/N calls a day.

health says whether the evidence can be trusted today, before anything rests on it: the newest line is younger than health.max-age; at
most 1 % of the records were rejected; coverage and paths are as above; no stretch of more than 24 hours is without a
request where ten were to be expected, chatter or not; no instance wrote 6000 access lines in a minute, from where on Render drops some; the two channels agree;
routes explain 95 % of the successful client requests. It exits 0 when healthy, 3 when degraded, 4 without data; its JSON has
status, tracking_enabled, monitoring_period, purpose and timestamp, and the checks.

# Verdicts

Endpoints:

	used            called, and not only in error
	errors-only     every call was a client error
	synthetic-only  no calls; redirects, platform, monitors or bots came by
	unused          nothing at all
	kept            on the keep-list
	too-new         added after the window began
	insufficient    too little evidence; also WS: without access lines of the application

Files that Knip calls unused:

	in-use          a file that is not flagged reaches it by imports; it handles a used endpoint, or alone calls one; a component
	                of it was rendered, or a chunk it is part of loaded
	review          some doubt: named in a file that stays, a used endpoint that others call too, errors only, an ambiguous
	                component name, built into a chunk, age unknown
	safe            at least one edge to production that can show zero, every such edge shows zero, no doubt, evidence sufficient
	static-only     nothing ties it to production: logs can say nothing
	kept, too-new, insufficient as above

Edges are of these kinds: import (esbuild's resolution, tsconfig paths, type imports, dynamic imports, globs, CSS and HTML); handler
(file and line of a route dump); api (a request in the source, matched to a route exactly, by wildcard or by suffix); component
(browser counts; zero only where the file calls the tracker); asset (manifest or source map, frontend.assets; never shows zero); config
(frontend.edges); mention (a path to the file anywhere in the repository, or its name or an exported one as a quoted word, if that is
4 letters long at least and nothing else is called so). Whatever a file that stays needs, stays.

A backend module none of whose routes is used is listed for review, and an unused route beside used ones as an edit; neither is
ever planned.

# Deletion

plan puts safe files, and static-only ones if it is told to, into batches of deletion.max-files: importers first, circles together,
tests and stories with their file. It writes <out>/deletion-plan.json, deletion-plan.md and deletion-batch-N.sh.

delete executes that plan. It refuses unless the monitoring period is over; the newest log line is younger than
deletion.max-evidence-age; no tracked file is changed; the files are tracked, no links, not protected, unchanged since the plan, and
judged the same again; and the batch before is verified and an ancestor of deletion.deployed-ref. Then: tag N-start, delete, run
deletion.test by sh -c in the repository, commit, tag N-verified. On any failure the tree is restored byte for byte and the start
tag removed; the batch is tried again only with --again. An interruption at any point is completed or undone by the next call. The
journal is .git/lastcall/journal.ndjson, beside the output of the tests. rollback reverts the commit of a batch. watch holds newer
logs and browser exports against what is deleted: any call is exit 3, with the command that brings the batch back.

# Files

	lastcall.yaml    settings; lastcall init writes one in which every key is explained
	<data>/requests/date=YYYY-MM-DD/*.parquet  one row per request: ts (completion, UTC), start_ts, service, instance, host,
	                 method, path, query, status, duration_ms, bytes, client_ip, user_agent, request_id, log_id, channel,
	                 format, time_precision; what the log does not give is NULL
	<data>/lines/    hourly counts of all lines per service, channel and kind
	<data>/ids/      log ids of lines that are no requests
	<data>/rejects/  what could not be read, up to 256 MB of every source
	<data>/sources/  a commit record per source
	<out>/production-usage.json, unused.json, crossref.json, deletion-plan.json, deletion-plan.md, deletion-batch-N.sh

production-usage.json holds period_days, endpoints_used, stats (endpoints with calls, by key), generated_at, window, coverage
and evidence; its JSON Schema is report/production-usage.schema.json. Where the config names several services it is
{"services": {name: document}}. Days without calls are absent from daily; whether a day has data at all is in coverage.

# Exit codes

	0    done
	1    failed
	2    wrong usage or unusable input
	3    a --fail-on verdict occurred; health: degraded; watch: something deleted is asked for
	4    insufficient evidence: every service falls short, or there is no data
	130  interrupted

# Limitations

What the logs do not show cannot be seen. Render keeps request logs for web services on paid plans, for public traffic
only: calls over the private network are in application lines or nowhere. After the upgrade a WebSocket is silent. Cron jobs
and workers have no requests. What a cache answers, or a feature flag hides, looks unused. Fourteen days miss what happens
once a month with a probability of 54 %, once a quarter with 85 %. Keep a list of what is rare by design, and collect
longer: the dataset only grows.

Text without log ids is told apart by the content of its source alone: two exports of it that overlap, or an older and shorter
copy of a file parsed after the longer one, are counted twice.
*/
package main
