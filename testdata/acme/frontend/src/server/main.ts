import { createServer } from 'node:http'
import { answer, loadRoutes } from './router.ts'

const routes = await loadRoutes(new URL('./routes/', import.meta.url))

createServer((request, response) => {
  // For price comparisons. It is no route, so the route dump does not list it.
  if (request.url?.startsWith('/feeds/')) {
    response.setHeader('Content-Type', 'text/xml').end('<products/>')
    return
  }
  answer(routes, request, response)
}).listen(process.env.PORT)
