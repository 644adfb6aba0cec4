/**
 * Writes tokens behind a prompt: the most probable ones that the grammar lets stand. A token is checked while it is
 * being evaluated. If it is proved wrong, it is taken back from the cache, and the next most probable one is tried.
 */

import { must } from "../bug.ts";
import type { DraftCache } from "../cache/cache.ts";
import type { Candidate, Proposing } from "../cache/engine.ts";
import type { Clock } from "../clock.ts";
import type { GrammarPlace } from "../grammar/grammarUse.ts";
import { Inquiry } from "../grammar/inquiry.ts";
import type { InstanceSource, TokenId } from "../tokens/tokenizer.ts";
import type { Along } from "./along.ts";
import {
  Constraint,
  type ConstraintCounts,
  hasNoGoodAlternative,
  isGoodAlternative,
  type Judged,
  MAX_REFUSALS,
  type Standing,
  type Step,
} from "./constraint.ts";
import { Draft } from "./draft.ts";
import { Examiner, type ExaminerOptions } from "./examiner.ts";
import { entropyOf, type Proposals, propose } from "./proposals.ts";
import type { Choices } from "./written.ts";

/** So many of the first candidates say how sure the model is of where it is going. */
const FIRST_LOOK = 16;
/** So many of them are told to people. */
const TOLD_CANDIDATES = 5;

export interface DecoderOptions extends Pick<ExaminerOptions, "finish" | "asInserted" | "standsAt"> {
  readonly engine: Proposing;
  readonly cache: DraftCache;
  readonly clock: Clock;
  readonly instances: InstanceSource;
  /** Text in front of the cursor that the first tokens spell again. */
  readonly heal: string;
  /** Take the n-th best first token. */
  readonly alternative: number;
  /** What the repository says; undefined: the model alone is asked. */
  readonly along?: Along | undefined;
  /** Undefined: nothing is judged. */
  readonly grammar: GrammarPlace | undefined;
  readonly shouldStop: () => boolean;
}

/** What judges, where something does. */
interface Judging {
  readonly inquiry: Inquiry;
  readonly examiner: Examiner;
  readonly enforces: boolean;
}

export class Decoder {
  readonly draft: Draft;
  readonly #options: DecoderOptions;
  readonly #constraint = new Constraint();
  readonly #judging: Judging | undefined;
  /** Tokens of the draft that are in the cache. */
  #cached = 0;
  /** What is known of the token chosen last. */
  #chosen: Standing = "unknown";
  #takenBack = 0;
  #rechecked = 0;
  /** What the first token was first chosen from. */
  #first: readonly Candidate[] = [];

  constructor(options: DecoderOptions) {
    const { grammar, clock, engine, heal } = options;
    this.#options = options;
    this.draft = new Draft(engine.tokenizer, heal);
    if (!grammar?.judges) return;
    const inquiry = new Inquiry(grammar.place, clock);
    const { endTokens } = engine.facts;
    const examiner = new Examiner({ ...options, grammar, draft: this.draft, inquiry, endTokens });
    this.#judging = { inquiry, examiner, enforces: grammar.enforces };
  }

  /** What the grammar had to say; undefined where it is not asked. */
  get counts(): ConstraintCounts | undefined {
    if (this.#judging === undefined) return undefined;
    const { checks, late, waitedMs } = this.#judging.inquiry;
    const { refusals, rollbacks, acceptedMass, trusted } = this.#constraint;
    const own = { tokens: this.draft.length, takenBack: this.#takenBack, rechecked: this.#rechecked };
    return { ...own, checks, refusals, trusted, rollbacks, late, waitedMs, acceptedMass };
  }

  /** See `Written.firstEntropy`. */
  get firstEntropy(): number | undefined {
    return this.#first.length === 0 ? undefined : entropyOf(this.#first);
  }

  get choices(): Choices {
    const { tokenizer } = this.#options.engine;
    const spell = ({ token, logprob }: Candidate) => ({ text: tokenizer.detokenize([token]), logprob });
    const refused = this.#constraint.refused.map((one) => ({ ...spell(one), index: one.index }));
    return { first: this.#first.slice(0, TOLD_CANDIDATES).map(spell), refused };
  }

  /** The next token, or the model's end. Undefined: the grammar leaves nothing that the model wants. */
  async choose(): Promise<Candidate | undefined> {
    this.#chosen = "unknown";
    if (this.#constraint.step === undefined) {
      const first = await this.#chooseFirst();
      if (first !== undefined) return first;
    }
    return this.#search();
  }

  /** The chosen token becomes part of the text; it is not in the cache yet. */
  write(candidate: Candidate): void {
    this.draft.push(candidate, this.#constraint.step?.endLogprob);
    this.#constraint.accept(this.#chosen);
  }

  /** Evaluates the token written last while it is being checked. It may not be there any more afterwards. */
  async evaluate(): Promise<void> {
    const { cache, instances, engine } = this.#options;
    const index = this.draft.length - 1;
    const candidate = this.draft.at(index);
    const judged = this.#constraint.judged[index];
    must(candidate !== undefined && judged !== undefined && this.#cached === index, "nothing was written");
    const inquiry = this.#judging?.inquiry;
    const question = this.#judging?.examiner.startCheck(index, judged);
    // Where taking back means reading the whole prompt again, the answer comes first.
    if (engine.facts.immovable !== undefined && question !== undefined) {
      await inquiry?.inTime(question);
      if (await this.#review(index, judged)) return;
    }
    await cache.append(candidate.token, instances.next());
    this.#cached += 1;
    if (question !== undefined) await inquiry?.inTime(question);
    await this.#review(index, judged);
  }

  /** Whether the text may end in front of `length`. If not, what was wrong has been taken back. */
  async stands(length: number): Promise<boolean> {
    const text = this.draft.text.slice(0, length);
    if (!(await this.#isDead(text))) return true;
    const index = this.draft.indexAt(length);
    this.#constraint.judged[index]!.standing = "dead";
    await this.#replace(index);
    return false;
  }

  /** What of a beginning of the text, cut at a line end, may stand. */
  async cutToStanding(text: string): Promise<string> {
    let kept = text;
    while (await this.#isDead(kept)) kept = kept.slice(0, Math.max(0, kept.lastIndexOf("\n")));
    return kept;
  }

  /** The text with the token that the model wanted most, though it may not be written. */
  get wanted(): string {
    const best = this.#constraint.step?.candidates[0];
    return best === undefined ? this.draft.text : this.draft.textWith(best.token);
  }

  /** See `Examiner.foresee`. */
  readonly foresee = (tokens: readonly TokenId[]): void => this.#judging?.examiner.foresee(tokens);

  /** The text up to its last complete statement; undefined where that is not known. */
  async lastStatement(): Promise<string | undefined> {
    return this.#judging?.examiner.lastStatement(this.draft.text);
  }

  async #isDead(text: string): Promise<boolean> {
    const index = this.draft.indexAt(text.length);
    if (this.#judging?.enforces !== true || text === "" || this.#constraint.isKnownToStand(index)) return false;
    return (await this.#judging.examiner.judge(text)) === "dead";
  }

  /** The most probable token, unless it is known not to stand. */
  async #chooseFirst(): Promise<Candidate | undefined> {
    const isFirst = this.draft.length === 0;
    const rank = isFirst ? this.#options.alternative : 0;
    const offered = await this.#propose(isFirst ? FIRST_LOOK : 1);
    if (isFirst && this.#first.length === 0) this.#first = offered.candidates;
    const candidates = offered.candidates.slice(0, rank + 1);
    const chosen = candidates[Math.min(rank, candidates.length - 1)];
    must(chosen !== undefined, "the engine gave no candidate");
    const step = this.#constraint.begin([chosen], offered.endLogprob);
    // Better ones are other alternatives' beginnings.
    for (const { token } of candidates) if (token !== chosen.token) step.passed.add(token);
    if (this.#judging?.enforces !== true) return chosen;
    const standing = await this.#judging.examiner.standingAtOnce(chosen);
    if (standing !== undefined) step.verdicts.set(chosen.token, standing);
    if (standing === "dead" || (standing === "unproved" && !hasNoGoodAlternative(chosen))) return undefined;
    this.#chosen = standing ?? "unknown";
    return chosen;
  }

  /** The best candidate of the step that stands; one that is unproved only where nothing good is better. */
  async #search(): Promise<Candidate | undefined> {
    must(this.#judging !== undefined, "a search without a grammar");
    const step = await this.#widened();
    const best = step.candidates[0]!;
    this.#rechecked += 1;
    let unproved: Candidate | undefined;
    for (const candidate of step.candidates) {
      if (step.passed.has(candidate.token) || step.refused.has(candidate.token)) continue;
      if (this.#constraint.isFinished || this.#options.shouldStop()) break;
      if (unproved !== undefined && !isGoodAlternative(candidate, best)) break;
      const standing = await this.#judging.examiner.standingOf(step, candidate);
      if (standing === "dead") {
        this.#constraint.refuse(candidate);
        const culprit = this.#constraint.culpritOf(this.draft.length);
        if (culprit === this.draft.length) continue;
        await this.#takeBack(culprit, this.draft.length);
        return this.choose();
      }
      if (standing === "unproved") unproved ??= candidate;
      else if (standing !== "unknown" || unproved === undefined) return this.#take(candidate, standing, unproved);
    }
    return unproved && this.#take(unproved, "unproved");
  }

  #take(candidate: Candidate, standing: Standing, insteadOf?: Candidate): Candidate {
    if (insteadOf !== undefined) this.#constraint.refuse(insteadOf);
    this.#chosen = standing;
    return candidate;
  }

  /** The step with all candidates that may be tried. */
  async #widened(): Promise<Step> {
    const { step } = this.#constraint;
    must(step !== undefined, "a search before the first choice");
    if (step.isWide) return step;
    await this.#options.cache.readLastAgain();
    step.candidates = (await this.#propose(step.passed.size + MAX_REFUSALS + 1)).candidates;
    step.isWide = true;
    return step;
  }

  #propose(count: number): Promise<Proposals> {
    const { engine, along } = this.#options;
    return propose(engine, this.draft.heal, count, along?.votesAfter(this.draft.ids));
  }

  /** Follows what has become known. True when tokens were taken back. */
  async #review(index: number, judged: Judged): Promise<boolean> {
    if (this.#judging === undefined || this.#options.shouldStop()) return false;
    const dead = this.#constraint.firstDead;
    if (!this.#judging.enforces) {
      if (dead === undefined) return false;
      // All that follows is as dead.
      this.#constraint.refusals += 1;
      this.#constraint.judged[dead]!.standing = "unknown";
      this.#judging.inquiry.silence();
      return false;
    }
    if (dead !== undefined) {
      await this.#replace(dead);
      return true;
    }
    if (judged.standing !== "unproved" || this.#constraint.isLeftAt(index, this.draft.at(index)!)) return false;
    await this.#forget(index);
    return true;
  }

  /** The text up to the token at `index` is dead: finds the token that it began with, and takes the text back to there. */
  async #replace(index: number): Promise<void> {
    let dead = index;
    for (const at of this.#constraint.unknownBefore(index)) {
      const verdict = await this.#judging?.examiner.judge(this.draft.textAt(at));
      if (verdict !== undefined) this.#constraint.judged[at]!.standing = verdict;
      if (verdict !== "dead") continue;
      dead = at;
      break;
    }
    this.#judging?.examiner.noteDead(this.draft.textAt(dead));
    await this.#takeBack(this.#constraint.culpritOf(dead), dead);
  }

  /** Refuses the token at `index`, and forgets it with all behind it, because the text is dead at `dead`. */
  async #takeBack(index: number, dead: number): Promise<void> {
    const candidate = this.draft.at(index);
    must(candidate !== undefined, `nothing to take back at ${index}`);
    if (index < dead) this.#constraint.rollbacks += 1;
    await this.#forget(index);
    this.#constraint.refuse(candidate);
  }

  async #forget(index: number): Promise<void> {
    const count = this.#cached - index;
    this.draft.cut(index);
    this.#constraint.rollback(index);
    if (count <= 0) return;
    this.#cached = index;
    this.#takenBack += count;
    await this.#options.cache.takeBack(count);
  }
}
