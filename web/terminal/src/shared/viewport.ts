// Narrow screens get the simple mode with tabs, wide ones the docked panes.

import { ref } from "vue";

const query = window.matchMedia("(max-width: 999px)");
export const isNarrow = ref(query.matches);
query.addEventListener("change", (event) => {
  isNarrow.value = event.matches;
});
