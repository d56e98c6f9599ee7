/** Making sure that a Kafka topic exists. */
import { LabError } from '../../core/errors';
import { type Admin, closeClient, type KafkaClient } from './kafka-client';
import { hintIn, isFinal, isKafkaError, kafkaReason, refusalIn } from './kafka-errors';
import { tryFor } from './try-for';

export interface TopicSettings {
  readonly partitions: number;
  /** −1: as the brokers are set. */
  readonly replicas: number;
  /** −1: forever. */
  readonly retainMs: number;
  /** Of one partition. −1: without end. */
  readonly retainBytes: number;
  /** Seconds for which it tries to reach a broker. */
  readonly patience: number;
}

export interface Topic {
  readonly id: string;
  readonly partitions: number;
}

/** Milliseconds until a new topic can be used, at most. */
const PATIENCE = 30_000;

/**
 * The topic as it is, or a new one.
 * @throws LabError `BROKER` if no broker can be reached; `ACCESS` at once if it refuses, or its certificate isn't trusted
 */
export async function ensureTopic(
  client: KafkaClient,
  name: string,
  settings: TopicSettings,
): Promise<Topic> {
  // Tried again here, not by the client, which would also repeat a wrong password until the end.
  const once = async () => {
    const admin = client.admin(0);
    try {
      return (await topicOf(admin, name)) ?? (await makeTopic(admin, name, settings));
    } finally {
      void closeClient(admin);
    }
  };
  try {
    return await tryFor(settings.patience, once, (error) => refusalIn(error) !== undefined || isFinal(error));
  } catch (error) {
    if (error instanceof LabError) throw error;
    const refusal = refusalIn(error);
    const code = refusal === undefined ? 'BROKER' : 'ACCESS';
    const why = refusal ?? kafkaReason(error) + hintIn(error, client.encrypts);
    throw new LabError(code, `${client.address} can't be used: ${why}`, { cause: error });
  }
}

async function makeTopic(admin: Admin, name: string, settings: TopicSettings): Promise<Topic> {
  const { partitions, replicas, retainMs, retainBytes } = settings;
  const configs = {
    'retention.ms': retainMs,
    'retention.bytes': retainBytes,
    // Times by the broker's clock, so that a replay finds the same ones.
    'message.timestamp.type': 'LogAppendTime',
  };
  try {
    await admin.createTopics({
      topics: [name],
      partitions,
      replicas,
      configs: Object.entries(configs).map(([key, value]) => ({ name: key, value: String(value) })),
    });
  } catch (error) {
    if (!isKafkaError(error, 'TOPIC_ALREADY_EXISTS')) throw error; // another process was first
  }
  for (const since = performance.now(); ; ) {
    const topic = await topicOf(admin, name);
    if (topic) return topic;
    if (performance.now() - since > PATIENCE)
      throw new LabError('BROKER', `the new topic ${name} doesn't appear`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** Undefined if there is none, or if it has no leaders yet. */
async function topicOf(admin: Admin, name: string): Promise<Topic | undefined> {
  if (!(await admin.listTopics()).includes(name)) return undefined; // asking for it would be tried again for seconds
  const { topics } = await admin.metadata({ topics: [name], forceUpdate: true });
  const { id, partitions } = topics.get(name)!;
  return partitions.every(({ leader }) => leader >= 0) ? { id, partitions: partitions.length } : undefined;
}
