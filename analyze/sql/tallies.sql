-- tallies: how often was each endpoint called: on the edge, and beyond what the edge saw?
with seen as (
  select
    service, endpoint, template,
    coalesce(sum(requests) filter (channel = 'edge' and class = 'client'), 0) as edge_client,
    coalesce(sum(requests) filter (channel = 'edge' and class = 'client' and not answered_at_edge), 0) as edge_client_reached,
    coalesce(sum(requests) filter (channel = 'edge' and class not in ('redirect', 'preflight') and not answered_at_edge), 0) as edge_reached,
    coalesce(sum(requests) filter (channel = 'app' and class = 'client'), 0) as app_client,
    coalesce(sum(requests) filter (channel = 'app' and class = 'client' and peer in ('private', 'loopback')), 0) as app_private,
    coalesce(sum(requests) filter (channel = 'app' and class in ('client', 'monitor', 'bot')), 0) as app_any_agent
  from classified
  group by service, endpoint, template
), accounted as (
  -- Like is compared with like: without user agents neither side can tell bots from clients.
  select
    s.*, r.regime,
    case when r.app_agents then app_client - edge_client_reached else app_any_agent - edge_reached end as beyond_edge
  from seen s
  join regimes r using (service)
), counted as (
  select *, case regime
    when 'app' then app_client
    when 'private' then app_private
    else greatest(0, least(app_client, beyond_edge))
  end as surplus
  from accounted
)
select
  service, endpoint, template, regime,
  surplus::bigint as surplus,
  (edge_client + surplus)::bigint as calls,
  -- Application lines of clients that neither the edge nor the private network accounts for.
  case when regime = 'private' then greatest(0, least(app_client, beyond_edge) - app_private) else 0 end::bigint as unaccounted
from counted
order by service, endpoint nulls last, template
