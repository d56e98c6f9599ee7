import assert from 'node:assert/strict';
import { test } from 'node:test';
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
