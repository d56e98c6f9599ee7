/** Streams of events: logs that keep them, and states that follow from them. */

// Keeping a state up to date, each event counted once.
export { type ApplyEvents, applyEvents, type LogState, type Progress } from './apply-events';
export { type ApplyShare, applyShare, type PartitionedState, type ShareProgress } from './apply-share';
// The log in a folder.
export { EmbeddedLog, type EmbeddedLogOptions } from './embedded/embedded-log';
// What all logs do.
export type { Batch, DeadLetter, EventLog, GroupMember, LoggedEvent, Offsets } from './event-log';
// The log in a Kafka topic.
export { KafkaLog, type KafkaLogOptions } from './kafka/kafka-log';
export { type KafkaSecurity, readKafkaSecurity } from './kafka/kafka-security';
// A model whose lists follow what users have just done.
export {
  type ItemEvents,
  type LiveCapabilities,
  LiveModel,
  type LiveModelOptions,
  type LiveRating,
  type TrendingItem,
} from './live-model/live-model';
// What is appended while a log is away.
export { type Deliver, Outbox, type OutboxOptions } from './outbox';
export { partitionOf } from './partition-of';
// What it is worth to learn at once.
export { type PrequentialPart, prequential } from './prequential';
// Events.
export { type NewEvent, STREAM_EVENT_TYPES, type StreamEvent } from './stream-event';
