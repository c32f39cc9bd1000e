-- regimes: by which rule are the calls of each service counted?
select
  service,
  case
    when not bool_or(channel = 'edge') then 'app'
    when bool_or(channel = 'app' and peer = 'public') then 'private'
    else 'surplus'
  end as regime,
  coalesce(bool_or(agent <> 'unknown') filter (channel = 'app'), false) as app_agents
from facts
group by service
