/** Big data: ratings that don't fit into memory as text, prepared on disk. */

// A database for one piece of work, with a limit of memory.
export { withDatabase } from '../data/duckdb/database';
// Made-up files in these layouts.
export { type GenerateFileOptions, generateFile } from './generate/generate-file';
// What a file of ratings is.
export { detectLayout, type GivenFormat } from './layouts/detect-layout';
export type { LayoutName, RatingsFile } from './layouts/layout';
// Titles of its items.
export { type CatalogOptions, readCatalog } from './layouts/read-catalog';
// Ratings of any size as a folder, ...
export type { PrepareOptions, PrepareProgress, TimeSplit } from './prepare/prepare-options';
export { prepareRatings } from './prepare/prepare-ratings';
// ... what is in it, ...
export { type PreparedSummary, readSummary } from './prepare/prepared-folder';
// ... and what takes its place if they don't fit into memory: for `learnPrepared` of the models that Spark trains, and
// for `saveLearned`.
export { openPrepared, type PreparedTrain } from './prepare/prepared-train';
// ... its ratings as the table that models learn from, ...
export { type ReadPreparedOptions, readPrepared } from './prepare/read-prepared';
export { type UnpackOptions, unpackPrepared } from './prepare/unpack-prepared';
// Models that Spark trains.
export type { SparkSettings } from './spark/fit-on-spark';
export { SparkALS, type SparkALSOptions } from './spark/spark-als';
export { SparkImplicitALS, type SparkImplicitALSOptions } from './spark/spark-implicit-als';
export { type SparkCluster, SparkError, type SparkPrograms, type SparkProgress } from './spark/spark-job';
