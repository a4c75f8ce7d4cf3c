/** One field of a refused request, as in `errors` of problem+json. */
export interface FieldError {
  field?: string | null;
  message: string;
  code?: string | null;
  node_id?: string | null;
}

/** The server understood the request and refused it (RFC 9457 problem details). */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string | undefined,
    readonly errors: readonly FieldError[],
    /** The whole problem document: a conflict carries the current workflow, a refused publish its problems. */
    readonly body: Record<string, unknown>,
  ) {
    super(detail ?? title);
  }
}

/** No answer at all, or only a gateway's: the request can be repeated when the server is back. */
export class ServerUnreachable extends Error {
  override readonly name = "ServerUnreachable";
}

/** Reads a problem+json body; tolerates anything else a proxy may have put there. */
export function toApiError(status: number, statusText: string, body: unknown): ApiError {
  const problem = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const title = typeof problem.title === "string" ? problem.title : statusText || `HTTP ${status}`;
  const detail = typeof problem.detail === "string" ? problem.detail : undefined;
  const errors = Array.isArray(problem.errors) ? (problem.errors as FieldError[]) : [];
  return new ApiError(status, title, detail, errors, problem);
}

export function isStatus(error: unknown, status: number): error is ApiError {
  return error instanceof ApiError && error.status === status;
}
