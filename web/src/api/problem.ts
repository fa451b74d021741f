import type { FieldError, ProblemBody, Unmet } from './types'

/** A refusal by the server, or `offline` when it could not be reached. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly detail?: string
  readonly errors: FieldError[]
  readonly unmet: Unmet[]
  readonly retryAfter?: number

  constructor(status: number, body: Partial<ProblemBody>, retryAfter?: number) {
    super(body.title ?? body.detail ?? String(status))
    this.status = status
    this.code = body.code ?? (status === 0 ? 'offline' : String(status))
    this.detail = body.detail
    this.errors = body.errors ?? []
    this.unmet = body.unmet ?? []
    this.retryAfter = retryAfter
  }

  /** The server could not be reached or is not ready: trying again later may help. */
  get passing(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504
  }
}

export async function problemOf(response: Response): Promise<Problem> {
  const retryAfter = Number(response.headers.get('Retry-After')) || undefined
  try {
    return new Problem(response.status, (await response.json()) as Partial<ProblemBody>, retryAfter)
  } catch {
    return new Problem(response.status, {}, retryAfter)
  }
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  return error instanceof TypeError ? new Problem(0, {}) : new Problem(500, { title: String(error) })
}
