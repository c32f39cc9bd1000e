-- user_agents: which user agents sent requests?
select distinct user_agent
from window_requests
