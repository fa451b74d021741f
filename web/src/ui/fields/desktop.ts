import type { Shell } from '../shell'
import DesktopFloating from '../DesktopFloating.vue'
import AttachmentEdit from './AttachmentEdit.vue'
import DateEdit from './DateEdit.vue'
import NumberEdit from './NumberEdit.vue'
import PickEdit from './PickEdit.vue'
import RegionEdit from './RegionEdit.vue'
import TableEdit from './TableEdit.vue'
import TagsEdit from './TagsEdit.vue'
import TextEdit from './TextEdit.vue'
import YesNoEdit from './YesNoEdit.vue'

export const desktop: Shell = {
  kind: 'desktop',
  floating: DesktopFloating,
  editors: {
    text: TextEdit,
    long_text: TextEdit,
    phone: TextEdit,
    email: TextEdit,
    url: TextEdit,
    integer: NumberEdit,
    decimal: NumberEdit,
    money: NumberEdit,
    percent: NumberEdit,
    date: DateEdit,
    datetime: DateEdit,
    yes_no: YesNoEdit,
    choice: PickEdit,
    multi_choice: PickEdit,
    person: PickEdit,
    people: PickEdit,
    department: PickEdit,
    reference: PickEdit,
    multi_reference: PickEdit,
    region: RegionEdit,
    attachment: AttachmentEdit,
    table: TableEdit,
    tags: TagsEdit,
  },
}
