import type { Link, Me } from '@/api/types'
import type { Expr, Field } from '@/definition/types'
import { evaluate, type Env, type Json, type Tree, UNKNOWN, type Values as Read, valuesOf } from '@/expression'
import { useSession } from '@/session/session'
import type { Judge, Scope } from './judge'

const ZONE = 'Asia/Shanghai'

/** Judges with the shared evaluator; what it cannot know, or does not understand, is the server's to decide. */
export function judgeFor(me: Me | null, zone: string, now: () => Date): Judge {
  return {
    evaluate(expr: Expr, scope: Scope): unknown {
      if (expr.tree === undefined) return undefined
      const env: Env = { now: now().toISOString(), zone, me: meReader(me) }
      try {
        const answer = evaluate(expr.tree as Tree, reader(scope), env)
        return answer === UNKNOWN ? undefined : answer
      } catch {
        return undefined
      }
    },
    asValue: (field, answer, scope) => asValue(field, answer, scope, me),
  }
}

export function judgeNow(): Judge {
  const session = useSession()
  return judgeFor(session.me, session.app?.definition.zone ?? ZONE, () => new Date())
}

/** Own fields are null where they are blank; fields of another record are known once it is loaded. */
function reader(scope: Scope): Read {
  const own = new Set(scope.fields.map((field) => field.key))
  return (path) => {
    const [head = '', ...rest] = path.split('.')
    if (!own.has(head)) return undefined
    const value = (scope.values[head] ?? null) as Json
    if (rest.length === 0 || value === null) return value
    const loaded = scope.hops.get(head)
    if (!loaded) return valuesOf({ [head]: value })(path)
    const found = valuesOf(loaded as Record<string, Json>)(rest.join('.'))
    return found === undefined && rest[0] !== undefined && rest[0] in loaded ? null : found
  }
}

function meReader(me: Me | null): Read {
  const known: Record<string, Json> = me
    ? { id: me.id, roles: me.roles.map((role) => role.key), ...(me.department ? { department: me.department.id } : {}) }
    : {}
  return (path) => known[path]
}

/** An answer as the field holds it: an id becomes the link it stands for, a whole number a number. */
function asValue(field: Field, answer: unknown, scope: Scope, me: Me | null): unknown {
  if (typeof answer !== 'string') return answer
  if (field.type === 'integer') return Number(answer)
  if (!['reference', 'person', 'department'].includes(field.type)) return answer
  if (me?.id === answer) return { id: me.id, title: me.name }
  if (me?.department?.id === answer) return me.department
  return linksIn(scope).find((link) => link.id === answer) ?? { id: answer, title: null }
}

function linksIn(scope: Scope): Link[] {
  const values = [scope.values, ...scope.hops.values()].flatMap((each) => Object.values(each))
  return values.filter((value): value is Link => value !== null && typeof value === 'object' && 'id' in value && 'title' in value)
}
