import { create } from "zustand";

/** Whether the last request reached the server; drives the banner and the pace of retries. */
export const useConnection = create<{ online: boolean }>(() => ({ online: true }));

export function reportConnection(online: boolean): void {
  if (useConnection.getState().online !== online) useConnection.setState({ online });
}
