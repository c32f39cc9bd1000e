-- sorts: which sorts of request are there to be classified?
select distinct channel, method, status, agent, peer, answered_at_edge, health, start, match
from facts
order by all
