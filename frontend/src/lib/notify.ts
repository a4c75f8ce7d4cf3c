import { notifications } from "@mantine/notifications";
import { messageOf } from "./fault";

export function notifyDone(message: string): void {
  notifications.show({ message, color: "teal", autoClose: 3000 });
}

export function notifyInfo(message: string): void {
  notifications.show({ message, color: "indigo", autoClose: 4000 });
}

/** Says what to look at; stays long enough to be read. */
export function notifyWarning(message: string): void {
  notifications.show({ message, color: "yellow", autoClose: 8000 });
}

/** Says what failed; stays until it is read. */
export function notifyError(error: unknown): void {
  notifications.show({
    message: messageOf(error),
    color: "red",
    autoClose: 8000,
  });
}
