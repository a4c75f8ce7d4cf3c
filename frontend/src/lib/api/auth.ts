import { messages } from "../messages";

const text = messages.signIn;
const CONFIG_URL = "/_local/config.json";

/**
 * Where the bearer token comes from. The front end asks the server once how people sign in
 * (`/_local/config.json`) and keeps the token in memory only: nothing to steal from storage.
 */
interface TokenSource {
  /** Whether the server is the local stack, which stands in for providers. */
  readonly local: boolean;
  /** A token that has not expired; `renew` forgets the present one first. */
  token(options?: { renew?: boolean }): Promise<string>;
}

interface LocalAuth {
  mode: "local";
  token_url: string;
}

type AuthConfig = LocalAuth | { mode: string };

/** Renew this long before the token's own end, so that a request in flight does not meet it. */
const EXPIRY_MARGIN_MS = 30_000;

class LocalTokenSource implements TokenSource {
  readonly local = true;
  private current: { value: string; expiresAt: number } | null = null;
  private pending: Promise<string> | null = null;

  constructor(private readonly url: string) {}

  token({ renew = false } = {}): Promise<string> {
    if (renew) this.current = null;
    if (this.current && this.current.expiresAt - EXPIRY_MARGIN_MS > Date.now()) {
      return Promise.resolve(this.current.value);
    }
    this.pending ??= this.fetchToken().finally(() => {
      this.pending = null;
    });
    return this.pending;
  }

  private async fetchToken(): Promise<string> {
    const response = await fetch(this.url, { method: "POST" });
    if (!response.ok) throw new Error(text.noToken(this.url, response.status));
    const { access_token, expires_in } = (await response.json()) as {
      access_token: string;
      expires_in: number;
    };
    this.current = { value: access_token, expiresAt: Date.now() + expires_in * 1000 };
    return access_token;
  }
}

function isLocal(config: AuthConfig): config is LocalAuth {
  return config.mode === "local";
}

/** The seam for other sign-in modes: each is one more `TokenSource`. */
function tokenSourceFor(config: AuthConfig): TokenSource {
  if (isLocal(config)) return new LocalTokenSource(config.token_url);
  throw new Error(text.unknownMode(config.mode));
}

let source: Promise<TokenSource> | null = null;

async function discover(): Promise<TokenSource> {
  const response = await fetch(CONFIG_URL);
  if (!response.ok) throw new Error(text.noConfig(CONFIG_URL, response.status));
  const { auth } = (await response.json()) as { auth: AuthConfig };
  return tokenSourceFor(auth);
}

/** A failed discovery is tried again by the next caller. */
function tokenSource(): Promise<TokenSource> {
  source ??= discover().catch((error: unknown) => {
    source = null;
    throw error;
  });
  return source;
}

/** The token for the next request. */
export async function accessToken(options?: { renew?: boolean }): Promise<string> {
  return (await tokenSource()).token(options);
}

export async function runsLocally(): Promise<boolean> {
  return (await tokenSource()).local;
}
