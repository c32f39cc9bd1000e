-- bursts: when did an instance write as many access lines in a minute as Render takes at most?
select service, coalesce(instance, '') as instance, date_trunc('minute', ts) as minute, count(*)::bigint as lines
from window_requests
where channel = 'app'
group by all
having count(*) >= getvariable('burst')
order by lines desc, service, instance, minute
