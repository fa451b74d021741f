import { shallowRef } from 'vue'

export interface Question {
  title: string
  note?: string
  yes: string
  no: string
}

export const question = shallowRef<(Question & { answer: (yes: boolean) => void }) | null>(null)

/** Asks before something that cannot be undone. */
export function ask(asked: Question): Promise<boolean> {
  return new Promise((resolve) => {
    question.value = {
      ...asked,
      answer(yes) {
        question.value = null
        resolve(yes)
      },
    }
  })
}
