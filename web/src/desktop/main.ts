import TodayPage from '@/inbox/TodayPage.vue'
import { mount } from '@/mount'
import LogInPage from '@/session/LogInPage.vue'
import MissingPage from '@/session/MissingPage.vue'
import UnreachablePage from '@/session/UnreachablePage.vue'
import { desktop } from '@/ui/fields/desktop'
import AppRoot from '@/session/AppRoot.vue'
import DesktopFrame from './DesktopFrame.vue'

mount(
  AppRoot,
  '/',
  [
    { path: '/login', name: 'login', component: LogInPage },
    { path: '/unreachable', name: 'unreachable', component: UnreachablePage },
    {
      path: '/',
      component: DesktopFrame,
      children: [
        { path: '', name: 'today', component: TodayPage },
        { path: 'f/:form', name: 'form', component: () => import('@/list/ListPage.vue'), props: true },
        { path: 'f/:form/board', name: 'board', component: () => import('@/board/BoardPage.vue'), props: true },
        { path: 'f/:form/:id', name: 'record', component: () => import('@/record/RecordPage.vue'), props: true },
        { path: ':rest(.*)*', name: 'missing', component: MissingPage },
      ],
    },
  ],
  desktop,
)
