import { mount } from '@/mount'
import LogInPage from '@/session/LogInPage.vue'
import MissingPage from '@/session/MissingPage.vue'
import UnreachablePage from '@/session/UnreachablePage.vue'
import { phone } from '@/ui/fields/phone'
import './phone.css'
import AppRoot from '@/session/AppRoot.vue'
import PhoneFrame from './PhoneFrame.vue'
import PhoneToday from './PhoneToday.vue'

mount(
  AppRoot,
  '/m/',
  [
    { path: '/login', name: 'login', component: LogInPage },
    { path: '/unreachable', name: 'unreachable', component: UnreachablePage },
    { path: '/visit', name: 'visit', component: () => import('./VisitPage.vue') },
    { path: '/search', name: 'search', component: () => import('./PhoneSearch.vue') },
    { path: '/f/:form/:id', name: 'record', component: () => import('./PhoneRecord.vue'), props: true },
    {
      path: '/',
      component: PhoneFrame,
      children: [
        { path: '', name: 'today', component: PhoneToday },
        { path: 'f/:form', name: 'form', component: () => import('./PhoneList.vue'), props: true },
        { path: 'advance', name: 'advance', component: () => import('./AdvancePage.vue') },
        { path: 'inbox', name: 'inbox', component: () => import('./PhoneInbox.vue') },
        { path: 'me', name: 'me', component: () => import('./PhoneMe.vue') },
        { path: ':rest(.*)*', name: 'missing', component: MissingPage },
      ],
    },
  ],
  phone,
)
