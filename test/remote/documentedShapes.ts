/** Pieces of answers in the shapes of several servers. */

export const sse = (...values: readonly object[]): readonly string[] => [
  ...values.map((value) => `data: ${JSON.stringify(value)}\n\n`),
  "data: [DONE]\n\n",
];

const NAMED = { id: "cmpl-7f", object: "text_completion", created: 1764000000, model: "m" };

/** Lists side by side. */
const lists = (text: string, logprob: number, others: Readonly<Record<string, number>>, offset: number) => ({
  text_offset: [offset],
  token_logprobs: [logprob],
  tokens: [text],
  top_logprobs: [{ [text]: logprob, ...others }],
});

export const vllmChunk = (
  text: string,
  logprob: number,
  others: Readonly<Record<string, number>>,
  finish: string | null,
) => ({
  ...NAMED,
  choices: [
    {
      index: 0,
      text,
      logprobs: lists(text, logprob, others, 0),
      finish_reason: finish,
      stop_reason: null,
      prompt_token_ids: null,
      token_ids: null,
    },
  ],
  usage: null,
});

export const sglangChunk = (text: string, token: string, logprob: number, finish: string | null) => ({
  ...NAMED,
  choices: [
    {
      index: 0,
      text,
      logprobs: lists(token, logprob, { " two": -2.5 }, -1),
      finish_reason: finish,
      matched_stop: finish === null ? null : 151643,
      hidden_states: null,
    },
  ],
  usage: null,
});

export const plainChunk = (text: string, finish: string | null = null) => ({
  ...NAMED,
  choices: [{ index: 0, text, logprobs: null, finish_reason: finish }],
});

export const llamaChunk = (token: string, logprob: number, other: string) => ({
  choices: [
    {
      text: token,
      index: 0,
      logprobs: {
        content: [
          {
            ...{ id: 825, token, bytes: [...Buffer.from(token)], logprob },
            top_logprobs: [
              { id: 825, token, bytes: [...Buffer.from(token)], logprob },
              { id: 1378, token: other, bytes: [...Buffer.from(other)], logprob: -3 },
            ],
          },
        ],
      },
      finish_reason: null,
    },
  ],
  ...{ created: 1764000000, model: "qwen2.5-coder-7b", system_fingerprint: "b6800-0123abc", object: "text_completion" },
  id: "chatcmpl-9",
});

export const ollamaLine = (response: string, more: object): string =>
  `${JSON.stringify({ model: "qwen2.5-coder:7b-base", created_at: "2026-01-01T00:00:00.1Z", response, done: false, ...more })}\n`;

export const scored = (token: string, logprob: number) => ({
  logprobs: [
    {
      token,
      logprob,
      top_logprobs: [
        { token, logprob },
        { token: " two", logprob: -2.5 },
      ],
    },
  ],
});
