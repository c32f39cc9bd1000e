import { readdir } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'

export type Params = Record<string, string>
export type Handler = (params: Params) => string | number // a page, or the status of an error
export type Routes = Record<string, Handler>

/** Collects the routes of every file in a directory. Nothing imports these files by name, so Knip takes them for unused. */
export async function loadRoutes(dir: URL): Promise<Routes> {
  const all: Routes = {}
  for (const name of (await readdir(dir)).sort()) {
    const file: { routes: Routes } = await import(new URL(name, dir).href)
    Object.assign(all, file.routes)
  }
  return all
}

/** Serves a request by the first route that matches. A HEAD request is served as GET, without the body. */
export function answer(routes: Routes, request: IncomingMessage, response: ServerResponse) {
  const path = new URL(request.url ?? '/', 'http://shop').pathname
  const method = request.method === 'HEAD' ? 'GET' : request.method
  for (const [route, handle] of Object.entries(routes)) {
    const [verb, template] = route.split(' ')
    const found = pattern(template).exec(path)
    if (verb === method && found) {
      send(response, handle({ ...found.groups }))
      return
    }
  }
  send(response, 404)
}

function send(response: ServerResponse, result: string | number) {
  if (typeof result === 'number') {
    response.writeHead(result).end()
    return
  }
  response.writeHead(200, { 'Content-Type': 'text/html' }).end(result)
}

function pattern(template: string): RegExp {
  return new RegExp(`^${template.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)
}
