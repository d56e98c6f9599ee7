import { checkArgument, checkOptions, ITERABLE, POSITIVE_WHOLE } from '../../core/arguments';
import { DataError, OptionError } from '../../core/errors';
import { withRequired } from '../../core/with-required';
import { type SimulatedUsers, USERS } from './simulated-users';

export interface DriveOptions {
  /** Where the service is: `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly users: SimulatedUsers;
  /** Who comes, in order; each must be a user of the service and of the taste. */
  readonly visits: Iterable<string>;
  /** Length of the lists. Default 10. */
  readonly k?: number;
  /** The service's key, if it has one. */
  readonly apiKey?: string;
}

/** A visit: what the service answered, and what was clicked. */
export interface DrivenVisit {
  readonly user: string;
  /** Null for users who aren't in the experiment, or without one. */
  readonly arm: string | null;
  readonly items: readonly string[];
  readonly clicks: readonly string[];
  /** What became of the clicks in the experiment: joined, duplicate, late, orphan, forged. Empty without one. */
  readonly fates: Readonly<Record<string, number>>;
}

interface Answer {
  readonly requestId: string | null;
  readonly arm: string | null;
  readonly recommendations: readonly { readonly itemId: string }[];
}

/**
 * Simulated users of a real service: each asks for a list, clicks as they do, and the clicks are sent back with the list's
 * `requestId`. One visit after another, so that the same visits give the same clicks. Cost: two requests per visit.
 *
 * @throws DataError if the service refuses a request, with its words
 * @example
 * const service = await createService({ load: () => loadModel('data/models/svd'), feedbackDir: 'data/clicks' });
 * await service.load();
 * const url = await service.listen({ port: 0 });
 * const { users: ids, items } = model.summary;
 * const scoresOf = (user: string) => model.scoresOf(userId(user));
 * const taste = scoredTaste({ users: ids, items, scoresOf, middle: 4, spread: 0.4 });
 * const users = new SimulatedUsers({ taste, clicks: positionBased() });
 * for await (const { arm, clicks } of driveService({ url, users, visits: ['196', '20'] })) console.log(arm, clicks);
 * await service.close();
 */
export async function* driveService(options: DriveOptions): AsyncGenerator<DrivenVisit> {
  withRequired('driveService', options, 'url', 'users', 'visits');
  checkOptions('driveService', options, { url: 'http://…', users: {}, visits: [], k: 10, apiKey: '' });
  const { url, users, visits, k = 10, apiKey } = options;
  if (!URL.canParse(url)) {
    throw new OptionError(`driveService: url must be an address such as http://127.0.0.1:8080, got ${url}`);
  }
  checkArgument('driveService', 'users', users, USERS);
  checkArgument('driveService', 'visits', visits, ITERABLE);
  checkArgument('driveService', 'k', k, POSITIVE_WHOLE);
  const headers = {
    'content-type': 'application/json',
    ...(apiKey !== undefined && { 'x-api-key': apiKey }),
  };
  for (const user of visits) {
    const address = `${url}/recommend/${encodeURIComponent(user)}?n=${k}`;
    const { requestId, arm, recommendations } = (await answerOf(await fetch(address, { headers }))) as Answer;
    const items = recommendations.map(({ itemId }) => itemId);
    const clicks = users.visit(user, items, arm === null ? {} : { arm });
    let fates: DrivenVisit['fates'] = {};
    if (clicks.length > 0) {
      const events = clicks.map((itemId) => ({
        type: 'click',
        userId: user,
        itemId,
        place: items.indexOf(itemId) + 1,
        ...(requestId !== null && { requestId }),
      }));
      const sent = await fetch(`${url}/feedback`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ events }),
      });
      fates = ((await answerOf(sent)) as { experiment?: DrivenVisit['fates'] }).experiment ?? {};
    }
    yield { user, arm, items, clicks, fates };
  }
}

async function answerOf(response: Response): Promise<unknown> {
  const body = (await response.json().catch(() => ({}))) as { error?: { message?: string } };
  if (response.ok) return body;
  throw new DataError(
    `driveService: the service answered ${response.status}: ${body.error?.message ?? response.statusText}`,
  );
}
