import { useState } from "react";

type Config = Record<string, unknown>;

/**
 * Changes between ways to say a configuration: each is found again as it was left while the form is open, so that looking
 * at another one loses nothing. `begin` is a way that was not chosen before.
 */
export function useModes<Mode extends string>(
  mode: Mode,
  config: Config,
  begin: (mode: Mode) => Config,
  onChange: (config: Config) => void,
): (next: Mode) => void {
  const [left, setLeft] = useState<ReadonlyMap<Mode, Config>>(new Map());
  return (next) => {
    setLeft(new Map([...left, [mode, config]]));
    onChange(left.get(next) ?? begin(next));
  };
}
