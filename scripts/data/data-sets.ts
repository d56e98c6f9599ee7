/** Public data sets: where they come from, and what they must be. */
import { OptionError } from '../../lib/core/errors';
import { oneOf } from '../cli/command-line';

/** A data set to fetch. */
export interface DataSet {
  /** As in the command: `ml-25m`. */
  readonly name: string;
  /** Undefined if it has to be fetched by hand. */
  readonly url?: string;
  /** Where to get it by hand, and what it is there called. */
  readonly byHand: string;
  /** Its file, in `data`. */
  readonly file: string;
  /** As published; undefined if nobody has published any. */
  readonly md5?: string;
  /** What is in the archive and needed; undefined if the file isn't one. */
  readonly members?: readonly string[];
  /** The file of ratings, in `data`. */
  readonly ratings: string;
  /** In one line. */
  readonly license: string;
}

const GROUPLENS = 'https://files.grouplens.org/datasets/movielens';
const GROUPLENS_LICENSE =
  'MovieLens by GroupLens (University of Minnesota): free for research and teaching; cite it; no redistribution or commercial use.';
const AMAZON = 'https://mcauleylab.ucsd.edu/public_datasets/data/amazon_2023/benchmark/5core/rating_only';

export const DATA_SETS = ['ml-25m', 'ml-32m', 'amazon-2023', 'yelp'] as const;
export type DataSetName = (typeof DATA_SETS)[number];

const MD5 = {
  'ml-25m': '6b51fb2759a8657d3bfcbfc42b592ada',
  'ml-32m': 'd472be332d4daa821edc399621853b57',
} as const;

export const CATEGORIES = (
  'All_Beauty Amazon_Fashion Appliances Arts_Crafts_and_Sewing Automotive Baby_Products Beauty_and_Personal_Care Books ' +
  'CDs_and_Vinyl Cell_Phones_and_Accessories Clothing_Shoes_and_Jewelry Digital_Music Electronics Gift_Cards ' +
  'Grocery_and_Gourmet_Food Handmade_Products Health_and_Household Health_and_Personal_Care Home_and_Kitchen ' +
  'Industrial_and_Scientific Kindle_Store Magazine_Subscriptions Movies_and_TV Musical_Instruments Office_Products ' +
  'Patio_Lawn_and_Garden Pet_Supplies Software Sports_and_Outdoors Subscription_Boxes Tools_and_Home_Improvement ' +
  'Toys_and_Games Video_Games Unknown'
).split(' ');

/** @throws OptionError if a category is missing, unknown, or not needed */
export function dataSet(name: DataSetName, category?: string): DataSet {
  if (name === 'amazon-2023') {
    if (category === undefined)
      throw new OptionError(`amazon-2023 needs a category: ${CATEGORIES.join(', ')}`);
    return amazon(oneOf('category', CATEGORIES, category));
  }
  if (category !== undefined) throw new OptionError(`Unexpected argument: ${category}`);
  return name === 'yelp' ? YELP : movieLens(name);
}

function movieLens(name: 'ml-25m' | 'ml-32m'): DataSet {
  const url = `${GROUPLENS}/${name}.zip`;
  return {
    name,
    url,
    byHand: url,
    file: `${name}.zip`,
    md5: MD5[name],
    members: [`${name}/ratings.csv`, `${name}/movies.csv`],
    ratings: `${name}/ratings.csv`,
    license: GROUPLENS_LICENSE,
  };
}

function amazon(category: string): DataSet {
  const url = `${AMAZON}/${category}.csv.gz`;
  return {
    name: `amazon-2023 ${category}`,
    url,
    byHand: url,
    file: `amazon-2023/${category}.csv.gz`,
    ratings: `amazon-2023/${category}.csv.gz`,
    license:
      'Amazon Reviews 2023 by the McAuley Lab (UC San Diego): for research; cite it; see https://amazon-reviews-2023.github.io.',
  };
}

const YELP: DataSet = {
  name: 'yelp',
  byHand:
    'the JSON archive from https://www.yelp.com/dataset (Yelp wants you to accept its terms first), unpack yelp_academic_dataset_review.json',
  file: 'yelp/yelp_academic_dataset_review.json',
  ratings: 'yelp/yelp_academic_dataset_review.json',
  license: 'Yelp Open Dataset: for personal, educational and academic purposes; see its terms.',
};
