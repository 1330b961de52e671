// The REST side: requests carry the session cookie; writes carry the CSRF token of the `csrftoken` cookie.

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const LOGIN_PAGE = "/accounts/login/";
const TIMEOUT_MS = 15_000;

export type Query = Readonly<Record<string, string | number | undefined>>;

export function queryText(query: Query): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [[name, String(value)]],
  );
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs).toString()}`;
}

export function cookie(name: string, jar: string = document.cookie): string {
  for (const part of jar.split("; ")) {
    const at = part.indexOf("=");
    if (part.slice(0, at) === name) return decodeURIComponent(part.slice(at + 1));
  }
  return "";
}

/** Leave for the login page; the reader comes back to where he was. */
export function toLogin(): void {
  location.assign(`${LOGIN_PAGE}?next=${encodeURIComponent(location.pathname)}`);
}

async function request<T>(method: "GET" | "POST" | "PUT", path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") {
    headers["X-CSRFToken"] = cookie("csrftoken");
    headers["Content-Type"] = "application/json";
  }
  const response = await fetch(path, {
    method,
    headers,
    credentials: "same-origin",
    body: body === undefined ? null : JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.ok) return (await response.json()) as T;
  throw await refusal(response);
}

async function refusal(response: Response): Promise<ApiError> {
  const text = await response.text();
  try {
    const body = JSON.parse(text) as { code?: string; message?: string; detail?: unknown };
    const words = body.message ?? (typeof body.detail === "string" ? body.detail : "");
    return new ApiError(response.status, body.code ?? "", words);
  } catch {
    return new ApiError(response.status, "", ""); // a page instead of JSON: a proxy or the login redirect
  }
}

export function getJson<T>(path: string, query: Query = {}): Promise<T> {
  return request<T>("GET", path + queryText(query));
}

export function postJson<T>(path: string, body: unknown = {}): Promise<T> {
  return request<T>("POST", path, body);
}
