import { isOpen } from '@/definition/app'
import type { Pipeline } from '@/definition/types'

/** Going back, reopening and leaving a win are done with a reason; forward and losing are judged by their gates. */
export function moveAsksReason(pipeline: Pipeline, from: unknown, to: string): boolean {
  const now = pipeline.stages.findIndex((stage) => stage.key === from)
  const next = pipeline.stages.findIndex((stage) => stage.key === to)
  const [source, target] = [pipeline.stages[now], pipeline.stages[next]]
  if (!source || !target) return false
  if (!isOpen(source)) return true
  return isOpen(target) && next < now
}

/** The next open stage, or the winning one after the last; none from a closed stage. */
export function nextStage(pipeline: Pipeline, from: unknown): string | undefined {
  const at = pipeline.stages.findIndex((stage) => stage.key === from)
  const now = pipeline.stages[at]
  if (!now || !isOpen(now)) return undefined
  const next = pipeline.stages.slice(at + 1).find((stage) => isOpen(stage) || stage.kind === 'won')
  return next?.key
}
