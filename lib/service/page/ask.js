/** A request to the service. */

/** @param body of a POST; without one, it is a GET */
export async function ask(path, body, headers = {}) {
  const init = body
    ? {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }
    : {};
  const answer = await fetch(path, init).catch(() => {
    throw new Error("The service can't be reached. It may have been stopped.");
  });
  const json = await answer.json().catch(() => ({}));
  if (answer.ok) return json;
  const why = json.error?.message ?? `status ${answer.status}`;
  throw Object.assign(new Error(`The service rejected the request: ${why}`), { status: answer.status });
}
