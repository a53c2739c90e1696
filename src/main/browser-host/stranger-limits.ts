import type { Duplex } from 'node:stream';

/** What a socket may send before it has said who it is: a hello has some two hundred bytes. */
const MAX_BYTES = 4_096;
const MAX_STRANGERS = 32;

/** Bounds what costs us those who have not shown a token: how many there are, and how much each may send. */
export class StrangerLimits {
  #strangers = 0;

  /**
   * @returns undefined when there are too many already; else what to call when the socket has shown its token. Until then it is cut off when it
   * sends too much. (Its silence is bounded by the protocol.)
   */
  watch(socket: Duplex): (() => void) | undefined {
    if (this.#strangers >= MAX_STRANGERS) return undefined;
    this.#strangers++;
    let received = 0;
    const count = (chunk: Buffer) => {
      received += chunk.length;
      if (received > MAX_BYTES) socket.destroy();
    };
    let isStranger = true;
    const known = () => {
      if (isStranger) this.#strangers--;
      isStranger = false;
      socket.off('data', count).off('close', known);
    };
    socket.on('data', count).once('close', known);
    return known;
  }
}
