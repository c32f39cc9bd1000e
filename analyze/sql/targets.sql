-- targets: which methods and paths were asked for?
select distinct service, method, path, coalesce(method = 'WEBSOCKET' or status = 101, false) as websocket
from window_requests
