import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./app/global.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Misuse } from "@/lib/fault";
import { App } from "./app/App";
import { rememberFocus } from "./lib/focus-return";

const root = document.getElementById("root");
if (!root) throw new Misuse("index.html has no #root");
rememberFocus();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
