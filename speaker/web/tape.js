// Runs in the browser's sound thread: hands on what the microphone gives, 2,048 samples at a time.
'use strict';

registerProcessor('tape', class extends AudioWorkletProcessor {
  constructor() { super(); [this.piece, this.at] = [new Float32Array(2048), 0]; }

  process([[samples]]) {
    if (!samples) return true;
    this.piece.set(samples, this.at);
    this.at += samples.length;
    if (this.at === this.piece.length) { this.port.postMessage(this.piece); this.at = 0; }
    return true;
  }
});
