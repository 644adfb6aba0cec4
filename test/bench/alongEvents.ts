/** What the repository says at each token that the model was asked about. */

import { InstanceSource, type TokenId, type Tokenizer } from "../../src/core/tokens/tokenizer.ts";
import { tokenizeText } from "../../src/core/tokens/tokenText.ts";
import { Along } from "../../src/core/writing/along.ts";
import { cellOf } from "../../src/core/writing/repositoryShare.ts";
import { mapVotes, type Votes } from "../../src/core/writing/votes.ts";
import { PrecedentIndex } from "../../src/repo/precedentIndex.ts";
import { SequenceReader } from "../../src/repo/sequenceReader.ts";
import { toVotingStretches } from "../../src/repo/votingText.ts";
import type { AlongCase } from "./alongCases.ts";
import type { DumpedLine, DumpedToken } from "./alongDumped.ts";

/** One token of a known line. */
export interface AlongEvent {
  /** The model's, of the true token. */
  readonly logprob: number;
  /** The votes' share of the true token. */
  readonly share: number;
  /** Undefined: nothing votes. */
  readonly cell: number | undefined;
  readonly votes: Votes;
  readonly token: TokenId;
  /** The model's best, best first: token, logarithm, token, logarithm… */
  readonly top: readonly number[];
}

export interface AlongLine {
  readonly line: DumpedLine;
  readonly events: readonly AlongEvent[];
  /** Tokens up to the end of the first line. */
  readonly firstLine: number;
}

/** The tokens of what of a file may be written again, all at once. */
export function readVoting(reader: SequenceReader, text: string): TokenId[] {
  const steps = reader.read(toVotingStretches(text));
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** Indexes by the files that they hold; a file is tokenized once. */
export class Indexes {
  readonly #tokenizer: Tokenizer;
  readonly #reader: SequenceReader;
  readonly #ids = new Map<string, readonly TokenId[]>();
  readonly #indexes = new WeakMap<ReadonlyMap<string, string>, PrecedentIndex>();
  /** Of all look-ups, milliseconds of this thread's own: others may have the machine meanwhile. */
  readonly times: number[] = [];

  constructor(tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
    this.#reader = new SequenceReader(tokenizer);
  }

  of(files: ReadonlyMap<string, string>): PrecedentIndex {
    const known = this.#indexes.get(files);
    if (known !== undefined) return known;
    const index = new PrecedentIndex();
    for (const [path, text] of files) {
      index.put(path, this.#tokenize(text));
      for (const _ of index.tidy());
    }
    this.#indexes.set(files, index);
    return index;
  }

  #tokenize(text: string): readonly TokenId[] {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const ids = readVoting(this.#reader, text);
    this.#ids.set(text, ids);
    return ids;
  }

  /** Each token of a dumped line with what is said of it. */
  ask(one: AlongCase, line: DumpedLine): AlongLine {
    const tokenizer = this.#tokenizer;
    const tokens = tokenizeText(one.before + one.after, one.before.length, tokenizer, new InstanceSource());
    const along = new Along({ precedents: this.of(one.files), path: one.path, tokens, heal: line.heal, tokenizer });
    const draft: TokenId[] = [];
    const events = line.tokens.map((said) => {
      const before = process.threadCpuUsage();
      const votes = along.votesAfter(draft);
      const { user, system } = process.threadCpuUsage(before);
      this.times.push((user + system) / 1000);
      const spelt = tokenizer.detokenize(draft);
      draft.push(said.token);
      return toEvent(said, votes, line.heal.slice(spelt.length), tokenizer);
    });
    return { line, events, firstLine: firstLineTokens(line, tokenizer) };
  }
}

/** Where text is spelt again, what would spell another is out of the question, as it is when decoding. */
function toEvent({ token, logprob, top }: DumpedToken, votes: Votes, heal: string, tokenizer: Tokenizer): AlongEvent {
  const fits = (other: TokenId) => {
    const text = tokenizer.detokenize([other]);
    return heal === "" || (text !== "" && (text.startsWith(heal) || heal.startsWith(text)));
  };
  const fitting = heal === "" ? votes : mapVotes(votes, (other) => (fits(other) ? other : undefined));
  const pairs = Array.from({ length: top.length / 2 }, (_, at) => [top[2 * at]!, top[2 * at + 1]!] as const);
  const left = pairs.filter(([other]) => fits(other));
  const isListed = left.some(([other]) => other === token);
  const all = left.reduce((sum, [, other]) => sum + Math.exp(other), isListed ? 0 : Math.exp(logprob));
  const norm = heal === "" ? 0 : Math.log(all);
  return {
    logprob: logprob - norm,
    share: fitting.votes.find((vote) => vote.token === token)?.share ?? 0,
    cell: fitting.votes.length === 0 ? undefined : cellOf(fitting),
    votes: fitting,
    token,
    top: left.flatMap(([other, value]) => [other, value - norm]),
  };
}

/** With the empty lines in front of it. */
export function firstLineOf(truth: string): string {
  return /^\n*[^\n]*/.exec(truth)?.[0] ?? "";
}

function firstLineTokens({ heal, truth, tokens }: DumpedLine, tokenizer: Tokenizer): number {
  const length = heal.length + firstLineOf(truth).length;
  for (let count = 1; count < tokens.length; count += 1)
    if (tokenizer.detokenize(tokens.slice(0, count).map(({ token }) => token)).length >= length) return count;
  return tokens.length;
}
