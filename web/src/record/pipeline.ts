import type { RecordOut } from '@/api/types'
import type { Form, Pipeline } from '@/definition/types'
import { judgeNow } from '@/form/evaluator'
import { judged } from '@/form/judge'

/** The pipeline a record goes through: the first whose condition holds, as far as the client can tell, and that has its stage. */
export function pipelineFor(form: Form, record: RecordOut): Pipeline | undefined {
  const judge = judgeNow()
  const scope = { fields: form.fields, values: record.fields, hops: new Map() }
  return form.pipelines?.find((pipeline) => {
    const there = pipeline.stages.some((stage) => stage.key === record.fields[pipeline.field])
    return there && (!pipeline.when || judged(judge, pipeline.when, scope) !== false)
  })
}

/** Stages are moved along their path, never typed into a form. */
export const stageFields = (form: Form): Set<string> => new Set(form.pipelines?.map((pipeline) => pipeline.field))
