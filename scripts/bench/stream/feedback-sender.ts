/**
 * `feedback-sender.ts URL PER_SECOND SECONDS`: a process that sends clicks to a service at a fixed rate, whether or not
 * the answers before have come, and asks for the user's list after each tenth. Users and items come as a message. The
 * time of a click is from the moment at which it was due to the answer that lists follow it. Prints a line of JSON.
 */
import { Agent, request } from 'node:http';
import { quantile } from './side-process';

export interface Senders {
  readonly users: readonly string[];
  readonly items: readonly string[];
}

/** Milliseconds are of clicks whose effect was acknowledged; all others are counted. */
export interface SentFeedback {
  readonly sent: number;
  readonly p50: number;
  readonly p99: number;
  /** Acknowledged, but lists didn't follow within the time that the service waits for that. */
  readonly late: number;
  /** Answers other than 2xx, and requests without one. */
  readonly failures: number;
  readonly listP99: number;
}

const CONNECTIONS = 64;
const LIST_EVERY = 10;

async function send(url: string, perSecond: number, seconds: number, who: Senders): Promise<SentFeedback> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const { users, items } = who;
  const clicks: number[] = [];
  const lists: number[] = [];
  const underWay = new Set<Promise<void>>();
  let late = 0;
  let failures = 0;
  const total = Math.round(perSecond * seconds);
  const start = performance.now();
  const dueAt = (n: number) => start + (n * 1000) / perSecond;
  const click = async (n: number) => {
    const userId = users[(n * 31) % users.length];
    const body = JSON.stringify({
      events: [{ type: 'click', userId, itemId: items[(n * 7919) % items.length] }],
    });
    const answer = await ask(agent, `${url}/feedback`, body);
    if (answer.status !== 201) failures++;
    else if (!JSON.parse(answer.text).followed) late++;
    else clicks.push(performance.now() - dueAt(n));
    if (n % LIST_EVERY !== 0) return;
    const since = performance.now();
    const list = await ask(agent, `${url}/recommend/${encodeURIComponent(userId)}`);
    if (list.status === 200) lists.push(performance.now() - since);
    else failures++;
  };
  for (let next = 0; next < total; ) {
    for (; next < total && dueAt(next) <= performance.now(); next++) {
      const one = click(next).catch(() => void failures++);
      underWay.add(one);
      one.finally(() => underWay.delete(one));
    }
    await new Promise((done) => setTimeout(done, 1));
  }
  await Promise.all(underWay);
  agent.destroy();
  clicks.sort((a, b) => a - b);
  lists.sort((a, b) => a - b);
  return {
    sent: total,
    p50: quantile(clicks, 0.5),
    p99: quantile(clicks, 0.99),
    late,
    failures,
    listP99: quantile(lists, 0.99),
  };
}

function ask(agent: Agent, url: string, body?: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const sent = request(url, { agent, method: body === undefined ? 'GET' : 'POST', headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

if (require.main === module) {
  const [url, perSecond, seconds] = process.argv.slice(2);
  process.once('message', async (who: Senders) => {
    const result = await send(url, Number(perSecond), Number(seconds), who);
    process.stdout.write(`${JSON.stringify(result)}\n`);
    process.disconnect();
  });
}
