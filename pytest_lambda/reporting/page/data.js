// Data of the page: JSON, deflated, in base64, in elements that the browser does not execute.
function bytesOf(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

async function inflated(bytes) {
  if (typeof DecompressionStream === "undefined") return new TextDecoder().decode(new Inflater(bytes).whole());
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).text();
}

async function unpacked(id) {
  return JSON.parse(await inflated(bytesOf(document.getElementById(id).textContent)));
}

// Texts of invocations come in portions; the latest ones that were looked at are kept.
class Texts {
  constructor(test) {
    this.test = test;
    this.portions = new Map();
  }

  portion(number) {
    if (!this.portions.has(number)) {
      if (this.portions.size >= 8) this.portions.delete(this.portions.keys().next().value);
      this.portions.set(number, unpacked(`t${this.test}d${number}`));
    }
    return this.portions.get(number);
  }

  async of(invocation) {
    const portion = await this.portion(Math.floor(invocation / index.details));
    const [, event, payload, log] = portion[invocation % index.details];
    return event === undefined ? null : { event, payload, log };
  }

  // The invocations in whose texts something occurs, one portion after the other; `go` may say that nobody waits.
  async *having(wanted, count, go) {
    for (let first = 0; first < count && go(); first += index.details) {
      const portion = await unpacked(`t${this.test}d${first / index.details}`);
      const found = [];
      portion.forEach((texts, at) => {
        if (texts.slice(1).some((text) => text.toLowerCase().includes(wanted))) found.push(first + at);
      });
      yield found;
    }
  }
}
