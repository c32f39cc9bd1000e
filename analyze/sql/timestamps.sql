-- timestamps: when was each call of one endpoint?
select ts
from endpoint_calls
where counted and endpoint = getvariable('endpoint') and service = getvariable('service')
order by ts
