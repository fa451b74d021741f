import type { Router } from 'vue-router'
import { start, useSession } from './session'

/** Nobody gets past the door without being logged in; afterwards they land where they wanted to go. */
export function guard(router: Router): void {
  const session = useSession()
  router.beforeEach(async (to) => {
    if (session.state === 'starting' || session.state === 'unreachable') await start()
    if (session.state === 'unreachable') return to.name === 'unreachable' ? true : { name: 'unreachable', query: { to: to.fullPath } }
    const inside = session.state === 'in' && !session.me?.must_change_password
    if (!inside && to.name !== 'login') return { name: 'login', query: { to: to.fullPath } }
    if (inside && (to.name === 'login' || to.name === 'unreachable')) return typeof to.query.to === 'string' ? to.query.to : '/'
    const form = to.params.form ? session.app?.form(String(to.params.form)) : undefined
    if (inside && to.params.form && (!form || (to.name === 'board' && !form.pipelines?.length))) return { name: 'missing', params: { rest: to.path.split('/').filter(Boolean) } }
    return true
  })
}
