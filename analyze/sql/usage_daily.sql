-- usage_daily: how often was each endpoint called on each day?
select service, endpoint, day, sum(requests)::bigint as calls
from counted
where counted and endpoint is not null
group by service, endpoint, day
order by service, endpoint, day
