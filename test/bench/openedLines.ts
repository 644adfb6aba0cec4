/** Whoever writes lines above others begins with an empty one: no line is typed in front of the code of the next. Pure. */

import type { EditStep } from "../../src/core/text/textEdit.ts";
import type { Session, SessionStep } from "../../src/replay/session.ts";
import { SessionDocuments, walk } from "../../src/replay/sessionDocuments.ts";
import { trimmed } from "../typistHabits.ts";

/** Each line that is written above others begins as an empty one. */
export function withOpenedLines(session: Session): Session {
  const documents = new SessionDocuments();
  const trace = session.trace.map((step): SessionStep => {
    if (step.kind !== "edit") {
      if (step.kind !== "accept") walk(documents, step);
      return step;
    }
    const path = step.path ?? documents.current;
    const changes = step.changes.flatMap((change) => {
      const text = documents.textOf(path);
      documents.edit([change], path);
      return openedLine(text, trimmed(text, change));
    });
    return { ...step, changes };
  });
  return { id: session.id, trace };
}

function openedLine(text: string, { offset, deleted, inserted }: EditStep): readonly EditStep[] {
  const lineEnd = /\r?\n$/.exec(inserted)?.[0];
  const written = inserted.slice(0, inserted.length - (lineEnd?.length ?? 0));
  if (lineEnd === undefined || written.trim() === "" || /^(?:\r?\n|$)/.test(text.slice(offset + deleted)))
    return [{ offset, deleted, inserted }];
  return [
    { offset, deleted, inserted: lineEnd },
    { offset, deleted: 0, inserted: written },
  ];
}
