-- hourly: how many requests came in each hour, by channel? (--set since=YYYY-MM-DD, --set until=YYYY-MM-DD)
select
  date_trunc('hour', ts) as hour, channel, count(*) as requests,
  count(*) filter (status >= 500) as server_errors, quantile_disc(duration_ms, 0.95) as p95_ms
from requests
where date between getvariable('since')::date and getvariable('until')::date
  and ts >= getvariable('since')::timestamp and ts < getvariable('until')::timestamp
group by all
order by hour, channel
