import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
];
const MACOS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];
const INSTALL_LIMIT_MS = 10 * 60_000;

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installed(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...MACOS].find(isExecutable);
}

function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
}

function aptGet(...parameters: string[]): void {
  execFileSync("apt-get", parameters, {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    stdio: ["ignore", "ignore", "inherit"],
    timeout: INSTALL_LIMIT_MS,
  });
}

/**
 * The path of a Chromium-based browser: `CHROME`, else an installed one, else one installed now where that is
 * possible (root on a Debian system). Throws an Error that says what to install.
 */
export function findBrowser(): string {
  const named = process.env.CHROME;
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`CHROME names ${named}, which cannot be executed`);
  }
  const found = installed();
  if (found) return found;
  if (canInstall()) {
    process.stderr.write("No Chromium or Chrome found: installing Debian's chromium ...\n");
    aptGet("update", "-qq");
    aptGet("install", "-y", "-qq", "chromium");
    const fresh = installed();
    if (fresh) return fresh;
  }
  throw new Error(
    "The browser tests need Chromium or Google Chrome. Install it (Debian, Ubuntu: `sudo apt-get install chromium`; " +
      "Fedora: `sudo dnf install chromium`; macOS: `brew install --cask google-chrome`), or set CHROME to its path.",
  );
}
