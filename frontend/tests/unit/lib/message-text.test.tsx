import { render } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { MessageText } from "@/components/MessageText";

describe("a message with a suggestion", () => {
  it.each([
    ["the key `each` is reserved", "each_1", "the key each is reserved. Did you mean each_1?"],
    ["It is reserved.", "each_1", "It is reserved. Did you mean each_1?"],
    ["there is no `$a`; did you mean `$b`?", "b", "there is no $a; did you mean $b?"],
    ["there is no `$a`", null, "there is no $a"],
  ])("reads as sentences: %s", (message, suggestion, shown) => {
    const { container } = render(<MessageText suggestion={suggestion}>{message}</MessageText>);

    expect(container.textContent).toBe(shown);
  });
});
