import { HubError } from '../../../../kernel/errors.ts';

/** A standardiser that yields several values joins them with it, sorted and distinct. */
export const LIST_SEPARATOR = '\u001f';

/** One step from a column as written to a value that can be compared; null = missing. */
export type Step = (value: string) => string | null;

/** A named step of a spec. */
export type Standardiser = {
  name: string;
  /** What a spec may pass. */
  parameter: 'none' | 'count' | 'text' | 'texts';
  title: { zh: string; en: string };
  /** Yields several values, joined by LIST_SEPARATOR. */
  list?: true;
  /** @throws HubError LINK_SPEC_INVALID for a parameter it cannot take */
  make(parameter: unknown): Step;
};

/** Marks a step as one that yields a list. */
export function listing(standardiser: Standardiser): Standardiser {
  return { ...standardiser, list: true };
}

/** A step without a parameter. */
export function plainStep(name: string, title: Standardiser['title'], step: Step): Standardiser {
  return {
    name,
    parameter: 'none',
    title,
    make(parameter) {
      // {"trim": true} is how some will write it, and it can mean nothing else.
      if (parameter !== undefined && parameter !== true)
        throw refused(name, '不带参数', 'takes no parameter');
      return step;
    },
  };
}

/** A step with a whole number of at least 1. */
export function countStep(
  name: string,
  title: Standardiser['title'],
  make: (count: number) => Step,
): Standardiser {
  return {
    name,
    parameter: 'count',
    title,
    make(parameter) {
      if (typeof parameter !== 'number' || !Number.isSafeInteger(parameter) || parameter < 1) {
        throw refused(name, '参数须为不小于 1 的整数', 'takes a whole number of at least 1');
      }
      return make(parameter);
    },
  };
}

/** A step with a list of texts; `whenAbsent` stands for a step written without one. */
export function textsStep(
  name: string,
  title: Standardiser['title'],
  make: (texts: readonly string[]) => Step,
  whenAbsent?: readonly string[],
): Standardiser {
  return {
    name,
    parameter: 'texts',
    title,
    make(parameter) {
      const texts = parameter ?? whenAbsent;
      if (!Array.isArray(texts) || !texts.every((text) => typeof text === 'string')) {
        throw refused(name, '参数须为文本列表', 'takes a list of texts');
      }
      return make(texts);
    },
  };
}

/** A step with one text out of `choices`; `whenAbsent` stands for a step written without one. */
export function choiceStep(
  name: string,
  title: Standardiser['title'],
  choices: readonly string[],
  whenAbsent: string,
  make: (choice: string) => Step,
): Standardiser {
  return {
    name,
    parameter: 'text',
    title,
    make(parameter) {
      const choice = parameter ?? whenAbsent;
      if (typeof choice !== 'string' || !choices.includes(choice)) {
        const words = choices.join(', ');
        throw refused(name, `参数须为 ${words} 之一`, `takes one of ${words}`);
      }
      return make(choice);
    },
  };
}

/** A list value: distinct, sorted by code unit, empty texts left out; null when nothing is left. */
export function listOf(values: Iterable<string>): string | null {
  const distinct = [...new Set(values)].filter((value) => value !== '').sort();
  return distinct.length === 0 ? null : distinct.join(LIST_SEPARATOR);
}

/** The error of a step that a spec names or feeds wrongly. */
export function refused(name: string, zh: string, en: string): HubError {
  return new HubError('LINK_SPEC_INVALID', {
    problem: { zh: `步骤 ${name}：${zh}`, en: `step ${name}: ${en}` },
  });
}
