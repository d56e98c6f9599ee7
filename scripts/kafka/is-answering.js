const net = require('node:net');

/** ApiVersions, version 0, without a client id: length, API 18, version, correlation id 7, no text. */
const REQUEST = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 7, 0xff, 0xff]);

/**
 * Whether a Kafka broker answers there. Its port opens seconds before it does, so this asks which requests it knows.
 * @param {number} port
 * @param {string} [host]
 * @param {number} [timeout] milliseconds
 * @returns {Promise<boolean>}
 */
function isAnswering(port, host = '127.0.0.1', timeout = 2000) {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host });
    let answer = Buffer.alloc(0);
    /** @param {boolean} result */
    const end = (result) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(timeout, () => end(false));
    socket.on('error', () => end(false));
    socket.on('close', () => resolve(false));
    socket.on('connect', () => socket.write(REQUEST));
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      // Length, the correlation id, and an error code, which is 0.
      if (answer.length >= 10) end(answer.readInt32BE(4) === 7 && answer.readInt16BE(8) === 0);
    });
  });
}

module.exports = { isAnswering };
