/** Jobs are done one after the other, whatever they do. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Job, JobQueue } from '../../lib/kernel/protocol/job-queue';
import { printed } from './ended';

/** No job is to throw. */
const fail = (error: unknown) => assert.fail(String(error));

describe('JobQueue', () => {
  it('begins a job when the one before is done, and counts each end once', () => {
    const queue = new JobQueue(fail);
    const ends: (() => void)[] = [];
    for (let i = 0; i < 3; i++) queue.add((done) => ends.push(done));
    assert.equal(ends.length, 1);
    ends[0]!();
    ends[0]!();
    assert.equal(ends.length, 2);
    ends[1]!();
    assert.equal(ends.length, 3);
  });

  it('begins none while it is held, as often as it is', () => {
    const queue = new JobQueue(fail);
    let begun = 0;
    const job: Job = (done) => {
      begun++;
      done();
    };
    queue.release(); // nothing to release
    queue.hold();
    queue.hold();
    queue.add(job);
    queue.release();
    assert.equal(begun, 0);
    queue.release();
    assert.equal(begun, 1);
  });

  it('does ten thousand jobs that end as soon as they begin', () => {
    const queue = new JobQueue(fail);
    let begun = 0;
    queue.hold();
    for (let i = 0; i < 10_000; i++) {
      queue.add((done) => {
        begun++;
        done();
      });
    }
    queue.release();
    assert.equal(begun, 10_000);
  });

  it('reports a job that throws at once, and begins the next', () => {
    const errors: unknown[] = [];
    const queue = new JobQueue((error) => errors.push(error));
    let begun = 0;
    queue.add(() => {
      throw 'thrown';
    });
    queue.add((done) => {
      begun++;
      done();
    });
    assert.deepEqual([errors, begun], [['thrown'], 1]);
  });

  it('begins the next job after one that was ended from outside while it started', () => {
    const lines = printed(`
      const { JobQueue } = kernel('protocol/job-queue');
      const queue = new JobQueue(console.log);
      let end;
      setTimeout(() => queue.add((done) => { end = done; termination.request(); for (;;); }), 1);
      setTimeout(() => {
        queue.hold();
        queue.add(() => console.log('begun'));
        end();
        console.log('held');
        queue.release();
      }, 20);
    `);
    assert.deepEqual(lines, ['held', 'begun']);
  });
});
