// Starts the terminal: who is signed in, then the page, then the line.

import { createApp } from "vue";
import { signIn, Terminal } from "./features/session/terminal";
import App from "./features/shell/App.vue";
import { followLanguage } from "./features/shell/language";
import StartFailed from "./features/shell/StartFailed.vue";
import { asLanguage, language } from "./shared/text";
import "./shared/terminal.css";

const ROOT = "#terminal";

async function start(): Promise<void> {
  language.value = asLanguage(navigator.language);
  followLanguage();
  try {
    const session = await signIn();
    language.value = asLanguage(session.language);
    const terminal = new Terminal(session);
    createApp(App, { terminal }).mount(ROOT);
    void terminal.market.loadAll();
    terminal.start();
  } catch (error) {
    console.error(error);
    createApp(StartFailed).mount(ROOT);
  }
}

void start();
