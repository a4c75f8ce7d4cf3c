/** `orders`, else `orders-2`, `orders-3` ... */
export function freeName(wanted: string, taken: ReadonlySet<string>, separator: string): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted}${separator}${number}`;
  return name;
}
