import { plainStep } from './standardiser.ts';

// GB/T 2261.1 codes 1 and 2, and the ways people write it.
const SEXES: Readonly<Record<string, string>> = {
  ...{ 男: 'MALE', 男性: 'MALE', '1': 'MALE', '01': 'MALE', m: 'MALE', male: 'MALE' },
  ...{ 女: 'FEMALE', 女性: 'FEMALE', '2': 'FEMALE', '02': 'FEMALE', f: 'FEMALE', female: 'FEMALE' },
};

export const SEX_STEPS = [
  plainStep('sex', { zh: '性别', en: 'Sex: MALE or FEMALE, else missing' }, (value) => {
    const written = value.normalize('NFKC').trim().toLowerCase();
    return Object.hasOwn(SEXES, written) ? (SEXES[written] ?? null) : null;
  }),
];
