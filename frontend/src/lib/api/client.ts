import createClient from "openapi-fetch";
import type { paths } from "@/generated/api";
import { messages } from "../messages";
import { accessToken } from "./auth";
import { reportConnection } from "./connection";
import { ServerUnreachable, toApiError } from "./errors";

const GATEWAY_FAILURES = new Set([502, 503, 504]);
const REQUEST_TIMEOUT_MS = 30_000;

async function send(request: Request, renew: boolean): Promise<Response> {
  const authorized = new Request(request, {
    signal: AbortSignal.any([request.signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
  });
  authorized.headers.set("Authorization", `Bearer ${await accessToken({ renew })}`);
  return fetch(authorized);
}

/** Adds the token, asks once for a new one when the server refuses it, and tells reachability from refusal. */
async function authorizedFetch(request: Request): Promise<Response> {
  let response: Response;
  try {
    response = await send(request.clone(), false);
    if (response.status === 401) response = await send(request, true);
  } catch (error) {
    if (request.signal.aborted) throw error;
    reportConnection(false);
    throw new ServerUnreachable(messages.connection.noAnswer, { cause: error });
  }
  const reachable = !GATEWAY_FAILURES.has(response.status);
  reportConnection(reachable);
  if (!reachable) throw new ServerUnreachable(messages.connection.answers(response.status));
  return response;
}

/** The typed client of the REST API, generated from its OpenAPI document. */
export const api = createClient<paths>({ baseUrl: globalThis.location?.origin, fetch: authorizedFetch });

/** The body of a successful answer; throws `ApiError` for every other. */
export async function unwrap<T>(
  answer: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<NonNullable<T>> {
  const { data, error, response } = await answer;
  if (!response.ok) throw toApiError(response.status, response.statusText, error);
  return data as NonNullable<T>;
}
