/** What a hybrid can do, given what its members can. */
import type { Capabilities, UpdateKind } from '../../../recommender/capabilities';

/** A hybrid updates as well as its least capable member. */
const UPDATE_KINDS: readonly UpdateKind[] = ['none', 'miniBatch', 'foldIn', 'exact'];

/** The capabilities of a hybrid that answers every pair that at least one member answers. */
export function hybridCapabilities(
  members: readonly Capabilities[],
): Omit<Capabilities, 'similarItems' | 'similarUsers' | 'distributes'> {
  const some = (answered: (can: Capabilities) => boolean) =>
    members.some(answered) ? 'unpersonalized' : 'refused';
  return {
    rates: members.every((can) => can.rates),
    personalizes: members.some((can) => can.personalizes),
    unknownUsers: some((can) => can.unknownUsers !== 'refused'),
    unknownItems: some((can) => can.unknownItems !== 'refused'),
    foldsIn: members.every((can) => can.foldsIn),
    explains: members.every((can) => can.explains),
    updates: UPDATE_KINDS.find((kind) => members.some((can) => can.updates === kind)) ?? 'none',
    withoutTrain: leastServed(members),
    needsItemFeatures: members.some((can) => can.needsItemFeatures),
    usesContext: members.some((can) => can.usesContext),
    seeded: members.every((can) => can.seeded),
  };
}

/** Those that all members can answer without their train ratings. */
function leastServed(members: readonly Capabilities[]): Capabilities['withoutTrain'] {
  const order = ['nobody', 'visitors', 'users'] as const;
  return order.find((who) => members.some(({ withoutTrain }) => withoutTrain === who)) ?? 'nobody';
}
