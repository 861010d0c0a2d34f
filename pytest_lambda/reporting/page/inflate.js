// Inflates raw deflate data (RFC 1951) where the browser has no DecompressionStream.
const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163,
  195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCES = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073,
  4097, 6145, 8193, 12289, 16385, 24577];
const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const ORDER_OF_CODES = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

// How many codes there are of each length, and the symbols in the order of their codes.
function huffman(lengths) {
  const counts = new Uint16Array(16);
  for (const length of lengths) counts[length]++;
  counts[0] = 0;
  const offsets = new Uint16Array(16);
  for (let bits = 1; bits < 15; bits++) offsets[bits + 1] = offsets[bits] + counts[bits];
  const symbols = new Uint16Array(lengths.length);
  lengths.forEach((length, symbol) => {
    if (length) symbols[offsets[length]++] = symbol;
  });
  return { counts, symbols };
}

class Inflater {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
    this.held = 0;
    this.holds = 0;
    this.out = new Uint8Array(Math.max(1024, bytes.length * 4));
    this.length = 0;
  }

  bits(count) {
    while (this.holds < count) {
      if (this.at >= this.bytes.length) throw new Error("the data ends too early");
      this.held |= this.bytes[this.at++] << this.holds;
      this.holds += 8;
    }
    const value = this.held & ((1 << count) - 1);
    this.held >>>= count;
    this.holds -= count;
    return value;
  }

  symbol(tree) {
    let code = 0;
    let first = 0;
    let at = 0;
    for (let length = 1; length < 16; length++) {
      code |= this.bits(1);
      const count = tree.counts[length];
      if (code - count < first) return tree.symbols[at + code - first];
      at += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new Error("an unknown code");
  }

  room(more) {
    if (this.length + more <= this.out.length) return;
    const wider = new Uint8Array(Math.max(this.out.length * 2, this.length + more));
    wider.set(this.out);
    this.out = wider;
  }

  stored() {
    this.held = this.holds = 0;
    const size = this.bytes[this.at] | (this.bytes[this.at + 1] << 8);
    this.at += 4;
    this.room(size);
    this.out.set(this.bytes.subarray(this.at, this.at + size), this.length);
    this.at += size;
    this.length += size;
  }

  compressed(literals, distances) {
    for (;;) {
      const symbol = this.symbol(literals);
      if (symbol === 256) return;
      if (symbol < 256) {
        this.room(1);
        this.out[this.length++] = symbol;
        continue;
      }
      const size = LENGTHS[symbol - 257] + this.bits(LENGTH_BITS[symbol - 257]);
      const code = this.symbol(distances);
      const back = DISTANCES[code] + this.bits(DISTANCE_BITS[code]);
      this.room(size);
      for (let each = 0; each < size; each++, this.length++) this.out[this.length] = this.out[this.length - back];
    }
  }

  fixed() {
    const lengths = Array.from({ length: 288 }, (_, at) => (at < 144 ? 8 : at < 256 ? 9 : at < 280 ? 7 : 8));
    this.compressed(huffman(lengths), huffman(new Array(30).fill(5)));
  }

  dynamic() {
    const literals = this.bits(5) + 257;
    const distances = this.bits(5) + 1;
    const codes = this.bits(4) + 4;
    const ofCodes = new Array(19).fill(0);
    for (let each = 0; each < codes; each++) ofCodes[ORDER_OF_CODES[each]] = this.bits(3);
    const tree = huffman(ofCodes);
    const lengths = [];
    while (lengths.length < literals + distances) {
      const symbol = this.symbol(tree);
      if (symbol < 16) lengths.push(symbol);
      else if (symbol === 16) for (let more = 3 + this.bits(2); more; more--) lengths.push(lengths[lengths.length - 1]);
      else for (let more = symbol === 17 ? 3 + this.bits(3) : 11 + this.bits(7); more; more--) lengths.push(0);
    }
    this.compressed(huffman(lengths.slice(0, literals)), huffman(lengths.slice(literals)));
  }

  whole() {
    for (let last = 0; !last; ) {
      last = this.bits(1);
      [() => this.stored(), () => this.fixed(), () => this.dynamic()][this.bits(2)]();
    }
    return this.out.subarray(0, this.length);
  }
}
