import { onScopeDispose, shallowRef } from 'vue'
import type { FieldState, FormModel } from './model'

/** Makes a headless model move a Vue template: reading a state follows every change of it. */
export function useModel(model: FormModel) {
  const seen = shallowRef(model.version)
  onScopeDispose(model.subscribe(() => (seen.value = model.version)))
  return {
    state(key: string): FieldState {
      void seen.value
      return model.state(key)
    },
    follow<T>(read: (model: FormModel) => T): T {
      void seen.value
      return read(model)
    },
  }
}
