/** The JSON of a list of texts, in pieces: whole, it could be longer than the 512 MB that a string can have. */

/** Texts per piece. */
const PIECE = 10_000;

/** Together, the pieces are `JSON.stringify([...texts])`. */
export function* jsonPieces(texts: Iterable<string>): Generator<string> {
  let piece: string[] = [];
  let before = '[';
  for (const text of texts) {
    piece.push(JSON.stringify(text));
    if (piece.length < PIECE) continue;
    yield before + piece.join(',');
    piece = [];
    before = ',';
  }
  yield piece.length > 0 ? `${before}${piece.join(',')}]` : before === '[' ? '[]' : ']';
}
