package static

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// shown writes a reference as "GET /users/{}", with "*" for an unknown method, "?" before the path for an unknown
// base, and the host, if any, before that.
func shown(r Reference) string {
	method, base := r.Method, ""
	if method == "" {
		method = "*"
	}
	if r.Based {
		base = "?"
	}
	return method + " " + r.Host + base + r.Path
}

func shownAll(references []Reference) []string {
	var all []string
	for _, r := range references {
		all = append(all, shown(r))
	}
	return all
}

type referenceCase struct {
	text string
	want []string
}

// checkReferences looks at each text as a TSX source of its own and wants its references in any order of one line.
func checkReferences(t *testing.T, file string, tests []referenceCase) {
	t.Helper()
	for _, tt := range tests {
		got := shownAll(referencesIn(file, tt.text))
		slices.Sort(got)
		want := slices.Sorted(slices.Values(tt.want))
		if !slices.Equal(got, want) {
			t.Errorf("%s\n got %q\nwant %q", tt.text, got, want)
		}
	}
}

func TestReferencesFetch(t *testing.T) {
	checkReferences(t, "a.tsx", []referenceCase{
		{"fetch('/api/users')", []string{"GET /api/users"}},
		{"fetch(\"/api/users\")", []string{"GET /api/users"}},
		{"fetch(`/api/users`)", []string{"GET /api/users"}},
		{"window.fetch('/api/users')", []string{"GET /api/users"}},
		{"const r: Response = await fetch('/api/users', undefined)", []string{"* /api/users"}},
		{"fetch(`/api/users/${id}`)", []string{"GET /api/users/{}"}},
		{"fetch(`/api/users/${user.id}/posts/${encodeURIComponent(post!.slug)}`)", []string{"GET /api/users/{}/posts/{}"}},
		{"fetch(`/api/${kind}-report/${y}-${m}.pdf`)", []string{"GET /api/{}-report/{}-{}.pdf"}},
		{"fetch('/api/users?active=1&sort=/x')", []string{"GET /api/users"}},
		{"fetch('/api/users#top')", []string{"GET /api/users"}},
		{"fetch(`/api/users?${new URLSearchParams({ q })}`)", []string{"GET /api/users"}},
		{"fetch(`/api/users${queryString}`)", []string{"GET /api/users"}},
		{"fetch('/api/users' + qs.stringify(filter))", []string{"GET /api/users"}},
		{"fetch(`/api/users/${query}`)", []string{"GET /api/users/{}"}},
		{"fetch('/api/users/')", []string{"GET /api/users/"}},
		{"fetch('/')", []string{"GET /"}},
		{"fetch('api/users')", []string{"GET ?/api/users"}},
		{"fetch('./users')", []string{"GET ?/users"}},
		{"fetch('../users/1')", []string{"GET ?/users/1"}},
		{"fetch('/api/./x/../users')", []string{"GET /api/users"}},
		{"fetch('/api/caf\\u00e9/\\x41')", []string{"GET /api/café/A"}},
		{"fetch(url)", []string{"GET ?{}"}},
		{"fetch(find('/users'))", []string{"GET ?{}", "* /users"}},
		{"fetch()", nil},
		{"fetch('')", nil},

		// Concatenation.
		{"fetch('/api/users/' + id)", []string{"GET /api/users/{}"}},
		{"fetch('/api/users/' + id + '/posts')", []string{"GET /api/users/{}/posts"}},
		{"fetch('/api/users/' + 7)", []string{"GET /api/users/7"}},
		{"fetch('/api/users/'.concat(id, '/posts'))", []string{"GET /api/users/{}/posts"}},
		{"fetch(['/api', 'users', id].join('/'))", []string{"GET /api/users/{}"}},
		{"fetch('/api/users/:id'.replace(':id', id))", []string{"GET /api/users/{}"}},
		{"fetch('/api/users/ID/posts'.replace('ID', String(id)))", []string{"GET /api/users/{}/posts"}},
		{"fetch('/api/users/:id/posts')", []string{"GET /api/users/{}/posts"}},
		{"fetch('/api/users/{id}/posts')", []string{"GET /api/users/{}/posts"}},

		// Choices.
		{"fetch(mine ? '/api/me' : `/api/users/${id}`)", []string{"GET /api/me", "GET /api/users/{}"}},
		{"fetch('/api/users' + (id ? '/' + id : ''))", []string{"GET /api/users", "GET /api/users/{}"}},
		{"fetch(`/api/users${id ? `/${id}` : ''}`)", []string{"GET /api/users", "GET /api/users/{}"}},
		{"fetch(a ? '/a' : b ? '/b' : '/c')", []string{"GET /a", "GET /b", "GET /c"}},
		{"fetch(url ?? '/api/users')", []string{"GET /api/users", "GET ?{}"}},
		{"fetch(id && `/api/users/${id}`)", []string{"GET /api/users/{}"}},
		{"fetch(id ? `/api/users/${id}` : null)", []string{"GET /api/users/{}"}},

		// The method.
		{"fetch('/api/users', {})", []string{"GET /api/users"}},
		{"fetch('/api/users', { headers, signal })", []string{"GET /api/users"}},
		{"fetch('/api/users', { method: 'POST', body })", []string{"POST /api/users"}},
		{"fetch('/api/users', { 'method': \"put\" })", []string{"PUT /api/users"}},
		{"fetch('/api/users', { method: `DELETE` as const })", []string{"DELETE /api/users"}},
		{"fetch('/api/users', { method: isNew ? 'POST' : 'PUT' })", []string{"* /api/users"}},
		{"fetch('/api/users', { method })", []string{"* /api/users"}},
		{"fetch('/api/users', { method: 'PURGE' })", []string{"* /api/users"}},
		{"fetch('/api/users', options)", []string{"* /api/users"}},
		{"fetch('/api/users', { ...options, headers })", []string{"* /api/users"}},
		{"fetch('/api/users', { ...options, method: 'POST' })", []string{"POST /api/users"}},
		{"const options = { method: 'PATCH' }\nfetch('/api/users', options)", []string{"PATCH /api/users"}},
		{"const common = { credentials: 'include' }\nfetch('/api/users', { ...common, signal })", []string{"GET /api/users"}},
		{"const method = 'DELETE'\nfetch('/api/users', { method })", []string{"DELETE /api/users"}},
		{"fetch(new Request('/api/users', { method: 'POST' }))", []string{"POST /api/users"}},

		// Several requests, also within each other.
		{"fetch('/a').then(() => fetch('/b', { method: 'POST' }))", []string{"GET /a", "POST /b"}},
		{"Promise.all([fetch('/a'), fetch('/b')])", []string{"GET /a", "GET /b"}},
		{"ids.map(id => fetch(`/users/${id}`))", []string{"GET /users/{}"}},

		// Other functions of browsers.
		{"new WebSocket('/ws/chat')", []string{"WS /ws/chat"}},
		{"new WebSocket(`wss://${window.location.host}/ws/${room}`)", []string{"WS /ws/{}"}},
		{"new WebSocket(`${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/ws`)", []string{"WS /ws"}},
		{"const ws = new WebSocket(`${WS_BASE}/ws/chat`, ['v1'])", []string{"WS ?/ws/chat"}},
		{"new WebSocket('wss://api.example.com/ws')", []string{"WS api.example.com/ws"}},
		{"new ReconnectingWebSocket(url)", []string{"WS ?{}"}},
		{"new EventSource('/events', { withCredentials: true })", []string{"GET /events"}},
		{"navigator.sendBeacon('/track', data)", []string{"POST /track"}},
		{"const xhr = new XMLHttpRequest()\nxhr.open('PUT', '/api/users/' + id)", []string{"PUT /api/users/{}"}},
		{"xhr.open('GET', url, true)", []string{"GET ?{}"}},
		{"window.open('/report.pdf')", []string{"* /report.pdf"}},
	})
}

func TestReferencesURL(t *testing.T) {
	checkReferences(t, "a.tsx", []referenceCase{
		{"fetch('https://api.example.com/v1/users')", []string{"GET api.example.com/v1/users"}},
		{"fetch('http://localhost:8000/v1/users/')", []string{"GET localhost:8000/v1/users/"}},
		{"fetch('//cdn.example.com/x')", []string{"GET cdn.example.com/x"}},
		{"fetch('https://name:word@api.example.com/v1')", []string{"GET api.example.com/v1"}},
		{"fetch('https://api.example.com')", []string{"GET api.example.com/"}},
		{"fetch(`https://${host}.example.com/v1/users`)", []string{"GET /v1/users"}},
		{"fetch(`https://${host}/v1/users`)", []string{"GET ?/v1/users"}},
		{"fetch(`http://${host}:8000/v1/users`)", []string{"GET /v1/users"}},
		{"fetch(`${protocol}//${host}/v1/users`)", []string{"GET ?/v1/users"}},
		{"fetch(`https://api.example.com${path}`)", []string{"GET api.example.com?{}"}},
		{"fetch(`${window.location.origin}/v1/users`)", []string{"GET /v1/users"}},
		{"fetch(location.origin + '/v1/users')", []string{"GET /v1/users"}},
		{"fetch(`http://${location.hostname}:8000/v1`)", []string{"GET /v1"}},

		{"fetch(`${BASE}/users/${id}`)", []string{"GET ?/users/{}"}},
		{"fetch(`${BASE}users`)", []string{"GET ?/users"}},
		{"fetch(`${BASE}.json`)", []string{"GET ?/{}.json"}},
		{"fetch(`${host}:8000/users`)", []string{"GET ?/users"}},
		{"fetch(BASE + '/users')", []string{"GET ?/users"}},
		{"fetch(import.meta.env.VITE_API_URL + '/users')", []string{"GET ?/users"}},
		{"fetch(`${process.env.API_URL!}/users`)", []string{"GET ?/users"}},
		{"fetch(`${import.meta.env.VITE_API_URL ?? 'http://localhost:8000'}/users`)", []string{"GET ?/users", "GET localhost:8000/users"}},
		{"fetch(`${cfg.base}/${version}/users`)", []string{"GET ?/{}/users"}},
		{"fetch(getBase() + '/users')", []string{"GET ?/users"}},
		{"fetch(apiUrl('/users'))", []string{"GET ?/users"}},
		{"fetch(apiUrl(prefix + '/users'))", []string{"GET ?/users"}},

		{"fetch(new URL('/users', base))", []string{"GET /users"}},
		{"fetch(new URL('users', base))", []string{"GET ?/users"}},
		{"fetch(new URL('/users', 'https://api.example.com/v1/'))", []string{"GET api.example.com/users"}},
		{"fetch(new URL('users', 'https://api.example.com/v1/'))", []string{"GET api.example.com/v1/users"}},
		{"fetch(new URL('users', 'https://api.example.com/v1/x'))", []string{"GET api.example.com/v1/users"}},
		{"fetch(new URL('users', 'https://api.example.com'))", []string{"GET api.example.com/users"}},
		{"fetch(new URL(`${BASE}/users`).href)", []string{"GET ?/users"}},
		{"const url = new URL('/users', location.origin)\nurl.searchParams.set('q', q)\nfetch(url.toString())", []string{"* /users", "GET /users"}},
		{"const css = new URL('./a.css', import.meta.url)", nil},
		{"new Worker(new URL('/worker.ts', import.meta.url))", nil},
	})
}

func TestReferencesClients(t *testing.T) {
	checkReferences(t, "a.tsx", []referenceCase{
		// axios
		{"axios.get('/api/users')", []string{"GET ?/api/users"}},
		{"axios.get<User[]>('/api/users', { params })", []string{"GET ?/api/users"}},
		{"axios.post(`/api/users/${id}/posts`, body)", []string{"POST ?/api/users/{}/posts"}},
		{"axios.put('/a', b); axios.patch('/a', b); axios.delete('/a'); axios.head('/a'); axios.options('/a')",
			[]string{"PUT ?/a", "PATCH ?/a", "DELETE ?/a", "HEAD ?/a", "OPTIONS ?/a"}},
		{"axios('/api/users')", []string{"GET ?/api/users"}},
		{"axios('/api/users', { method: 'post' })", []string{"POST ?/api/users"}},
		{"axios({ url: '/api/users' })", []string{"GET ?/api/users"}},
		{"axios({ method: 'delete', url: `/api/users/${id}` })", []string{"DELETE ?/api/users/{}"}},
		{"axios.request({ url: '/users', method: 'PUT', baseURL: '/api' })", []string{"PUT /api/users"}},
		{"axios.get('/users', { baseURL: 'https://api.example.com/v1/' })", []string{"GET api.example.com/v1/users"}},
		{"axios.get('users/1')", []string{"GET ?/users/1"}},
		{"axios.get(url)", []string{"GET ?{}"}},
		{"axios.get('https://api.example.com/v1/users')", []string{"GET api.example.com/v1/users"}},
		{"const api = axios.create({ baseURL: '/api/v1' })\napi.get('/users')\napi.post('users', u)", []string{"* /api/v1", "GET /api/v1/users", "POST /api/v1/users"}},
		{"const api = axios.create({ baseURL: import.meta.env.VITE_API })\napi.get('/users')", []string{"GET ?/users"}},
		{"const api = axios.create()\napi.get('users')", []string{"GET ?/users"}},
		{"const http = axios.create({ baseURL: '/api' })\nhttp({ url: '/users', method: 'POST' })", []string{"* /api", "POST /api/users"}},
		{"const api: AxiosInstance = axios.create({ baseURL: `${HOST}/api` })\napi.get(`/users/${id}`)", []string{"* ?/api", "GET ?/api/users/{}"}},
		{"axios.create({ baseURL: '/api' }).get('/users')", []string{"* /api", "GET /api/users"}},

		// ky, got, superagent, ofetch, jQuery, openapi-fetch
		{"ky.get('users', { prefixUrl: '/api' }).json()", []string{"GET /api/users"}},
		{"ky('/api/users', { method: 'post', json })", []string{"POST ?/api/users"}},
		{"const api = ky.create({ prefixUrl: 'https://api.example.com' })\nawait api.post('users', { json }).json<User>()\nawait api(`users/${id}`)",
			[]string{"POST api.example.com/users", "* api.example.com/users/{}"}},
		{"const api = ky.extend({ prefixUrl: '/api' })\napi.delete(`users/${id}`)", []string{"* /api", "DELETE /api/users/{}"}},
		{"got.post('https://api.example.com/x', { json })", []string{"POST api.example.com/x"}},
		{"superagent.post('/api/pet').send({ name }).set('Accept', 'application/json')", []string{"POST ?/api/pet"}},
		{"superagent('DELETE', '/api/pet/1')", []string{"DELETE ?/api/pet/1"}},
		{"request.del('/api/pet/1').end(cb)", []string{"DELETE ?/api/pet/1"}},
		{"$fetch('/api/users', { method: 'POST', body })", []string{"POST ?/api/users"}},
		{"const { data } = await useFetch(`/api/users/${id}`)", []string{"GET ?/api/users/{}"}},
		{"$fetch('/users', { baseURL: '/api' })", []string{"GET /api/users"}},
		{"$.ajax({ url: '/api/users', type: 'POST' })", []string{"POST ?/api/users"}},
		{"$.getJSON('/api/users', cb)", []string{"GET ?/api/users"}},
		{"$.post('/api/users', data)", []string{"POST ?/api/users"}},
		{"const client = createClient<paths>({ baseUrl: 'https://api.example.com/v1' })\nclient.GET('/users/{id}', { params: { path: { id } } })",
			[]string{"* api.example.com/v1", "GET api.example.com/v1/users/{}"}},
		{"this.http.get<User[]>('/api/users')", []string{"GET ?/api/users"}},
		{"this.http.delete(`${this.base}/${id}`)", []string{"DELETE ?/{}"}},

		// Keys of queries
		{"useSWR('/api/user', fetcher)", []string{"* ?/api/user"}},
		{"useSWR(id ? `/api/users/${id}` : null, fetcher)", []string{"* ?/api/users/{}"}},
		{"useSWR(() => '/api/users/' + user.id)", []string{"* ?/api/users/{}"}},
		{"useSWR(['/api/user', token], ([url, token]) => get(url, token))", []string{"* ?/api/user", "* ?/api/user/{}"}},
		{"useSWRMutation('/api/user', send)", []string{"* ?/api/user"}},
		{"mutate('/api/user')", []string{"* /api/user"}},
		{"useQuery({ queryKey: ['/api/messages', id] })", []string{"* ?/api/messages", "* ?/api/messages/{}"}},
		{"useQuery({ queryKey: ['messages', id], queryFn: () => fetch(`/api/messages/${id}`).then(r => r.json()) })", []string{"GET /api/messages/{}"}},
		{"useQuery(['users', id], () => api.get(`/users/${id}`))", []string{"GET ?/users/{}"}},
		{"useQuery(['users', page], fetchUsers)", nil},
		{"queryClient.invalidateQueries({ queryKey: ['/api/messages'] })", []string{"* ?/api/messages"}},

		// RTK Query
		{"builder.query<Post, number>({ query: (id) => `/posts/${id}` })", []string{"* ?/posts/{}"}},
		{"builder.query({ query: () => 'posts/all' })", []string{}},
		{"build.mutation({ query: ({ id, ...body }) => ({ url: `/posts/${id}`, method: 'PATCH', body }) })", []string{"PATCH ?/posts/{}"}},

		// What is written down of requests
		{"const config = { url: '/campaign/list', method: 'GET' }", []string{"GET ?/campaign/list"}},
		{"const endpoints = { create: <Endpoint>{ url: '/campaign', method: 'POST' }, view: (s: string) => ({ url: `/campaign/${s}`, method: 'get' }) }",
			[]string{"POST ?/campaign", "GET ?/campaign/{}"}},
		{"const config = { url: 'campaign/list', method: 'GET' }", nil},

		// What only looks like a client
		{"params.get('id'); headers.get('Content-Type'); map.delete(key); localStorage.get('a/b')", nil},
		{"screen.getByText('hello'); queryClient.getQueryData(['users'])", nil},
		{"db.query('SELECT * FROM users WHERE a/b = 1')", nil},
		{"request.url.startsWith('/feeds/')", []string{"* /feeds/"}},
		{"url.split('/')", nil},
	})
}

func TestReferencesWrappers(t *testing.T) {
	checkReferences(t, "a.tsx", []referenceCase{
		// A wrapper that is not known
		{"apiFetch('/users')", []string{"* ?/users"}},
		{"apiFetch('/users', { method: 'POST' })", []string{"POST ?/users"}},
		{"apiFetch(`/users/${id}`, { headers })", []string{"* ?/users/{}"}},
		{"request('POST', '/users', body)", []string{"POST ?/users"}},
		{"request('/users', { method: 'DELETE' })", []string{"DELETE ?/users"}},
		{"call<User[]>('GET', '/users')", []string{"GET ?/users"}},
		{"apiPost('/users', body)", []string{"POST ?/users"}},
		{"api.get('/users')", []string{"GET ?/users"}},
		{"api.get<User>('users')", []string{"GET ?/users"}},
		{"useApi().get('/users')", []string{"GET ?/users"}},
		{"const { data } = useApiQuery('/users')", []string{"* ?/users"}},
		{"apiClient.request({ url: '/users', method: 'POST' })", []string{"POST ?/users"}},
		{"navigate('/users'); router.push(`/users/${id}`)", []string{"* /users", "* /users/{}"}},
		{"track('delete', item)", nil},
		{"import { fetch } from './http'\nfetch('/users')\nfetch(url)", []string{"* ?/users"}},
		{"import fetch from 'node-fetch'\nfetch('/users')", []string{"GET /users"}},
		{"class Users extends Base { list() { return this.get('/users') } }", []string{"GET ?/users"}},

		// A wrapper in the same file is followed.
		{"const BASE = '/api/v1'\nconst get = (path: string) => fetch(BASE + path)\nget('/users')\nget(`/users/${id}`)",
			[]string{"* /api/v1", "GET /api/v1{}", "GET /api/v1/users", "GET /api/v1/users/{}"}},
		{"async function load<T>(path: string, init: RequestInit = {}): Promise<T> {\n  const url = `/api${path}`\n  const r = await fetch(url, { ...init, headers })\n  if (!r.ok) throw new Error(`${r.status}`)\n  return r.json()\n}\nload('/users')\nload('/users', { method: 'POST' })",
			[]string{"* /api{}", "* /api{}", "GET /api/users", "POST /api/users"}},
		{"const request = async (method: string, path: string) => fetch(`https://api.example.com${path}`, { method })\nrequest('PUT', '/users')",
			[]string{"* api.example.com?{}", "PUT api.example.com/users"}},
		{"const send = (path: string) => fetch(path)\nconst get = (path: string) => send('/api' + path)\nget('/users')",
			[]string{"GET ?{}", "GET /api{}", "GET /api/users"}},
		{"class Api {\n  private base = '/api/v2'\n  get(path: string) { return fetch(this.base + path) }\n  users() { return this.get('/users') }\n}",
			[]string{"* /api/v2", "GET /api/v2{}", "GET /api/v2/users"}},
		{"class Api {\n  private readonly http: AxiosInstance\n  constructor() { this.http = axios.create({ baseURL: '/api' }) }\n  users() { return this.http.get('/users') }\n}",
			[]string{"* /api", "GET /api/users"}},
		{"const api = { get: (p: string) => fetch('/api' + p), post(p: string, b: unknown) { return fetch('/api' + p, { method: 'POST' }) } }\napi.get('/users')\napi.post('/users', {})",
			[]string{"GET /api{}", "POST /api{}", "GET /api/users", "POST /api/users"}},
		{"const request = ({ url, method = 'GET', data }: Options) => fetch(`/api${url}`, { method, body: data })\nrequest({ url: '/users' })\nrequest({ url: `/users/${id}`, method: 'delete' })",
			[]string{"* /api{}", "GET /api/users", "DELETE /api/users/{}"}},
		{"const send = async (path: string, { method = 'post' }: Init = {}) => fetch(path, { method: method.toUpperCase() })\nsend('/users')\nsend('/users', { method: 'PUT' })",
			[]string{"* ?{}", "POST /users", "PUT /users"}},
		// It sends requests of its own, too, but those are not its caller's.
		{"const loadUser = (id: number) => fetch(`/users/${id}`)\nloadUser(7)\nloadUser(next('/x'))", []string{"GET /users/{}", "* /x"}},
		{"async function get(path: string) {\n  await fetch('/refresh', { method: 'POST' })\n  return fetch(path)\n}\nget('/users')",
			[]string{"POST /refresh", "GET ?{}", "GET /users"}},
		{"function loop(path: string) { loop('/a' + path); return fetch(path) }\nloop('/b')", []string{"GET /a{}", "GET ?{}", "GET /b"}},
	})
}

func TestReferencesConstants(t *testing.T) {
	checkReferences(t, "a.tsx", []referenceCase{
		{"const API = '/api/v1'\nfetch(`${API}/users`)", []string{"* /api/v1", "GET /api/v1/users"}},
		{"const API = '/api/v1', USERS = API + '/users'\nfetch(USERS + '/' + id)", []string{"* /api/v1", "* /api/v1/users", "GET /api/v1/users/{}"}},
		{"fetch(`${API}/users`)\nconst API = '/api/v1'", []string{"* /api/v1", "GET /api/v1/users"}},
		{"const url: string = '/users'\nfetch(url, { method: 'POST' })", []string{"* /users", "POST /users"}},
		{"let url = '/users'\nif (id) url = `/users/${id}`\nfetch(url)", []string{"* /users", "* /users/{}", "GET /users", "GET /users/{}"}},
		{"let url = '/users'\nurl += `?page=${page}`\nfetch(url)", []string{"* /users", "GET /users"}},
		{"let url = '/users'\nif (id) url += '/' + id\nfetch(url)", []string{"* /users", "GET /users", "GET /users/{}"}},
		{"const a = '/users'\nfunction f(a: string) { return fetch(a) }", []string{"* /users", "GET ?{}"}},
		{"const a = '/users'\nconst f = (a: string) => fetch(a)\nfetch(a)", []string{"* /users", "GET ?{}", "GET /users"}},
		{"function f() { const a = '/f'; fetch(a) }\nfunction g() { const a = '/g'; fetch(a) }", []string{"* /f", "GET /f", "* /g", "GET /g"}},
		{"const url = useMemo(() => `/users/${id}`, [id])\nfetch(url)", []string{"* /users/{}", "GET /users/{}"}},
		{"const build = (id: string) => `/users/${id}`\nfetch(build('me'))\nfetch(build(id))", []string{"* /users/{}", "GET /users/me", "GET /users/{}"}},
		{"function build(id: string, tail = '') {\n  return '/users/' + id + tail\n}\nfetch(build(id, '/posts'))", []string{"* /users/{}", "GET /users/{}/posts"}},
		{"const ENDPOINTS = { list: '/items', one: (id: number) => `/items/${id}`, deep: { all: '/items/all' } } as const\nfetch(ENDPOINTS.list)\nfetch(ENDPOINTS.one(3))\nfetch(ENDPOINTS['deep'].all)",
			[]string{"* /items", "* /items/{}", "* /items/all", "GET /items", "GET /items/3", "GET /items/all"}},
		{"const E = Object.freeze({ list() { return '/items' } })\nfetch(E.list())", []string{"* /items", "GET /items"}},
		{"const { list, one: single } = { list: '/items', one: '/item' }\nfetch(list)\nfetch(single)", []string{"* /items", "* /item", "GET /items", "GET /item"}},
		{"const base = { list: '/items' }\nconst E = { ...base, one: '/item' }\nfetch(E.list)", []string{"* /items", "* /item", "GET /items"}},
		{"enum Endpoint { List = '/items', One = '/item' }\nfetch(Endpoint.One)", []string{"* /items", "* /item", "GET /item"}},
		{"class Paths { static LIST = '/items' }\nfetch(Paths.LIST)", []string{"* /items", "GET /items"}},
		{"const a = b\nconst b = a + '/x'\nfetch(b)", []string{"* ?/x", "GET ?/x"}},
		{"let a = '/a'\na = a + '/x'\nfetch(a)", []string{"* /a", "GET /a", "* ?/x", "* /a/x", "GET /a/x"}}, // met again, a is unknown

		// Any constant that looks like a path
		{"const paths = ['/a', '/b/c', `/d/${e}`]", []string{"* /a", "* /b/c", "* /d/{}"}},
		{"const proxy = { '/api': target }", []string{"* /api"}},
		{"return '/users/' + id + '/posts'", []string{"* /users/{}/posts"}},
		{"return base + '/users/' + id", []string{"* ?/users/{}"}},
		{"return `${base}/users/${id}`", []string{"* ?/users/{}"}},
		{"case '/users': x = y === \"/me\" ? 1 : 2", []string{"* /users", "* /me"}},
		{"const url = 'https://api.example.com/v1/users'", []string{"* api.example.com/v1/users"}},
		{"const list = 'api/v1/users'", []string{"* ?/api/v1/users"}},
		{"const origin = 'https://api.example.com', root = '/', slashes = '//', html = '</p>', rel = 'users/1', type = 'text/html'", nil},
		{"const size = `${w}/${h}`, ratio = `${w}/2`, words = `${a} / b`, cls = 'w-1/2 h-full'", nil},
		{"const re = /\\/users\\/'x'/, half = a / b / c, glob = '/api/*', win = '\\\\server\\\\x'", nil},
	})
}

func TestReferencesMarkup(t *testing.T) {
	checkReferences(t, "a.tsx", []referenceCase{
		{"<form action=\"/newsletter\" method=\"post\" />", []string{"POST /newsletter"}},
		{"<form method='get' action='/search'><input /></form>", []string{"GET /search"}},
		{"<form action=\"/search\" onSubmit={send}></form>", []string{"* /search"}},
		{"<a className=\"/not/url x\" href=\"/download?x=1&amp;y=2\">get '/text' it's</a>", []string{"GET /download"}},
		{"<a href=\"/\">home</a>", []string{"GET /"}},
		{"<a href={`/download/${id}`} target=\"_blank\">x</a>", []string{"GET /download/{}"}},
		{"<img src={\"/img/\" + name} />", []string{"* /img/{}"}},
		{"<Link to=\"/users\">x</Link>", []string{"* /users"}},
		{"<Card url=\"/users\" load={() => fetch('/users/all')}>{x ? <b>'/text'</b> : '/expr'}</Card>", []string{"* /users", "GET /users/all", "* /expr"}},
		{"<svg xmlns=\"http://www.w3.org/2000/svg\" />", nil},
		{"<p>see /users/1, https://example.com/x and // this</p>\nfetch('/users')", []string{"GET /users"}},
		{"const f = <T,>(x: T) => x\nfetch('/a')\nconst g = <T extends Row>(x: T) => x\nfetch('/b')", []string{"GET /a", "GET /b"}},
		{"type F = <T>(x: T) => void\nfetch('/a')", []string{"GET /a"}},
		{"<Table<Row> rows={rows} href=\"/a\" />", []string{"GET /a"}},
	})
	checkReferences(t, "a.ts", []referenceCase{
		{"const x = <string>'/users'\nfetch(<string>url)", []string{"* /users", "GET ?{}"}},
		{"const f = <T>(x: T) => x\nfetch('/a')", []string{"GET /a"}},
	})
	checkReferences(t, "a.vue", []referenceCase{
		{"<template><form action=\"/x\" method=post><a :href=\"`/u/${id}`\" @click=\"api.post('/like')\">don't</a>{{ f('/y') }}</form></template>\n<script setup lang=\"ts\">\nconst A = '/api'\nfetch(`${A}/z`)\n</script>\n<style>a { background: url('/i.png') }</style>",
			[]string{"POST /x", "* /u/{}", "POST ?/like", "* /y", "* /api", "GET /api/z"}},
	})
	checkReferences(t, "a.svelte", []referenceCase{
		{"{#if x}<a href=\"/a\">it's</a>{/if}<a href={`/b/${c}`}>b</a>", []string{"GET /a", "GET /b/{}"}},
	})
	checkReferences(t, "a.html", []referenceCase{
		{"<!-- <a href=/no> --><a href=/yes>{'/no'}</a><script>fetch('/x')</script>", []string{"GET /yes", "GET /x"}},
	})
}

func TestReferencesNot(t *testing.T) {
	checkReferences(t, "a.tsx", []referenceCase{
		{"import a from '/src/a'\nimport '/src/b.css'\nimport { c } from \"/src/c\"\nimport type { D } from '/src/d'\nimport * as e from '/e'", nil},
		{"export { a } from '/src/a'\nexport * from '/src/b'\nexport * as c from '/src/c'", nil},
		{"const a = require('/src/a'), b = await import('/src/b'), c = lazy(() => import(`/src/${x}`))", nil},
		{"import.meta.glob('/src/pages/**/*.tsx')\nimport.meta.glob(['/src/a', '/src/b'])", nil},
		{"jest.mock('/src/a', () => ({}))\nvi.mock('/src/b')\nconst f = jest.fn().mockReturnValue('/x')", []string{"* /x"}},
		{"// fetch('/a')\n/* fetch('/b') */\n/** '/c' */\nconst x = 1 // don't\nfetch('/d')", []string{"GET /d"}},
		{"interface paths { '/users/{id}': { get: { a: '/b' } } }\ntype P = '/a' | '/b'\ntype Q<T> = { x: '/c' }\nfetch('/d')", []string{"GET /d"}},
		{"declare module '/x' { }", nil},
	})
	checkReferences(t, "api.d.ts", []referenceCase{{"export const a: '/users'", nil}})
}

// What cannot be read must not hide what follows it.
func TestReferencesBroken(t *testing.T) {
	checkReferences(t, "a.tsx", []referenceCase{
		{"const a = 'don\nfetch('/a')", []string{"GET /a"}},
		{"const a = ` open ${x\nfetch('/a')", []string{"GET /a"}},
		{"<div><p>it's</div>\nfetch('/a')", []string{"GET /a"}},
		{"}}}) fetch('/a')", []string{"GET /a"}},
		{"((({[ fetch('/a')", []string{"GET /a"}},
		{"fetch('/a'", []string{"* /a"}},
		{"a = b / c\nfetch('/a') / 2", []string{"GET /a"}},
		{"if (x) /'/.test(y)\nfetch('/a')", []string{"GET /a"}},
		{"x = y < z; fetch('/a'); w = v > u", []string{"GET /a"}},
		{"\ufefffetch('/a')", []string{"GET /a"}},
		{"#!/usr/bin/env node '/x\nfetch('/a')", []string{"GET /a"}},
		{"fetch('/a\xff/b')", []string{"GET /a\xff/b"}},
	})
}

func TestReferenceLines(t *testing.T) {
	long := "fetch('/long/" + strings.Repeat("é", 200) + "')"
	src := "const a = 1\n\n\tfetch(\n\t\t'/users',\n\t\t{ method: 'POST' },\n\t)\r\nuse('/b', '/a')\n" + long
	got := referencesIn("a.ts", src)
	want := []Reference{
		{Line: 4, Method: "POST", Path: "/users", Text: "'/users',"},
		{Line: 7, Path: "/a", Text: "use('/b', '/a')"},
		{Line: 7, Path: "/b", Text: "use('/b', '/a')"},
	}
	if !reflect.DeepEqual(got[:3], want) {
		t.Errorf("got %+v, want %+v", got[:3], want)
	}
	if text := got[3].Text; len(text) > 200 || !strings.HasPrefix(long, text) {
		t.Errorf("the line is shown as %q", text)
	}
}
