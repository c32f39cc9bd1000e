-- window_requests: which requests does the window hold, and to which service did they go?
select s.service, s.health_path, r.* exclude (service, date)
from window_files r
join resources s on s.resource is not distinct from r.service
where r.ts >= getvariable('since') and r.ts < getvariable('until')
