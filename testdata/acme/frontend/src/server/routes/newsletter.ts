import type { Routes } from '../router.ts'

// The newsletter has ended, but old pages still send their forms.
function subscribe() {
  return 410
}

export const routes: Routes = { 'POST /newsletter': subscribe }
