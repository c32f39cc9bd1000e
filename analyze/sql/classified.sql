-- classified: what class has every sort of request?
select f.*, c.class
from facts f
join classes c using (channel, method, status, agent, peer, answered_at_edge, health, start, match)
