import { createServer } from 'node:http'
import { answer, loadRoutes } from '../server/router.ts'

const routes = await loadRoutes(new URL('./routes/', import.meta.url))

createServer((request, response) => answer(routes, request, response)).listen(process.env.PORT)
