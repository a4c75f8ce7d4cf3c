import {
  Autocomplete,
  Badge,
  Button,
  createTheme,
  type CSSVariablesResolver,
  DEFAULT_THEME,
  Drawer,
  Loader,
  type MantineColorsTuple,
  Menu,
  Modal,
  NavLink,
  Notification,
  Select,
  TagsInput,
  Tooltip,
} from "@mantine/core";
import { returnFocus } from "@/lib/focus-return";
import { messages } from "@/lib/messages";

const indigo: MantineColorsTuple = [
  "#eef1fd",
  "#d9e0fa",
  "#b1bff3",
  "#869bec",
  "#627de6",
  "#4c6ae3",
  "#3f5fe0",
  "#314fc7",
  "#2946b3",
  "#1d3b9e",
];

const teal: MantineColorsTuple = [
  "#eaf6ef",
  "#d3ecdd",
  "#a5d8bb",
  "#74c397",
  "#4db279",
  "#35a766",
  "#279f5b",
  "#1d8a4c",
  "#147341",
  "#095f34",
];

/** The same cool greys as the page's own surfaces (global.css). */
const dark: MantineColorsTuple = [
  "#e4e7ec",
  "#c3c9d2",
  "#9aa3b1",
  "#6d7683",
  "#3d444d",
  "#31373e",
  "#24282d",
  "#1d2024",
  "#17191c",
  "#121416",
];

const OVERLAY = {
  closeButtonProps: { "aria-label": messages.common.close },
  onExitTransitionEnd: () => returnFocus(),
};

/** The list itself scrolls: a frame that scrolls within it could not be reached by the keyboard. */
const CHOICES = {
  withScrollArea: false,
  styles: { options: { maxHeight: 260, overflowY: "auto" } },
} as const;

/** Calm and dense: one accent, small controls, little shadow. */
export const theme = createTheme({
  primaryColor: "indigo",
  primaryShade: { light: 7, dark: 6 },
  colors: { indigo, teal, dark },
  defaultRadius: "md",
  radius: { xs: "3px", sm: "4px", md: "6px", lg: "8px", xl: "12px" },
  fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "JetBrains Mono", Menlo, Consolas, monospace',
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "19px" },
  headings: {
    fontWeight: "600",
    sizes: { h1: { fontSize: "20px" }, h2: { fontSize: "16px" }, h3: { fontSize: "14px" } },
  },
  focusRing: "auto",
  cursorType: "pointer",
  components: {
    Autocomplete: Autocomplete.extend({ defaultProps: CHOICES }),
    Button: Button.extend({ defaultProps: { size: "xs" } }),
    Badge: Badge.extend({ defaultProps: { variant: "light", tt: "none", fw: 500 } }),
    Drawer: Drawer.extend({ defaultProps: OVERLAY }),
    // A menu holds nothing but its items: the first of them has the keyboard.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
    Modal: Modal.extend({ defaultProps: OVERLAY }),
    // Its label is read out only with a role.
    Loader: Loader.extend({ defaultProps: { role: "status" } }),
    NavLink: NavLink.extend({ defaultProps: { py: 6 } }),
    Notification: Notification.extend({
      defaultProps: { closeButtonProps: { "aria-label": messages.common.close } },
    }),
    Select: Select.extend({ defaultProps: CHOICES }),
    TagsInput: TagsInput.extend({ defaultProps: CHOICES }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withArrow: true } }),
  },
});

const BOTH = {
  "--mantine-color-dimmed": "var(--sw-text-dim)",
  "--mantine-color-anchor": "var(--sw-accent)",
  "--mantine-color-red-filled": "var(--mantine-color-red-9)",
  "--mantine-color-red-filled-hover": "#b32424",
  "--mantine-color-error": "var(--sw-failed)",
  "--mantine-color-placeholder": "light-dark(#6f7888, #8b94a2)",
};

/** In the dark Mantine fills what is light with a deep colour: a tint of what is behind it is calm, and reads as in the light. */
const TINTS = Object.fromEntries(
  Object.keys(DEFAULT_THEME.colors).flatMap((color) => [
    [`--mantine-color-${color}-light`, tint(color, 16)],
    [`--mantine-color-${color}-light-hover`, tint(color, 24)],
    [`--mantine-color-${color}-light-color`, `var(--mantine-color-${color}-${color === "dark" ? 0 : 3})`],
  ]),
);

function tint(color: string, percent: number): string {
  return `color-mix(in srgb, var(--mantine-color-${color}-${color === "dark" ? 2 : 5}) ${percent}%, transparent)`;
}

/**
 * Mantine's own dimmed grey, links and placeholders, its red, orange and yellow texts, and white on its red are too faint
 * to read.
 */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...BOTH,
    "--mantine-color-red-text": "var(--mantine-color-red-9)",
    "--mantine-color-red-light-color": "var(--mantine-color-red-9)",
    "--mantine-color-orange-light-color": "#a33400",
    "--mantine-color-yellow-light-color": "#7a4f00",
  },
  dark: { ...BOTH, ...TINTS },
});
