import { createApp } from 'vue'
import '@/ui/tokens.css'
import App from './App.vue'

createApp(App).mount('#app')
