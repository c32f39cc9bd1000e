import type { Routes } from '../../server/router.ts'

function audit() {
  return '<h1>Who did what</h1>'
}

export const routes: Routes = { 'GET /audit': audit }
