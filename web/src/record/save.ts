import { newId } from '@/api/ids'
import { createRecord, getRecord, patchRecord, uploadFile } from '@/api/records'
import { asProblem } from '@/api/problem'
import type { RecordOut } from '@/api/types'
import type { Form } from '@/definition/types'
import type { Conflict, FormModel } from '@/form/model'

/** Creates the record and then sends the files that were kept with the form. The id is fixed, so a repeat creates nothing twice. */
export async function create(form: Form, model: FormModel, id = newId()): Promise<RecordOut> {
  const record = await createRecord(form.key, id, model.changes())
  let sent = false
  for (const [key, field] of model.fields) {
    if (field.type !== 'attachment') continue
    for (const kept of (model.value(key) ?? []) as { file?: File }[]) {
      if (!kept.file) continue
      await uploadFile(kept.file, { form: form.key, id: record.id, field: key })
      sent = true
    }
  }
  return sent ? getRecord(form.key, record.id) : record
}

export type Saved = { record: RecordOut } | { theirs: RecordOut; conflicts: Conflict[] }

/**
 * Saves what changed. If the record has moved on meanwhile and nothing was changed by both sides, the changes are
 * put on top and sent again; otherwise the conflicts come back for the person to decide.
 */
export async function save(record: RecordOut, model: FormModel): Promise<Saved> {
  const changes = model.changes()
  if (Object.keys(changes).length === 0) return { record }
  try {
    return { record: await patchRecord(record, changes) }
  } catch (error) {
    const problem = asProblem(error)
    if (problem.status !== 412) throw problem
    const theirs = await getRecord(record.form, record.id)
    const conflicts = model.conflicts(theirs.fields)
    if (conflicts.length) return { theirs, conflicts }
    model.rebase(theirs.fields)
    return save(theirs, model)
  }
}
