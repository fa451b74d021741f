import createClient from 'openapi-fetch'
import { locale } from '@/i18n'
import { Problem, problemOf } from './problem'
import type { paths } from './schema'

/** Asked when a session has ended under the user's hands; resolves true once they are logged in again. */
let askLogin: () => Promise<boolean> = async () => false

export function onSessionEnd(ask: () => Promise<boolean>): void {
  askLogin = ask
}

function xsrfToken(): string | undefined {
  return document.cookie.match(/(?:^|; )XSRF-TOKEN=([^;]*)/)?.[1]
}

function prepared(request: Request): Request {
  const copy = request.clone()
  const token = xsrfToken()
  if (token && request.method !== 'GET') copy.headers.set('X-XSRF-TOKEN', decodeURIComponent(token))
  copy.headers.set('Accept-Language', locale.value === 'zh' ? 'zh-CN' : 'en')
  return copy
}

/** Paths that answer 401 as part of their work and must not open the log-in sheet. */
const OWN_401 = /\/api\/(session|me)$/

async function send(request: Request): Promise<Response> {
  const response = await tried(request)
  if (response.status !== 401 || OWN_401.test(new URL(request.url).pathname)) return response
  return (await askLogin()) ? tried(request) : response
}

/** A write refused for a missing XSRF token is sent once more after a read has brought the cookie. */
async function tried(request: Request): Promise<Response> {
  const response = await reach(prepared(request))
  if (response.status !== 403 || request.method === 'GET') return response
  const body = (await response.clone().json().catch(() => undefined)) as { code?: string } | undefined
  if (body?.code !== 'xsrf') return response
  await reach(new Request(new URL('/api/me', location.origin)))
  return reach(prepared(request))
}

async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Problem(0, {})
  }
}

export const api = createClient<paths>({ baseUrl: location.origin, fetch: send })

/** The data of a call, or its problem thrown. */
export async function ok<T>(call: Promise<{ data?: T; response: Response; error?: unknown }>): Promise<T> {
  const { data, response, error } = await call
  if (response.ok) return data as T
  if (error && typeof error === 'object') {
    throw new Problem(response.status, error, Number(response.headers.get('Retry-After')) || undefined)
  }
  throw await problemOf(response)
}
