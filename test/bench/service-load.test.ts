import assert from 'node:assert/strict';
import { test } from 'node:test';
import { experimentTable } from '../../scripts/bench/experiment-load';
import { type LoadRow, loadTable } from '../../scripts/bench/service-load';

const row = (service: string, perSecond: number): LoadRow => ({
  service,
  perSecond,
  p99: 5,
  answers: 5 * perSecond,
  failures: 0,
});

test('ratios are taken round by round, and the median is reported', () => {
  const rounds = [
    [8000, 50, 500],
    [9000, 100, 900],
    [6000, 60, 1000],
  ];
  const rows = rounds.flatMap(([ours, flask, fastapi]) => [
    row('Recommender Lab', ours),
    row('Flask + Surprise', flask),
    row('FastAPI + implicit', fastapi),
  ]);
  const table = loadTable(rows);
  assert.match(table, /Recommender Lab: 100\.0 times as many lists as Flask \+ Surprise \(90\.0 to 160\.0\)/);
  assert.match(table, /Recommender Lab: 10\.0 times as many lists as FastAPI \+ implicit \(6\.0 to 16\.0\)/);
  assert.doesNotMatch(table, /every list computed/, 'what was not measured is left out');
  assert.doesNotMatch(loadTable(rows.filter(({ service }) => !service.startsWith('FastAPI'))), /implicit \(/);
});

test('an experiment is compared with the same round without it', () => {
  const rows = [100, 200, 400].flatMap((base) => [
    { ...row('no experiment', base), cpu: 100, shadowed: 0 },
    { ...row('two arms', 0.9 * base), cpu: 110, shadowed: 0 },
    { ...row('two arms, shadow', 0.8 * base), cpu: 120, shadowed: 0.03 },
  ]);
  assert.match(
    experimentTable(rows),
    /^two arms: 0\.90 \(0\.90 to 0\.90\) of the lists per second, p99 1\.00 .*, processor time 1\.10 /,
  );
  assert.match(
    experimentTable(rows),
    /two arms, shadow: 0\.80 .* 3 rounds in turn.* 3\.0% of the control's/s,
  );
});
