import { shallowReactive } from 'vue'
import { api, ok, onSessionEnd } from '@/api/client'
import { asProblem, type Problem } from '@/api/problem'
import type { Me } from '@/api/types'
import { App } from '@/definition/app'
import type { AppDefinition } from '@/definition/types'
import { setLocale } from '@/i18n'
import { forgetSearches } from '@/search/recent'

interface Session {
  state: 'starting' | 'out' | 'in' | 'unreachable'
  me: Me | null
  app: App | null
  /** The session ended while working: the log-in sheet is up, what was typed stays. */
  asking: boolean
  problem: Problem | null
}

const session = shallowReactive<Session>({ state: 'starting', me: null, app: null, asking: false, problem: null })
let waiting: ((back: boolean) => void)[] = []

export function useSession(): Session {
  return session
}

/** The person logged in; only to be called below the log-in. */
export function useMe(): Me {
  if (!session.me) throw new Error('nobody is logged in')
  return session.me
}

export function useApp(): App {
  if (!session.app) throw new Error('no definition loaded')
  return session.app
}

/** Finds out who is here; the first 401 also brings the XSRF cookie that the log-in needs. */
export async function start(): Promise<void> {
  session.problem = null
  try {
    await enter(await ok(api.GET('/api/me')))
  } catch (error) {
    const problem = asProblem(error)
    session.state = problem.status === 401 ? 'out' : 'unreachable'
    session.problem = problem
  }
}

export async function logIn(login: string, password: string): Promise<void> {
  await ok(api.POST('/api/session', { body: { login, password } }))
  const before = session.me?.id
  const me = await ok(api.GET('/api/me'))
  if (session.asking && before !== undefined && before !== me.id) {
    location.reload()
    return
  }
  await enter(me)
  resume(true)
}

export async function changePassword(current: string, password: string): Promise<void> {
  await ok(api.POST('/api/me/password', { body: { current, password } }))
  await enter(await ok(api.GET('/api/me')))
}

export async function logOut(): Promise<void> {
  await ok(api.DELETE('/api/session'))
  forgetSearches()
  location.assign(location.pathname.startsWith('/m') ? '/m/login' : '/login')
}

export function giveUpLogin(): void {
  resume(false)
}

function resume(back: boolean): void {
  session.asking = false
  waiting.forEach((each) => each(back))
  waiting = []
}

async function enter(me: Me): Promise<void> {
  const app = me.must_change_password ? null : new App((await ok(api.GET('/api/definition'))) as unknown as AppDefinition)
  if (me.locale && !localStorage.getItem('chengdan.locale')) setLocale(me.locale.startsWith('en') ? 'en' : 'zh')
  Object.assign(session, { me, app, state: 'in' } satisfies Partial<Session>)
}

onSessionEnd(() => {
  if (session.state !== 'in') return Promise.resolve(false)
  session.asking = true
  return new Promise((resolve) => waiting.push(resolve))
})
