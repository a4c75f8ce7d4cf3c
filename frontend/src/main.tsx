import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./app/global.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { rememberFocus } from "./lib/focus-return";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
rememberFocus();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
