-- views: which views are there to be asked, and which columns have they?
with views as (
  select unnest(['requests', 'lines', 'sources', 'routes', 'endpoint_calls', 'usage', 'unmatched', 'knip_files']) as view,
    generate_subscripts(['requests', 'lines', 'sources', 'routes', 'endpoint_calls', 'usage', 'unmatched', 'knip_files'], 1) as place
)
select v.view, string_agg(c.column_name, ', ' order by c.column_index) as columns
from views v
join duckdb_columns() c on c.table_name = v.view and c.database_name = current_database()
group by v.view, v.place
order by v.place
