-- usage_times: when was each endpoint used, and how did its calls end?
select
  service, endpoint, template,
  min(first) as first_used, max(last) as last_used,
  coalesce(sum(requests) filter (status between 1 and 399), 0)::bigint as ok,
  coalesce(sum(requests) filter (status between 400 and 498), 0)::bigint as client_errors,
  coalesce(sum(requests) filter (status >= 500), 0)::bigint as server_errors,
  coalesce(sum(requests) filter (status = 499), 0)::bigint as aborted,
  coalesce(sum(requests) filter (status = 0), 0)::bigint as unknown
from counted
where counted
group by service, endpoint, template
order by service, endpoint nulls last, template
