import { useEffect } from "react";
import { create } from "zustand";

/** Files that were chosen on another page. */
const useHandedOver = create<{ files: readonly File[] }>()(() => ({ files: [] }));

/** Leaves files for the list of workflows to import. */
export function handOver(files: readonly File[]): void {
  useHandedOver.setState({ files });
}

/** Takes the files that were left, once, as soon as there are some. */
export function useHandedOverFiles(take: (files: readonly File[]) => void): void {
  const waiting = useHandedOver((state) => state.files);
  useEffect(() => {
    // As they are now: an effect that runs twice takes them once.
    const { files } = useHandedOver.getState();
    if (waiting.length === 0 || files.length === 0) return;
    handOver([]);
    take(files);
  }, [waiting, take]);
}
