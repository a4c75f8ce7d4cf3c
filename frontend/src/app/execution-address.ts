interface Params {
  executionId: string;
}

/**
 * How an execution's id stands in the page's address. Its dot becomes a tilde, which no id has: a server of static
 * files takes a last segment with a dot for a file, and would answer a reload of the page with "not found".
 */
export const executionAddress = {
  parse: ({ executionId }: Params): Params => ({ executionId: executionId.replace("~", ".") }),
  stringify: ({ executionId }: Params): Params => ({ executionId: executionId.replace(".", "~") }),
};
